"""The home of the check: what to do this week, how far it is, what waits for whom; and portraits found unclear."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from audit.actions.frame import spans_to_freeze
from audit.budget import MINUTES_A_CHECK
from audit.estimate import Word
from audit.finding import Capacity, possible_deciders
from audit.friday import last_stretch
from audit.results import office_result
from audit.signs import list_shares
from audit.store.desk import desk_of
from audit.store.finding import findings
from audit.store.frame import frames
from audit.store.friday import pairs_of
from audit.store.progress import open_lists
from audit.store.result import quarter_to, results_between, unclear_portraits
from audit.store.sign import differing_by_list
from audit.web.signs import list_chart
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.office import setting
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page
from naryad.years import calendar_of

router = APIRouter()

CHART_WEEKS = 53


@router.get("/audit")
def overview(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "audit.freeze")
    today = now.astimezone(office.zone).date()
    people = staff.employees(session, today)
    open_findings = findings(session, today)
    mine = [
        each
        for each in open_findings
        if each.state.waits_for_decision and me.id in {person.id for person in possible_deciders(each.course, people)}
    ]
    desk = desk_of(session, me.id, now)
    results = results_between(session, *quarter_to(today))
    lists = list_shares(differing_by_list(session, today - timedelta(weeks=CHART_WEEKS), today))
    stretch = last_stretch(now, calendar_of(session), office.zone)
    return page(
        request,
        "audit/overview.html",
        due=spans_to_freeze(session, today),
        waiting=[frame for frame in frames(session) if frame.status == "waits_for_seed"],
        open_lists=open_lists(session),
        to_judge=desk.left,
        own_waiting=desk.for_others,
        awaited=desk.awaited,
        decide_mine=len(mine),
        decide_others=sum(each.state.waits_for_decision for each in open_findings) - len(mine),
        with_employees=sum(each.state.waits_for_employee for each in open_findings),
        unclear=len(unclear_portraits(session)),
        office_result=office_result(results),
        by_word=[(word, sum(result.word is word for result in results.values())) for word in Word],
        lists=lists,
        list_chart=list_chart(lists) if lists else None,
        stretch=stretch,
        pairs=pairs_of(session, stretch) if stretch else [],
        types=types_by_id(session),
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
