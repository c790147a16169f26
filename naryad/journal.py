"""The journal: who did what and when, append-only, linked into a chain by one sealer.

Transactions only append; they never wait for each other's place in the chain. The sealer gives the places in
order, at least each minute and before every freeze and close, so a row changed, removed or slipped in later
breaks the chain from there on.
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from naryad.db import canonical_json
from naryad.rows import Fact, add_rows
from naryad.tables import JournalLinkRow, JournalRow
from naryad.value import value

START_OF_CHAIN = "0" * 64
LINKED_TAIL = 20_000
"""How far below the newest linked row the sealer looks for rows whose transactions ended late."""


def record(
    session: Session,
    actor: int | None,
    action: str,
    subject: str,
    now: datetime,
    facts: dict[str, Any] | None = None,
    rows: Sequence[Fact] = (),
) -> JournalRow:
    """Append one line to the journal and return it; the session is flushed.

    `actor` is the employee's id, or None for the program or the console. `subject` names the thing ("entry:12",
    "period:2026-10"). Every append-only row that the action adds belongs into `rows`: its fingerprint is kept here,
    and `naryad verify` compares. Facts hold ids, codes and figures, never the text of a letter.
    """
    session.flush()
    line = JournalRow(**_values(Line(actor, action, subject, facts or {}, rows), now))
    session.add(line)
    session.flush()
    return line


@value(frozen=True, slots=True)
class Line:
    """A line to be appended; what its parts mean is said at `record`."""

    actor: int | None
    action: str
    subject: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Fact] = ()


def record_all(session: Session, lines: Sequence[Line], now: datetime) -> None:
    """Append many lines in few statements, in order; hot doors journal through this."""
    add_rows(session, JournalRow, [_values(line, now) for line in lines])


def _values(line: Line, now: datetime) -> dict[str, Any]:
    body: dict[str, Any] = dict(line.facts)
    if line.rows:
        body["rows"] = {row.place(): row.fingerprint() for row in line.rows}
    return {
        "at": now,
        "actor_id": line.actor,
        "console_user": "" if line.actor else _console_user(),
        "action": line.action,
        "subject": line.subject,
        "facts": body,
    }


def seal_journal(session: Session, *, limit: int = 1_000_000) -> int:
    """Link every row that has no place in the chain yet, in order of id; return how many were linked."""
    last = session.exec(select(JournalLinkRow).order_by(col(JournalLinkRow.seq).desc()).limit(1)).first()
    seq, head, highest = (last.seq, last.hash, last.journal_id) if last else (0, START_OF_CHAIN, 0)
    unlinked = session.exec(
        select(JournalRow)
        .outerjoin(JournalLinkRow, col(JournalLinkRow.journal_id) == col(JournalRow.id))
        .where(col(JournalRow.id) > highest - LINKED_TAIL, col(JournalLinkRow.seq).is_(None))
        .order_by(col(JournalRow.id))
        .limit(limit)
    ).all()
    for line in unlinked:
        seq += 1
        head = link_hash(head, line)
        session.add(JournalLinkRow(seq=seq, journal_id=line.id or 0, hash=head))
    session.flush()
    return len(unlinked)


def link_hash(previous: str, line: JournalRow) -> str:
    """Return the hash that stands for `line` and everything before it: SHA-256 over the previous one and the line."""
    text = canonical_json(
        {
            "id": line.id,
            "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": line.actor_id,
            "console_user": line.console_user,
            "action": line.action,
            "subject": line.subject,
            "facts": line.facts,
        }
    )
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """Return the length of the sealed chain and the hash of its head (zeros while it is empty)."""
    last = session.exec(select(JournalLinkRow).order_by(col(JournalLinkRow.seq).desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, START_OF_CHAIN)


def unsealed_count(session: Session) -> int:
    """Return how many journal rows still wait for the sealer."""
    rows = session.exec(select(func.count()).select_from(JournalRow)).one()
    return rows - session.exec(select(func.count()).select_from(JournalLinkRow)).one()


@lru_cache
def _console_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "system"
