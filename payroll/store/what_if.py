"""What closing froze of the last months, as a trial prices it once more."""

from __future__ import annotations

from sqlmodel import Session

from naryad.days import Period
from payroll.accrual import Mark
from payroll.rate import RateScope
from payroll.store.closed import closed_person_rows, lines_of, pay_lines_of
from payroll.store.month import closed_periods, closing_rows
from payroll.store.pay_inputs import SchemeBook, scheme_book
from payroll.store.people_pay import by_employee
from payroll.store.rates import all_rates
from payroll.terms_text import terms_of_text
from payroll.timesheet import Timesheet
from payroll.what_if import ClosedMonthOf


def last_closed_months(session: Session, count: int) -> tuple[Period, ...]:
    """Return the last `count` closed months, the earliest first; fewer where there are not so many."""
    return tuple(closed_periods(session)[-count:])


def closed_months(session: Session, months: tuple[Period, ...]) -> list[ClosedMonthOf]:
    """Return everybody's closed months, in a handful of statements per closing."""
    scopes = {rate.id: rate.scope for rate in all_rates(session)}
    schemes = scheme_book(session)
    return [
        one
        for month in months
        for row in closing_rows(session, month)
        for one in _of(session, month, row.id or 0, scopes, schemes)
    ]


def _of(
    session: Session, month: Period, closing_id: int, scopes: dict[int, RateScope], schemes: SchemeBook
) -> list[ClosedMonthOf]:
    lines = by_employee(line for line in lines_of(session, closing_id) if line.mark is Mark.ACCRUAL)
    pay = by_employee(line for line in pay_lines_of(session, closing_id) if line.mark is Mark.ACCRUAL)
    found: list[ClosedMonthOf] = []
    for row in closed_person_rows(session, closing_id):
        terms, sheet = terms_of_text(row.terms) if row.terms else (None, Timesheet())
        own = lines.get(row.employee_id, [])
        if not own and row.employee_id not in pay and terms is None:
            continue
        found.append(
            ClosedMonthOf(
                employee_id=row.employee_id,
                period=month,
                position=row.position,
                lines=tuple((line, scopes.get(line.rate_id, RateScope.OFFICE)) for line in own),
                pay=tuple(pay.get(row.employee_id, [])),
                terms=terms,
                timesheet=sheet,
                scheme_scope=schemes.scope_of(row.employee_id, row.position, month.last_day),
            )
        )
    return found
