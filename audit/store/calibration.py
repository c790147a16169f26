"""What calibration reads of the work: days with their clock minutes, fits to them, and output under a trial norm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from audit.clock import Clock
from audit.tables.totals import TotalsFitRow
from naryad.days import Period
from naryad.errors import DomainError
from norms.day_totals import WorkedDay
from norms.store import catalog
from norms.trial import TrialNorm, TrialOutput, trial_output
from norms.work_type import Purpose
from worklog.store.output import day_totals, described_minutes, output_of_type

FITS_SHOWN = 20


class NoSuchFit(DomainError):
    code = "no_such_totals_fit"
    status = 404
    en = "There is no comparison number {number}. Open it from the list."
    ru = "Сверки с номером {number} нет. Откройте её из списка."


@dataclass(frozen=True, slots=True)
class Fit:
    """One comparison of days with norms: how far it is, and what it came to. `facts` are exact figures as text."""

    id: int
    first_day: date
    last_day: date
    rounds: int
    rounds_done: int
    begun_by: int
    begun_at: datetime
    ended_at: datetime | None
    outcome: str
    facts: Mapping[str, Any]


def worked_days(session: Session, clock: Clock, first: date, last: date) -> list[WorkedDay]:
    """Return the days between two days that have clock minutes and work; accepted described work is taken off the
    clock.
    """
    counted: defaultdict[tuple[int, date], dict[int, Decimal]] = defaultdict(dict)
    left = dict(clock)
    described = {
        entry.work_type.id for entry in catalog(session, last).types if entry.work_type.purpose is not Purpose.ORDINARY
    }
    period = Period.of_day(first)
    while period.first_day <= last:
        for group in day_totals(session, period):
            key = (group.employee_id, group.day)
            if key in clock and first <= group.day <= last and group.work_type_id not in described:
                done = counted[key]
                done[group.work_type_id] = done.get(group.work_type_id, Decimal(0)) + group.quantity
        for one in described_minutes(session, period):
            if (one.employee_id, one.day) in left:
                left[one.employee_id, one.day] -= one.minutes
        period = period.next()
    return [
        WorkedDay(person, day, left[person, day], {one: quantity for one, quantity in done.items() if quantity > 0})
        for (person, day), done in sorted(counted.items())
    ]


def fits(session: Session) -> list[Fit]:
    """Return the last comparisons, the latest first."""
    rows = session.exec(select(TotalsFitRow).order_by(col(TotalsFitRow.id).desc()).limit(FITS_SHOWN))
    return [_fit(row) for row in rows]


def fit_by_id(session: Session, number: int) -> Fit:
    """Raises NoSuchFit."""
    row = session.get(TotalsFitRow, number)
    if row is None:
        raise NoSuchFit(number=number)
    return _fit(row)


def output_under_trial(session: Session, trial: TrialNorm) -> tuple[TrialOutput, ...]:
    """Return everybody's work of a trial's type and days under both norms."""
    if trial.until < trial.first_day:
        return ()
    return trial_output(trial.minutes, output_of_type(session, trial.work_type_id, trial.first_day, trial.until))


def _fit(row: TotalsFitRow) -> Fit:
    assert row.id is not None
    return Fit(
        id=row.id,
        first_day=row.first_day,
        last_day=row.last_day,
        rounds=row.rounds,
        rounds_done=row.rounds_done,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        facts=row.facts or {},
    )
