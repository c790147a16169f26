"""The overview of the check, and the portraits that were found unclear."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from audit.actions.frame import weeks_to_freeze
from audit.budget import MINUTES_A_CHECK
from audit.finding import Capacity, possible_deciders
from audit.results import office_result
from audit.store.desk import desk_of
from audit.store.finding import findings
from audit.store.frame import frames
from audit.store.result import quarter_to, results_between, unclear_portraits
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.office import setting
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page

router = APIRouter()


@router.get("/audit")
def overview(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "audit.freeze")
    today = now.astimezone(office.zone).date()
    people = staff.employees(session, today)
    waiting = [frame for frame in frames(session) if frame.status == "waits_for_seed"]
    open_findings = findings(session, today)
    desk = desk_of(session, me.id, now)
    mine = [
        each
        for each in open_findings
        if each.state.waits_for_decision and me.id in {person.id for person in possible_deciders(each.course, people)}
    ]
    first, last = quarter_to(today)
    results = results_between(session, first, last)
    return page(
        request,
        "audit/overview.html",
        due=weeks_to_freeze(session, today),
        waiting=waiting,
        to_judge=desk.left,
        own_waiting=desk.for_others,
        decide_mine=len(mine),
        decide_others=sum(each.state.waits_for_decision for each in open_findings) - len(mine),
        with_employees=sum(each.state.waits_for_employee for each in open_findings),
        unclear=len(unclear_portraits(session)),
        office_result=office_result(results),
        capacity=Capacity.of(people),
        minutes=setting(session, "audit_minutes_a_week", today),
        minutes_a_check=MINUTES_A_CHECK,
        today=today,
        **shared_words(),
    )


@router.get("/audit/portraits")
def portraits(request: Request, session: Reading, me: CurrentEmployee) -> HTMLResponse:
    require(me, "audit.see_results")
    return page(
        request,
        "audit/portraits.html",
        works=unclear_portraits(session)[:200],
        types=types_by_id(session),
        people=people_by_id(session),
        **shared_words(),
    )

