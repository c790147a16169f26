"""The forms of observing: a stopwatch, typed or pressed, and looks at random moments counted by keys."""

from __future__ import annotations

from collections.abc import Callable
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
from naryad.people import Employee, Role, require
from naryad.screens.forms import NumberIsWrong, attempt, day_of, decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, page, redirect
from norms import store
from norms.actions.study import record_study
from norms.catalog import NoSuchWorkType
from norms.measurement import Accuracy, Allowances, Looks, of_looks, of_readings
from norms.measurement import Form as AllowanceForm
from norms.reading import Reading, counted, readings_of
from norms.study import Measured, Method, Study, Watched
from norms.web.form import Filled, filled

router = APIRouter()

Form = Annotated[Filled, Depends(filled)]


@router.get("/norms/calibration/time-study")
def time_study_page(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, type: str = ""
) -> HTMLResponse:
    require(me, "norms.study")
    return _form_page(request, "norms/time_study.html", _fresh(type), me, local_day(now, office.zone), None, None)


@router.post("/norms/calibration/time-study")
def take_time_study(request: Request, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Compute what the readings say, or keep them as a study."""

    def measure() -> tuple[Measured, tuple[Reading, ...]]:
        readings = readings_of(form["readings"])
        found = of_readings(
            counted(readings),
            rating_percent=decimal_of(form["rating"]),
            allowances=_allowances(form),
            accuracy=_accuracy(form),
        )
        return found, readings

    return _take(request, "norms/time_study.html", form, me, office, now, Method.TIME_STUDY, measure)


@router.get("/norms/calibration/looks")
def looks_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, type: str = "") -> HTMLResponse:
    require(me, "norms.study")
    return _form_page(request, "norms/looks.html", _fresh(type), me, local_day(now, office.zone), None, None)


@router.post("/norms/calibration/looks")
def take_looks(request: Request, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Compute what the looks say, or keep them as a study."""

    def measure() -> tuple[Measured, tuple[Reading, ...]]:
        of_type = _count(form["looks_of_type"])
        looks = Looks(
            of_type,
            of_type + _count(form["looks_other"]) + _count(form["looks_idle"]),
            decimal_of(form["watched_minutes"]),
            decimal_of(form["units"]),
        )
        found = of_looks(
            looks, rating_percent=decimal_of(form["rating"]), allowances=_allowances(form), accuracy=_accuracy(form)
        )
        return found, ()

    return _take(request, "norms/looks.html", form, me, office, now, Method.LOOKS, measure)


def _take(
    request: Request,
    template: str,
    form: Filled,
    me: Employee,
    office: CurrentOffice,
    now: Now,
    method: Method,
    measure: Callable[[], tuple[Measured, tuple[Reading, ...]]],
) -> Response:
    require(me, "norms.study")
    today = local_day(now, office.zone)

    def keep(session: Session) -> Study:
        found, readings = measure()
        entry = store.catalog(session, today).find(form["type"])
        if entry is None:
            raise NoSuchWorkType(type=form["type"][:40] or "—")
        first_day = day_of(form["first_day"]) or today
        return record_study(
            session,
            work_type_id=entry.work_type.id,
            method=method,
            first_day=first_day,
            last_day=day_of(form["last_day"]) or first_day,
            measured=found,
            actor=me,
            now=now,
            today=today,
            watched=_watched(form),
            readings=readings,
            note=form["note"],
        )

    if form["step"] == "keep":
        study, refusal = attempt(request, keep)
        if study is not None:
            return redirect(
                request, f"/norms/studies/{study.id}", _("The study is kept. By itself it changes nothing.")
            )
        return _form_page(request, template, form, me, today, None, refusal)
    try:
        found, _readings = measure()
    except DomainError as refusal:
        return _form_page(request, template, form, me, today, None, refusal)
    return _form_page(request, template, form, me, today, found, None)


def _form_page(
    request: Request,
    template: str,
    form: Filled,
    me: Employee,
    today: date,
    measured: Measured | None,
    error: DomainError | None,
) -> HTMLResponse:
    with request.app.state.db.reading() as session:
        catalog = store.catalog(session, today)
        people = staff.employees(session, today)
    return page(
        request,
        template,
        status_code=error.status if error else 200,
        form=form,
        types=catalog.measured(),
        people=[one for one in people if Role.EMPLOYEE in one.roles and one.id != me.id],
        forms=list(AllowanceForm),
        measured=measured,
        today=today,
        error=error,
    )


def _fresh(type_code: str) -> Filled:
    usual = {"rating": "100", "tending": "3", "rest": "5", "error": "10", "confidence": "95"}
    counts = {"looks_of_type": "0", "looks_other": "0", "looks_idle": "0"}
    return Filled({"type": type_code[:40], "form": AllowanceForm.PIECE.value, **usual, **counts})


def _allowances(form: Filled) -> Allowances:
    forms = {one.value for one in AllowanceForm}
    chosen = AllowanceForm(form["form"]) if form["form"] in forms else AllowanceForm.PIECE
    return Allowances(chosen, decimal_of(form["tending"] or "0"), decimal_of(form["rest"] or "0"))


def _accuracy(form: Filled) -> Accuracy:
    return Accuracy(decimal_of(form["error"]), decimal_of(form["confidence"]))


def _watched(form: Filled) -> list[Watched]:
    return [Watched(int(form["watched"]), form["consent"])] if form["watched"].isdigit() else []


def _count(text: str) -> int:
    value = decimal_of(text or "0")
    if value != value.to_integral_value() or not 0 <= value <= Decimal(100_000):
        raise NumberIsWrong(text=text[:40])
    return int(value)
