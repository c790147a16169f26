"""The months and the accountant's desk: the checklist, the people's sums, freezing, approving, closing, reopening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import attempt
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from payroll.actions.closing import close_month
from payroll.actions.month import approve_month, freeze_month, reopen_month
from payroll.advance import half_of
from payroll.month import MonthState
from payroll.store.checklist import month_checklist
from payroll.store.closed import adjustments_in
from payroll.store.figures import closing_terms, month_figures
from payroll.store.jobs import has_jobs
from payroll.store.month import closing_rows, closing_value, month_state, own_states, steps_of_everybody
from payroll.store.overview import month_people, months_of_year, years_with_closings
from payroll.store.pay_inputs import keeps_timesheet
from payroll.store.years import year_missing
from payroll.web.words import month_of, shared_words, today_of

router = APIRouter()
PEOPLE_A_PAGE = 100
IDLE_NAMED = 30

ACTIONS: dict[str, Callable[..., Any]] = {
    "freezing": freeze_month,
    "approval": approve_month,
    "closing": close_month,
    "reopening": reopen_month,
}


@router.get("/payroll")
def year_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, year: int = 0
) -> HTMLResponse:
    require(me, "payroll.see")
    today = today_of(now, office)
    shown = year if 2000 <= year <= today.year else today.year
    years = sorted({*years_with_closings(session), today.year})
    months = months_of_year(session, shown, today=today)
    missing = year_missing(session, today=today)
    return page(request, "payroll/year.html", months=months, year=shown, years=years, missing=missing, **shared_words())


@router.get("/payroll/periods/{month}")
def month_page(
    request: Request,
    session: Reading,
    month: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    page_number: Annotated[int, Query(alias="page")] = 1,
) -> HTMLResponse:
    require(me, "payroll.see")
    return _month_page(request, session, month_of(month), now=now, office=office, page_number=page_number)


@router.post("/payroll/periods/{month}/{step}")
def take_step(
    request: Request,
    month: str,
    step: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    reason: Annotated[str, Form()] = "",
    employee: Annotated[str, Form()] = "",
) -> Response:
    """Freeze, approve, close or reopen the month, or one leaver's; a refusal comes back on the month's page."""
    period, today = month_of(month), today_of(now, office)
    if step not in ACTIONS:
        return redirect(request, f"/payroll/periods/{period}")

    def act(session: Session) -> None:
        told: dict[str, Any] = {"reason": reason} if step == "reopening" else {}
        if employee:
            told["employee_id"] = by_number(session, employee).id
        ACTIONS[step](session, me, period=period, now=now, today=today, **told)

    _done, refused = attempt(request, act)
    if refused is None:
        return redirect(request, f"/payroll/periods/{period}", said=_SAID[step]())
    require(me, "payroll.see")
    with database_of(request).reading() as session:
        return _month_page(request, session, period, now=now, office=office, error=refused)


_SAID: dict[str, Callable[[], str]] = {
    "freezing": lambda: _("The intake of the month has ended."),
    "approval": lambda: _("The month is approved."),
    "closing": lambda: _("The month is closed. The workbook is ready."),
    "reopening": lambda: _("The month is open again."),
}


def _month_page(
    request: Request,
    session: Session,
    period: Period,
    *,
    now: datetime,
    office: Office,
    page_number: int = 1,
    error: DomainError | None = None,
) -> HTMLResponse:
    today = today_of(now, office)
    state = month_state(session, period)
    figures = None if state is MonthState.CLOSED else month_figures(session, period)
    everybody = month_people(session, period, figures)
    people = [one for one in everybody if one.person.entries or one.amount]
    closings = closing_rows(session, period)
    booked = [one for row in closings for one in adjustments_in(session, row.id or 0)]
    if figures is not None:
        booked += [*figures.adjustments, *figures.settles]
    pages = max(1, -(-len(people) // PEOPLE_A_PAGE))
    shown = min(max(page_number, 1), pages)
    staff = {person.id: person for person in employees(session)}
    return page(
        request,
        "payroll/month.html",
        status_code=200 if error is None else error.status,
        period=period,
        state=state,
        is_over=today > period.last_day,
        is_future=today < period.first_day,
        has_first_half=today > half_of(period)[1],
        keeps_timesheet=keeps_timesheet(session, period),
        uses_jobs=has_jobs(session),
        trial=closings[0].trial
        if state is MonthState.CLOSED
        else closing_terms(session, period, employee_id=None).trial,
        checklist=None if figures is None else month_checklist(session, period, figures=figures),
        people=people[(shown - 1) * PEOPLE_A_PAGE : shown * PEOPLE_A_PAGE],
        people_count=len(people),
        idle=[one.person.name for one in everybody if not one.person.entries and not one.amount][:IDLE_NAMED],
        total=sum(one.amount for one in people),
        norm_minutes=sum(one.person.norm_minutes for one in people),
        entries=sum(one.person.entries for one in people),
        page_number=shown,
        pages=pages,
        closings=[closing_value(row) for row in closings],
        adjustments=booked,
        steps=steps_of_everybody(session, period),
        names={person.id: person.short_name for person in staff.values()},
        numbers={person.id: person.number for person in staff.values()},
        leavers=_leavers(session, list(staff.values()), period, today, state),
        error=error,
        today=today,
        **shared_words(),
    )


def _leavers(
    session: Session, people: list[Employee], period: Period, today: date, state: MonthState
) -> list[tuple[Employee, MonthState]]:
    """Return who leaves within the open month and may be closed early, with the state of their own closing."""
    if state is not MonthState.OPEN:
        return []
    own = own_states(session, period)
    return [
        (person, own.get(person.id, MonthState.OPEN))
        for person in people
        if person.id in own
        or (person.employed_to is not None and person.employed_to in period and person.employed_to <= today)
    ]
