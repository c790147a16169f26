"""The paper kit: order and annex of norms and rates, the sheet of acquaintance, and where the other papers are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.employment import all_employments, employment_on
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import language
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import DayIsWrong, attempt, day_of, required_day
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from norms.work_type import Unit
from payroll.actions.acknowledgement import record_acknowledgements, withdraw_acknowledgement
from payroll.annex import Acknowledgement, Annex, NoAnnexYet
from payroll.store.annex import acknowledgements, annex_on, change_days
from payroll.store.month import last_closed
from payroll.store.offers import return_offers
from payroll.web.words import shared_words, today_of

router = APIRouter()
CHANGES_SHOWN = 8


@dataclass(frozen=True)
class Reader:
    """A person on the sheet of acquaintance."""

    person: Employee
    position: str
    signed: Acknowledgement | None
    is_outdated: bool
    """Signed, but under norms and rates that read otherwise."""


@router.get("/payroll/papers")
def papers_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "payroll.papers")
    today = today_of(now, office)
    annex = annex_on(session, today)
    readers = _readers(session, annex, today) if annex else []
    return page(
        request,
        "payroll/papers.html",
        annex=annex,
        today=today,
        changes=change_days(session, today, CHANGES_SHOWN),
        missing=[one for one in readers if one.signed is None or one.is_outdated],
        last_closed=last_closed(session),
        asked=sum(1 for one in return_offers(session) if one.asked),
        **shared_words(),
    )


@router.get("/payroll/papers/annex")
def annex_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, day: str = ""
) -> HTMLResponse:
    """Show order and annex of the norms and rates in force on a day."""
    require(me, "payroll.papers")
    return page(request, "payroll/annex.html", **_annex_facts(session, _day(day, now, office)), **shared_words())


@router.get("/payroll/papers/acquaintance")
def sheet_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, day: str = ""
) -> HTMLResponse:
    require(me, "payroll.papers")
    return _sheet(request, session, _day(day, now, office), today_of(now, office))


@router.post("/payroll/papers/acquaintance")
def record(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    day: Annotated[str, Form()],
    announced_on: Annotated[str, Form()] = "",
    signed_on: Annotated[str, Form()] = "",
    person: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    withdrawn: Annotated[str, Form()] = "",
) -> Response:
    """Record signatures, or take one back; a refusal comes back on the sheet."""
    require(me, "payroll.record_acknowledgement")
    today = today_of(now, office)

    def act(session: Session) -> None:
        of_day = required_day(day)
        if withdrawn:
            number = by_number(session, withdrawn).id
            withdraw_acknowledgement(session, me, day=of_day, employee_id=number, now=now)
            return
        record_acknowledgements(
            session,
            me,
            day=of_day,
            employee_ids=[by_number(session, number).id for number in person],
            announced_on=required_day(announced_on),
            signed_on=required_day(signed_on),
            now=now,
            today=today,
        )

    _done, refused = attempt(request, act)
    if refused is None:
        said = _("The record is taken back.") if withdrawn else _("The signatures are recorded.")
        return redirect(request, f"/payroll/papers/acquaintance?day={required_day(day)}", said=said)
    with database_of(request).reading() as session:
        shown = _day(day, now, office) if not isinstance(refused, DayIsWrong) else today
        return _sheet(request, session, shown, today, error=refused, chosen=person, days=(announced_on, signed_on))


def _sheet(
    request: Request,
    session: Session,
    day: date,
    today: date,
    *,
    error: DomainError | None = None,
    chosen: list[str] | None = None,
    days: tuple[str, str] = ("", ""),
) -> HTMLResponse:
    facts = _annex_facts(session, day)
    readers = _readers(session, facts["annex"], today)
    return page(
        request,
        "payroll/acquaintance.html",
        status_code=200 if error is None else error.status,
        **facts,
        readers=readers,
        missing=sum(1 for one in readers if one.signed is None or one.is_outdated),
        today=today,
        error=error,
        chosen=chosen or [],
        announced_on=days[0] or facts["annex"].since.isoformat(),
        signed_on=days[1] or today.isoformat(),
        **shared_words(),
    )


def _annex_facts(session: Session, day: date) -> dict[str, Any]:
    annex = annex_on(session, day)
    if annex is None:
        raise NoAnnexYet(day=day)
    told = language()
    return {"annex": annex, "day": day, "unit_name": lambda unit: Unit(unit).label(told)}


def _readers(session: Session, annex: Annex, today: date) -> list[Reader]:
    """Return everybody employed today and everybody who has signed, by number."""
    signed, positions = acknowledgements(session, annex.since), all_employments(session)
    found = [
        Reader(
            person,
            employment_on(positions.get(person.id, ()), today).position,
            signed.get(person.id),
            person.id in signed and signed[person.id].content_hash != annex.content_hash,
        )
        for person in employees(session)
        if person.is_employed_on(today) or person.id in signed
    ]
    return sorted(found, key=lambda one: (len(one.person.number), one.person.number))


def _day(text: str, now: datetime, office: Office) -> date:
    return day_of(text) or today_of(now, office)
