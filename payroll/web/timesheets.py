"""The timesheet as a grid of people and days: filled by the calendar at once, changed with the keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError, Problem
from naryad.i18n import gettext as _
from naryad.i18n import ngettext
from naryad.people import Employee, require
from naryad.screens.forms import DayIsWrong, attempt, day_of
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, Now, Reading, database_of, page, redirect
from naryad.years import calendar_of
from payroll.actions.closed_timesheet import correct_timesheet
from payroll.actions.timesheet import Entered, enter_timesheet, fill_timesheet
from payroll.month import MonthState
from payroll.store.closed import closed_timesheets
from payroll.store.month import month_state, own_states
from payroll.store.pay_inputs import corrected_days, keeps_timesheet, sheet_of, timesheets
from payroll.time_code import CODES, Sense
from payroll.timesheet import Timesheet, TimesheetDay
from payroll.web.words import month_of, shared_words

router = APIRouter()
CELL = "c"
PEOPLE_ON_A_PAGE = 25
"""A form of so many people stays under the number of fields that a request may have."""

AtPage = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True)
class GridRow:
    """One person's month: a text for each day, None on days outside the employment."""

    person: Employee
    cells: tuple[tuple[date, str | None], ...]
    sheet: Timesheet
    is_closed: bool

    @property
    def night_hours(self) -> Any:
        return self.sheet.hours(Sense.NIGHT)


@dataclass(frozen=True)
class CorrectionForm:
    """What stands in the form of a correction, as it was typed."""

    employee: str = ""
    day: str = ""
    text: str = ""
    reason: str = ""


@router.get("/payroll/periods/{month}/timesheet")
def timesheet_page(request: Request, session: Reading, month: str, me: CurrentEmployee, at: AtPage = 1) -> HTMLResponse:
    require(me, "payroll.keep_timesheet")
    return _grid(request, session, month_of(month), at)


@router.post("/payroll/periods/{month}/timesheet/fill")
def fill(request: Request, month: str, me: CurrentEmployee, now: Now) -> Response:
    """Fill what is empty as the calendar says."""
    period = month_of(month)
    filled, refusal = attempt(request, lambda session: fill_timesheet(session, me, period=period, now=now))
    if filled is None:
        with database_of(request).reading() as session:
            return _grid(request, session, period, 1, error=refusal)
    said = ngettext("%(num)s day is filled by the calendar.", "%(num)s days are filled by the calendar.", filled)
    return redirect(request, f"/payroll/periods/{period}/timesheet", said % {"num": filled})


async def _typed(request: Request) -> dict[str, str]:
    """Return the cells of the form: c-NUMBER-DAY and what was typed."""
    form = await request.form()
    return {name: text for name, text in form.items() if name.startswith(f"{CELL}-") and isinstance(text, str)}


Typed = Annotated[dict[str, str], Depends(_typed)]


@router.post("/payroll/periods/{month}/timesheet")
def save(request: Request, month: str, me: CurrentEmployee, now: Now, typed: Typed, at: AtPage = 1) -> Response:
    """Enter the cells of the grid; with a wrong one nothing is entered, and everything typed stays in sight."""
    period = month_of(month)

    def enter(session: Session) -> Entered:
        cells = {}
        for name, text in typed.items():
            number, day = name.removeprefix(f"{CELL}-")[:-11], name[-10:]
            cells[(by_number(session, number).id, _day(day))] = text
        return enter_timesheet(session, me, period=period, cells=cells, now=now)

    entered, refusal = attempt(request, enter)
    if entered is None or entered.problems:
        with database_of(request).reading() as session:
            problems = entered.problems if entered else ()
            return _grid(request, session, period, at, error=refusal, problems=problems, typed=typed)
    said = ngettext("%(num)s day is entered.", "%(num)s days are entered.", entered.changed)
    return redirect(request, f"/payroll/periods/{period}/timesheet?at={at}", said % {"num": entered.changed})


@router.post("/payroll/periods/{month}/timesheet/correction")
def correct(
    request: Request,
    month: str,
    me: CurrentEmployee,
    now: Now,
    employee: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Correct one day of a closed month; a refusal comes back beside what was typed."""
    require(me, "payroll.keep_timesheet")
    period, form = month_of(month), CorrectionForm(employee, day, text, reason)

    def act(session: Session) -> None:
        chosen = day_of(day)
        if chosen is None:
            raise DayIsWrong(text=day)
        person = by_number(session, employee)
        correct_timesheet(
            session, me, period=period, employee_id=person.id, day=chosen, text=text, reason=reason, now=now
        )

    _done, refusal = attempt(request, act)
    if refusal is None:
        said = _("The correction is recorded: the next month that is closed books the difference.")
        return redirect(request, f"/payroll/periods/{period}/timesheet", said)
    with database_of(request).reading() as session:
        return _grid(request, session, period, 1, error=refusal, correction=form)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayIsWrong(text=text) from None


def _grid(
    request: Request,
    session: Session,
    period: Period,
    at: int,
    *,
    error: DomainError | None = None,
    problems: tuple[Problem, ...] = (),
    typed: dict[str, str] | None = None,
    correction: CorrectionForm = CorrectionForm(),
) -> HTMLResponse:
    entered, calendar = {**timesheets(session, period), **closed_timesheets(session, period)}, calendar_of(session)
    is_closed, apart = month_state(session, period) is MonthState.CLOSED, own_states(session, period)
    shut = {number for number, state in apart.items() if state is MonthState.CLOSED}
    days = list(period.days())
    people = [person for person in employees(session) if any(person.is_employed_on(day) for day in days)]
    pages = max(1, -(-len(people) // PEOPLE_ON_A_PAGE))
    shown = people[(min(at, pages) - 1) * PEOPLE_ON_A_PAGE :][:PEOPLE_ON_A_PAGE]
    rows = []
    for person in shown:
        is_shut = is_closed or person.id in shut
        rows.append(_row(person, days, entered.get(person.id, {}), typed or {}, is_shut))
    missing = sum(
        1 for person in people for day in days if person.is_employed_on(day) and day not in entered.get(person.id, {})
    )
    return page(
        request,
        "payroll/timesheet.html",
        status_code=422 if error or problems else 200,
        period=period,
        days=[(day, calendar.is_workday(day), day in calendar.shortened) for day in days],
        rows=rows,
        codes=CODES,
        is_kept=keeps_timesheet(session, period),
        is_closed=is_closed,
        problems=problems,
        missing=missing,
        at=min(at, pages),
        pages=pages,
        error=error,
        correction=correction,
        closed_people=[(one.number, f"{one.number} {one.name}") for one in people if is_closed or one.id in shut],
        corrected=corrected_days(session, period),
        names={person.id: person.short_name for person in people},
        **shared_words(),
    )


def _row(
    person: Employee, days: list[date], known: dict[date, TimesheetDay], typed: dict[str, str], is_closed: bool
) -> GridRow:
    cells = []
    for day in days:
        text: str | None = None
        if person.is_employed_on(day):
            text = typed.get(f"{CELL}-{person.number}-{day}", cell_text(known.get(day)))
        cells.append((day, text))
    return GridRow(person, tuple(cells), sheet_of(known), is_closed)


def cell_text(day: TimesheetDay | None) -> str:
    """Return a day as its cell shows it: hours alone for plain work, «Я8/Н2» for several codes."""
    if day is None:
        return ""
    if [mark.code for mark in day.marks] == ["Я"]:
        return _hours(day.marks[0].hours)
    return "/".join(f"{mark.code}{_hours(mark.hours) if mark.hours else ''}" for mark in day.marks)


def _hours(hours: Any) -> str:
    text = f"{hours.normalize():f}"
    return text.replace(".", ",")
