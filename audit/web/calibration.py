"""Norms against kept records: days' totals and real durations of calls; and output under a trial norm."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from audit.actions.calibration import GIVEN_UP_AFTER, begin_totals, keep_calls, run_totals
from audit.clock import Clock, clock_of_text, typed_clock
from audit.store.calibration import fit_by_id, fits, output_under_trial
from audit.web.words import people_by_id
from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.money import round_half_up
from naryad.pages import render_slot, write_number
from naryad.people import Employee, may, require
from naryad.screens.forms import attempt, day_of, decimal_of
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    Reading,
    database_of,
    fragment,
    page,
    redirect,
)
from norms.catalog import Catalog, CatalogEntry, NoSuchWorkType
from norms.measurement import LEAST_CALLS, Accuracy, Talks, of_talks
from norms.store import catalog
from norms.study import Measured, Study
from norms.trial import TrialNorm
from norms.work_type import Purpose, Unit
from worklog.store.call_time import CallTimes, call_times

router = APIRouter()

USUAL_DAYS = 90
REFRESH_SECONDS = 1


async def filled(request: Request) -> dict[str, str]:
    """Return the posted form's texts."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Filled = Annotated[dict[str, str], Depends(filled)]


@router.get("/audit/calibration/totals")
def totals_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "norms.study")
    return _totals_page(request, session, local_day(now, office.zone), {}, None)


@router.post("/audit/calibration/totals")
def compare(request: Request, form: Filled, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Begin a comparison; it goes on beside the pages, and its page tells how far it is."""
    require(me, "norms.study")
    database, state = database_of(request), request.app.state
    today = local_day(now, office.zone)
    clock: Clock = {}

    def begin(session: Session) -> int:
        first, last = _days(form, today)
        clock.update(_clock(request, session, form, first, last))
        return begin_totals(session, me, clock=clock, first=first, last=last, now=now, today=today)

    number, refusal = attempt(request, begin)
    if number is None:
        with database.reading() as session:
            return _totals_page(request, session, today, form, refusal)
    state.totals = threading.Thread(
        target=run_totals,
        args=(database, number, me),
        kwargs={"clock": clock, "today": today, "moment": state.clock},
        name="naryad-totals",
        daemon=True,
    )
    state.totals.start()
    return redirect(request, f"/audit/calibration/totals/{number}")


@router.get("/audit/calibration/totals/{number}")
def fit_page(
    request: Request, number: int, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show how far a comparison is, or what it came to."""
    require(me, "norms.study")
    fit = fit_by_id(session, number)
    answer = page(
        request,
        "audit/totals_fit.html",
        fit=fit,
        is_running=not fit.outcome and fit.begun_at > now - GIVEN_UP_AFTER,
        catalog=catalog(session, local_day(now, office.zone)),
        people=people_by_id(session),
        spoken=_spoken,
    )
    if not fit.outcome and fit.begun_at > now - GIVEN_UP_AFTER:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@router.get("/audit/calibration/calls")
def calls_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    first: str = "",
    last: str = "",
) -> HTMLResponse:
    """Show how long calls really last, type by type, beside their norms."""
    require(me, "norms.study")
    form = {"first_day": first, "last_day": last}
    return _calls_page(request, session, local_day(now, office.zone), form, None)


@router.post("/audit/calibration/calls")
def keep(request: Request, form: Filled, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Keep what the calls of one type say as a study."""
    today = local_day(now, office.zone)

    def record(session: Session) -> Study:
        entry = catalog(session, today).find(form.get("type", ""))
        if entry is None:
            raise NoSuchWorkType(type=form.get("type", "")[:40] or "—")
        first, last = _days(form, today)
        return keep_calls(
            session,
            me,
            work_type_id=entry.work_type.id,
            first=first,
            last=last,
            after_minutes=decimal_of(form.get("after") or "0"),
            now=now,
            today=today,
        )

    study, refusal = attempt(request, record)
    if study is not None:
        return redirect(request, f"/norms/studies/{study.id}", _("The study is kept. By itself it changes nothing."))
    with database_of(request).reading() as session:
        return _calls_page(request, session, today, form, refusal)


def calibration_sources(request: Request, **_facts: Any) -> str:
    """Fill "calibration.sources": ways to what kept records say of the norms."""
    me: Employee | None = request.state.me
    return fragment(request, "audit/_calibration_sources.html") if me is not None and may(me, "norms.study") else ""


def output_of_trial(request: Request, *, trial: TrialNorm, **_facts: Any) -> str:
    """Fill "trial.output": the office's sums, one's own line, and everybody's for those who see output."""
    me: Employee | None = request.state.me
    if me is None:
        return ""
    with database_of(request).reading() as session:
        lines = output_under_trial(session, trial)
        names = {person.id: person.short_name for person in staff.employees(session)}
    if not lines:
        return ""
    sees_all = may(me, "worklog.see_figures")
    return fragment(
        request,
        "audit/_trial_output.html",
        lines=[line for line in lines if sees_all or line.employee_id == me.id],
        quantity=sum(line.quantity for line in lines),
        norm_minutes=sum(line.norm_minutes for line in lines),
        trial_minutes=sum(line.trial_minutes for line in lines),
        people_count=len(lines),
        sees_all=sees_all,
        names=names,
    )


def _totals_page(
    request: Request, session: Session, today: date, form: dict[str, str], error: DomainError | None
) -> HTMLResponse:
    first = today - timedelta(days=USUAL_DAYS)
    known = _timesheets(request, first, today)
    return page(
        request,
        "audit/totals.html",
        status_code=error.status if error else 200,
        form={"first_day": first.isoformat(), "last_day": today.isoformat(), "lines": "", "source": "", **form},
        timesheet_days=len(known),
        fits=fits(session),
        people=people_by_id(session),
        today=today,
        error=error,
    )


def _calls_page(
    request: Request, session: Session, today: date, form: dict[str, str], error: DomainError | None
) -> HTMLResponse:
    try:
        first, last = _days(form, today)
    except DomainError as refusal:
        error, (first, last) = refusal, (today - timedelta(days=USUAL_DAYS), today)
    in_force = catalog(session, today)
    lines = [line for each in call_times(session, first, last) if (line := _call_line(in_force, each)) is not None]
    return page(
        request,
        "audit/call_times.html",
        status_code=error.status if error else 200,
        lines=sorted(lines, key=lambda line: -line[1].count),
        first=first,
        last=last,
        after=form.get("after", "0"),
        least=LEAST_CALLS,
        spoken=_spoken,
        today=today,
        error=error,
    )


def _call_line(in_force: Catalog, times: CallTimes) -> tuple[CatalogEntry, CallTimes, Measured | None] | None:
    """Return a type with what its calls say; None for types that count minutes, or nothing, by design."""
    entry = in_force.by_id(times.work_type_id)
    if entry.work_type.purpose is not Purpose.ORDINARY or entry.work_type.unit is Unit.MINUTE:
        return None
    if times.count < LEAST_CALLS:
        return entry, times, None
    talks = Talks(entry.code, times.by_seconds, list(times.by_person.values()))
    return entry, times, of_talks(talks, after_minutes=decimal_of("0"), accuracy=Accuracy())


def _clock(request: Request, session: Session, form: dict[str, str], first: date, last: date) -> Clock:
    if form.get("source") == "typed" or (form.get("lines", "").strip() and form.get("source") != "timesheet"):
        ids = {person.number: person.id for person in staff.employees(session)}
        return typed_clock(form.get("lines", ""), ids)
    return _timesheets(request, first, last)


def _timesheets(request: Request, first: date, last: date) -> Clock:
    """Return the clock minutes that the domain above knows of, or none where nobody keeps them."""
    facts = {"first_day": first, "last_day": last}
    text = render_slot(request.app.state.house, "calibration.clock_minutes", request, facts)
    return clock_of_text(str(text)) if text else {}


def _spoken(minutes: str) -> str:
    """Write exact minutes that were kept as text, with one decimal."""
    return write_number(round_half_up(Decimal(minutes), 1))


def _days(form: dict[str, str], today: date) -> tuple[date, date]:
    last = day_of(form.get("last_day", "")) or today
    return day_of(form.get("first_day", "")) or last - timedelta(days=USUAL_DAYS), last
