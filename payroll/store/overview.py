"""Months and people in short sums, for the pages that lead to the slips: no lines are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from naryad.days import Period
from naryad.office import is_trial
from payroll.closing import MonthPerson
from payroll.month import MonthState
from payroll.store.closed import closed_person_rows
from payroll.store.figures import MonthFigures, month_figures
from payroll.store.month import closing_rows, month_state, states_of, undone_closings
from payroll.tables.closing import ACCRUAL_LINE, PAY_LINE, ClosedPersonRow, ClosingRow
from payroll.tables.columns import EVERYBODY


@dataclass(frozen=True, slots=True)
class PersonSum:
    """A person's month in one row: who, output, money before tax."""

    person: MonthPerson
    amount: Decimal
    state: MonthState


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A month in one row. `amount` of an open month is what it comes to so far."""

    period: Period
    state: MonthState
    trial: bool
    entries: int
    norm_minutes: Decimal
    amount: Decimal
    closed_at: datetime | None


def month_people(session: Session, period: Period, figures: MonthFigures | None = None) -> list[PersonSum]:
    """Return everybody of a month with their sums, by number: closed ones from closings, the others as previewed."""
    state = month_state(session, period)
    found = [one for row in closing_rows(session, period) for one in _closed_sums(session, row)]
    if state is not MonthState.CLOSED:
        figures = figures or month_figures(session, period)
        found += [PersonSum(one.person, one.amount, state) for one in figures.people]
    return sorted(found, key=lambda one: (len(one.person.number), one.person.number))


def months_of_year(session: Session, year: int, *, today: date) -> list[MonthSum]:
    """Return the months of a year up to the one of `today`, the latest first; without work and steps left out."""
    periods = [Period(year, month) for month in range(1, 13) if Period(year, month).first_day <= today]
    states = states_of(session, periods)
    found = [_month_sum(session, period, states[period]) for period in reversed(periods)]
    return [one for one in found if one.entries or one.state is not MonthState.OPEN or today in one.period]


def years_with_closings(session: Session) -> list[int]:
    """Return the years in which some month was closed, the earliest first."""
    numbers = session.exec(select(ClosingRow.period).distinct())
    return sorted({number // 100 for number in numbers})


def own_months(session: Session, employee_id: int, year: int, *, today: date) -> list[MonthSum]:
    """Return one person's months of a year, the latest first: closed ones as closed, the others so far."""
    periods = [Period(year, month) for month in range(1, 13) if Period(year, month).first_day <= today]
    found = [_own_sum(session, period, employee_id) for period in reversed(periods)]
    return [one for one in found if one.entries or one.amount or today in one.period]


def _month_sum(session: Session, period: Period, state: MonthState) -> MonthSum:
    rows = closing_rows(session, period)
    entries = sum(row.entries for row in rows)
    minutes = sum((row.norm_minutes for row in rows), Decimal(0))
    amount = sum((row.amount for row in rows), Decimal(0))
    if state is MonthState.CLOSED:
        whole = next(row for row in rows if row.employee_key == EVERYBODY)
        return MonthSum(period, state, whole.trial, entries, minutes, amount, whole.closed_at)
    figures = month_figures(session, period)
    return MonthSum(
        period=period,
        state=state,
        trial=figures.terms.trial,
        entries=entries + figures.entries,
        norm_minutes=minutes + figures.norm_minutes,
        amount=amount + figures.amount,
        closed_at=None,
    )


def _own_sum(session: Session, period: Period, employee_id: int) -> MonthSum:
    state = month_state(session, period, employee_id)
    if state is MonthState.CLOSED:
        query = (
            select(ClosedPersonRow, ClosingRow)
            .join(ClosingRow, col(ClosingRow.id) == col(ClosedPersonRow.closing_id))
            .where(
                ClosingRow.period == period.number,
                ClosedPersonRow.employee_id == employee_id,
                col(ClosingRow.id).not_in(undone_closings()),
            )
        )
        for person, row in session.exec(query):
            amount = _amounts(session, row.id or 0, employee_id).get(employee_id, Decimal(0))
            return MonthSum(period, state, row.trial, person.entries, person.norm_minutes, amount, row.closed_at)
        return MonthSum(period, state, is_trial(session, period), 0, Decimal(0), Decimal(0), None)
    figures = month_figures(session, period, employee_id=employee_id)
    trial = figures.terms.trial
    return MonthSum(period, state, trial, figures.entries, figures.norm_minutes, figures.amount, None)


def _closed_sums(session: Session, row: ClosingRow) -> list[PersonSum]:
    amounts = _amounts(session, row.id or 0)
    return [
        PersonSum(person.value(row.closed_at), amounts.get(person.employee_id, Decimal(0)), MonthState.CLOSED)
        for person in closed_person_rows(session, row.id or 0)
    ]


def _amounts(session: Session, closing_id: int, employee_id: int | None = None) -> dict[int, Decimal]:
    """Return what each person of a closing is owed: lines of work, and lines of pay that stand on no single work."""
    found: dict[int, Decimal] = {}
    for table in (ACCRUAL_LINE, PAY_LINE):
        query = sql_select(table.c.employee_id, func.sum(table.c.amount)).where(table.c.closing_id == closing_id)
        if employee_id is not None:
            query = query.where(table.c.employee_id == employee_id)
        for person, amount in session.connection().execute(query.group_by(table.c.employee_id)):
            found[person] = found.get(person, Decimal(0)) + amount
    return found
