"""The overview, the plan in minutes a week, the results, and the portraits that were found unclear."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from audit.actions.frame import weeks_to_freeze
from audit.budget import MINUTES_A_CHECK, QUARTER_WEEKS, Bought, Share, bought, minutes_needed, samples
from audit.evidence import TOLERANCE
from audit.finding import Capacity, possible_deciders
from audit.results import office_result
from audit.store.desk import desk_of
from audit.store.finding import findings
from audit.store.frame import frames
from audit.store.result import frames_between, recent_shares, results_between, unclear_portraits
from audit.store.sample import works
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.i18n import gettext as _
from naryad.office import set_setting, setting, setting_history
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, page, redirect

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
    first, last = _quarter(today)
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


@router.get("/audit/plan")
def plan(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, minutes: int | None = None
) -> HTMLResponse:
    """Show the plan; `minutes` tries another budget without choosing it."""
    require(me, "audit.plan")
    today = now.astimezone(office.zone).date()
    chosen = int(setting(session, "audit_minutes_a_week", today))
    tried = chosen if minutes is None else max(0, min(minutes, 2400))
    shares = recent_shares(frames_between(session, *_quarter(today)))
    sizes = samples(tried, shares)
    return page(
        request,
        "audit/plan.html",
        chosen=chosen,
        tried=tried,
        size_rule=setting(session, "audit_size_rule", today),
        shares=shares,
        bought={share.number: bought(share, sizes[share.number]) for share in shares},
        office_bought=_office_bought(shares, sum(sizes.values())),
        needed=minutes_needed(sizes),
        people={person.number: person for person in staff.employees(session)},
        capacity=Capacity.of(staff.employees(session, today)),
        **shared_words(),
    )


@router.post("/audit/plan")
def choose_plan(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    minutes: Annotated[int, Form()],
    size_rule: Annotated[str, Form()],
) -> RedirectResponse:
    require(me, "audit.plan")
    today = now.astimezone(office.zone).date()
    for name, value in (("audit_minutes_a_week", minutes), ("audit_size_rule", size_rule)):
        never_chosen = not setting_history(session, name)
        if never_chosen or setting(session, name, today) != value:
            set_setting(session, name, value, effective_from=today, actor=me, now=now)
    return redirect(request, "/audit/plan", _("Chosen. The next list will be frozen by this plan."))


@router.get("/audit/results")
def results(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, weeks: int = QUARTER_WEEKS
) -> HTMLResponse:
    require(me, "audit.see_results")
    today = now.astimezone(office.zone).date()
    weeks = max(1, min(weeks, 53))
    first = today - timedelta(weeks=weeks)
    by_person = results_between(session, first, today)
    people = people_by_id(session)
    ordered = sorted(by_person.values(), key=lambda result: (-result.e_value, people[result.employee_id].name))
    return page(
        request,
        "audit/results.html",
        results=ordered,
        office_result=office_result(by_person),
        people=people,
        weeks=weeks,
        tolerance=TOLERANCE,
        capacity=Capacity.of(staff.employees(session, today)),
        longest=max((max(r.over_minutes, r.under_minutes) for r in ordered), default=0),
        **shared_words(),
    )


@router.get("/audit/results/{number}")
def person_results(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, number: str
) -> HTMLResponse:
    require(me, "audit.see_results")
    today = now.astimezone(office.zone).date()
    person = staff.by_number(session, number)
    first, last = _quarter(today)
    judged = [w for w in works(session, employee_id=person.id, first=first, last=last) if w.is_judged]
    return page(
        request,
        "audit/person.html",
        person=person,
        result=results_between(session, first, last).get(person.id),
        works=[w for w in judged if person.id != me.id],
        types=types_by_id(session),
        people=people_by_id(session),
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


def _quarter(today: date) -> tuple[date, date]:
    return today - timedelta(weeks=QUARTER_WEEKS), today


def _office_bought(shares: list[Share], sample: int) -> Bought | None:
    if not shares:
        return None
    whole = Share("", sum(s.entries for s in shares), sum((s.norm_minutes for s in shares), shares[0].norm_minutes * 0))
    return bought(whole, min(sample, whole.entries))
