"""The timesheet from Excel or CSV: looked at first, every wrong cell named, good ones taken only when told to."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import i18n
from naryad.calendar import Calendar
from naryad.days import Period
from naryad.employment import Employment, all_employments, employment_on
from naryad.errors import DomainError
from naryad.i18n import ngettext
from naryad.people import Employee, require
from naryad.screens.forms import attempt
from naryad.staff import employees
from naryad.web import CurrentEmployee, Now, Reading, page, redirect
from naryad.years import calendar_of
from payroll.actions.timesheet import Entered
from payroll.actions.timesheet_file import Looked, look_at_timesheet_file, take_timesheet_file
from payroll.store.pay_inputs import timesheets
from payroll.timesheet import TimesheetDay, from_calendar
from payroll.web.timesheets import cell_text
from payroll.web.words import month_of
from payroll.workbook.book import MEDIA_TYPE
from payroll.workbook.grid_rows import BYTES_AT_MOST, FileIsNotATimesheet
from payroll.workbook.grid_sample import sample_grid

router = APIRouter(include_in_schema=False)


@router.get("/payroll/periods/{month}/timesheet/file")
def file_page(request: Request, month: str, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.keep_timesheet")
    return _page(request, month_of(month))


@router.get("/payroll/periods/{month}/timesheet/sample.xlsx")
def sample(session: Reading, month: str, me: CurrentEmployee) -> Response:
    """Return the month as a file: what is entered, and the calendar's days where nothing is."""
    require(me, "payroll.keep_timesheet")
    period = month_of(month)
    calendar = calendar_of(session)
    entered, positions = timesheets(session, period), all_employments(session)
    people = [
        (
            person.number,
            person.name,
            _texts(calendar, period, person, entered.get(person.id, {}), positions.get(person.id, [])),
        )
        for person in employees(session)
        if any(person.is_employed_on(day) for day in period.days())
    ]
    rest = [day for day in period.days() if not calendar.is_workday(day)]
    content = sample_grid(period, people, rest_days=rest, language=i18n.language())
    headers = {"Content-Disposition": f'attachment; filename="timesheet-{period}.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.post("/payroll/periods/{month}/timesheet/file")
def look(request: Request, month: str, me: CurrentEmployee, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Read the file and show what would happen; nothing is entered yet."""
    require(me, "payroll.keep_timesheet")
    period = month_of(month)
    name, content = file.filename or "", file.file.read(BYTES_AT_MOST + 1)

    def read(session: Session) -> Looked:
        return look_at_timesheet_file(session, me, period=period, name=name, content=content)

    looked, refusal = attempt(request, read)
    return _page(request, period, name=name, content=content if looked else b"", looked=looked, error=refusal)


@router.post("/payroll/periods/{month}/timesheet/file/take")
def take(
    request: Request,
    month: str,
    me: CurrentEmployee,
    now: Now,
    name: Annotated[str, Form()] = "",
    content: Annotated[str, Form()] = "",
) -> Response:
    """Enter the good cells of the file that was looked at; it is read again, so nothing is trusted."""
    period = month_of(month)

    def enter(session: Session) -> Entered:
        try:
            read = base64.b64decode(content, validate=True)
        except binascii.Error:
            raise FileIsNotATimesheet(name=name, why_en="the form is damaged", why_ru="форма повреждена") from None
        return take_timesheet_file(session, me, period=period, name=name, content=read, now=now)

    entered, refusal = attempt(request, enter)
    if entered is None:
        return _page(request, period, name=name, error=refusal)
    said = ngettext("%(num)s day is entered.", "%(num)s days are entered.", entered.changed) % {"num": entered.changed}
    return redirect(request, f"/payroll/periods/{period}/timesheet", said)


def _texts(
    calendar: Calendar, period: Period, person: Employee, known: dict[date, TimesheetDay], positions: list[Employment]
) -> dict[date, str]:
    """Return a person's cells by day: those entered, and the calendar's in between if it has the year."""
    if not calendar.knows(period.year):
        return {day: cell_text(value) for day, value in known.items()}
    planned = from_calendar(
        period,
        calendar,
        is_employed=person.is_employed_on,
        fte_on=lambda day: employment_on(positions, day).fte,
        known=known,
    )
    return {day.day: cell_text(day) for day in planned.days}


def _page(
    request: Request,
    period: Period,
    *,
    name: str = "",
    content: bytes = b"",
    looked: Looked | None = None,
    error: DomainError | None = None,
) -> HTMLResponse:
    return page(
        request,
        "payroll/timesheet_file.html",
        status_code=error.status if error else 200,
        period=period,
        name=name,
        content=base64.b64encode(content).decode(),
        looked=looked,
        error=error,
    )
