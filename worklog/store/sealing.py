"""Where an entry stands towards the seal: work of a sealed day that came late lives in the month that pays it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from naryad.days import Period
from naryad.seal import DayIsSealed, Level, level_after, seals_over
from worklog.entry import Entry

MONTHS_AHEAD_LIMIT = 36


def entry_seal(session: Session, entry: Entry) -> Level | None:
    """Return how firmly the figures of `entry` are sealed, or None while they may change.

    A counted entry is sealed with the month that pays it; one not counted yet, with its own day.
    """
    day = entry.day
    if entry.figures is not None and day not in entry.figures.period:
        day = entry.figures.period.first_day
    return level_after(seals_over(session, day, day, entry.employee_id), employee_id=entry.employee_id, day=day)


def require_unsealed(session: Session, entry: Entry) -> None:
    """Pass in silence while the entry's figures may change.

    Raises:
        DayIsSealed: its month is frozen or closed.
    """
    level = entry_seal(session, entry)
    if level is not None:
        raise DayIsSealed(day=entry.day, level=level)


def pay_periods(session: Session, works: Sequence[tuple[int, date]]) -> list[Period]:
    """Return, for each (employee, day), the month that pays that day's work (rule 5)."""
    if not works:
        return []
    days = [day for _, day in works]
    seals = seals_over(session, min(days), max(days))
    return [
        Period.of_day(day)
        if level_after(seals, employee_id=employee_id, day=day) is None
        else pay_period(session, employee_id, day)
        for employee_id, day in works
    ]


def pay_period(session: Session, employee_id: int, day: date) -> Period:
    """Return the month that pays work of `day`: its own while open, else the first later one that is (rule 5)."""
    period = Period.of_day(day)
    if level_after(seals_over(session, day, day, employee_id), employee_id=employee_id, day=day) is None:
        return period
    for _ in range(MONTHS_AHEAD_LIMIT):
        period = period.next()
        first = period.first_day
        seals = seals_over(session, first, first, employee_id)
        if level_after(seals, employee_id=employee_id, day=first) is None:
            return period
    raise DayIsSealed(day=day, level=Level.CLOSED)
