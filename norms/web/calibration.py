"""Norms kept honest: every type with what was measured, one study whole, and a proposal made from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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
from norms.actions.calibration import Proposal, propose_grounded
from norms.actions.study import withdraw_study
from norms.calibration import Basis, objections
from norms.norm import Norm
from norms.notice import earliest_with_notice
from norms.store.study import latest_time_study, readings_of_study, studies, study_by_id, trials
from norms.study import Method, Study
from norms.web.form import Filled, filled

router = APIRouter()

Form = Annotated[Filled, Depends(filled)]
LISTED = 30


@router.get("/norms/calibration")
def calibration_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show every type with a norm beside what the last study of each method says of it."""
    require(me, "norms.study")
    today = local_day(now, office.zone)
    catalog = store.catalog(session, today)
    found = studies(session)
    latest: dict[tuple[int, Method], Study] = {}
    for study in found:
        if study.withdrawn is None:
            latest.setdefault((study.work_type_id, study.method), study)
    return page(
        request,
        "norms/calibration.html",
        entries=catalog.measured(),
        methods=list(Method),
        latest=latest,
        speaks={key: _speaks(study, latest) for key, study in latest.items()},
        studies=found[:LISTED],
        trials=[trial for trial in trials(session) if trial.until >= today],
        catalog=catalog,
        names={one.id: one.name for one in staff.employees(session)},
    )


@router.get("/norms/studies/{number}")
def study_page(
    request: Request, number: int, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "norms.study")
    return _study_page(request, session, number, local_day(now, office.zone), Filled({}), None)


@router.post("/norms/studies/{number}/withdrawal")
def withdraw(
    request: Request, number: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Say that a study is not to be relied on."""

    def take_back(session: Session) -> bool:
        withdraw_study(session, number, reason=form["reason"], actor=me, now=now)
        return True

    done, refusal = attempt(request, take_back)
    if done:
        return redirect(request, f"/norms/studies/{number}", _("The study is withdrawn; it supports nothing now."))
    with request.app.state.db.reading() as session:
        return _study_page(request, session, number, local_day(now, office.zone), form, refusal)


@router.post("/norms/studies/{number}/proposal")
def propose(
    request: Request, number: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Put a norm before the head that stands on this study."""
    today = local_day(now, office.zone)

    def put(session: Session) -> Norm:
        study = study_by_id(session, number)
        proposal = proposal_of(form, work_type_id=study.work_type_id, study_id=number, today=today)
        return propose_grounded(session, proposal, actor=me, now=now, today=today)

    norm, refusal = attempt(request, put)
    if norm is not None:
        return to_the_head(request, norm)
    with request.app.state.db.reading() as session:
        return _study_page(request, session, number, today, form, refusal)


def to_the_head(request: Request, norm: Norm) -> Response:
    """Lead from what a norm was made of to the proposal."""
    said = _("The norm is proposed; the head looks at its effect on pay and decides.")
    return redirect(request, f"/norms/proposals/{norm.id}", said)


def proposal_of(form: Filled, *, work_type_id: int, study_id: int | None, today: date) -> Proposal:
    """Return what the form of a grounded proposal says."""
    announced_on = day_of(form["announced_on"])
    return Proposal(
        work_type_id=work_type_id,
        minutes=decimal_of(form["minutes"]),
        effective_from=day_of(form["effective_from"]) or earliest_with_notice(announced_on or today),
        announced_on=announced_on,
        source=form["source"],
        basis=Basis.METHOD if form["basis"] == Basis.METHOD else Basis.MEASURED,
        study_id=study_id,
        reason=form["method_reason"],
    )


def _study_page(
    request: Request, session: Session, number: int, today: date, form: Filled, error: DomainError | None
) -> HTMLResponse:
    study = study_by_id(session, number)
    entry = store.catalog(session, today).by_id(study.work_type_id)
    norm_minutes = entry.norm.minutes if entry.norm else None
    rounded = _rounded(study.measured.minutes)
    return page(
        request,
        "norms/study.html",
        status_code=error.status if error else 200,
        study=study,
        entry=entry,
        readings=readings_of_study(session, number),
        objections=objections(
            norm_minutes=norm_minutes,
            minutes=study.measured.minutes,
            study=study,
            time_study=latest_time_study(session, study.work_type_id),
        ),
        names={one.id: one.name for one in staff.employees(session)},
        rounded=rounded,
        today=today,
        with_notice=earliest_with_notice(today),
        form=form,
        error=error,
    )


def _rounded(minutes: Decimal) -> Decimal:
    """Return minutes as norms are spoken of: halves below ten, whole minutes from there on."""
    step = Decimal("0.5") if minutes < 10 else Decimal(1)
    return max(step, (minutes / step).quantize(Decimal(1)) * step)


def _speaks(study: Study, latest: dict[tuple[int, Method], Study]) -> bool:
    """Say whether the study supports another norm than the one that was in force."""
    time_study = latest.get((study.work_type_id, Method.TIME_STUDY))
    minutes = study.measured.minutes
    return not objections(norm_minutes=study.norm_minutes, minutes=minutes, study=study, time_study=time_study)
