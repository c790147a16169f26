"""Schemes of pay: composed of premiums and bands, looked at in figures, chosen from a day on with a ground."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.employment import all_employments
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import attempt, required_day
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, moment_of_request, page, redirect
from payroll.actions.pay_terms import set_scheme
from payroll.pay_terms import SchemeTerms
from payroll.scheme_example import example_of
from payroll.scheme_form import BANDS, PREMIUMS, form_of_scheme, scheme_of_form
from payroll.store.pay_inputs import keeps_timesheet
from payroll.store.schemes import chosen_schemes, has_schemes, in_force
from payroll.web.told import ToldForm, TypedTold
from payroll.web.words import shared_words, today_of

router = APIRouter()
HISTORY_SHOWN = 200
_NOT_TOLD = ToldForm()


@dataclass(frozen=True)
class SchemeForm:
    """What stands in the form, as it was typed, by the names of its fields."""

    fields: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


async def _typed(request: Request) -> SchemeForm:
    form = await request.form()
    return SchemeForm({name: text for name, text in form.items() if isinstance(text, str) and name != "csrf"})


Typed = Annotated[SchemeForm, Depends(_typed)]


def is_used(request: Request) -> bool:
    """Say whether schemes change anything: the office keeps a timesheet, or has chosen one."""
    with database_of(request).reading() as session:
        return keeps_timesheet(session, Period.of_day(moment_of_request(request).date())) or has_schemes(session)


@router.get("/payroll/schemes")
def schemes_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, start: str = ""
) -> HTMLResponse:
    """Show the schemes; `start` names an owner whose scheme is taken as the beginning of a new one."""
    require(me, "payroll.set_scheme")
    fields = {"owner": start or "office", "effective_from": _next_month(now, office)}
    known = next((one for one in in_force(chosen_schemes(session), today_of(now, office)) if _name(one) == start), None)
    if known is not None and known.terms is not None:
        fields |= form_of_scheme(known.terms)
    if start.startswith("employee:") and start.removeprefix("employee:").isdecimal():
        person = next((one for one in employees(session) if str(one.id) == start.removeprefix("employee:")), None)
        fields["owner"] = f"employee:{person.number}" if person else "office"
    return _page(request, session, SchemeForm(fields), now=now, office=office)


@router.post("/payroll/schemes")
def choose(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, form: Typed, told: TypedTold
) -> Response:
    """Show what was composed in figures, or choose it, or end an own scheme."""
    require(me, "payroll.set_scheme")
    step = form.get("step")
    if step in ("set", "end"):
        _done, refused = attempt(request, lambda session: _set(session, me, form, told, now, office))
        if refused is None:
            said = _("The scheme ends on that day.") if step == "end" else _("The scheme is chosen.")
            return redirect(request, "/payroll/schemes", said=said)
    else:
        _scheme, refused = attempt(request, lambda _session: scheme_of_form(form.fields))
    with database_of(request).reading() as session:
        return _page(request, session, form, now=now, office=office, error=refused, told=told, is_looked_at=True)


def _set(session: Session, me: Employee, form: SchemeForm, told: ToldForm, now: datetime, office: Office) -> None:
    scope, _colon, name = form.get("owner").partition(":")
    day = required_day(form.get("effective_from"))
    set_scheme(
        session,
        me,
        terms=None if form.get("step") == "end" else scheme_of_form(form.fields),
        effective_from=day,
        ground=form.get("ground"),
        now=now,
        today=today_of(now, office),
        employee_id=by_number(session, name).id if scope == "employee" else None,
        position=name if scope == "position" else None,
        told=told.value(),
    )


def _page(
    request: Request,
    session: Session,
    form: SchemeForm,
    *,
    now: datetime,
    office: Office,
    error: DomainError | None = None,
    told: ToldForm = _NOT_TOLD,
    is_looked_at: bool = False,
) -> HTMLResponse:
    today, people, chosen = today_of(now, office), employees(session), chosen_schemes(session)
    return page(
        request,
        "payroll/schemes.html",
        status_code=200 if error is None else error.status,
        form=form,
        error=error,
        told=told,
        worse=error.facts.get("worse", []) if error else [],
        looked_at=_looked_at(form) if is_looked_at else None,
        owners=owner_choices(session, people),
        now_in_force=[(one, example_of(one.terms or SchemeTerms())) for one in in_force(chosen, today)],
        history=chosen[:HISTORY_SHOWN],
        names={person.id: person.short_name for person in people},
        is_kept=keeps_timesheet(session, Period.of_day(today)),
        bands=range(1, BANDS + 1),
        premiums=range(1, PREMIUMS + 1),
        today=today,
        **shared_words(),
    )


def _looked_at(form: SchemeForm) -> Any:
    """Return what was composed with its example; None where it cannot be read."""
    try:
        scheme = scheme_of_form(form.fields)
    except DomainError:
        return None
    return scheme, example_of(scheme)


def owner_choices(session: Session, people: list[Employee]) -> list[tuple[str, str]]:
    """Return whose a rate or a scheme may be: the office's, a position's, a person's."""
    positions = sorted({one.position for known in all_employments(session).values() for one in known if one.position})
    choices = [("office", _("the whole office"))]
    choices += [(f"position:{name}", _("position: %(name)s") % {"name": name}) for name in positions]
    return choices + [(f"employee:{person.number}", f"{person.number} {person.name}") for person in people]


def _name(one: Any) -> str:
    return {"office": "office", "position": f"position:{one.position}"}.get(one.scope, f"employee:{one.employee_id}")


def _next_month(now: datetime, office: Office) -> str:
    return Period.of_day(today_of(now, office)).next().first_day.isoformat()
