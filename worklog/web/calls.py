"""Calls: the ones to call back, and a call entered by hand (mobile, paper), also for a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import Employee, may, require
from naryad.screens.forms import day_of, decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from norms import store as norms_store
from norms.catalog import CatalogEntry
from norms.work_type import Kind
from worklog.actions.call import HandCall, end_missed_call, enter_call
from worklog.actions.entry import Chosen
from worklog.call import CallHasArrived, Direction
from worklog.entry import Entry, LateWorkNeedsReason
from worklog.store.call import missed_calls
from worklog.web.day import gained_words
from worklog.web.sheet import MISSED_DAYS

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(30, noop("Calls"), "/calls", "worklog.missed_calls"),)

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class CallForm:
    """What was typed into the form, as it was typed."""

    employee: str = ""
    direction: str = "in"
    day: str = ""
    clock: str = ""
    number: str = ""
    minutes: str = ""
    party: str = ""
    note: str = ""
    work_type: str = ""
    quantity: str = ""
    described_minutes: str = ""
    description: str = ""
    late_reason: str = ""
    is_another: str = ""
    replaces: str = ""


def _typed(
    employee: Text = "",
    direction: Text = "in",
    day: Text = "",
    clock: Text = "",
    number: Text = "",
    minutes: Text = "",
    party: Text = "",
    note: Text = "",
    work_type: Text = "",
    quantity: Text = "",
    described_minutes: Text = "",
    description: Text = "",
    late_reason: Text = "",
    is_another: Text = "",
    replaces: Text = "",
) -> CallForm:
    return CallForm(
        employee,
        direction,
        day,
        clock,
        number,
        minutes,
        party,
        note,
        work_type,
        quantity,
        described_minutes,
        description,
        late_reason,
        is_another,
        replaces,
    )


@router.get("/calls")
def calls_page(request: Request, session: Reading, me: CurrentEmployee, now: Now) -> HTMLResponse:
    """List the calls nobody talked in, for calling back."""
    require(me, "worklog.missed_calls")
    sees_all = may(me, "worklog.enter_for_others")
    since = now - timedelta(days=MISSED_DAYS)
    return page(
        request,
        "worklog/calls.html",
        missed=missed_calls(session, employee_id=None if sees_all else me.id, since=since),
        names={person.id: person.short_name for person in staff.employees(session)},
        days=MISSED_DAYS,
        is_in=Direction.IN,
    )


@router.post("/calls/missed/{missed_call_id}")
def end_missed(request: Request, missed_call_id: int, me: CurrentEmployee, now: Now, reason: Text = "") -> Response:
    """Take a missed call off the list."""
    database_of(request).write(
        lambda session: end_missed_call(session, missed_call_id, actor=me, reason=reason, now=now)
    )
    return redirect(request, "/calls", _("The call is off the list."))


@router.get("/calls/new")
def new_call_page(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    number: str = "",
    day: str = "",
    replaces: str = "",
) -> HTMLResponse:
    local = now.astimezone(office.zone)
    form = CallForm(
        employee=me.number,
        direction="out" if number else "in",
        day=day or local.date().isoformat(),
        clock=local.strftime("%H:%M"),
        number=number,
        replaces=replaces,
    )
    return _form(request, me, office, now, form)


@router.post("/calls/new")
def new_call(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, form: Annotated[CallForm, Depends(_typed)]
) -> Response:
    """Enter the call; what was typed stays in the form where something is refused."""
    try:
        entry = database_of(request).write(lambda session: _enter(session, form, me, office, now))
    except DomainError as error:
        return _form(request, me, office, now, form, error)
    assert entry.figures is not None
    said = gained_words(entry.figures.norm_minutes, 1)
    if entry.employee_id != me.id:
        return redirect(request, "/calls/new", _("The call is entered for your colleague: %(said)s") % {"said": said})
    today = local_day(now, office.zone)
    return redirect(request, "/day" if entry.day == today else f"/day/{entry.day.isoformat()}", said)


def _enter(session: Session, form: CallForm, me: Employee, office: Office, now: datetime) -> Entry:
    today = local_day(now, office.zone)
    whose = me if form.employee in ("", me.number) else staff.by_number(session, form.employee)
    call = HandCall(
        employee_id=whose.id,
        direction=Direction.OUT if form.direction == "out" else Direction.IN,
        day=day_of(form.day) or today,
        clock=form.clock,
        number=form.number,
        minutes=int(form.minutes) if form.minutes.strip().isdigit() and len(form.minutes) < 6 else None,
        party=form.party,
        note=form.note,
        late_reason=form.late_reason,
        is_another=form.is_another == "1",
        replaces=form.replaces,
    )
    chosen = Chosen(
        named=form.work_type,
        quantity=decimal_of(form.quantity) if form.quantity.strip() else None,
        minutes=decimal_of(form.described_minutes) if form.described_minutes.strip() else None,
        description=form.description,
    )
    return enter_call(session, call, chosen, actor=me, now=now, zone=office.zone)


def _form(
    request: Request, me: Employee, office: Office, now: datetime, form: CallForm, error: DomainError | None = None
) -> HTMLResponse:
    for_others = may(me, "worklog.enter_for_others")
    require(me, "worklog.enter_for_others" if for_others else "worklog.own")
    with database_of(request).reading() as session:
        catalog = norms_store.catalog(session, _day(form.day, local_day(now, office.zone)))
        types = {each.code: each for kind in (Kind.CALL_IN, Kind.CALL_OUT) for each in catalog.of_kind(kind)}
        people = staff.employees(session, on=local_day(now, office.zone)) if for_others else []
    return page(
        request,
        "worklog/call.html",
        status_code=error.status if error else 200,
        form=form,
        error=error,
        may_be_the_same=isinstance(error, CallHasArrived),
        asks_late_reason=isinstance(error, LateWorkNeedsReason) or bool(form.late_reason),
        types=sorted(types.values(), key=lambda each: (not _minutes(each), _minutes(each), each.code)),
        people=people,
        people_options=[(person.number, f"{person.name} · {person.number}") for person in people],
        today=local_day(now, office.zone),
    )


def _minutes(entry: CatalogEntry) -> object:
    return entry.norm.minutes if entry.norm is not None else 0


def _day(text: str, today: date) -> date:
    try:
        return day_of(text) or today
    except DomainError:
        return today
