"""What waits for a person: amber days to accept in bulk; for the head also described work and proposals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError, Problem
from naryad.i18n import _, ngettext, noop
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import Employee, may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of, page, redirect
from naryad.years import calendar_of
from norms import store as norms_store
from worklog.actions.day import SWEEP_DAYS, accept_days
from worklog.actions.review import decide_described, decide_proposal
from worklog.store.day import amber_days
from worklog.store.review import described_waiting, proposals_waiting
from worklog.web.day import CAUSE_NAMES, read_day

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(50, noop("Days and requests"), "/review", "worklog.accept_days"),)

Text = Annotated[str, Form()]


@router.get("/review")
def review_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    return _page(request, me, office, now)


@router.post("/review/days")
def accept(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    day: Annotated[list[str] | None, Form()] = None,
    reason: Text = "",
) -> Response:
    """Accept the chosen days; the ones that cannot be are named. A value is "employee id:2026-10-15"."""
    chosen = [_pair(text) for text in day or []]
    with database_of(request).writing() as session:
        problems = accept_days(session, chosen, actor=me, now=now, reason=reason)
    if problems:
        return _page(request, me, office, now, problems=problems)
    count = len(chosen)
    return redirect(request, "/review", ngettext("%(n)s day accepted", "%(n)s days accepted", count) % {"n": count})


@router.post("/review/described/{coding_id}")
def described(
    request: Request,
    coding_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    accepted: Text = "",
    reason: Text = "",
) -> Response:
    def decide(session: Session) -> None:
        decide_described(session, coding_id, accepted=accepted == "1", actor=me, now=now, reason=reason)

    return _decided(request, me, office, now, decide)


@router.post("/review/proposals/{proposal_id}")
def proposal(
    request: Request,
    proposal_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    accepted: Text = "",
    reason: Text = "",
) -> Response:
    def decide(session: Session) -> None:
        decide_proposal(session, proposal_id, accepted=accepted == "1", actor=me, now=now, reason=reason)

    return _decided(request, me, office, now, decide)


def _decided(
    request: Request, me: Employee, office: Office, now: datetime, decide: Callable[[Session], None]
) -> Response:
    try:
        database_of(request).write(decide)
    except DomainError as error:
        return _page(request, me, office, now, problems=[Problem("", error)])
    return redirect(request, "/review", _("Decided; the author sees it."))


def _pair(text: str) -> tuple[int, date]:
    employee, _colon, day = text.partition(":")
    return (int(employee) if employee.isdigit() else 0, read_day(day))


def _page(
    request: Request, me: Employee, office: Office, now: datetime, *, problems: list[Problem] | None = None
) -> HTMLResponse:
    require(me, "worklog.accept_days")
    today = local_day(now, office.zone)
    with database_of(request).reading() as session:
        types = {each.id: each for each in norms_store.all_types(session)}
        return page(
            request,
            "worklog/review.html",
            status_code=problems[0].error.status if problems else 200,
            days=amber_days(
                session, today - timedelta(days=SWEEP_DAYS), today - timedelta(days=1), calendar_of(session)
            ),
            described=described_waiting(session) if may(me, "worklog.decide_described") else [],
            proposals=proposals_waiting(session) if may(me, "worklog.decide_proposals") else [],
            types=types,
            people={person.id: person for person in staff.employees(session)},
            cause_names=CAUSE_NAMES,
            problems=problems or [],
        )
