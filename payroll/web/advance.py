"""The page of the figure on account for days 1 to 15: what it is made of, approving it, a sheet for accounting."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import language
from naryad.office import Office
from naryad.people import require
from naryad.screens.forms import attempt, decimal_of
from naryad.staff import employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from payroll.actions.advance import approve_advance
from payroll.actions.export import record_export
from payroll.advance import NothingOnAccount, half_of
from payroll.month import MonthState
from payroll.store.advance import advance_figures, last_advance
from payroll.store.month import month_state
from payroll.web.words import month_of, shared_words, today_of
from payroll.workbook.advance import advance_alone
from payroll.workbook.csv_files import csv_of

router = APIRouter()
NAMED = 20


@router.get("/payroll/periods/{month}/advance")
def advance_page(
    request: Request, session: Reading, month: str, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "payroll.approve_advance")
    return _page(request, session, month_of(month), office, now)


@router.post("/payroll/periods/{month}/advance")
def approve(
    request: Request,
    month: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    seen: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Approve the sum that was on the page; a refusal comes back there."""
    require(me, "payroll.approve_advance")
    period, today = month_of(month), today_of(now, office)
    sum_seen: Decimal | None = decimal_of(seen) if seen.strip() else None
    _done, refused = attempt(
        request,
        lambda session: approve_advance(session, me, period=period, now=now, today=today, seen=sum_seen, reason=reason),
    )
    if refused is None:
        return redirect(request, f"/payroll/periods/{period}/advance", said=_("The figure on account is approved."))
    with database_of(request).reading() as session:
        return _page(request, session, period, office, now, error=refused, reason=reason)


@router.post("/payroll/periods/{month}/advance/csv")
def take_sheet(request: Request, month: str, me: CurrentEmployee, now: Now) -> Response:
    """Answer with the approved figure as CSV for accounting; that it was taken is recorded."""
    require(me, "payroll.export")
    period = month_of(month)
    with database_of(request).writing() as session:
        approved = last_advance(session, period)
        if approved is None:
            raise NothingOnAccount(month=period)
        content = b"".join(csv_of(advance_alone(approved, language()), language()))
        name = f"naryad-{period}-advance-{approved.revision}.csv"
        record_export(
            session,
            me,
            period=period,
            file_name=name,
            content_hash=hashlib.sha256(content).hexdigest(),
            now=now,
        )
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _page(
    request: Request,
    session: Session,
    period: Period,
    office: Office,
    now: datetime,
    *,
    error: DomainError | None = None,
    reason: str = "",
) -> HTMLResponse:
    today, state = today_of(now, office), month_state(session, period)
    figures, approved = advance_figures(session, period), last_advance(session, period)
    first_day, last_day = half_of(period)
    is_open = state in (MonthState.OPEN, MonthState.FROZEN)
    return page(
        request,
        "payroll/advance.html",
        status_code=200 if error is None else error.status,
        period=period,
        first_day=first_day,
        last_day=last_day,
        figures=figures,
        approved=approved,
        has_changed=approved is not None and is_open and approved.people != figures.people,
        may_be_approved=today > last_day and is_open and not figures.trial and bool(figures.people),
        is_over=today > last_day,
        names={person.id: person.short_name for person in employees(session)},
        waiting=figures.waiting[:NAMED],
        error=error,
        reason=reason,
        **shared_words(),
    )
