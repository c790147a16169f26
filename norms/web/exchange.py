"""The catalog as a file: taken out, brought in; a file is looked at first, and every bad row is named."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import i18n
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import require
from naryad.screens.forms import attempt
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page, redirect
from norms import actions
from norms.actions import ImportReport
from norms.sheet import LARGEST_FILE_BYTES
from norms.sheet_export import export_excel, export_yaml
from norms.sheet_field import FileNotCatalog

router = APIRouter()

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/norms/exchange")
def exchange_page(request: Request, me: CurrentEmployee) -> HTMLResponse:
    require(me, "norms.edit_catalog")
    return _page(request)


@router.get("/norms/exchange/catalog.xlsx")
def take_out_excel(session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    require(me, "norms.read")
    content = export_excel(session, local_day(now, office.zone), i18n.language())
    return Response(content, media_type=EXCEL, headers={"Content-Disposition": 'attachment; filename="catalog.xlsx"'})


@router.get("/norms/exchange/catalog.yaml")
def take_out_yaml(session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    require(me, "norms.read")
    content = export_yaml(session, local_day(now, office.zone))
    headers = {"Content-Disposition": 'attachment; filename="catalog.yaml"'}
    return Response(content, media_type="application/yaml; charset=utf-8", headers=headers)


@router.post("/norms/exchange")
def look(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, file: Annotated[UploadFile, File()]
) -> HTMLResponse:
    """Read the file and show what would happen; nothing is taken yet."""
    name, content = file.filename or "", file.file.read(LARGEST_FILE_BYTES + 1)

    def read(session: Session) -> ImportReport:
        today = local_day(now, office.zone)
        return actions.import_catalog(session, content, name, actor=me, now=now, today=today, dry_run=True)

    report, refusal = attempt(request, read)
    return _page(request, name, content if report else b"", report, refusal)


@router.post("/norms/exchange/take")
def take(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    name: Annotated[str, Form()] = "",
    content: Annotated[str, Form()] = "",
) -> Response:
    """Take the good rows of the file that was looked at; it is read again, so nothing is trusted."""

    def bring_in(session: Session) -> ImportReport:
        try:
            raw = base64.b64decode(content, validate=True)
        except binascii.Error:
            raise FileNotCatalog(name=name, why="the form is damaged", why_ru="форма повреждена") from None
        today = local_day(now, office.zone)
        return actions.import_catalog(session, raw, name, actor=me, now=now, today=today, take_good_rows=True)

    report, refusal = attempt(request, bring_in)
    if report is None:
        return _page(request, name, b"", None, refusal)
    changed = {*report.added, *report.names_mended, *report.portraits_revised, *report.norms_proposed}
    said = _("Taken from the file: %(count)s. Unchanged: %(same)s.")
    return redirect(request, "/norms", said % {"count": len(changed), "same": len(report.unchanged)})


def _page(
    request: Request,
    name: str = "",
    content: bytes = b"",
    report: ImportReport | None = None,
    error: DomainError | None = None,
) -> HTMLResponse:
    return page(
        request,
        "norms/exchange.html",
        status_code=error.status if error else 200,
        name=name,
        content=base64.b64encode(content).decode(),
        report=report,
        error=error,
    )
