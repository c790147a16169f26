"""Taking many people on from one file: looked at first, every bad row named, good rows taken only when told to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import i18n, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import ngettext
from naryad.people import Employee, require
from naryad.screens.forms import attempt
from naryad.screens.sheet_file import BYTES_AT_MOST, EXCEL, packed, unpacked
from naryad.screens.staff_file import StaffList, not_a_list, read_staff_list, staff_sample
from naryad.screens.words import ROLES
from naryad.web import CurrentEmployee, CurrentOffice, Now, page, redirect

router = APIRouter(include_in_schema=False)


@router.get("/staff/import")
def import_page(request: Request, me: CurrentEmployee) -> HTMLResponse:
    require(me, "staff.edit")
    return _import(request)


@router.get("/staff/import/sample.xlsx")
def sample(request: Request, me: CurrentEmployee) -> Response:
    require(me, "staff.edit")
    headers = {"Content-Disposition": 'attachment; filename="staff.xlsx"'}
    return Response(staff_sample(i18n.language()), media_type=EXCEL, headers=headers)


@router.post("/staff/import")
def check_file(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, file: Annotated[UploadFile, File()]
) -> HTMLResponse:
    """Read the file and show what would happen; nothing is taken yet."""
    require(me, "staff.edit")
    name, content = file.filename or "", file.file.read(BYTES_AT_MOST + 1)

    def look(session: Session) -> StaffList:
        return _read(session, name, content, local_day(now, office.zone))

    listed, refusal = attempt(request, look)
    return _import(request, name=name, content=content if listed else b"", listed=listed, error=refusal)


@router.post("/staff/import/take")
def take_good_rows(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    name: Annotated[str, Form()] = "",
    content: Annotated[str, Form()] = "",
) -> Response:
    """Take on everybody in the good rows of the file that was looked at; it is read again, so nothing is trusted."""

    def take(session: Session) -> int:
        given = unpacked(content, not_a_list(name))
        return _take(session, _read(session, name, given, local_day(now, office.zone)), me, now, office.language)

    taken, refusal = attempt(request, take)
    if taken is None:
        return _import(request, name=name, error=refusal)
    said = ngettext("%(num)s person is taken on.", "%(num)s people are taken on.", taken) % {"num": taken}
    return redirect(request, "/staff", said)


def _read(session: Session, name: str, content: bytes, today: Any) -> StaffList:
    known = staff.employees(session)
    return read_staff_list(name, content, known=known, today=today, language=i18n.language())


def _take(session: Session, listed: StaffList, me: Employee, now: datetime, language: str) -> int:
    for person in listed.new:
        staff.add_employee(
            session,
            name=person.name,
            email=person.email,
            number=person.number,
            roles=person.roles,
            employed_from=person.employed_from,
            actor=me,
            now=now,
            position=person.position,
            department=person.department,
            fte=person.fte,
            addresses=person.addresses,
            language=language,
        )
    return len(listed.new)


def _import(
    request: Request,
    *,
    name: str = "",
    content: bytes = b"",
    listed: StaffList | None = None,
    error: DomainError | None = None,
) -> HTMLResponse:
    return page(
        request,
        "naryad/staff/import.html",
        status_code=error.status if error else 200,
        name=name,
        content=packed(content),
        listed=listed,
        bad_rows=len({problem.where for problem in listed.problems}) if listed else 0,
        error=error,
        role_names=ROLES,
    )
