"""What stands in the way of a month: open work, days not accepted; and the highest `seq` that a seal records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session

from naryad.days import Period
from norms.work_type import Kind
from worklog.entry import Entry, State, state_of
from worklog.store.entry import entry_value
from worklog.store.letter import letter_facts
from worklog.tables.coding import CODING
from worklog.tables.day import DAY_ACCEPTANCE
from worklog.tables.entry import DAY_TOTAL, ENTRY

_END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A piece of work that does not count yet and is not cancelled or refused."""

    employee_id: int
    day: date
    state: State
    entry_id: int
    kind: Kind


def open_work(session: Session, period: Period, *, now: datetime | None = None) -> list[OpenWork]:
    """Return the work of the month's days that is untyped, held, being sent or in doubt, by employee and day.

    Without `now`, a letter whose reply is not recorded is in doubt: a month cannot wait for a lease.
    """
    query = (
        select(ENTRY)
        .where(
            ENTRY.c.period.is_(None),
            ENTRY.c.day.between(period.first_day, period.last_day),
            ~exists().where(CODING.c.entry_id == ENTRY.c.id, CODING.c.is_void),
        )
        .order_by(ENTRY.c.employee_id, ENTRY.c.day, ENTRY.c.id)
    )
    entries = [entry_value(row) for row in session.connection().execute(query).mappings()]
    letters = letter_facts(session, [each.id for each in entries if each.is_letter], now or _END_OF_TIME)
    found = []
    for entry in entries:
        facts = letters.get(entry.id)
        state = state_of(
            kind=entry.kind,
            is_counted=False,
            is_void=False,
            now=now or _END_OF_TIME,
            stays_held=facts is not None and facts.stays_held,
            attempts=() if facts is None else facts.attempts,
        )
        if state is not State.REFUSED:
            found.append(OpenWork(entry.employee_id, entry.day, state, entry.id, entry.kind))
    return found


def untyped_of(session: Session, employee_id: int) -> list[Entry]:
    """Return the employee's work that arrived by itself and has no type, whatever its day, the oldest first."""
    query = (
        select(ENTRY)
        .where(
            ENTRY.c.period.is_(None),
            ENTRY.c.employee_id == employee_id,
            ENTRY.c.kind != Kind.LETTER_OUT.value,
            ~exists().where(CODING.c.entry_id == ENTRY.c.id),
        )
        .order_by(ENTRY.c.at, ENTRY.c.id)
        .limit(500)
    )
    return [entry_value(row) for row in session.connection().execute(query).mappings()]


def days_with_work(session: Session, first: date, last: date) -> set[tuple[int, date]]:
    """Return every (employee, day) from `first` to `last` that has counted or untyped work."""
    total, entry = DAY_TOTAL.c, ENTRY.c
    counted = select(total.employee_id, total.day).where(
        total.period >= Period.of_day(first).number, total.day.between(first, last), total.entries != 0
    )
    waiting = select(entry.employee_id, entry.day).where(
        entry.period.is_(None),
        entry.day.between(first, last),
        entry.kind != Kind.LETTER_OUT.value,
        ~exists().where(CODING.c.entry_id == entry.id),
    )
    return {(row[0], row[1]) for row in session.connection().execute(counted.union(waiting))}


def accepted_days(session: Session, first: date, last: date) -> set[tuple[int, date]]:
    """Return every accepted (employee, day) from `first` to `last`."""
    query = select(DAY_ACCEPTANCE.c.employee_id, DAY_ACCEPTANCE.c.day).where(DAY_ACCEPTANCE.c.day.between(first, last))
    return {(row[0], row[1]) for row in session.connection().execute(query)}


def days_not_accepted(session: Session, period: Period) -> list[tuple[int, date]]:
    """Return the month's (employee, day) pairs that have work and are not accepted, in order."""
    first, last = period.first_day, period.last_day
    return sorted(days_with_work(session, first, last) - accepted_days(session, first, last))


def highest_seqs(session: Session, period: Period) -> dict[int, int]:
    """Return the highest `seq` of each employee with work paid in `period`; freeze and close record it."""
    query = (
        select(ENTRY.c.employee_id, func.max(ENTRY.c.seq))
        .where(ENTRY.c.period == period.number)
        .group_by(ENTRY.c.employee_id)
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}
