"""Rates: agreeing on them by the hour or the norm minute, their history, and the codes of accrual kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.employment import all_employments
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import attempt, day_of, decimal_of, required_day
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from naryad.years import calendar_of
from payroll.accrual import RatePer
from payroll.actions.rate import name_kind, set_rate
from payroll.minimum_wage import BelowMinimum, months_below_minimum
from payroll.rate import is_payable
from payroll.store.minimum_wage import known_minimum_wages
from payroll.store.rates import accrual_kinds, pricing, rate_history
from payroll.web.told import ToldForm, TypedTold
from payroll.web.words import shared_words, today_of

router = APIRouter()
HISTORY_SHOWN = 200
_NOT_TOLD = ToldForm()


@dataclass(frozen=True)
class RateForm:
    """What stands in the form, as it was typed."""

    amount: str = ""
    per: str = RatePer.HOUR.value
    effective_from: str = ""
    owner: str = "office"
    """office, position:<name> or employee:<number>."""


@router.get("/payroll/rates")
def rates_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, employee: str = ""
) -> HTMLResponse:
    require(me, "payroll.set_rate")
    day = request.query_params.get("from", "") or today_of(now, office).isoformat()
    form = RateForm(effective_from=day, owner=f"employee:{employee}" if employee else "office")
    return _page(request, session, form, now=now, office=office)


@router.post("/payroll/rates")
def agree(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    told: TypedTold,
    amount: Annotated[str, Form()] = "",
    per: Annotated[RatePer, Form()] = RatePer.HOUR,
    effective_from: Annotated[str, Form()] = "",
    owner: Annotated[str, Form()] = "office",
    ends: Annotated[str, Form()] = "",
    below_is_known: Annotated[str, Form()] = "",
) -> Response:
    """Set a rate; one below the minimum wage is asked about first, since a person may have a reason."""
    require(me, "payroll.set_rate")
    form = RateForm(amount, per.value, effective_from, owner)
    below: tuple[BelowMinimum, ...] = ()
    if not ends and not below_is_known:
        with database_of(request).reading() as session:
            below = _below(session, form)
    refused: DomainError | None = None
    if not below:
        _rate, refused = attempt(request, lambda session: _set(session, me, form, told, now, office, ends=bool(ends)))
        if refused is None:
            said = _("The rate has ended.") if ends else _("The rate is set.")
            return redirect(request, "/payroll/rates", said=said)
    with database_of(request).reading() as session:
        known = bool(below_is_known)
        return _page(request, session, form, now=now, office=office, error=refused, below=below, told=told, known=known)


@router.post("/payroll/kinds")
def name_kinds(
    request: Request,
    me: CurrentEmployee,
    now: Now,
    kind: Annotated[str, Form()],
    external_code: Annotated[str, Form()] = "",
) -> Response:
    """Give an accrual kind its code in accounting's program."""
    with database_of(request).writing() as session:
        name_kind(session, me, kind=kind, external_code=external_code, now=now)
    return redirect(request, "/payroll/rates#kinds", said=_("The code is kept for months closed from now on."))


def _set(
    session: Session, me: Employee, form: RateForm, told: ToldForm, now: datetime, office: Office, *, ends: bool
) -> None:
    scope, _colon, name = form.owner.partition(":")
    day = required_day(form.effective_from)
    set_rate(
        session,
        me,
        amount=None if ends else decimal_of(form.amount),
        per=RatePer(form.per),
        effective_from=day,
        now=now,
        today=today_of(now, office),
        employee_id=by_number(session, name).id if scope == "employee" else None,
        position=name if scope == "position" else None,
        told=told.value(),
    )


def _below(session: Session, form: RateForm) -> tuple[BelowMinimum, ...]:
    """Return the months in which the rate would pay below the minimum wage; nothing for what is no rate at all."""
    try:
        amount, day = decimal_of(form.amount), day_of(form.effective_from)
    except DomainError:
        return ()
    if day is None or not is_payable(amount):
        return ()
    per_hour = amount if form.per == RatePer.HOUR.value else amount * 60
    return months_below_minimum(
        per_hour, effective_from=day, calendar=calendar_of(session), wages=known_minimum_wages(session)
    )


def _page(
    request: Request,
    session: Session,
    form: RateForm,
    *,
    now: datetime,
    office: Office,
    error: DomainError | None = None,
    below: tuple[BelowMinimum, ...] = (),
    told: ToldForm = _NOT_TOLD,
    known: bool = False,
) -> HTMLResponse:
    today = today_of(now, office)
    people = employees(session)
    prices = pricing(session)
    positions = sorted({one.position for known in all_employments(session).values() for one in known if one.position})
    owners = [("office", _("the whole office"))]
    owners += [(f"position:{name}", _("position: %(name)s") % {"name": name}) for name in positions]
    owners += [(f"employee:{person.number}", f"{person.number} {person.name}") for person in people]
    history = rate_history(session)
    return page(
        request,
        "payroll/rates.html",
        status_code=200 if error is None else error.status,
        form=form,
        owners=owners,
        error=error,
        below=below,
        below_is_known=known,
        told=told,
        worse=error.facts.get("worse", []) if error else [],
        history=history[:HISTORY_SHOWN],
        now_in_force=[(person, prices.rate_of(person.id, today)) for person in people if person.is_employed_on(today)],
        names={person.id: person.short_name for person in people},
        kinds=accrual_kinds(session),
        today=today,
        **shared_words(),
    )
