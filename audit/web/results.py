"""What was judged and what it may mean: for the office, and for each person, who sees their own."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse

from audit.blind_pair import agreement_of
from audit.budget import QUARTER_WEEKS, samples
from audit.estimate import binomial_upper
from audit.finding import Capacity
from audit.results import FEW_FINDS, PersonResult, evidence_began, office_result
from audit.store.judged import judged_works
from audit.store.judgement import blind_pairs
from audit.store.result import quarter_to, recent_shares, results_between, thresholds_on
from audit.web.money import amounts, estimated
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.office import setting
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page

router = APIRouter()

RISK = 0.05


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
    whole = office_result(by_person)
    over, under = estimated(whole.differing_works, over=True), estimated(whole.differing_works, over=False)
    return page(
        request,
        "audit/results.html",
        results=sorted(by_person.values(), key=lambda result: (-result.e_value, people[result.employee_id].name)),
        office_result=whole,
        money=amounts(request, [over, under]),
        upper=_upper(whole),
        few=FEW_FINDS,
        agreement=agreement_of(blind_pairs(session, today - timedelta(weeks=53), today, by_lot=True)),
        people=people,
        weeks=weeks,
        thresholds=thresholds_on(session, today),
        evidence_since=evidence_began(today),
        capacity=Capacity.of(staff.employees(session, today)),
        longest=max((max(r.over_minutes, r.under_minutes) for r in by_person.values()), default=0),
        **shared_words(),
    )


@router.get("/audit/results/mine")
def own_results(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "audit.see_own_results")
    return _person(request, session, me, me, now.astimezone(office.zone).date())


@router.get("/audit/results/{number}")
def person_results(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, number: str
) -> HTMLResponse:
    require(me, "audit.see_own_results" if number == me.number else "audit.see_results")
    return _person(request, session, me, staff.by_number(session, number), now.astimezone(office.zone).date())


def _person(request: Request, session: Session, me: Employee, person: Employee, today: date) -> HTMLResponse:
    first, last = quarter_to(today)
    result = results_between(session, first, last, employee_id=person.id).get(person.id)
    claims = [estimated(result.differing_works, over=over) for over in (True, False)] if result else []
    return page(
        request,
        "audit/person.html",
        person=person,
        is_own=person.id == me.id,
        result=result,
        money=amounts(request, claims) if result and result.judged else None,
        upper=_upper(result) if result else None,
        few=FEW_FINDS,
        next_sample=_next_sample(session, person, today),
        evidence_since=evidence_began(today),
        thresholds=thresholds_on(session, today),
        agreement=agreement_of(blind_pairs(session, today - timedelta(weeks=53), today, by_lot=True)),
        works=judged_works(session, first, last, employee_id=person.id),
        types=types_by_id(session),
        people=people_by_id(session),
        **shared_words(),
    )


def _upper(result: PersonResult) -> float | None:
    """Return the largest share of wrong works that so few finds leave possible, at 95% (Clopper and Pearson)."""
    if not result.counts.typed:
        return None
    return binomial_upper(result.differing, result.counts.typed, risk=RISK)


def _next_sample(session: Session, person: Employee, today: date) -> int | None:
    """Return how many works of this person the next week's list will have judged, by the plan of today."""
    first, last = quarter_to(today)
    shares = recent_shares(session, staff.employees(session, today), first, last)
    return samples(int(setting(session, "audit_minutes_a_week", today)), shares).get(person.number)
