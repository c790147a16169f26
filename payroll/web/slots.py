"""What pay shows on the pages of the domains below: money on the day page, a norm's effect, months that wait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import Request
from sqlmodel import Session

from audit.clock import text_of_clock
from naryad.days import Period
from naryad.money import Rounding
from naryad.office import is_trial, office_of, setting
from naryad.people import Employee, may
from naryad.staff import employees
from naryad.web import database_of, fragment, moment_of_request
from payroll.month import MonthState
from payroll.scheme import DIRECT
from payroll.store.impact import norm_effect_of, norm_impact
from payroll.store.month import month_state
from payroll.store.pay_inputs import timesheets
from payroll.store.rates import pricing
from payroll.store.work import work_by_day_totals
from payroll.web.words import shared_words
from worklog.store.output import output_by_employee


def day_money(request: Request, *, employee: Employee, day: date, **_facts: Any) -> str:
    """Fill "day.money": today's and the month's money before tax, shown on a key; to its owner only."""
    me: Employee | None = request.state.me
    if me is None or me.id != employee.id:
        return ""
    period = Period.of_day(day)
    with database_of(request).reading() as session:
        work = work_by_day_totals(session, period, employee.id)
        rounding = Rounding(setting(session, "rounding", period.first_day))
        accrued = DIRECT.accrue(work, rate_of=pricing(session, employee.id).rate_of, rounding=rounding)
        trial = is_trial(session, period)
    of_day = sum((line.amount for line in accrued.lines if line.day == day), Decimal(0))
    of_month = sum((line.amount for line in accrued.lines), Decimal(0))
    return fragment(
        request,
        "payroll/_day_money.html",
        of_day=of_day,
        of_month=of_month,
        period=period,
        number=employee.number,
        trial=trial,
        has_no_rate=bool(accrued.missing_rates),
        **shared_words(),
    )


def norm_impact_html(request: Request, *, norm_id: int, **_facts: Any) -> str:
    """Fill "norm.impact": the effect on pay inside the form of approval, with the digest the approval carries."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "payroll.impact"):
        return ""
    with database_of(request).reading() as session:
        effect = norm_effect_of(session, norm_id, today=_today(request, session))
        names = {person.id: person.short_name for person in employees(session)}
    return fragment(request, "payroll/_impact.html", effect=effect, names=names, norm_id=norm_id, **shared_words())


def norm_impact_text(request: Request, *, norm_id: int, **_facts: Any) -> str:
    """Fill "norm.impact_value": the same figures in the form that the approval reads back."""
    with database_of(request).reading() as session:
        return norm_impact(session, norm_id, today=_today(request, session)).as_text()


def clock_minutes(request: Request, *, first_day: date, last_day: date, **_facts: Any) -> str:
    """Fill "calibration.clock_minutes": people's worked minutes by day, as the timesheet has them."""
    found = {}
    with database_of(request).reading() as session:
        period = Period.of_day(first_day)
        while period.first_day <= last_day:
            for person, days in timesheets(session, period).items():
                worked = {(person, day): kept.worked * 60 for day, kept in days.items() if kept.worked}
                found.update({key: value for key, value in worked.items() if first_day <= key[1] <= last_day})
            period = period.next()
    return text_of_clock(found) if found else ""


def months_waiting(request: Request, *, today: date, **_facts: Any) -> str:
    """Fill "home.now": the month before this one, while it waits for somebody's step."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "payroll.see"):
        return ""
    period = Period.of_day(today).previous()
    with database_of(request).reading() as session:
        state = month_state(session, period)
        if state is MonthState.CLOSED or not output_by_employee(session, period):
            return ""
    awaited = {
        MonthState.OPEN: "payroll.freeze",
        MonthState.FROZEN: "payroll.approve",
        MonthState.APPROVED: "payroll.close",
    }[state]
    if not may(me, awaited):
        return ""
    return fragment(request, "payroll/_month_waits.html", period=period, state=state, **shared_words())


def slip_link(request: Request, *, employee: Employee, **_facts: Any) -> str:
    """Fill "staff.person": ways to a person's slip and rate, for those who may see pay."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "payroll.see"):
        return ""
    with database_of(request).reading() as session:
        today = _today(request, session)
        rate = pricing(session, employee.id).rate_of(employee.id, today)
    return fragment(
        request,
        "payroll/_staff_person.html",
        employee=employee,
        period=Period.of_day(today),
        rate=rate,
        **shared_words(),
    )


def _today(request: Request, session: Session) -> date:
    return moment_of_request(request).astimezone(office_of(session).zone).date()
