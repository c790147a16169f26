"""What `naryad verify` finds on the floor: rows changed, removed or slipped in by hand, and a broken chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from naryad import journal
from naryad.tables import JournalLinkRow, JournalRow, Row

UNJOURNALLED = frozenset(
    {
        "journal",
        "journal_link",
        "employee_role",
        "employee_address",
        "sign_in_session",
        "sign_in_attempt",
    }
)
"""Tables whose rows leave no fingerprint: the chain itself, and what may come and go by the program's own doors."""


@dataclass(frozen=True)
class Trouble:
    """Something that does not agree, and where: `place` is "table:id" or another exact name."""

    place: str
    en: str
    ru: str

    def message(self, language: str) -> str:
        return f"{self.place}: {self.ru if language == 'ru' else self.en}"


def troubles(session: Session) -> Iterator[Trouble]:
    """Yield what is wrong with the journal's chain and with the rows whose fingerprints it keeps."""
    yield from _chain_troubles(session)
    yield from _fingerprint_troubles(session)


def _chain_troubles(session: Session) -> Iterator[Trouble]:
    hash_now, expected = journal.START_OF_CHAIN, 1
    links: Any = session.exec(
        select(JournalLinkRow, JournalRow)
        .outerjoin(JournalRow, col(JournalRow.id) == col(JournalLinkRow.journal_id))
        .order_by(col(JournalLinkRow.seq))
        .execution_options(yield_per=5_000)
    )
    for link, line in links:
        if link.seq != expected:
            yield Trouble(
                f"journal_link:{expected}",
                f"the chain jumps to {link.seq}: links were removed by hand",
                f"в цепочке сразу {link.seq}: звенья удалены вручную",
            )
            expected = link.seq
        if line is None:
            yield Trouble(
                f"journal:{link.journal_id}",
                "the journal row was removed by hand",
                "строка журнала удалена вручную",
            )
            hash_now = link.hash
        else:
            hash_now = journal.link_hash(hash_now, line)
            if hash_now != link.hash:
                yield Trouble(
                    f"journal:{link.journal_id}",
                    "the journal row was changed after it was sealed, or its link was",
                    "строка журнала или её звено изменены после опечатывания",
                )
                hash_now = link.hash
        expected += 1


def _fingerprint_troubles(session: Session) -> Iterator[Trouble]:
    kept: dict[str, dict[str, str]] = {}
    lines = session.exec(select(JournalRow).order_by(col(JournalRow.id)).execution_options(yield_per=5_000))
    for line in lines:
        for place, fingerprint in line.facts.get("rows", {}).items():
            table, _, key = place.partition(":")
            kept.setdefault(table, {})[key] = fingerprint
    for model in sorted(_models(), key=lambda model: str(model.__tablename__)):
        name = str(model.__tablename__)
        if name in UNJOURNALLED or getattr(model, "__unjournalled__", False):
            continue
        yield from _table_troubles(session, model, kept.pop(name, {}))


def _table_troubles(session: Session, model: type[Row], kept: dict[str, str]) -> Iterator[Trouble]:
    rows: Any = session.exec(select(model).execution_options(yield_per=5_000))
    for row in rows:
        place = row.place()
        fingerprint = kept.pop(place.partition(":")[2], None)
        if fingerprint is None:
            yield Trouble(place, "the row was added by hand", "строка добавлена вручную")
        elif fingerprint != row.fingerprint():
            yield Trouble(place, "the row was changed by hand", "строка изменена вручную")
    for key in kept:
        yield Trouble(f"{model.__tablename__}:{key}", "the row was removed by hand", "строка удалена вручную")


def _models() -> list[type[Row]]:
    return [
        mapper.class_
        for mapper in SQLModel._sa_registry.mappers  # the classes themselves, whichever domain defined them
        if issubclass(mapper.class_, Row)
    ]
