"""Calls beside their entries, calls that look like one, missed calls, and whose extension is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, exists, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from norms.work_type import Kind
from worklog.call import SAME_CALL_WITHIN, Call, CallMayBeTheSame, Direction, Extension, number_key
from worklog.entry import Entry
from worklog.store.entry import entry_value
from worklog.tables.call import (
    CALL,
    CALL_MATCH,
    CALL_MATCH_DECISION,
    MISSED_CALL,
    MISSED_CALL_END,
    ExtensionRow,
)
from worklog.tables.coding import CODING
from worklog.tables.entry import ENTRY


@dataclass(frozen=True, slots=True)
class Match:
    """Two calls that look like one, and nobody has said yet."""

    id: int
    hand_entry_id: int
    exchange_entry_id: int


@dataclass(frozen=True, slots=True)
class MissedCall:
    """A call to call back."""

    id: int
    direction: Direction
    number: str
    party: str
    employee_id: int | None
    started_at: datetime
    seconds_waited: int


def call_of(session: Session, entry_id: int) -> Call | None:
    """Return what is known of the call behind an entry; None for other kinds of work."""
    row = session.connection().execute(select(CALL).where(CALL.c.entry_id == entry_id)).mappings().first()
    return None if row is None else call_value(row)


def calls_of(session: Session, entry_ids: Sequence[int]) -> dict[int, Call]:
    """Return the calls behind `entry_ids` by entry id."""
    found: dict[int, Call] = {}
    for start in range(0, len(entry_ids), 500):
        query = select(CALL).where(CALL.c.entry_id.in_(entry_ids[start : start + 500]))
        found.update((row["entry_id"], call_value(row)) for row in session.connection().execute(query).mappings())
    return found


def seconds_of(session: Session, entry: Entry) -> int | None:
    """Return the talk time of an entry that is a call, else None."""
    if entry.kind not in (Kind.CALL_IN, Kind.CALL_OUT):
        return None
    query = select(CALL.c.seconds).where(CALL.c.entry_id == entry.id)
    return session.connection().execute(query).scalar_one_or_none()


def open_match_of(session: Session, entry: Entry) -> None:
    """Pass in silence unless `entry` came from the exchange and may be a call entered by hand before.

    Raises:
        CallMayBeTheSame: nobody has said yet whether it is.
    """
    if entry.kind not in (Kind.CALL_IN, Kind.CALL_OUT):
        return
    match = next(iter(open_matches(session, [entry.id]).values()), None)
    if match is not None:
        hand = call_of(session, match.hand_entry_id)
        if hand is not None:
            raise CallMayBeTheSame(number=hand.number, at=hand.started_at)


def open_matches(session: Session, exchange_entry_ids: Sequence[int]) -> dict[int, Match]:
    """Return the undecided match of each of the entries that came from the exchange, by entry id."""
    if not exchange_entry_ids:
        return {}
    decided = exists().where(CALL_MATCH_DECISION.c.call_match_id == CALL_MATCH.c.id)
    query = select(CALL_MATCH).where(CALL_MATCH.c.exchange_entry_id.in_(list(exchange_entry_ids)), ~decided)
    rows = session.connection().execute(query.order_by(CALL_MATCH.c.id.desc())).mappings()
    return {row["exchange_entry_id"]: Match(row["id"], row["hand_entry_id"], row["exchange_entry_id"]) for row in rows}


def like_this(session: Session, *, employee_id: int, number: str, started_at: datetime, by_hand: bool) -> Entry | None:
    """Return the employee's nearest call with the same last ten digits within ten minutes, or None.

    `by_hand` says which of the two sources is looked in; a cancelled call is like nothing.
    """
    key = number_key(number)
    if not key:
        return None
    is_void = exists().where(CODING.c.entry_id == ENTRY.c.id, CODING.c.is_void)
    query = (
        select(ENTRY, CALL.c.started_at)
        .join(CALL, CALL.c.entry_id == ENTRY.c.id)
        .where(
            CALL.c.number_key == key,
            CALL.c.by_hand == by_hand,
            CALL.c.started_at.between(started_at - SAME_CALL_WITHIN, started_at + SAME_CALL_WITHIN),
            ENTRY.c.employee_id == employee_id,
            ~is_void,
        )
    )
    rows = session.connection().execute(query).mappings().all()
    nearest = min(rows, key=lambda row: abs(row["started_at"] - started_at), default=None)
    return None if nearest is None else entry_value(nearest)


def missed_calls(session: Session, *, employee_id: int | None, since: datetime, limit: int = 200) -> list[MissedCall]:
    """Return the missed calls that nobody has dealt with, the latest first.

    With an employee, theirs and those that were for nobody in particular; without, everybody's.
    """
    ended = exists().where(MISSED_CALL_END.c.missed_call_id == MISSED_CALL.c.id)
    query = select(MISSED_CALL).where(~ended, MISSED_CALL.c.started_at >= since)
    if employee_id is not None:
        query = query.where((MISSED_CALL.c.employee_id == employee_id) | MISSED_CALL.c.employee_id.is_(None))
    rows = session.connection().execute(query.order_by(MISSED_CALL.c.started_at.desc()).limit(limit)).mappings()
    return [
        MissedCall(
            id=row["id"],
            direction=Direction(row["direction"]),
            number=row["number"],
            party=row["party"],
            employee_id=row["employee_id"],
            started_at=row["started_at"],
            seconds_waited=row["seconds_waited"],
        )
        for row in rows
    ]


def extensions(session: Session, source: str | None = None) -> list[Extension]:
    """Return every dated owner of an extension, by number and first day."""
    query = select_rows(ExtensionRow).order_by(
        col(ExtensionRow.source), col(ExtensionRow.number), col(ExtensionRow.first_day)
    )
    if source is not None:
        query = query.where(ExtensionRow.source == source)
    return [
        Extension(row.id or 0, row.source, row.number, row.employee_id, row.first_day, row.last_day)
        for row in session.exec(query)
    ]


def has_exchange(session: Session, day: date) -> bool:
    """Say whether the office has an exchange on `day`: somebody has an extension then."""
    query = select_rows(ExtensionRow.id).where(col(ExtensionRow.first_day) <= day).limit(1)
    return session.exec(query).first() is not None


def calls_without_trace(session: Session, employee_id: int, day: date) -> int:
    """Return how many counted calls of the day were entered by hand and are known to no exchange."""
    is_matched = exists().where(
        CALL_MATCH.c.hand_entry_id == ENTRY.c.id,
        CALL_MATCH_DECISION.c.call_match_id == CALL_MATCH.c.id,
        CALL_MATCH_DECISION.c.is_same,
    )
    query = (
        select(ENTRY.c.id)
        .join(CALL, CALL.c.entry_id == ENTRY.c.id)
        .where(
            ENTRY.c.period == day.year * 100 + day.month,
            ENTRY.c.employee_id == employee_id,
            ENTRY.c.day == day,
            ENTRY.c.quantity > 0,
            CALL.c.by_hand,
            ~is_matched,
        )
    )
    return len(session.connection().execute(query).all())


def call_value(row: RowMapping) -> Call:
    return Call(
        entry_id=row["entry_id"],
        direction=Direction(row["direction"]),
        number=row["number"],
        party=row["party"],
        started_at=row["started_at"],
        seconds=row["seconds"],
        extension=row["extension"],
        by_hand=row["by_hand"],
    )
