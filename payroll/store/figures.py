"""The figures of a month that is not closed: what closing would freeze if it happened now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.employment import Employment, all_employments, employment_on, employments
from naryad.money import Rounding, round_half_up
from naryad.office import is_trial, office_of, setting
from naryad.people import Employee
from naryad.staff import employee_of, employees
from naryad.years import calendar_of
from payroll.accrual import AccrualLine, line_order
from payroll.accrual_sums import accruals_of
from payroll.adjustment import Adjustment
from payroll.closing import ClosedPerson, ClosingTerms, MonthPerson, RateSpan, rate_spans
from payroll.job import Job
from payroll.minimum_wage import minimum_wage_on
from payroll.month_count import MissingMoney
from payroll.output import Output, WorkDone, output_by_employee
from payroll.pay_line import PayLine, pay_line_order
from payroll.scheme import DIRECT, MissingRate
from payroll.store.corrections import corrections_to_book
from payroll.store.jobs import month_jobs
from payroll.store.minimum_wage import known_minimum_wages
from payroll.store.month import next_revision, own_states
from payroll.store.pay_inputs import pay_inputs
from payroll.store.people_pay import by_employee, people_pay
from payroll.store.rates import Pricing, accrual_kinds, pricing
from payroll.store.work import work_by_day_totals, work_done
from worklog.store.month import highest_seqs


@dataclass(frozen=True)
class MonthFigures:
    """Everything a closing would write, and what hinders it from paying."""

    terms: ClosingTerms
    people: tuple[ClosedPerson, ...]
    adjustments: tuple[Adjustment, ...]
    settles: tuple[Adjustment, ...]
    """Earlier corrections, so far only offered, that this month settles; already marked so."""
    missing_rates: tuple[MissingRate, ...]
    missing_money: tuple[MissingMoney, ...] = ()
    """Tariffs and averages that lines of the month need."""
    keeps_timesheet: bool = False
    missing_days: tuple[tuple[int, date], ...] = ()
    """(employee, day) without an entry in the timesheet, where the office keeps one."""
    proposals: tuple[PayLine, ...] = ()
    """Lines that are owed only once a person decides so."""

    waiting_jobs: tuple[Job, ...] = ()
    """Jobs of the month that nobody has accepted yet."""

    @property
    def entries(self) -> int:
        return sum(person.person.entries for person in self.people)

    @property
    def norm_minutes(self) -> Decimal:
        return sum((person.person.norm_minutes for person in self.people), Decimal(0))

    @property
    def amount(self) -> Decimal:
        return sum((person.amount for person in self.people), Decimal(0))


def month_figures(
    session: Session, period: Period, *, employee_id: int | None = None, recount: bool = False
) -> MonthFigures:
    """Return the month's figures for the whole office without those closed early, or for one employee.

    Read from the totals kept beside the entries, or, with `recount`, counted from the entries themselves (closing).
    """
    apart = set(own_states(session, period)) if employee_id is None else set()
    read = work_done if recount else work_by_day_totals
    work = [group for group in read(session, period, employee_id) if group.employee_id not in apart]
    prices = pricing(session, employee_id)
    terms = closing_terms(session, period, employee_id=employee_id)
    accrued = DIRECT.accrue(work, rate_of=prices.rate_of, rounding=terms.rounding)
    corrections = corrections_to_book(session, period, employee_id=employee_id, apart=apart, trial=terms.trial)
    settled = [line for adjustment in corrections.settled for line in adjustment.lines]
    corrected = {one.employee_id for one in (*corrections.booked, *corrections.settled_earlier)}
    people = _people(session, period, employee_id, apart, work, corrected)
    lines = by_employee([*accrued.lines, *settled])
    inputs = pay_inputs(session, period, terms.minimum_wage.amount if terms.minimum_wage else None)
    jobs = month_jobs(session, period, recount=recount)
    pay = people_pay(session, inputs, [one.employee_id for one in people], by_employee(accrued.lines), jobs)
    settled_pay = by_employee([line for adjustment in corrections.settled for line in adjustment.pay])
    return MonthFigures(
        terms=terms,
        people=tuple(
            _person(
                pay.person(person),
                lines.get(person.employee_id, []),
                prices,
                terms,
                pay=[*pay.lines(person.employee_id), *settled_pay.get(person.employee_id, [])],
                counted_by=pay.terms_text(person.employee_id),
            )
            for person in people
        ),
        adjustments=corrections.booked,
        settles=corrections.settled_earlier,
        missing_rates=tuple(sorted({*accrued.missing_rates, *corrections.missing_rates})),
        missing_money=pay.missing_money,
        keeps_timesheet=inputs.is_kept,
        missing_days=pay.missing_days,
        proposals=pay.proposals,
        waiting_jobs=jobs.waiting,
    )


def closing_terms(session: Session, period: Period, *, employee_id: int | None) -> ClosingTerms:
    """Return under what a month would be closed now."""
    office = office_of(session)
    calendar = calendar_of(session)
    known = calendar.knows(period.year)
    return ClosingTerms(
        period=period,
        employee_id=employee_id,
        revision=next_revision(session, period, employee_id),
        trial=is_trial(session, period),
        rounding=Rounding(setting(session, "rounding", period.first_day)),
        office=office.name,
        currency=office.currency,
        kinds=accrual_kinds(session),
        norm_days=calendar.workdays(period) if known else 0,
        norm_hours=calendar.norm_hours(period) if known else Decimal(0),
        minimum_wage=minimum_wage_on(period.last_day, known_minimum_wages(session)),
    )


def _person(
    person: MonthPerson,
    lines: list[AccrualLine],
    prices: Pricing,
    terms: ClosingTerms,
    *,
    pay: list[PayLine],
    counted_by: str,
) -> ClosedPerson:
    ordered, pay_ordered = tuple(sorted(lines, key=line_order)), tuple(sorted(pay, key=pay_line_order))
    days = [(day, _span(prices, person.employee_id, day)) for day in terms.period.days()]
    return ClosedPerson(
        person=person,
        lines=ordered,
        accruals=() if terms.trial else accruals_of(ordered, pay_ordered),
        rates=rate_spans(days),
        pay=pay_ordered,
        terms=counted_by,
    )


def _span(prices: Pricing, employee_id: int, day: date) -> RateSpan | None:
    rate = prices.rate_of(employee_id, day)
    if rate is None or rate.amount is None:
        return None
    return RateSpan(day, day, rate.id, rate.amount, rate.per)


def _people(
    session: Session,
    period: Period,
    employee_id: int | None,
    apart: Collection[int],
    work: list[WorkDone],
    corrected: Collection[int],
) -> list[MonthPerson]:
    """Return everybody with work in the month, employed in it or `corrected` in it, by number (as the staff list).

    Somebody who left before may still be owed a correction of an earlier month.
    """
    outputs, seqs, calendar = output_by_employee(work), highest_seqs(session, period), calendar_of(session)
    if employee_id is None:
        positions, known_people = all_employments(session), employees(session)
    else:
        positions, known_people = {employee_id: employments(session, employee_id)}, [employee_of(session, employee_id)]
    people: list[MonthPerson] = []
    for employee in known_people:
        if employee.id in apart:
            continue
        has_part = employee.id in outputs or employee.id in seqs or employee.id in corrected
        if has_part or _employed_in(employee, period):
            known = positions.get(employee.id, [])
            output, seq_last = outputs.get(employee.id), seqs.get(employee.id, 0)
            people.append(_month_person(calendar, employee, known, period, output, seq_last))
    return people


def _month_person(
    calendar: Calendar,
    employee: Employee,
    positions: list[Employment],
    period: Period,
    output: Output | None,
    seq_last: int,
) -> MonthPerson:
    last = min(period.last_day, employee.employed_to or period.last_day)
    now = employment_on(positions, last)
    norm_days, norm_hours = _own_norm(calendar, employee, positions, period)
    return MonthPerson(
        employee_id=employee.id,
        number=employee.number,
        name=employee.name,
        department=now.department,
        position=now.position,
        fte=now.fte,
        norm_days=norm_days,
        norm_hours=norm_hours,
        entries=output.entries if output else 0,
        norm_minutes=output.norm_minutes if output else Decimal(0),
        seq_last=seq_last,
        closed_at=None,
    )


def _own_norm(
    calendar: Calendar, employee: Employee, positions: list[Employment], period: Period
) -> tuple[int, Decimal]:
    """Return the working days and norm hours of the month within the employment, by each day's share of full time."""
    if not calendar.knows(period.year):
        return 0, Decimal(0)
    days = [day for day in period.days() if employee.is_employed_on(day) and calendar.is_workday(day)]
    hours = sum((calendar.hours_on(day) * employment_on(positions, day).fte for day in days), Decimal(0))
    return len(days), round_half_up(hours, 2)


def _employed_in(employee: Employee, period: Period) -> bool:
    started = employee.employed_from <= period.last_day
    return started and (employee.employed_to is None or employee.employed_to >= period.first_day)
