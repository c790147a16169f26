"""Everybody's premiums, supplements and guarantees of a month that is not closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from sqlmodel import Session

from naryad.db import canonical_json
from naryad.employment import all_employments, employments
from naryad.money import Rounding, round_half_up
from naryad.office import setting
from naryad.people import Employee, Role
from naryad.staff import employee_of, employees
from payroll.accrual import AccrualLine
from payroll.closing import MonthPerson
from payroll.month_count import MissingMoney
from payroll.month_pay import MonthPay, month_pay
from payroll.pay_line import PayLine
from payroll.pay_terms import PayTerms
from payroll.store.jobs import MonthJobs
from payroll.store.overtime import overtime_made
from payroll.store.pay_inputs import PayInputs
from payroll.store.rates import pricing
from payroll.terms_text import text_of_terms
from payroll.timesheet import Timesheet

NOT_PAID_BY_OUTPUT = MonthPay((), (), (), None, Decimal(0))
"""Who has no role of an employee and did no work, such as a head on a salary: the hours are kept, that is all."""


_NO_JOBS = MonthJobs()


class _OfAnEmployee(Protocol):
    @property
    def employee_id(self) -> int: ...


Line = TypeVar("Line", bound=_OfAnEmployee)


@dataclass(frozen=True)
class _Counted:
    pay: MonthPay
    terms: PayTerms
    sheet: Timesheet


@dataclass(frozen=True)
class PeoplePay:
    """What was counted for each person; where the office keeps no timesheet, jobs alone."""

    counted: dict[int, _Counted] = field(default_factory=dict)
    missing_days: tuple[tuple[int, date], ...] = ()
    of_jobs: MonthJobs = _NO_JOBS
    """Where no timesheet is kept: what jobs pay, which asks for none."""

    @property
    def missing_money(self) -> tuple[MissingMoney, ...]:
        return tuple(sorted(one for each in self.counted.values() for one in each.pay.missing))

    @property
    def proposals(self) -> tuple[PayLine, ...]:
        return tuple(line for each in self.counted.values() for line in each.pay.proposals)

    def lines(self, employee_id: int) -> tuple[PayLine, ...]:
        found = self.counted.get(employee_id)
        return self.of_jobs.of(employee_id) if found is None else found.pay.lines

    def person(self, person: MonthPerson) -> MonthPerson:
        """Return the person with the days and hours of their timesheet."""
        found = self.counted.get(person.employee_id)
        if found is None:
            return person
        return replace(
            person,
            worked_days=found.sheet.worked_days,
            worked_hours=found.sheet.worked_hours,
            fulfilment_hours=round_half_up(found.pay.fulfilment_hours, 4),
        )

    def terms_text(self, employee_id: int) -> str:
        """Return what counted the person's month as one text, empty without a timesheet."""
        found = self.counted.get(employee_id)
        return "" if found is None else canonical_json(text_of_terms(found.terms, found.sheet))


def people_pay(
    session: Session,
    inputs: PayInputs,
    people: Sequence[int],
    work: dict[int, list[AccrualLine]],
    jobs: MonthJobs = _NO_JOBS,
) -> PeoplePay:
    """Count the month of each of `people` from their own lines of work, and add what jobs pay them."""
    if not inputs.is_kept:
        return PeoplePay(of_jobs=jobs)
    known: dict[int, Employee]
    if len(people) == 1:
        known = {people[0]: employee_of(session, people[0])}
        positions = {people[0]: employments(session, people[0])}
    else:
        known, positions = {person.id: person for person in employees(session)}, all_employments(session)
    prices = pricing(session) if inputs.acts.overtime_from else None
    counted: dict[int, _Counted] = {}
    missing: list[tuple[int, date]] = []
    for number in people:
        terms, sheet = inputs.terms(known[number], positions.get(number, [])), inputs.sheet(number)
        terms = replace(terms, other_hours=jobs.hours_of(number, sheet))
        lines, others = work.get(number, []), jobs.of(number)
        if lines or others or Role.EMPLOYEE in known[number].roles:
            made = (
                {}
                if prices is None
                else overtime_made(
                    session,
                    inputs.period,
                    number,
                    sheet,
                    begins_at=inputs.acts.overtime_from,
                    rate_of=prices.rate_of,
                    rounding=Rounding(setting(session, "rounding", inputs.period.first_day)),
                )
            )
            pay = month_pay(
                number, inputs.period, work=lines, timesheet=sheet, terms=terms, others=others, overtime=made
            )
        else:
            pay = NOT_PAID_BY_OUTPUT
        counted[number] = _Counted(pay, terms, sheet)
        missing += [(number, day) for day in inputs.missing_days(known[number])]
    return PeoplePay(counted, tuple(missing))


def by_employee(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """Return lines by whose they are, each list in the order given."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.employee_id, []).append(line)
    return found
