"""A year on one page: days off, shortened days and the minimum wage, with norm hours as they are typed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.calendar import Calendar
from naryad.calendar_year import KINDS, CalendarYear, YearIsWrong, days_of_text, text_of_days
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.people import Employee, may, require
from naryad.screens.forms import DayIsWrong, attempt, day_of, decimal_of
from naryad.staff import employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, fragment, page, redirect
from naryad.years import calendar_of, enter_year, history_of, latest_years
from payroll.actions.minimum_wage import enter_minimum_wage
from payroll.closing import MinimumWage
from payroll.store.minimum_wage import known_minimum_wages
from payroll.store.years import norms_of, year_missing, years_known
from payroll.web.words import shared_words, today_of

router = APIRouter(include_in_schema=False)
ART_112 = "01.01-08.01, 23.02, 08.03, 01.05, 09.05, 12.06, 04.11"


@dataclass(frozen=True)
class YearForm:
    """What stands in the fields of a year, as typed."""

    holidays: str = ""
    moved_days_off: str = ""
    working_weekends: str = ""
    shortened: str = ""
    decree: str = ""
    wage: str = ""
    wage_from: str = ""
    law: str = ""


def _typed(
    holidays: Annotated[str, Form(max_length=2000)] = "",
    moved_days_off: Annotated[str, Form(max_length=2000)] = "",
    working_weekends: Annotated[str, Form(max_length=2000)] = "",
    shortened: Annotated[str, Form(max_length=2000)] = "",
    decree: Annotated[str, Form(max_length=400)] = "",
    wage: Annotated[str, Form(max_length=40)] = "",
    wage_from: Annotated[str, Form(max_length=40)] = "",
    law: Annotated[str, Form(max_length=200)] = "",
) -> YearForm:
    return YearForm(holidays, moved_days_off, working_weekends, shortened, decree, wage, wage_from, law)


TypedYear = Annotated[YearForm, Depends(_typed)]


@router.get("/payroll/years")
def all_years(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "payroll.see")
    today = today_of(now, office)
    return page(
        request,
        "payroll/years.html",
        years=years_known(session, today=today),
        missing=year_missing(session, today=today),
    )


@router.get("/payroll/years/{year}")
def year_page(request: Request, session: Reading, year: int, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.see")
    return _page(request, session, _year(year), _form_of(session, year))


@router.post("/payroll/years/{year}/norms")
def norms(request: Request, year: int, me: CurrentEmployee, form: TypedYear) -> HTMLResponse:
    """Return the norm hours of what is typed so far, for the table beside the fields; nothing is entered."""
    require(me, "payroll.see")
    calendar, refusal = _judged(_year(year), form)
    found = norms_of(calendar, year) if calendar else ()
    return HTMLResponse(fragment(request, "payroll/_year_norms.html", norms=found, refusal=refusal, year=year))


@router.post("/payroll/years/{year}")
def enter(
    request: Request,
    year: int,
    me: CurrentEmployee,
    now: Now,
    form: TypedYear,
    look: Annotated[str, Form()] = "",
) -> Response:
    """Enter the year, or with `look` only show its norm hours."""
    require(me, "payroll.see")
    refusal: DomainError | None = None
    if not look:
        done, refusal = attempt(request, lambda session: _enter(session, me, _year(year), form, now))
        if done is not None:
            said = _("The year %(year)s is entered.") if done else _("The year %(year)s stands so already.")
            return redirect(request, "/payroll/years", said % {"year": year})
    with database_of(request).reading() as session:
        return _page(request, session, _year(year), form, error=refusal)


def year_waits(request: Request, *, today: date, **_facts: object) -> str:
    """Fill "home.now": from 1 December, for those who enter it, that the next year is missing."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "payroll.enter_year"):
        return ""
    with database_of(request).reading() as session:
        missing = year_missing(session, today=today)
    return "" if missing is None else fragment(request, "payroll/_year_waits.html", missing=missing)


def _enter(session: Session, me: Employee, year: int, form: YearForm, now: datetime) -> bool:
    """Enter the calendar and, where one is typed, the minimum wage; return whether anything is new."""
    value = _value(year, form)
    wage = _wage(year, form)
    is_new = enter_year(session, me, value, now=now)
    return (enter_minimum_wage(session, me, wage, now=now) or is_new) if wage else is_new


def _value(year: int, form: YearForm, source: str = "") -> CalendarYear:
    lists = {kind: days_of_text(getattr(form, kind), year) for kind in KINDS}
    return CalendarYear(year, source=source or " ".join(form.decree.split()), **lists)


def _wage(year: int, form: YearForm) -> MinimumWage | None:
    if not form.wage.strip():
        return None
    first = day_of(form.wage_from) or date(year, 1, 1)
    if first.year != year:
        raise DayIsWrong(text=form.wage_from)
    return MinimumWage(first, decimal_of(form.wage.replace(" ", "").replace("\xa0", "")), " ".join(form.law.split()))


def _judged(year: int, form: YearForm) -> tuple[Calendar | None, DomainError | None]:
    """Return the calendar with the year as typed, or what is wrong with its days; the decree may still be missing."""
    try:
        return Calendar.russian().with_years([_value(year, form, source="-")]), None
    except DomainError as refusal:
        return None, refusal


def _form_of(session: Session, year: int) -> YearForm:
    """Return the fields of a year: as entered last, as the program has it, or the law's holidays to begin with."""
    entered = next((one for one in latest_years(session) if one.year == year), None)
    wage = next((one for one in known_minimum_wages(session) if one.effective_from.year == year), None)
    paid = YearForm(wage_from=f"01.01.{year}")
    if wage is not None:
        paid = YearForm(wage=f"{wage.amount:f}", wage_from=f"{wage.effective_from:%d.%m.%Y}", law=wage.source)
    shipped = Calendar.russian()
    if entered is not None:
        lists = {kind: text_of_days(getattr(entered, kind)) for kind in KINDS}
        return replace(paid, decree=entered.source, **lists)
    if shipped.knows(year):
        return replace(paid, **_lists_of(shipped, year))
    return replace(paid, holidays=ART_112)


def _lists_of(calendar: Calendar, year: int) -> dict[str, str]:
    of_year = [day for day in calendar.days_off if day.year == year]
    moved = [day for day in of_year if day.weekday() < 5 and day not in calendar.holidays]
    worked = [
        day for period in norms_of(calendar, year) for day in period.period.days()
        if day.weekday() >= 5 and calendar.is_workday(day)
    ]  # fmt: skip
    holidays = [day for day in calendar.holidays if day.year == year]
    shortened = [day for day in calendar.shortened if day.year == year]
    return {kind: text_of_days(days) for kind, days in zip(KINDS, (holidays, moved, worked, shortened), strict=True)}


def _year(year: int) -> int:
    if not 2000 <= year <= 2100:
        raise YearIsWrong(year=year)
    return year


def _page(
    request: Request, session: Session, year: int, form: YearForm, *, error: DomainError | None = None
) -> HTMLResponse:
    calendar, refusal = _judged(year, form)
    return page(
        request,
        "payroll/year_entry.html",
        status_code=error.status if error else 200,
        year=year,
        form={one.name: getattr(form, one.name) for one in fields(form)},
        is_known=calendar_of(session).knows(year),
        norms=norms_of(calendar, year) if calendar else (),
        refusal=refusal,
        error=error,
        history=history_of(session, year),
        names={person.id: person.short_name for person in employees(session)},
        **shared_words(),
    )
