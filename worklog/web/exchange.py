"""The exchange: taking in its file of calls, and whose extension is whose."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import Employee, require
from naryad.screens.forms import day_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of, page, redirect
from worklog.actions.call import set_extension
from worklog.actions.exchange import ImportReport, import_calls
from worklog.store.call import extensions

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(75, noop("Telephone exchange"), "/exchange", "worklog.import_calls"),)

Text = Annotated[str, Form()]
LARGEST_FILE = 64 * 1024 * 1024
DEFAULT_SOURCE = "asterisk"


class ZoneIsUnknown(DomainError):
    code = "zone_is_unknown"
    status = 422
    en = "“{zone}” is not a time zone. Write it as Europe/Moscow."
    ru = "«{zone}» — не часовой пояс. Напишите, например, Europe/Moscow."


class FileIsMissing(DomainError):
    code = "file_is_missing"
    status = 422
    en = "Choose the exchange's file: Master.csv, up to 64 megabytes."
    ru = "Выберите файл АТС Master.csv, не больше 64 мегабайт."


@router.get("/exchange")
def exchange_page(request: Request, me: CurrentEmployee, office: CurrentOffice) -> HTMLResponse:
    return _page(request, me, office)


@router.post("/exchange/calls")
def take_in(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    file: UploadFile | None = None,
    source: Text = DEFAULT_SOURCE,
    zone: Text = "",
    take_good_rows: Text = "",
) -> HTMLResponse:
    """Take in a file and say what became of it, row by row where something is wrong."""
    report, error = None, None
    try:
        content = file.file.read(LARGEST_FILE + 1) if file is not None else b""
        if not 0 < len(content) <= LARGEST_FILE:
            raise FileIsMissing()
        source_zone = _zone(zone) if zone.strip() else office.zone
        with database_of(request).writing() as session:
            report = import_calls(
                session,
                content,
                source=source,
                zone=source_zone,
                office_zone=office.zone,
                actor=me,
                now=now,
                take_good_rows=take_good_rows == "1",
            )
    except DomainError as refusal:
        error = refusal
    return _page(request, me, office, report=report, error=error, source=source, zone=zone)


@router.post("/exchange/extensions")
def give_extension(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    number: Text = "",
    employee: Text = "",
    first_day: Text = "",
    source: Text = DEFAULT_SOURCE,
) -> Response:
    """Say whose extension it is from a day on."""
    try:
        with database_of(request).writing() as session:
            person = staff.by_number(session, employee)
            day = day_of(first_day) or local_day(now, office.zone)
            set_extension(
                session,
                source=source.strip().lower() or DEFAULT_SOURCE,
                number=number,
                employee_id=person.id,
                first_day=day,
                actor=me,
                now=now,
            )
    except DomainError as error:
        return _page(request, me, office, error=error)
    return redirect(request, "/exchange#extensions", _("The extension is entered."))


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneIsUnknown(zone=text.strip()[:40]) from None


def _page(
    request: Request,
    me: Employee,
    office: Office,
    *,
    report: ImportReport | None = None,
    error: DomainError | None = None,
    source: str = DEFAULT_SOURCE,
    zone: str = "",
) -> HTMLResponse:
    require(me, "worklog.import_calls")
    with database_of(request).reading() as session:
        people = staff.employees(session)
        known = extensions(session)
    return page(
        request,
        "worklog/exchange.html",
        status_code=error.status if error else 200,
        report=report,
        error=error,
        source=source,
        zone=zone or office.zone.key,
        people_options=[(person.number, f"{person.name} · {person.number}") for person in people],
        names={person.id: person.name for person in people},
        extensions=known,
        default_source=DEFAULT_SOURCE,
    )
