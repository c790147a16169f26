"""Hourly tariffs and average hourly earnings: who has which, setting and ending them, the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import attempt, decimal_of, required_day
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, moment_of_request, page, redirect
from payroll.actions.pay_terms import set_hourly
from payroll.store.hourly import has_hourly, hourly_history, hourly_known, hourly_on
from payroll.store.pay_inputs import keeps_timesheet
from payroll.web.told import ToldForm, TypedTold
from payroll.web.words import shared_words, today_of

router = APIRouter()
PEOPLE_ON_A_PAGE = 100
HISTORY_SHOWN = 200
_NOT_TOLD = ToldForm()
WHAT_WORDS = {"tariff": noop("Hourly tariff"), "average": noop("Average hourly earnings")}

AtPage = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True)
class HourlyForm:
    """What stands in the form, as it was typed."""

    employee: str = ""
    what: str = "tariff"
    amount: str = ""
    effective_from: str = ""
    source: str = ""


def is_used(request: Request) -> bool:
    """Say whether the office has any use for tariffs: it keeps a timesheet, or somebody has one."""
    with database_of(request).reading() as session:
        return keeps_timesheet(session, Period.of_day(moment_of_request(request).date())) or has_hourly(session)


@router.get("/payroll/hourly")
def hourly_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    employee: str = "",
    what: Literal["tariff", "average"] = "tariff",
    at: AtPage = 1,
) -> HTMLResponse:
    require(me, "payroll.set_hourly")
    day = today_of(now, office).replace(day=1).isoformat()
    form = HourlyForm(employee=employee, what=what, effective_from=request.query_params.get("from", "") or day)
    return _page(request, session, form, now=now, office=office, at=at)


@router.post("/payroll/hourly")
def set_one(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    told: TypedTold,
    employee: Annotated[str, Form()] = "",
    what: Annotated[Literal["tariff", "average"], Form()] = "tariff",
    amount: Annotated[str, Form()] = "",
    effective_from: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    ends: Annotated[str, Form()] = "",
) -> Response:
    """Set a tariff or an average from a day on, or end it."""
    require(me, "payroll.set_hourly")
    form = HourlyForm(employee, what, amount, effective_from, source)
    _done, refused = attempt(request, lambda session: _set(session, me, form, told, now, is_end=bool(ends)))
    if refused is None:
        said = _("It ends on that day.") if ends else _("It is set.")
        return redirect(request, f"/payroll/hourly?employee={employee}", said=said)
    with database_of(request).reading() as session:
        return _page(request, session, form, now=now, office=office, error=refused, told=told)


def _set(session: Session, me: Employee, form: HourlyForm, told: ToldForm, now: datetime, *, is_end: bool) -> None:
    set_hourly(
        session,
        me,
        employee_id=by_number(session, form.employee).id,
        what=form.what,
        amount=None if is_end else decimal_of(form.amount),
        effective_from=required_day(form.effective_from),
        source=form.source,
        now=now,
        told=told.value(),
    )


def _page(
    request: Request,
    session: Session,
    form: HourlyForm,
    *,
    now: datetime,
    office: Office,
    error: DomainError | None = None,
    at: int = 1,
    told: ToldForm = _NOT_TOLD,
) -> HTMLResponse:
    today = today_of(now, office)
    known, people = hourly_known(session), employees(session)
    chosen = next((person for person in people if person.number == form.employee), None)
    here = [person for person in people if person.is_employed_on(today)]
    pages = max(1, -(-len(here) // PEOPLE_ON_A_PAGE))
    shown = here[(min(at, pages) - 1) * PEOPLE_ON_A_PAGE : min(at, pages) * PEOPLE_ON_A_PAGE]
    return page(
        request,
        "payroll/hourly.html",
        status_code=200 if error is None else error.status,
        form=form,
        error=error,
        told=told,
        worse=error.facts.get("worse", []) if error else [],
        chosen=chosen,
        owners=[(person.number, f"{person.number} {person.name}") for person in people],
        rows=[_row(known, person, today) for person in shown],
        at=min(at, pages),
        pages=pages,
        history=hourly_history(session, limit=HISTORY_SHOWN, employee_id=chosen.id if chosen else None),
        names={person.id: person.short_name for person in people},
        is_kept=keeps_timesheet(session, Period.of_day(today)),
        today=today,
        what_word=lambda what: _(WHAT_WORDS[what]),
        **shared_words(),
    )


def _row(known: Any, person: Employee, today: date) -> tuple[Employee, Any, Any]:
    return person, hourly_on(known, person.id, "tariff", today), hourly_on(known, person.id, "average", today)
