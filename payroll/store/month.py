"""The months as steps have left them: states, closings in force, and what binds a month to others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from naryad.days import Period
from naryad.money import Rounding
from payroll.closing import Closing
from payroll.month import MonthState, MonthStep, Step, state_after
from payroll.tables.adjustment import AdjustmentRow
from payroll.tables.closing import ClosingRow
from payroll.tables.columns import EVERYBODY
from payroll.tables.month import MonthStepRow


def steps_of(session: Session, period: Period, employee_id: int | None = None) -> list[MonthStep]:
    """Return the steps of a month in order: the office's, or those of one employee's early closing."""
    query = (
        select(MonthStepRow)
        .where(MonthStepRow.period == period.number, MonthStepRow.employee_key == (employee_id or EVERYBODY))
        .order_by(col(MonthStepRow.number))
    )
    return [_step(row) for row in session.exec(query)]


def steps_of_everybody(session: Session, period: Period) -> list[MonthStep]:
    """Return every step of a month, early ones of single people too, in the order they were taken."""
    query = select(MonthStepRow).where(MonthStepRow.period == period.number).order_by(col(MonthStepRow.id))
    return [_step(row) for row in session.exec(query)]


def month_state(session: Session, period: Period, employee_id: int | None = None) -> MonthState:
    """Return the state of a month; for one employee the own early steps speak first, then the office's."""
    if employee_id is not None:
        own = state_after(steps_of(session, period, employee_id))
        if own is not MonthState.OPEN:
            return own
    return state_after(steps_of(session, period))


def own_states(session: Session, period: Period) -> dict[int, MonthState]:
    """Return the states of those whose month is handled apart (early closing), open ones left out."""
    steps: dict[int, list[MonthStep]] = {}
    for step in steps_of_everybody(session, period):
        if step.employee_id is not None:
            steps.setdefault(step.employee_id, []).append(step)
    states = {employee_id: state_after(taken) for employee_id, taken in steps.items()}
    return {employee_id: state for employee_id, state in states.items() if state is not MonthState.OPEN}


def states_of(session: Session, periods: Iterable[Period]) -> dict[Period, MonthState]:
    """Return the office's state of each month, in one statement."""
    wanted = list(periods)
    query = (
        select(MonthStepRow)
        .where(
            col(MonthStepRow.period).in_([period.number for period in wanted]), MonthStepRow.employee_key == EVERYBODY
        )
        .order_by(col(MonthStepRow.number))
    )
    steps: dict[int, list[MonthStep]] = {}
    for row in session.exec(query):
        steps.setdefault(row.period, []).append(_step(row))
    return {period: state_after(steps.get(period.number, ())) for period in wanted}


def closing_rows(session: Session, period: Period) -> list[ClosingRow]:
    """Return the closings of a month that are in force: the office's first, then early ones by employee."""
    query = (
        select(ClosingRow)
        .where(ClosingRow.period == period.number, col(ClosingRow.id).not_in(undone_closings()))
        .order_by(col(ClosingRow.employee_key), col(ClosingRow.revision))
    )
    return list(session.exec(query))


def closing_row_of(session: Session, period: Period, employee_id: int) -> ClosingRow | None:
    """Return the closing in force that holds an employee's month: an own early one, else the office's."""
    rows = {row.employee_key: row for row in closing_rows(session, period)}
    return rows.get(employee_id) or rows.get(EVERYBODY)


def undone_closings() -> Any:
    """Return a subquery of the ids of closings that a reopening has undone."""
    return (
        select(MonthStepRow.closing_id)
        .where(MonthStepRow.step == Step.REOPEN.value, col(MonthStepRow.closing_id).is_not(None))
        .correlate(None)
    )


def closed_periods(session: Session, before: Period | None = None) -> list[Period]:
    """Return the months that have a closing in force, the earliest first; only those before a month, if given."""
    query = select(ClosingRow.period).where(col(ClosingRow.id).not_in(undone_closings())).distinct()
    if before is not None:
        query = query.where(ClosingRow.period < before.number)
    return [Period.of_number(number) for number in session.exec(query.order_by(col(ClosingRow.period)))]


def later_closed(session: Session, period: Period) -> Period | None:
    """Return the first month after `period` that has a closing in force, or None."""
    query = select(func.min(ClosingRow.period)).where(
        ClosingRow.period > period.number, col(ClosingRow.id).not_in(undone_closings())
    )
    number: Any = session.exec(query).one()
    return None if number is None else Period.of_number(number)


def last_closed(session: Session) -> Period | None:
    """Return the latest month whose office closing is in force, or None."""
    query = select(func.max(ClosingRow.period)).where(
        ClosingRow.employee_key == EVERYBODY, col(ClosingRow.id).not_in(undone_closings())
    )
    number: Any = session.exec(query).one()
    return None if number is None else Period.of_number(number)


def adjustment_booked_in(session: Session, period: Period, employee_id: int | None = None) -> Period | None:
    """Return the first month that has booked a correction of `period` (of one employee, if given), or None."""
    query = (
        select(func.min(ClosingRow.period))
        .join(AdjustmentRow, col(AdjustmentRow.closing_id) == col(ClosingRow.id))
        .where(AdjustmentRow.source_period == period.number, col(ClosingRow.id).not_in(undone_closings()))
    )
    if employee_id is not None:
        query = query.where(AdjustmentRow.employee_id == employee_id)
    number: Any = session.exec(query).one()
    return None if number is None else Period.of_number(number)


def next_revision(session: Session, period: Period, employee_id: int | None) -> int:
    query = select(func.max(ClosingRow.revision)).where(
        ClosingRow.period == period.number, ClosingRow.employee_key == (employee_id or EVERYBODY)
    )
    return (session.exec(query).one() or 0) + 1


def closing_value(row: ClosingRow) -> Closing:
    """Return the record of a closing as a value."""
    return Closing(
        period=Period.of_number(row.period),
        employee_id=row.employee_id,
        revision=row.revision,
        trial=row.trial,
        rounding=Rounding(row.rounding),
        entries=row.entries,
        norm_minutes=row.norm_minutes,
        amount=row.amount,
        values_hash=row.values_hash,
        journal_head=row.journal_head,
        frozen_by=row.frozen_by,
        frozen_at=row.frozen_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        id=row.id or 0,
    )


def _step(row: MonthStepRow) -> MonthStep:
    return MonthStep(
        period=Period.of_number(row.period),
        employee_id=row.employee_id,
        step=Step(row.step),
        by=row.by_id,
        at=row.at,
        reason=row.reason,
        amount=row.amount,
    )
