"""Work that no exchange and no gate brings: a visit, a message, a letter read, anything else, entered by its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import i18n
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import day_of, decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of, page, redirect
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.entry import Chosen, record_replacement
from worklog.entry import Entry, NewEntry
from worklog.web.day import gained_words

router = APIRouter(include_in_schema=False)
MENU = ()

Text = Annotated[str, Form()]
KINDS = (Kind.OTHER, Kind.VISIT, Kind.MESSAGE, Kind.LETTER_IN)


class WorkNeedsWords(DomainError):
    code = "work_needs_words"
    status = 422
    en = "Say in a few words what the work was: you will know it by them later."
    ru = "Напишите в нескольких словах, что это за работа: по ним вы её потом узнаете."


@dataclass(frozen=True)
class WorkForm:
    """What was typed into the form, as it was typed."""

    kind: str = Kind.OTHER.value
    title: str = ""
    day: str = ""
    work_type: str = ""
    quantity: str = ""
    minutes: str = ""
    description: str = ""
    replaces: str = ""


def _typed(
    kind: Text = Kind.OTHER.value,
    title: Text = "",
    day: Text = "",
    work_type: Text = "",
    quantity: Text = "",
    minutes: Text = "",
    description: Text = "",
    replaces: Text = "",
) -> WorkForm:
    return WorkForm(kind, title, day, work_type, quantity, minutes, description, replaces)


@router.get("/other/new")
def new_work_page(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, day: str = "", replaces: str = ""
) -> HTMLResponse:
    today = local_day(now, office.zone)
    return _form(request, me, office, now, WorkForm(day=day or today.isoformat(), replaces=replaces))


@router.post("/other/new")
def new_work(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, form: Annotated[WorkForm, Depends(_typed)]
) -> Response:
    """Enter the work; what was typed stays in the form where something is refused."""
    try:
        entry = database_of(request).write(lambda session: _enter(session, form, me, office, now))
    except DomainError as error:
        return _form(request, me, office, now, form, error)
    assert entry.figures is not None
    back = "/day" if entry.day == local_day(now, office.zone) else f"/day/{entry.day.isoformat()}"
    return redirect(request, back, gained_words(entry.figures.norm_minutes, 1))


def _enter(session: Session, form: WorkForm, me: Employee, office: Office, now: datetime) -> Entry:
    today = local_day(now, office.zone)
    title = " ".join(form.title.split())[:200]
    if len(title) < 3:
        raise WorkNeedsWords()
    chosen = Chosen(
        named=form.work_type,
        quantity=decimal_of(form.quantity) if form.quantity.strip() else None,
        minutes=decimal_of(form.minutes) if form.minutes.strip() else None,
        description=form.description or title,
    )
    kind = Kind(form.kind) if form.kind in {each.value for each in KINDS} else Kind.OTHER
    new = NewEntry(kind=kind, employee_id=me.id, day=day_of(form.day) or today, at=now, title=title, entered_by=me.id)
    return record_replacement(session, new, chosen, replaces=form.replaces, actor=me, now=now, today=today)


def _form(
    request: Request, me: Employee, office: Office, now: datetime, form: WorkForm, error: DomainError | None = None
) -> HTMLResponse:
    require(me, "worklog.own")
    today = local_day(now, office.zone)
    with database_of(request).reading() as session:
        catalog = norms_store.catalog(session, _day(form.day, today))
    types = {each.code: each for kind in KINDS for each in catalog.of_kind(kind)}
    return page(
        request,
        "worklog/work.html",
        status_code=error.status if error else 200,
        form=form,
        error=error,
        kinds=[(kind.value, kind.label(i18n.language())) for kind in KINDS],
        types=list(types.values()),
        today=today,
    )


def _day(text: str, today: date) -> date:
    try:
        return day_of(text) or today
    except DomainError:
        return today
