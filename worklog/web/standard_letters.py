"""Standard letters: finding one to begin a letter with, and keeping the office's and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import Employee, may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.standard_letter import (
    may_keep_for_office,
    own_standard_letter,
    withdraw_standard_letter,
    write_standard_letter,
)
from worklog.rich_text import clean, html_of, text_of
from worklog.standard_letter import (
    Field,
    FieldKind,
    StandardLetter,
    StandardLetterChanged,
    Wording,
    field_names,
    fits,
)
from worklog.store.standard_letter import letters_of_office, standard_letters, versions_of
from worklog.web.composer_form import LetterRoute, Text, Texts

router = APIRouter(include_in_schema=False, route_class=LetterRoute)
MENU = (
    MenuItem(21, noop("Standard letters"), "/standard-letters", "worklog.own"),
    MenuItem(82, noop("Standard letters of the office"), "/standard-letters/office", "worklog.edit_standard_letters"),
)

KINDS = (
    (FieldKind.TEXT, noop("a text")),
    (FieldKind.NUMBER, noop("a number")),
    (FieldKind.DATE, noop("a day")),
    (FieldKind.CHOICE, noop("one of several")),
)


@dataclass(frozen=True)
class StandardForm:
    """What was typed into the form."""

    wording: Wording
    type_code: str = ""
    is_of_office: bool = False
    version: int | None = None


def _typed(
    name: Text = "",
    letter_language: Text = "ru",
    subject: Text = "",
    text: Text = "",
    html: Text = "",
    work_type: Text = "",
    whose: Text = "own",
    version: Text = "",
    field_name: Texts = (),
    field_kind: Texts = (),
    field_default: Texts = (),
    field_choices: Texts = (),
) -> StandardForm:
    kinds = {kind.value for kind in FieldKind}
    rows = zip(field_name[:100], field_kind, field_default, field_choices, strict=False)
    fields = tuple(
        Field(each, FieldKind(kind if kind in kinds else "text"), default, tuple(choices.split("|")))
        for each, kind, default, choices in rows
    )
    body = clean(html) if html else html_of(text.replace("\0", ""))
    written = Wording(
        name[:200], letter_language if letter_language in ("ru", "en") else "ru", subject[:500], body, fields
    )
    return StandardForm(written, work_type.strip(), whose == "office", int(version) if version.isdigit() else None)


Typed = Annotated[StandardForm, Depends(_typed)]


@router.get("/standard-letters")
def choose_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, q: str = ""
) -> HTMLResponse:
    """List the standard letters one may begin with, the last used first."""
    require(me, "worklog.own")
    found = [letter for letter in standard_letters(session, me.id) if fits(letter, q)]
    return page(
        request,
        "worklog/standard_letters.html",
        letters=found,
        q=q,
        types=_types(session, now, office),
        may_keep_for_office=may_keep_for_office(me),
        is_choosing=True,
    )


@router.get("/standard-letters/office")
def office_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, q: str = ""
) -> HTMLResponse:
    """List the standard letters of the office for whoever keeps them."""
    require(me, "worklog.edit_standard_letters")
    return page(
        request,
        "worklog/standard_letters.html",
        letters=[letter for letter in letters_of_office(session) if fits(letter, q)],
        q=q,
        types=_types(session, now, office),
        may_keep_for_office=True,
        is_choosing=False,
    )


@router.get("/standard-letters/new")
def new_page(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, whose: str = "own"
) -> HTMLResponse:
    may_office = may_keep_for_office(me)
    if not may_office:
        require(me, "worklog.own")
    is_of_office = may_office and (whose == "office" or not may(me, "worklog.own"))
    empty = StandardForm(Wording("", me.language, "", ""), is_of_office=is_of_office)
    return _form(request, me, office, now, empty, None)


@router.post("/standard-letters/new")
def write_new(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, typed: Typed) -> Response:
    return _keep(request, me, office, now, typed, None)


@router.get("/standard-letters/{letter_id}")
def letter_page(
    request: Request, session: Reading, letter_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    known = own_standard_letter(session, letter_id, me)
    return _form(request, me, office, now, _shown(session, known, office, now), known)


@router.post("/standard-letters/{letter_id}")
def write_again(
    request: Request, letter_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now, typed: Typed
) -> Response:
    with database_of(request).reading() as session:
        known = own_standard_letter(session, letter_id, me)
    return _keep(request, me, office, now, typed, known)


@router.post("/standard-letters/{letter_id}/withdraw")
def withdraw(request: Request, letter_id: int, me: CurrentEmployee, now: Now) -> Response:
    with database_of(request).writing() as session:
        known = own_standard_letter(session, letter_id, me)
        withdraw_standard_letter(session, letter_id, actor=me, now=now)
    return redirect(request, _list_of(known.is_of_office, me), _("“%(name)s” is withdrawn") % {"name": known.name})


def _keep(
    request: Request, me: Employee, office: Office, now: datetime, typed: StandardForm, known: StandardLetter | None
) -> Response:
    """Keep the wording; what was typed stays in the form where it is refused."""
    is_of_office = known.is_of_office if known is not None else typed.is_of_office
    try:
        with database_of(request).writing() as session:
            code = typed.type_code
            found = norms_store.catalog(session, local_day(now, office.zone)).find(code) if code else None
            kept = write_standard_letter(
                session,
                known.id if known is not None else None,
                _with_type(typed.wording, found.work_type.id if found is not None else None),
                is_of_office=is_of_office,
                actor=me,
                now=now,
                seen_version=typed.version,
            )
    except DomainError as error:
        return _form(request, me, office, now, typed, known, error)
    said = _("“%(name)s” is kept") % {"name": kept.name}
    if {each.name for each in kept.wording.fields} - {each.name for each in typed.wording.fields}:
        return redirect(request, f"/standard-letters/{kept.id}#fields", said)
    return redirect(request, _list_of(is_of_office, me), said)


def _list_of(is_of_office: bool, me: Employee) -> str:
    return "/standard-letters/office" if is_of_office and not may(me, "worklog.own") else "/standard-letters"


def _with_type(wording: Wording, work_type_id: int | None) -> Wording:
    return Wording(wording.name, wording.language, wording.subject, wording.html, wording.fields, work_type_id)


def _shown(session: Session, known: StandardLetter, office: Office, now: datetime) -> StandardForm:
    code = ""
    if known.wording.work_type_id is not None:
        code = norms_store.catalog(session, local_day(now, office.zone)).by_id(known.wording.work_type_id).code
    return StandardForm(known.wording, code, known.is_of_office, known.version)


def _types(session: Session, now: datetime, office: Office) -> dict[int, object]:
    catalog = norms_store.catalog(session, local_day(now, office.zone))
    return {entry.work_type.id: entry for entry in catalog.of_kind(Kind.LETTER_OUT)}


def _form(
    request: Request,
    me: Employee,
    office: Office,
    now: datetime,
    form: StandardForm,
    known: StandardLetter | None,
    error: DomainError | None = None,
) -> HTMLResponse:
    said = {field.name.casefold(): field for field in form.wording.fields}
    names = field_names(form.wording.subject, form.wording.html)
    with database_of(request).reading() as session:
        versions = versions_of(session, known.id) if known is not None else []
        types = list(_types(session, now, office).values())
        people = {person.id: person.short_name for person in staff.employees(session)}
    return page(
        request,
        "worklog/standard_letter.html",
        status_code=error.status if error else 200,
        form=form,
        text=text_of(form.wording.html),
        plain=text_of,
        version=error.facts["version"] if isinstance(error, StandardLetterChanged) else form.version,
        fields=[said.get(name.casefold(), Field(name)) for name in names],
        kinds=KINDS,
        known=known,
        versions=versions,
        types=types,
        people=people,
        error=error,
        may_keep_for_office=may_keep_for_office(me),
        may_keep_own=may(me, "worklog.own"),
        back=_list_of(form.is_of_office, me),
    )
