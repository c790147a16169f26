"""The workbook and the CSV files, written anew from the closed figures each time; each one taken is recorded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response, StreamingResponse

from naryad.i18n import language
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of
from payroll.actions.export import record_export
from payroll.web.words import month_of
from payroll.workbook.export import export_csv, export_workbook

router = APIRouter()
KEPT_IN_MEMORY = 8_000_000
PIECE = 1 << 18
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.post("/payroll/periods/{month}/workbook")
def take_workbook(
    request: Request,
    month: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    form: Annotated[str, Form()] = "xlsx",
) -> Response:
    """Answer with the month's workbook, or all its sheets as CSV in one zip."""
    require(me, "payroll.export")
    period, told = month_of(month), language()
    file = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - closed when the answer has been sent
    with database_of(request).reading() as session:
        if form == "csv":
            written = export_csv(session, period, file, language=told, zone=office.zone)
        else:
            written = export_workbook(session, period, file, language=told, zone=office.zone, now=now)
    with database_of(request).writing() as session:
        record_export(session, me, period=period, file_name=written.file_name, content_hash=written.sha256, now=now)
    file.seek(0)
    return StreamingResponse(
        _pieces(file),
        media_type="application/zip" if form == "csv" else EXCEL,
        headers={
            "Content-Disposition": f'attachment; filename="{written.file_name}"',
            "Cache-Control": "no-store",
        },
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
