"""Tries to send letters, each with its outcome where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, func, select
from sqlmodel import Session

from naryad.remembered import remembered
from naryad.value import value
from worklog.coding import ONE, Described, NewCoding, Source
from worklog.entry import Entry
from worklog.letter import Way
from worklog.sending import Attempt
from worklog.store.entry import entry_value
from worklog.tables.coding import CODING
from worklog.tables.entry import ENTRY
from worklog.tables.letter import ATTEMPT, LETTER, OUTCOME

IN_CLAUSE_MAX = 500
_TRIES = "tries of new letters"


@value(frozen=True, slots=True)
class Tried:
    """A try that gets its outcome: its letter's entry, locked, and the coding by which the letter would count."""

    attempt_id: int
    actor_id: int
    entry: Entry
    coding: NewCoding
    has_outcome: bool
    is_cancelled: bool
    is_composed: bool
    was_held: bool
    """Whether the office may hold the letter's bytes."""


def attempts_of(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[Attempt, ...]]:
    """Return the tries to send each of `entry_ids`, in order of time."""
    found: dict[int, list[Attempt]] = {}
    for start in range(0, len(entry_ids), IN_CLAUSE_MAX):
        query = (
            with_outcome()
            .where(ATTEMPT.c.entry_id.in_(entry_ids[start : start + IN_CLAUSE_MAX]))
            .order_by(ATTEMPT.c.id)
        )
        for row in session.connection().execute(query).mappings():
            found.setdefault(row["entry_id"], []).append(attempt_value(row))
    return {entry_id: tuple(attempts) for entry_id, attempts in found.items()}


def open_tries_of(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[Attempt, ...]]:
    """Return those tries of each of `entry_ids` whose outcome is not known; entries without one are left out."""
    found = {
        entry_id: tuple(each for each in attempts if each.accepted is None)
        for entry_id, attempts in attempts_of(session, entry_ids).items()
    }
    return {entry_id: attempts for entry_id, attempts in found.items() if attempts}


def remember_tries(session: Session, tries: Iterable[Tried]) -> None:
    """Remember tries of letters that nobody has seen before: their outcomes are read no more while nobody writes."""
    known: dict[int, Tried] = remembered(session, _TRIES, dict)
    known.update((each.attempt_id, each) for each in tries)


def forget_tries(session: Session, entry_id: int) -> None:
    """Forget the tries of a letter that is tried again: what one outcome does, the other must see."""
    known: dict[int, Tried] = remembered(session, _TRIES, dict)
    for attempt_id in [each.attempt_id for each in known.values() if each.entry.id == entry_id]:
        del known[attempt_id]


def tries_to_close(session: Session, attempt_ids: Sequence[int]) -> dict[int, Tried]:
    """Return tries by id; the entries of their letters are locked until the end of the transaction, in order of id."""
    known: dict[int, Tried] = remembered(session, _TRIES, dict)
    tries = {attempt_id: known.pop(attempt_id) for attempt_id in attempt_ids if attempt_id in known}
    left = [attempt_id for attempt_id in attempt_ids if attempt_id not in tries]
    return tries | _tries_read(session, left) if left else tries


def _tries_read(session: Session, attempt_ids: Sequence[int]) -> dict[int, Tried]:
    if session.get_bind().dialect.name != "sqlite":  # which writes alone
        session.connection().execute(_LOCK_ENTRIES, {"attempt_ids": attempt_ids}).all()
    rows = session.connection().execute(_TO_CLOSE, {"attempt_ids": attempt_ids}).all()
    return {row[0]: _tried(row) for row in rows}


def attempt_by_id(session: Session, attempt_id: int) -> Attempt | None:
    row = session.connection().execute(with_outcome().where(ATTEMPT.c.id == attempt_id)).mappings().first()
    return None if row is None else attempt_value(row)


def was_typed_by_address(session: Session, employee_id: int, message_id: str, work_type_id: int) -> bool:
    """Say whether a letter of this person with this id went out typed by address: a reply to it repeats the address."""
    query = (
        select(func.count())
        .select_from(LETTER)
        .join(ENTRY, ENTRY.c.id == LETTER.c.entry_id)
        .join(ATTEMPT, and_(ATTEMPT.c.entry_id == LETTER.c.entry_id, ATTEMPT.c.way == Way.ADDRESS.value))
        .where(
            LETTER.c.message_id == message_id,
            ENTRY.c.employee_id == employee_id,
            ATTEMPT.c.work_type_id == work_type_id,
        )
    )
    return bool(message_id) and session.connection().execute(query).scalar_one() > 0


def with_outcome() -> Any:
    return select(
        ATTEMPT,
        OUTCOME.c.accepted,
        OUTCOME.c.code,
        OUTCOME.c.reply,
        OUTCOME.c.at.label("outcome_at"),
        OUTCOME.c.resolved_by,
        OUTCOME.c.reason,
    ).join(OUTCOME, OUTCOME.c.attempt_id == ATTEMPT.c.id, isouter=True)


def attempt_value(row: RowMapping) -> Attempt:
    return Attempt(
        id=row["id"],
        entry_id=row["entry_id"],
        started_at=row["started_at"],
        lease_until=row["lease_until"],
        next_hop=row["next_hop"],
        work_type_id=row["work_type_id"],
        way=Way(row["way"]),
        recipients=tuple(row["recipients"]),
        is_other_content=row["is_other_content"],
        is_quoted_type=row["is_quoted_type"],
        accepted=row["accepted"],
        reply=row["reply"],
        outcome_at=row["outcome_at"],
        resolved_by=row["resolved_by"],
        reason=row["reason"] or "",
    )


def _tried(row: Any) -> Tried:
    attempt = dict(zip(_ATTEMPT_COLUMNS, row, strict=False))
    extra = len(_ATTEMPT_COLUMNS) + len(_ENTRY_COLUMNS)
    entry = entry_value(dict(zip(_ENTRY_COLUMNS, row[len(_ATTEMPT_COLUMNS) : extra], strict=True)))
    outcome_id, is_cancelled, is_composed = row[extra:]
    return Tried(
        attempt_id=attempt["id"],
        actor_id=attempt["actor_id"],
        entry=entry,
        coding=_coding(attempt, entry),
        has_outcome=outcome_id is not None,
        is_cancelled=bool(is_cancelled),
        is_composed=is_composed,
        was_held=True,
    )


def first_try(attempt: Mapping[str, Any], entry: Entry, *, is_composed: bool) -> Tried:
    """Return the try of a letter that nobody has seen before, from the values of its row."""
    return Tried(
        attempt_id=attempt["id"],
        actor_id=attempt["actor_id"],
        entry=entry,
        coding=_coding(attempt, entry),
        has_outcome=False,
        is_cancelled=False,
        is_composed=is_composed,
        was_held=False,
    )


def _coding(attempt: Mapping[str, Any], entry: Entry) -> NewCoding:
    minutes = attempt["described_minutes"]
    return NewCoding(
        work_type_id=attempt["work_type_id"],
        norm_id=attempt["norm_id"],
        portrait_id=attempt["portrait_id"],
        quantity=ONE,
        norm_minutes=attempt["norm_minutes"],
        actor_id=attempt["actor_id"],
        source=Source.PERSON if attempt["way"] == Way.PERSON.value else Source.MAIL_TAG,
        described=None if minutes is None else Described(minutes, entry.title),
    )


_ATTEMPT_COLUMNS = (
    "id", "entry_id", "actor_id", "work_type_id", "norm_id", "portrait_id", "norm_minutes", "described_minutes", "way",
)  # fmt: skip
_ENTRY_COLUMNS = tuple(column.name for column in ENTRY.c)
_AMONG = ATTEMPT.c.id.in_(bindparam("attempt_ids", expanding=True))
_IS_CANCELLED = (
    select(CODING.c.is_void)
    .where(CODING.c.entry_id == ENTRY.c.id)
    .order_by(CODING.c.id.desc())
    .limit(1)
    .correlate(ENTRY)
    .scalar_subquery()
)
_TO_CLOSE = (
    select(*(ATTEMPT.c[name] for name in _ATTEMPT_COLUMNS), *ENTRY.c, OUTCOME.c.id, _IS_CANCELLED, LETTER.c.is_composed)
    .join(ENTRY, ENTRY.c.id == ATTEMPT.c.entry_id)
    .join(LETTER, LETTER.c.entry_id == ATTEMPT.c.entry_id)
    .join(OUTCOME, OUTCOME.c.attempt_id == ATTEMPT.c.id, isouter=True)
    .where(_AMONG)
)
_LOCK_ENTRIES = (
    select(ENTRY.c.id)
    .where(ENTRY.c.id.in_(select(ATTEMPT.c.entry_id).where(_AMONG)))
    .order_by(ENTRY.c.id)
    .with_for_update()
)
