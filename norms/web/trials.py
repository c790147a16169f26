"""Trial norms: begun, looked at by everybody, dropped or proposed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import require
from naryad.screens.forms import attempt, day_of, decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page, redirect
from norms import store
from norms.actions.calibration import begin_trial, drop_trial, propose_trial
from norms.catalog import NoSuchWorkType
from norms.norm import Norm
from norms.notice import earliest_with_notice
from norms.store.study import studies, trial_by_id, trials
from norms.trial import TrialNorm
from norms.web.calibration import proposal_of, to_the_head
from norms.web.form import Filled, filled

router = APIRouter()

Form = Annotated[Filled, Depends(filled)]
USUAL_DAYS = 30


@router.get("/norms/trials")
def trials_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show every trial norm, running ones first; everybody may look."""
    require(me, "norms.read")
    today = local_day(now, office.zone)
    found = trials(session)
    return page(
        request,
        "norms/trials.html",
        running=[trial for trial in found if trial.runs_on(today)],
        ahead=[trial for trial in found if trial.first_day > today and trial.until >= trial.first_day],
        over=[trial for trial in found if trial.until < today],
        catalog=store.catalog(session, today),
    )


@router.get("/norms/trials/new")
def new_trial_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, type: str = ""
) -> HTMLResponse:
    require(me, "norms.study")
    return _form_page(request, session, Filled({"type": type[:40]}), local_day(now, office.zone), None)


@router.post("/norms/trials/new")
def begin(request: Request, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Begin a trial norm."""
    today = local_day(now, office.zone)

    def start(session: Session) -> TrialNorm:
        entry = store.catalog(session, today).find(form["type"])
        if entry is None:
            raise NoSuchWorkType(type=form["type"][:40] or "—")
        first_day = day_of(form["first_day"]) or today + timedelta(days=1)
        return begin_trial(
            session,
            work_type_id=entry.work_type.id,
            minutes=decimal_of(form["minutes"]),
            first_day=first_day,
            last_day=day_of(form["last_day"]) or first_day + timedelta(days=USUAL_DAYS - 1),
            reason=form["reason"],
            actor=me,
            now=now,
            today=today,
        )

    trial, refusal = attempt(request, start)
    if trial is not None:
        said = _("The trial norm is set. Everybody can see it; nobody is paid by it.")
        return redirect(request, f"/norms/trials/{trial.id}", said)
    with request.app.state.db.reading() as session:
        return _form_page(request, session, form, today, refusal)


@router.get("/norms/trials/{number}")
def trial_page(
    request: Request, number: int, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show a trial with the output under both norms."""
    require(me, "norms.read")
    return _trial_page(request, session, number, local_day(now, office.zone), Filled({}), None)


@router.post("/norms/trials/{number}/drop")
def drop(request: Request, number: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """End a trial without a proposal."""
    today = local_day(now, office.zone)

    def end(session: Session) -> bool:
        drop_trial(session, number, reason=form["reason"], actor=me, now=now, today=today)
        return True

    done, refusal = attempt(request, end)
    if done:
        return redirect(request, f"/norms/trials/{number}", _("The trial is ended; the norm in force stays."))
    with request.app.state.db.reading() as session:
        return _trial_page(request, session, number, today, form, refusal)


@router.post("/norms/trials/{number}/proposal")
def propose(
    request: Request, number: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """End a trial with a proposal to the head."""
    today = local_day(now, office.zone)

    def put(session: Session) -> Norm:
        trial = trial_by_id(session, number)
        study_id = int(form["study"]) if form["study"].isdigit() else trial.study_id
        proposal = proposal_of(form, work_type_id=trial.work_type_id, study_id=study_id, today=today)
        return propose_trial(session, number, proposal, reason=form["reason"], actor=me, now=now, today=today)

    norm, refusal = attempt(request, put)
    if norm is not None:
        return to_the_head(request, norm)
    with request.app.state.db.reading() as session:
        return _trial_page(request, session, number, today, form, refusal)


def _form_page(
    request: Request, session: Session, form: Filled, today: date, error: DomainError | None
) -> HTMLResponse:
    return page(
        request,
        "norms/trial_form.html",
        status_code=error.status if error else 200,
        form=form,
        types=store.catalog(session, today).measured(),
        today=today,
        tomorrow=today + timedelta(days=1),
        month_later=today + timedelta(days=USUAL_DAYS),
        error=error,
    )


def _trial_page(
    request: Request, session: Session, number: int, today: date, form: Filled, error: DomainError | None
) -> HTMLResponse:
    trial = trial_by_id(session, number)
    own = studies(session, work_type_id=trial.work_type_id)
    return page(
        request,
        "norms/trial.html",
        status_code=error.status if error else 200,
        trial=trial,
        entry=store.catalog(session, max(trial.first_day, today)).by_id(trial.work_type_id),
        studies=[study for study in own if study.withdrawn is None],
        names={one.id: one.name for one in staff.employees(session)},
        today=today,
        with_notice=earliest_with_notice(today),
        form=form,
        error=error,
    )
