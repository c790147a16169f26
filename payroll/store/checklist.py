"""The lines of a month's checklist, filled from what the domains below say."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from audit.store.finding import undecided
from naryad.days import Period
from naryad.people import Employee
from naryad.staff import employees
from payroll.checklist import CheckCode, Checklist, Trifle, check_line
from payroll.month import MonthState
from payroll.return_offer import ReturnOffer
from payroll.store.figures import MonthFigures, month_figures
from payroll.store.month import month_state, own_states
from payroll.store.offers import return_offers
from payroll.store.quality import unread_in
from payroll.store.work import disagreements
from worklog.store.month import days_not_accepted, open_work
from worklog.store.output import output_by_employee
from worklog.store.review import described_waiting

EARLIER_MONTHS_LOOKED_AT = 24


def month_checklist(
    session: Session, period: Period, *, employee_id: int | None = None, figures: MonthFigures | None = None
) -> Checklist:
    """Return the checklist of a month for the office (without those closed early), or of one person's early closing."""
    figures = figures or month_figures(session, period, employee_id=employee_id)
    concerned = _concerned(session, period, employee_id)
    urls = _Urls(session, period)
    work = [
        Trifle(one.employee_id, one.day, one.state.value, urls.day(one.employee_id, one.day))
        for one in open_work(session, period)
    ]
    days = [Trifle(person, day, "day", "/review") for person, day in days_not_accepted(session, period)]
    days += _undecided_described(session, period)
    rates = [
        Trifle(one.employee_id, one.day, "rate", urls.rate(one.employee_id, one.day)) for one in figures.missing_rates
    ]
    tariffs = [Trifle(one.employee_id, one.day, one.what, urls.money(one.employee_id)) for one in figures.missing_money]
    sheet = [Trifle(person, day, "timesheet", urls.timesheet(person)) for person, day in figures.missing_days]
    of_hours = (
        check_line(CheckCode.TIMESHEET, _of(sheet, concerned)),
        check_line(CheckCode.TARIFFS, _of(tariffs, concerned)),
    )
    jobs = _jobs_waiting(figures, concerned)
    recount = [Trifle(person, day, "recount", urls.day(person, day)) for person, day in disagreements(session, period)]
    earlier = [] if employee_id is not None else _earlier_open(session, period)
    findings = [Trifle(person, None, "finding", f"/audit/findings/{one}") for person, one in undecided(session, period)]
    findings += _offers(session, period, urls)
    findings += [Trifle(act.employee_id, None, "act", "/payroll/quality#acts") for act in unread_in(session, period)]
    return Checklist(
        (
            check_line(CheckCode.TYPED, _of(work, concerned)),
            check_line(CheckCode.ACCEPTED, _of(days, concerned)),
            check_line(CheckCode.PRICED, _of(rates, concerned)),
            *(of_hours if figures.keeps_timesheet else ()),
            *([check_line(CheckCode.JOBS, jobs)] if jobs else ()),
            check_line(CheckCode.AGREED_FIGURES, _of(recount, concerned)),
            check_line(CheckCode.EARLIER_CLOSED, earlier),
            check_line(CheckCode.FINDINGS, _of(findings, concerned), warns_only=True),
        )
    )


class _Urls:
    """Ways to the pages where each thing is mended."""

    def __init__(self, session: Session, period: Period) -> None:
        self._period = period
        self._people: dict[int, Employee] = {person.id: person for person in employees(session)}

    def day(self, employee_id: int, day: date) -> str:
        return f"/day/{day}?employee={self._number(employee_id)}"

    def rate(self, employee_id: int, day: date) -> str:
        return f"/payroll/rates?employee={self._number(employee_id)}&from={day}"

    def money(self, employee_id: int) -> str:
        return f"/payroll/hourly?employee={self._number(employee_id)}"

    def timesheet(self, employee_id: int) -> str:
        return f"/payroll/periods/{self._period}/timesheet#{self._number(employee_id)}"

    def offer(self, offer: ReturnOffer) -> str:
        return f"/payroll/returns#{offer.source_period}-{self._number(offer.employee_id)}"

    def _number(self, employee_id: int) -> str:
        return self._people[employee_id].number


def _concerned(session: Session, period: Period, employee_id: int | None) -> frozenset[int] | None:
    """Return whose things hinder this closing; None means everybody's."""
    if employee_id is not None:
        return frozenset({employee_id})
    apart = own_states(session, period)
    if not apart:
        return None
    return frozenset(person.id for person in employees(session) if apart.get(person.id) is not MonthState.CLOSED)


def _of(trifles: list[Trifle], concerned: frozenset[int] | None) -> list[Trifle]:
    return [one for one in trifles if concerned is None or one.employee_id in concerned]


def _jobs_waiting(figures: MonthFigures, concerned: frozenset[int] | None) -> list[Trifle]:
    """Return the jobs that nobody has accepted, by the first person whom each would pay in this closing."""
    found: list[Trifle] = []
    for job in figures.waiting_jobs:
        paid = [one.employee_id for one in job.latest.terms.members]
        whose = next((person for person in paid if concerned is None or person in concerned), None)
        if whose is not None:
            found.append(Trifle(whose, None, "job", f"/payroll/jobs/{job.id}"))
    return found


def _undecided_described(session: Session, period: Period) -> list[Trifle]:
    """Return the described work paid in the month that waits for the head: behind the seal nobody could decide it."""
    waiting = [one.entry for one in described_waiting(session)]
    return [
        Trifle(entry.employee_id, entry.day, "described", "/review")
        for entry in waiting
        if entry.figures is not None and entry.figures.period == period
    ]


def _earlier_open(session: Session, period: Period) -> list[Trifle]:
    """Return the earlier months that have work and are not closed, back to the last closed one."""
    found: list[Trifle] = []
    earlier = period.previous()
    for _ in range(EARLIER_MONTHS_LOOKED_AT):
        if month_state(session, earlier) is MonthState.CLOSED:
            break
        if output_by_employee(session, earlier):
            found.append(Trifle(None, earlier.first_day, "month", f"/payroll/periods/{earlier}"))
        earlier = earlier.previous()
    return found


def _offers(session: Session, period: Period, urls: _Urls) -> list[Trifle]:
    """Return the overpaid sums that somebody was asked to return and has not answered about."""
    asked = [one for one in return_offers(session, before=period) if one.asked]
    return [Trifle(one.employee_id, one.source_period.first_day, "offer", urls.offer(one)) for one in asked]
