"""Findings as the employee answers them and as another person decides them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from audit.actions.finding import answer_finding, decide_agreed, decide_finding
from audit.finding import Capacity, Outcome, Reply, State, possible_deciders
from audit.recoding import is_answer
from audit.store.finding import NoSuchFinding, finding_by_id, findings, findings_of
from audit.web.words import people_by_id, quantity_typed, shared_words, types_by_id
from naryad import staff
from naryad.days import Period
from naryad.i18n import gettext as _
from naryad.office import is_trial
from naryad.people import may, require
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    Reading,
    Writing,
    database_of,
    hidden_works,
    page,
    redirect,
)
from norms.store import catalog
from worklog.actions.readers import open_content
from worklog.entry import WorkIsJudgedBlind
from worklog.readers import Ground, Opening
from worklog.store.entry import entry_by_id

router = APIRouter()


@router.get("/audit/findings")
def own_findings(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "audit.answer")
    today = now.astimezone(office.zone).date()
    return page(
        request,
        "audit/findings.html",
        findings=findings_of(session, me.id, today),
        types=types_by_id(session),
        **shared_words(),
    )


@router.get("/audit/decisions")
def decisions(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "audit.decide")
    today = now.astimezone(office.zone).date()
    people = staff.employees(session, today)
    found = findings(session, today)
    deciders = {each.id: [person.id for person in possible_deciders(each.course, people)] for each in found}
    return page(
        request,
        "audit/decisions.html",
        findings=found,
        deciders=deciders,
        agreed=sum(each.state is State.AGREED and me.id in deciders[each.id] for each in found),
        people=people_by_id(session),
        types=types_by_id(session),
        capacity=Capacity.of(people),
        **shared_words(),
    )


@router.get("/audit/findings/{finding_id}")
def one_finding(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, finding_id: int
) -> HTMLResponse:
    today = now.astimezone(office.zone).date()
    finding = finding_by_id(session, finding_id, today)
    is_own = finding.employee_id == me.id
    if not is_own and not may(me, "audit.decide"):
        raise NoSuchFinding()
    entry = entry_by_id(session, finding.entry_id)
    if not is_own and entry.id in hidden_works(request):
        raise WorkIsJudgedBlind()
    in_force = catalog(session, finding.day)
    people = staff.employees(session, today)
    deciders = possible_deciders(finding.course, people)
    return page(
        request,
        "audit/finding.html",
        finding=finding,
        entry=entry,
        is_own=is_own,
        content=open_content(
            database_of(request), entry.id, reader=me, opening=Opening(Ground.FINDING, finding.id), now=now
        ),
        claimed=in_force.by_id(finding.claimed.work_type_id),
        found=in_force.by_id(finding.found.work_type_id),
        offered=[each for each in in_force.of_kind(entry.kind) if is_answer(each.work_type.purpose)],
        types=types_by_id(session),
        people=people_by_id(session),
        deciders=deciders,
        may_decide_now=finding.state.waits_for_decision and me.id in {person.id for person in deciders},
        in_trial=is_trial(session, entry.figures.period if entry.figures else Period.of_day(finding.day)),
        today=today,
        **shared_words(),
    )


@router.post("/audit/findings/{finding_id}/answer")
def answer(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    finding_id: int,
    reply: Annotated[str, Form()],
    comment: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    quantity: Annotated[str, Form()] = "",
) -> RedirectResponse:
    answer_finding(
        session,
        me,
        finding_id,
        reply=Reply(reply) if reply in set(Reply) else Reply.READ,
        comment=comment,
        code=code,
        quantity=quantity_typed(quantity),
        now=now,
        today=now.astimezone(office.zone).date(),
    )
    said = {
        "agreed": _("You agree. Another person confirms the change."),
        "appealed": _("Your objection is on its way to a person who did not check this work."),
    }.get(reply, _("Marked as read."))
    return redirect(request, f"/audit/findings/{finding_id}", said)


@router.post("/audit/findings/{finding_id}/decision")
def decide(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    finding_id: int,
    outcome: Annotated[Outcome, Form()],
    reason: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    quantity: Annotated[str, Form()] = "",
) -> RedirectResponse:
    decide_finding(
        session,
        me,
        finding_id,
        outcome=outcome,
        reason=reason,
        code=code,
        quantity=quantity_typed(quantity),
        now=now,
        today=now.astimezone(office.zone).date(),
    )
    return redirect(request, "/audit/decisions", _("Decided. The employee sees the decision and the reason."))


@router.post("/audit/decisions/agreed")
def confirm_agreed(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    reason: Annotated[str, Form()] = "",
) -> RedirectResponse:
    count = decide_agreed(session, me, reason=reason, now=now, today=now.astimezone(office.zone).date())
    return redirect(request, "/audit/decisions", _("Confirmed: %(count)s.") % {"count": count})
