"""The figure on account for the first half of a month: counted from the work, or read back as it was approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from naryad.days import Period, local_day
from naryad.employment import all_employments, employment_on
from naryad.money import Rounding
from naryad.office import is_trial, office_of, setting
from naryad.people import Employee
from naryad.staff import employees
from payroll.accrual import AccrualLine
from payroll.advance import Advance, AdvancePerson, OnAccount, amount_of, half_of
from payroll.month import MonthState
from payroll.scheme import DIRECT, MissingRate
from payroll.store.month import own_states
from payroll.store.people_pay import by_employee
from payroll.store.rates import pricing
from payroll.store.work import work_by_day_totals, work_done
from payroll.tables.advance import AdvanceLineRow, AdvancePersonRow, AdvanceRow
from worklog.store.month import open_work


@dataclass(frozen=True)
class AdvanceFigures:
    """What would be approved now, and what stands in the way or is left out."""

    people: tuple[AdvancePerson, ...]
    missing_rates: tuple[MissingRate, ...]
    rounding: Rounding
    currency: str
    trial: bool
    waiting: tuple[tuple[int, date], ...]
    """Work of these days without a type: it comes with the whole month."""

    @property
    def amount(self) -> Decimal:
        return amount_of(self.people)


def advance_figures(session: Session, period: Period, *, recount: bool = False) -> AdvanceFigures:
    """Count what days 1 to 15 are worth, from the day totals or (`recount`) from the entries.

    Who was closed early by then has been paid in full and stays out, unless something was paid on account before.
    """
    last_day = half_of(period)[1]
    read = work_done if recount else work_by_day_totals
    shut = {person for person, state in own_states(session, period).items() if state is MonthState.CLOSED}
    work = [group for group in read(session, period) if group.day <= last_day and group.employee_id not in shut]
    rounding = Rounding(setting(session, "rounding", period.first_day))
    accrued = DIRECT.accrue(work, rate_of=pricing(session).rate_of, rounding=rounding)
    before = last_advance(session, period)
    kept = [one for one in (before.people if before else ()) if one.employee_id in shut]
    counted = [*_people(session, last_day, accrued.lines), *kept]
    return AdvanceFigures(
        people=tuple(sorted(counted, key=lambda one: (len(one.number), one.number))),
        missing_rates=accrued.missing_rates,
        rounding=rounding,
        currency=office_of(session).currency,
        trial=is_trial(session, period),
        waiting=tuple((one.employee_id, one.day) for one in open_work(session, period) if one.day <= last_day),
    )


def _people(session: Session, last_day: date, lines: Iterable[AccrualLine]) -> list[AdvancePerson]:
    staff: dict[int, Employee] = {person.id: person for person in employees(session)}
    positions = all_employments(session)
    found = []
    for number, own in by_employee(lines).items():
        held = employment_on(positions.get(number, ()), min(last_day, staff[number].employed_to or last_day))
        found.append(
            AdvancePerson(
                employee_id=number,
                number=staff[number].number,
                name=staff[number].name,
                department=held.department,
                position=held.position,
                entries=sum(line.entries for line in own),
                norm_minutes=sum((line.norm_minutes for line in own), Decimal(0)),
                amount=sum((line.amount for line in own), Decimal(0)),
                lines=tuple(own),
            )
        )
    return found


def last_advance(session: Session, period: Period) -> Advance | None:
    """Return the figure on account that holds for a month, or None where none was approved."""
    row = _last_row(session, period)
    if row is None:
        return None
    lines: dict[int, list[AccrualLine]] = {}
    query = select(AdvanceLineRow).where(AdvanceLineRow.advance_id == row.id).order_by(col(AdvanceLineRow.id))
    for line in session.exec(query):
        lines.setdefault(line.employee_id, []).append(line.value())
    return Advance(
        period=period,
        revision=row.revision,
        rounding=Rounding(row.rounding),
        currency=row.currency,
        people=tuple(
            AdvancePerson(
                employee_id=one.employee_id,
                number=one.number,
                name=one.name,
                department=one.department,
                position=one.position,
                entries=one.entries,
                norm_minutes=one.norm_minutes,
                amount=one.amount,
                lines=tuple(lines.get(one.employee_id, ())),
            )
            for one in _person_rows(session, row)
        ),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        reason=row.reason,
        id=row.id or 0,
    )


def paid_on_account(session: Session, period: Period, employee_id: int | None = None) -> tuple[OnAccount, ...]:
    """Return what people (or one employee) were paid on account of a month, by number."""
    row = _last_row(session, period)
    if row is None:
        return ()
    first_day, last_day = half_of(period)
    approved_on = local_day(row.approved_at, office_of(session).zone)
    return tuple(
        OnAccount(one.employee_id, first_day, last_day, one.amount, approved_on)
        for one in _person_rows(session, row)
        if employee_id in (None, one.employee_id)
    )


def _last_row(session: Session, period: Period) -> AdvanceRow | None:
    query = select(AdvanceRow).where(AdvanceRow.period == period.number).order_by(col(AdvanceRow.revision).desc())
    return session.exec(query.limit(1)).first()


def _person_rows(session: Session, row: AdvanceRow) -> list[AdvancePersonRow]:
    query = select(AdvancePersonRow).where(AdvancePersonRow.advance_id == row.id)
    return list(session.exec(query.order_by(col(AdvancePersonRow.id))))
