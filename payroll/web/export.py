"""Downloads of a month: the Excel workbook, and its data sheets as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from naryad.days import Period
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, language_of
from payroll.actions import record_export
from payroll.workbook import book, csv_files
from payroll.workbook.export import Exported, export_csv, export_sheet_as_csv, export_workbook

router = APIRouter()

_IN_MEMORY = 32_000_000
_CHUNK = 256_000


@router.get("/payroll/periods/{month}/workbook.xlsx")
def workbook(
    request: Request, month: str, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> StreamingResponse:
    """Answer with the month's workbook in the reader's language."""
    period, language = Period.of_month(month), language_of(request)
    return _download(
        request,
        me,
        period,
        lambda out: export_workbook(session, period, out, language=language, zone=office.zone, now=now),
        media_type=book.MEDIA_TYPE,
        now=now,
    )


@router.get("/payroll/periods/{month}/csv.zip")
def csv_bundle(
    request: Request, month: str, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> StreamingResponse:
    """Answer with every data sheet as CSV, in one zip."""
    period, language = Period.of_month(month), language_of(request)
    return _download(
        request,
        me,
        period,
        lambda out: export_csv(session, period, out, language=language, zone=office.zone),
        media_type=csv_files.BUNDLE_MEDIA_TYPE,
        now=now,
    )


@router.get("/payroll/periods/{month}/csv/{sheet}.csv")
def csv_sheet(
    request: Request, month: str, sheet: str, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> StreamingResponse:
    """Answer with one data sheet as CSV; `sheet` is its code, as in docs/pay-workbook.md."""
    period, language = Period.of_month(month), language_of(request)
    return _download(
        request,
        me,
        period,
        lambda out: export_sheet_as_csv(session, period, sheet, out, language=language, zone=office.zone),
        media_type=csv_files.MEDIA_TYPE,
        now=now,
    )


def _download(
    request: Request,
    me: Employee,
    period: Period,
    write: Callable[[IO[bytes]], Exported],
    *,
    media_type: str,
    now: datetime,
) -> StreamingResponse:
    """Write the file whole, record the export, then send it.

    The file is written under the reading session: a long one must not keep others from writing. Its record is a
    second, short transaction, committed before the first byte leaves.
    """
    require(me, "payroll.export")
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it after its last byte
    try:
        exported = write(file)
        with database_of(request).writing() as session:
            record_export(
                session, me, period=period, file_name=exported.file_name, content_hash=exported.sha256, now=now
            )
        length = file.seek(0, 2)
    except BaseException:
        file.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="{exported.file_name}"',
        "Content-Length": str(length),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_pieces(file), media_type=media_type, headers=headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece
