"""Norms before the head: proposing one, looking at its effect, approving or turning it down, agreeing to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, ngettext
from naryad.pages import render_slot
from naryad.people import require
from naryad.screens.forms import attempt, day_of, decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, page, redirect
from norms import actions, store
from norms.catalog import CatalogEntry, NoSuchWorkType
from norms.impact import Impact
from norms.norm import Norm, norm_on
from norms.notice import Ground, earliest_with_notice
from norms.store.study import evidence_of, study_by_id
from norms.web.form import Filled, filled

router = APIRouter()

Form = Annotated[Filled, Depends(filled)]
GROUNDS = (Ground.NEW_TYPE, Ground.NOBODY_WORSE, Ground.NOTICE, Ground.CONSENTS)


@router.get("/norms/types/{code}/norm")
def proposal_form(
    request: Request, code: str, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "norms.propose_norm")
    today = local_day(now, office.zone)
    return _proposal_form(request, _entry(session, code, today), Filled({}), None, today)


@router.post("/norms/types/{code}/norm")
def propose(request: Request, code: str, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Put a norm before the head."""
    today = local_day(now, office.zone)

    def put(session: Session) -> Norm:
        return actions.propose_norm(
            session,
            work_type_id=_entry(session, code, today).work_type.id,
            minutes=decimal_of(form["minutes"]),
            effective_from=day_of(form["effective_from"]) or today,
            source=form["source"],
            announced_on=day_of(form["announced_on"]),
            actor=me,
            now=now,
            today=today,
        )

    norm, refusal = attempt(request, put)
    if norm is not None:
        return redirect(request, f"/norms/proposals/{norm.id}", _("The norm is proposed; the head decides."))
    with request.app.state.db.reading() as session:
        return _proposal_form(request, _entry(session, code, today), form, refusal, today)


@router.get("/norms/proposals")
def proposals_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show what waits for the head."""
    require(me, "norms.propose_norm")
    return page(
        request,
        "norms/proposals.html",
        waiting=store.proposals(session),
        catalog=store.catalog(session, local_day(now, office.zone)),
        unconfirmed=store.unconfirmed_founding_norms(session),
    )


@router.get("/norms/proposals/{norm_id}")
def proposal_page(
    request: Request, norm_id: int, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show one proposal with its effect; everybody may look, and agree where consent is asked."""
    require(me, "norms.read")
    return _proposal_page(request, session, norm_id, local_day(now, office.zone), None, Filled({}))


@router.post("/norms/proposals/{norm_id}/approval")
def approve(
    request: Request, norm_id: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Approve on the chosen ground, if the effect is still what the head saw."""
    today = local_day(now, office.zone)
    impact = _impact(request, norm_id)

    def decide(session: Session) -> Norm:
        return actions.approve_norm(
            session,
            norm_id,
            approved_by=me,
            now=now,
            today=today,
            ground=form["ground"],
            impact_digest=form["impact_digest"],
            impact=impact,
            consents=form.chosen,
            paper=form["paper"],
        )

    norm, refusal = attempt(request, decide)
    with request.app.state.db.reading() as session:
        if norm is None:
            return _proposal_page(request, session, norm_id, today, refusal, form)
        code = store.type_by_id(session, norm.work_type_id).code
    said = _("The norm of %(code)s is approved.") % {"code": code}
    return redirect(request, f"/norms/types/{code}", said)


@router.post("/norms/proposals/{norm_id}/refusal")
def refuse(
    request: Request, norm_id: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Turn a proposal down."""

    def decide(session: Session) -> bool:
        actions.refuse_norm(session, norm_id, reason=form["reason"], actor=me, now=now)
        return True

    done, refusal = attempt(request, decide)
    if done:
        return redirect(request, "/norms/proposals", _("The proposal is turned down."))
    with request.app.state.db.reading() as session:
        return _proposal_page(request, session, norm_id, local_day(now, office.zone), refusal, form)


@router.post("/norms/proposals/{norm_id}/consent")
def agree(request: Request, norm_id: int, session: Writing, me: CurrentEmployee, now: Now) -> Response:
    """Record the consent of the person who is signed in."""
    actions.give_consent(session, norm_id, employee=me, now=now)
    return redirect(request, f"/norms/proposals/{norm_id}", _("Your consent is recorded."))


@router.post("/norms/founding/confirmation")
def confirm_founding(request: Request, session: Writing, me: CurrentEmployee, now: Now) -> Response:
    """Confirm the norms of the first catalog, all at once."""
    count = actions.confirm_founding_norms(session, actor=me, now=now)
    said = ngettext("%(num)s norm is confirmed.", "%(num)s norms are confirmed.", count) % {"num": count}
    return redirect(request, "/norms", said)


def _proposal_form(
    request: Request, entry: CatalogEntry, form: Filled, error: DomainError | None, today: date
) -> HTMLResponse:
    return page(
        request,
        "norms/norm_form.html",
        status_code=error.status if error else 200,
        entry=entry,
        type=entry.work_type,
        form=form,
        error=error,
        today=today,
        tomorrow=today + timedelta(days=1),
        with_notice=earliest_with_notice(today),
    )


def _proposal_page(
    request: Request, session: Session, norm_id: int, today: date, error: DomainError | None, form: Filled
) -> HTMLResponse:
    norm = store.norm_by_id(session, norm_id)
    norms = store.norms_of(session, norm.work_type_id)
    before = norm_on([other for other in norms if other.id != norm.id], norm.effective_from - timedelta(days=1))
    catalog = store.catalog(session, today)
    impact = _impact(request, norm_id)
    evidence = evidence_of(session, norm_id)
    return page(
        request,
        "norms/proposal.html",
        status_code=error.status if error else 200,
        norm=norm,
        before=before,
        entry=catalog.by_id(norm.work_type_id),
        is_new=not any(other.is_approved for other in norms if other.id != norm.id),
        refusal=store.refusals_of(session, norm.work_type_id).get(norm.id),
        consents=store.consents_to(session, norm_id),
        impact=impact,
        evidence=evidence,
        study=study_by_id(session, evidence.study_id) if evidence and evidence.study_id else None,
        names={one.id: one.name for one in staff.employees(session)},
        grounds=GROUNDS,
        suggested=_suggested(norm, before, today),
        with_notice=earliest_with_notice(norm.announced_on or today),
        today=today,
        form=form,
        error=error,
    )


def _suggested(norm: Norm, before: Norm | None, today: date) -> Ground:
    """Return the ground that seems to fit; a person chooses."""
    if before is None:
        return Ground.NEW_TYPE
    if norm.minutes >= before.minutes:
        return Ground.NOBODY_WORSE
    told = norm.announced_on is not None and norm.announced_on <= today
    return Ground.NOTICE if told else Ground.CONSENTS


def _impact(request: Request, norm_id: int) -> Impact | None:
    """Return the effect of the norm as the higher domain counts it now, or None where nobody counts it."""
    text = render_slot(request.app.state.house, "norm.impact_value", request, {"norm_id": norm_id})
    return Impact.of_text(str(text)) if text else None


def _entry(session: Session, code: str, today: date) -> CatalogEntry:
    entry = store.catalog(session, today).find(code)
    if entry is None:
        raise NoSuchWorkType(type=code[:40])
    return entry
