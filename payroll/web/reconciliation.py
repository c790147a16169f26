"""Accounting's summary dropped in beside the month: differences by person and kind, printed, nothing kept."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.i18n import language
from naryad.people import require
from naryad.screens.forms import attempt
from naryad.screens.sheet_file import BYTES_AT_MOST, EXCEL
from naryad.web import CurrentEmployee, Now, Reading, database_of, page
from payroll.actions.reconciliation import compare_summary
from payroll.store.month import month_state
from payroll.web.words import month_of, shared_words
from payroll.workbook.accounting_file import summary_sample

router = APIRouter()


@router.get("/payroll/periods/{month}/reconciliation")
def reconciliation_page(request: Request, session: Reading, month: str, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.reconcile")
    return _page(request, session, month_of(month))


@router.get("/payroll/reconciliation/sample.xlsx")
def sample(me: CurrentEmployee) -> Response:
    require(me, "payroll.reconcile")
    headers = {"Content-Disposition": 'attachment; filename="naryad-summary.xlsx"'}
    return Response(summary_sample(language()), media_type=EXCEL, headers=headers)


@router.post("/payroll/periods/{month}/reconciliation")
def compare(
    request: Request, month: str, me: CurrentEmployee, now: Now, file: Annotated[UploadFile, File()]
) -> HTMLResponse:
    """Compare at once; the file is forgotten with the answer."""
    require(me, "payroll.reconcile")
    period, told = month_of(month), language()
    name, content = (file.filename or "")[:200], file.file.read(BYTES_AT_MOST + 1)
    done, refused = attempt(
        request,
        lambda session: compare_summary(session, me, period=period, name=name, content=content, language=told, now=now),
    )
    facts: dict[str, Any] = {"error": refused, "file_name": name}
    if done is not None:
        facts |= {"problems": done[0].problems, "found": done[1], "rows": len(done[0].rows)}
        facts |= {"content_hash": hashlib.sha256(content).hexdigest(), "compared_at": now}
    with database_of(request).reading() as session:
        return _page(request, session, period, **facts)


def _page(request: Request, session: Session, period: Period, **facts: Any) -> HTMLResponse:
    known: dict[str, Any] = {
        "error": None,
        "problems": (),
        "found": None,
        "rows": 0,
        "file_name": "",
        "content_hash": "",
        "compared_at": None,
    } | facts
    is_bad = known["error"] is not None or bool(known["problems"])
    return page(
        request,
        "payroll/reconciliation.html",
        status_code=422 if is_bad else 200,
        period=period,
        state=month_state(session, period),
        **known,
        **shared_words(),
    )
