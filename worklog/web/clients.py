"""Clients: one history of letters, calls and documents with notes that every colleague sees."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.pages import MenuItem
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, Now, database_of, hidden_works, page, redirect
from worklog.actions.call import add_note
from worklog.actions.client import add_client, add_contact, rename_client
from worklog.store.client import PAGE, client_of, clients, history
from worklog.store.entry import entry_by_uid

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(40, noop("Clients"), "/clients", "worklog.clients"),)

Text = Annotated[str, Form()]


@router.get("/clients")
def clients_page(request: Request, me: CurrentEmployee, q: str = "", at: int = 1) -> HTMLResponse:
    return _list(request, me, q=q, at=at)


@router.post("/clients")
def new_client(request: Request, me: CurrentEmployee, now: Now, name: Text = "", contacts: Text = "") -> Response:
    """Add a client; contacts are separated by commas or lines."""
    try:
        with database_of(request).writing() as session:
            parts = contacts.replace("\n", ",").replace(";", ",").split(",")
            client = add_client(session, name, parts, actor=me, now=now)
    except DomainError as error:
        return _list(request, me, error=error, name=name, contacts=contacts)
    return redirect(request, f"/clients/{client.id}", _("The client is added."))


@router.get("/clients/{client_id}")
def client_page(request: Request, client_id: int, me: CurrentEmployee, before: int | None = None) -> HTMLResponse:
    return _history(request, me, client_id, before=before)


@router.post("/clients/{client_id}/name")
def rename(request: Request, client_id: int, me: CurrentEmployee, now: Now, name: Text = "") -> Response:
    try:
        with database_of(request).writing() as session:
            rename_client(session, client_id, name, actor=me, now=now)
    except DomainError as error:
        return _history(request, me, client_id, error=error)
    return redirect(request, f"/clients/{client_id}")


@router.post("/clients/{client_id}/contacts")
def new_contact(request: Request, client_id: int, me: CurrentEmployee, now: Now, value: Text = "") -> Response:
    try:
        with database_of(request).writing() as session:
            add_contact(session, client_id, value, actor=me, now=now)
    except DomainError as error:
        return _history(request, me, client_id, error=error)
    return redirect(request, f"/clients/{client_id}", _("The contact is added."))


@router.post("/clients/{client_id}/notes/{uid}")
def new_note(request: Request, client_id: int, uid: str, me: CurrentEmployee, now: Now, text: Text = "") -> Response:
    try:
        with database_of(request).writing() as session:
            add_note(session, entry_by_uid(session, uid).id, text, actor=me, now=now)
    except DomainError as error:
        return _history(request, me, client_id, error=error)
    return redirect(request, f"/clients/{client_id}#work-{uid}", _("The note is added."))


def _list(
    request: Request,
    me: Employee,
    *,
    q: str = "",
    at: int = 1,
    error: DomainError | None = None,
    name: str = "",
    contacts: str = "",
) -> HTMLResponse:
    require(me, "worklog.clients")
    with database_of(request).reading() as session:
        found, count = clients(session, words=q, page=max(at, 1))
    return page(
        request,
        "worklog/clients.html",
        status_code=error.status if error else 200,
        clients=found,
        count=count,
        at=max(at, 1),
        pages=max(1, -(-count // PAGE)),
        q=q,
        error=error,
        name=name,
        contacts=contacts,
    )


def _history(
    request: Request, me: Employee, client_id: int, *, before: int | None = None, error: DomainError | None = None
) -> HTMLResponse:
    require(me, "worklog.clients")
    with database_of(request).reading() as session:
        lines = history(session, client_id, before=before)
        hidden = hidden_works(request)
        return page(
            request,
            "worklog/client.html",
            status_code=error.status if error else 200,
            client=client_of(session, client_id),
            lines=[line for line in lines if line.entry.employee_id == me.id or line.entry.id not in hidden],
            next_before=lines[-1].entry.id if len(lines) == PAGE else None,
            names={person.id: person.short_name for person in staff.employees(session)},
            error=error,
        )
