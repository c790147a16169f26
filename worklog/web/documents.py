"""The document register: issuing a document with its number and type, and finding it later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import i18n, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import Employee, may, require
from naryad.screens.forms import decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, hidden_works, page, redirect
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.attachment import note_issued
from worklog.actions.document import add_register, issue_document, shut_register
from worklog.actions.entry import Chosen
from worklog.client import ClientNotFound
from worklog.document import Document
from worklog.entry import Entry
from worklog.store.client import client_names, clients
from worklog.store.document import PAGE, documents, registers
from worklog.web.day import gained_words

router = APIRouter(include_in_schema=False)
MENU = (
    MenuItem(35, noop("Documents"), "/documents", "worklog.clients"),
    MenuItem(83, noop("Document registers"), "/documents/registers", "worklog.edit_registers"),
)

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class DocumentForm:
    """What was typed into the form, as it was typed."""

    series: str = ""
    about: str = ""
    client: str = ""
    work_type: str = ""
    quantity: str = ""
    described_minutes: str = ""
    answer: str = ""
    draft: str = ""


def _typed(
    series: Text = "",
    about: Text = "",
    client: Text = "",
    work_type: Text = "",
    quantity: Text = "",
    described_minutes: Text = "",
    answer: Text = "",
    draft: Text = "",
) -> DocumentForm:
    return DocumentForm(series, about, client, work_type, quantity, described_minutes, answer, draft)


@router.get("/documents")
def documents_page(
    request: Request, session: Reading, me: CurrentEmployee, q: str = "", register: int | None = None, at: int = 1
) -> HTMLResponse:
    require(me, "worklog.clients")
    lines, count = documents(session, register_id=register, words=q, page=max(at, 1))
    hidden = hidden_works(request)
    lines = [line for line in lines if line.entry.employee_id == me.id or line.entry.id not in hidden]
    return page(
        request,
        "worklog/documents.html",
        lines=lines,
        count=count,
        at=max(at, 1),
        pages=max(1, -(-count // PAGE)),
        q=q,
        register=register,
        registers=registers(session),
        names={person.id: person.short_name for person in staff.employees(session)},
        clients=client_names(session, [line.entry.client_id for line in lines]),
    )


@router.get("/documents/new")
def new_document_page(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    about: str = "",
    answer: str = "",
    draft: str = "",
) -> HTMLResponse:
    """Show the form; a file attached to a letter brings its name along, and the way back to the letter."""
    return _form(request, me, office, now, DocumentForm(about=about[:200], answer=answer, draft=draft))


@router.post("/documents/new")
def new_document(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    form: Annotated[DocumentForm, Depends(_typed)],
) -> Response:
    """Issue the document; what was typed stays in the form where something is refused."""
    try:
        entry, document = database_of(request).write(lambda session: _issue(session, form, me, office, now))
    except DomainError as error:
        return _form(request, me, office, now, form, error)
    assert entry.figures is not None
    said = _("Number %(number)s is given: %(said)s") % {
        "number": document.register_number,
        "said": gained_words(entry.figures.norm_minutes, 1),
    }
    back = f"/compose?draft={form.draft}" if form.draft.isdigit() else f"/entries/{entry.uid}"
    return redirect(request, back, said)


@router.get("/documents/registers")
def registers_page(request: Request, session: Reading, me: CurrentEmployee) -> HTMLResponse:
    """Show the registers alone, to whoever keeps them: what was written to whom is not theirs to read."""
    require(me, "worklog.edit_registers")
    return page(request, "worklog/registers.html", registers=registers(session))


@router.post("/documents/registers")
def new_register(
    request: Request,
    me: CurrentEmployee,
    now: Now,
    series: Text = "",
    title_ru: Text = "",
    title_en: Text = "",
) -> Response:
    with database_of(request).writing() as session:
        add_register(session, series=series, title_ru=title_ru, title_en=title_en, actor=me, now=now)
    return redirect(request, "/documents/registers", _("The register is added."))


@router.post("/documents/registers/{register_id}")
def shut(request: Request, register_id: int, me: CurrentEmployee, now: Now, is_open: Text = "") -> Response:
    with database_of(request).writing() as session:
        shut_register(session, register_id, is_open=is_open == "1", actor=me, now=now)
    return redirect(request, "/documents/registers")


def _issue(session: Session, form: DocumentForm, me: Employee, office: Office, now: datetime) -> tuple[Entry, Document]:
    chosen = Chosen(
        named=form.work_type,
        quantity=decimal_of(form.quantity) if form.quantity.strip() else None,
        minutes=decimal_of(form.described_minutes) if form.described_minutes.strip() else None,
        description=form.about,
    )
    entry, document = issue_document(
        session,
        register_id=int(form.series) if form.series.isdigit() else 0,
        about=form.about,
        chosen=chosen,
        actor=me,
        now=now,
        today=local_day(now, office.zone),
        client_id=_client(session, form.client),
    )
    if form.answer.isdigit():
        note_issued(session, int(form.answer), entry.id, actor=me, now=now)
    return entry, document


def _client(session: Session, words: str) -> int | None:
    """Return the client whose name was typed, exactly or as the only one that fits; nothing typed is nobody."""
    if not words.strip():
        return None
    found, count = clients(session, words=words)
    exact = [client for client in found if client.name.lower() == words.strip().lower()]
    if not exact and count != 1:
        raise ClientNotFound(client=f"“{words.strip()[:60]}”")
    return (exact or found)[0].id


def _form(
    request: Request, me: Employee, office: Office, now: datetime, form: DocumentForm, error: DomainError | None = None
) -> HTMLResponse:
    require(me, "worklog.own")
    with database_of(request).reading() as session:
        known = registers(session, open_only=True)
        types = norms_store.catalog(session, local_day(now, office.zone)).of_kind(Kind.DOCUMENT)
        names = [client.name for client in clients(session)[0]]
    return page(
        request,
        "worklog/document.html",
        status_code=error.status if error else 200,
        form=form,
        error=error,
        registers=[(register.id, f"{register.series} · {register.title(i18n.language())}") for register in known],
        types=types,
        client_names=names,
        may_add=may(me, "worklog.edit_registers"),
    )
