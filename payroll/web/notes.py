"""Notes of a month: days off for days of rest, why norms were missed, cuts of premiums, what only a head decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.people import Employee, require
from naryad.screens.forms import attempt, day_of
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, Now, Reading, database_of, page, redirect
from payroll.actions.pay_terms import note_month
from payroll.month import MonthState
from payroll.rules.fault import Fault
from payroll.store.figures import month_figures
from payroll.store.month import month_state
from payroll.store.notes import notes_in_force, notes_offered
from payroll.store.pay_inputs import keeps_timesheet
from payroll.web.words import month_of, shared_words

router = APIRouter()
SHOWN = 200
WHATS = {
    "day_off": noop("a day off chosen for a day of rest worked"),
    "day_off_unused": noop("a day off never taken, paid at dismissal"),
    "shortfall": noop("why the norms were missed"),
    "cut": noop("the premium is cut"),
    "top_up": noop("the top-up to the minimum wage is paid"),
}
FAULTS = {
    Fault.EMPLOYER: noop("the employer's fault: not less than average earnings"),
    Fault.NOBODY: noop("nobody's fault: not less than two thirds of the tariff"),
    Fault.EMPLOYEE: noop("the own fault: by output"),
}


@dataclass(frozen=True)
class NoteForm:
    """What was sent, as it was typed."""

    employee: str = ""
    what: str = ""
    day: str = ""
    worth: str = ""
    reason: str = ""


@router.get("/payroll/periods/{month}/notes")
def notes_page(request: Request, session: Reading, month: str, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.see")
    return _page(request, session, month_of(month), NoteForm())


@router.post("/payroll/periods/{month}/notes")
def note(
    request: Request,
    month: str,
    me: CurrentEmployee,
    now: Now,
    employee: Annotated[str, Form()] = "",
    what: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    worth: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    withdrawn: Annotated[str, Form()] = "",
) -> Response:
    """Write a note down, or take one back."""
    require(me, "payroll.note_month")
    period, form = month_of(month), NoteForm(employee, what, day, worth, reason)
    _done, refused = attempt(
        request, lambda session: _note(session, me, period, form, now, is_withdrawn=bool(withdrawn))
    )
    if refused is None:
        said = _("The note is taken back.") if withdrawn else _("It is noted.")
        return redirect(request, f"/payroll/periods/{period}/notes", said=said)
    with database_of(request).reading() as session:
        return _page(request, session, period, form, error=refused)


def _note(session: Session, me: Employee, period: Period, form: NoteForm, now: datetime, *, is_withdrawn: bool) -> None:
    note_month(
        session,
        me,
        period=period,
        employee_id=by_number(session, form.employee).id,
        what=form.what,
        day=day_of(form.day),
        worth=form.worth.strip().replace(",", ".") if form.what == "cut" else form.worth,
        reason=form.reason,
        now=now,
        is_withdrawn=is_withdrawn,
    )


def _page(
    request: Request, session: Session, period: Period, form: NoteForm, *, error: DomainError | None = None
) -> HTMLResponse:
    is_closed = month_state(session, period) is MonthState.CLOSED
    people = {person.id: person for person in employees(session)}
    return page(
        request,
        "payroll/notes.html",
        status_code=200 if error is None else error.status,
        period=period,
        form=form,
        error=error,
        is_closed=is_closed,
        is_kept=keeps_timesheet(session, period),
        offered=None if is_closed else notes_offered(session, period, month_figures(session, period)),
        notes=notes_in_force(session, period),
        shown=SHOWN,
        people=people,
        what_word=lambda what: _(WHATS[what]),
        fault_word=lambda fault: _(FAULTS[Fault(fault)]),
        faults=[(fault.value, _(word)) for fault, word in FAULTS.items()],
        **shared_words(),
    )
