"""Tariffs and averages from accounting's sheet: looked at first, every bad cell named, good rows only when told to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import i18n
from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import ngettext
from naryad.people import Employee, require
from naryad.screens.forms import attempt
from naryad.screens.sheet_file import BYTES_AT_MOST, EXCEL, packed, unpacked
from naryad.staff import employees
from naryad.web import CurrentEmployee, Now, page, redirect
from payroll.actions.pay_terms import set_hourly
from payroll.month import MonthState
from payroll.rate import RateBehindTheSeal
from payroll.store.hourly import hourly_known
from payroll.store.month import month_state
from payroll.web.hourly import WHAT_WORDS
from payroll.workbook.hourly_file import HourlySheet, hourly_sample, not_a_sheet, read_hourly_sheet

router = APIRouter()


@router.get("/payroll/hourly/import")
def import_page(request: Request, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.set_hourly")
    return _import(request)


@router.get("/payroll/hourly/import/sample.xlsx")
def sample(request: Request, me: CurrentEmployee) -> Response:
    require(me, "payroll.set_hourly")
    headers = {"Content-Disposition": 'attachment; filename="tariffs.xlsx"'}
    return Response(hourly_sample(i18n.language()), media_type=EXCEL, headers=headers)


@router.post("/payroll/hourly/import")
def check_file(request: Request, me: CurrentEmployee, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Read the file and show what would be set; nothing is set yet."""
    require(me, "payroll.set_hourly")
    name, content = file.filename or "", file.file.read(BYTES_AT_MOST + 1)
    sheet, refusal = attempt(request, lambda session: _read(session, name, content))
    return _import(request, name=name, content=content if sheet else b"", sheet=sheet, error=refusal)


@router.post("/payroll/hourly/import/take")
def take_good_rows(
    request: Request,
    me: CurrentEmployee,
    now: Now,
    name: Annotated[str, Form()] = "",
    content: Annotated[str, Form()] = "",
) -> Response:
    """Set what the good rows of the file say; it is read again, so nothing is trusted."""
    require(me, "payroll.set_hourly")

    def take(session: Session) -> int:
        return _take(session, _read(session, name, unpacked(content, not_a_sheet(name))), me, now)

    taken, refusal = attempt(request, take)
    if taken is None:
        return _import(request, name=name, error=refusal)
    said = ngettext("%(num)s sum is set.", "%(num)s sums are set.", taken) % {"num": taken}
    return redirect(request, "/payroll/hourly", said)


def _read(session: Session, name: str, content: bytes) -> HourlySheet:
    return read_hourly_sheet(
        name,
        content,
        people=employees(session),
        known=hourly_known(session),
        shut=_shut(session),
        language=i18n.language(),
    )


def _shut(session: Session) -> Callable[[date], DomainError | None]:
    """Return what says why nothing may begin on a day: its month is closed. Each month is asked about once."""
    closed: dict[Period, bool] = {}

    def why(day: date) -> DomainError | None:
        month = Period.of_day(day)
        if month not in closed:
            closed[month] = month_state(session, month) is MonthState.CLOSED
        return RateBehindTheSeal(day=day, month=month, earliest=month.next().first_day) if closed[month] else None

    return why


def _take(session: Session, sheet: HourlySheet, me: Employee, now: datetime) -> int:
    for money in sheet.new:
        set_hourly(
            session,
            me,
            employee_id=money.person.id,
            what=money.what,
            amount=money.amount,
            effective_from=money.effective_from,
            source=money.source,
            now=now,
        )
    return len(sheet.new)


def _import(
    request: Request,
    *,
    name: str = "",
    content: bytes = b"",
    sheet: HourlySheet | None = None,
    error: DomainError | None = None,
) -> HTMLResponse:
    return page(
        request,
        "payroll/hourly_import.html",
        status_code=error.status if error else 200,
        name=name,
        content=packed(content),
        sheet=sheet,
        error=error,
        what_word=lambda what: i18n.gettext(WHAT_WORDS[what]),
    )
