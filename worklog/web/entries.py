"""One piece of work: what it is, every type it ever had with who, when and why, and what can still be changed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.people import Employee, may
from naryad.screens.forms import decimal_of
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    database_of,
    hidden_works,
    moment_of_request,
    page,
    redirect,
)
from norms import store as norms_store
from worklog.actions.call import add_note
from worklog.actions.entry import Chosen, code_entry, void_entry
from worklog.actions.review import propose
from worklog.coding import Source
from worklog.entry import Entry, WorkIsJudgedBlind, WorkOfAnotherPerson
from worklog.store.call import call_of
from worklog.store.client import client_names, notes_of
from worklog.store.day import acceptance_of, day_lines
from worklog.store.document import document_of
from worklog.store.entry import codings_of, entry_by_id, entry_by_uid, replaced_by, sources_of
from worklog.store.readers import readings_of_entry
from worklog.store.sealing import entry_seal
from worklog.web.day import gained_words

router = APIRouter(include_in_schema=False)
MENU = ()

Text = Annotated[str, Form()]

SOURCES = {
    Source.PERSON: noop("by hand"),
    Source.MAIL_TAG: noop("from the letter itself"),
    Source.API: noop("over the API"),
    Source.IMPORT: noop("by import"),
    Source.PROPOSAL: noop("a proposal that was accepted"),
    Source.FINDING: noop("a finding of the check"),
    Source.MEND: noop("a mended norm"),
}


@router.get("/entries/{uid}")
def entry_page(request: Request, uid: str, me: CurrentEmployee, office: CurrentOffice) -> HTMLResponse:
    return _page(request, uid, me, office)


@router.post("/entries/{uid}/type")
def correct(
    request: Request,
    uid: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    work_type: Text = "",
    quantity: Text = "",
    minutes: Text = "",
    description: Text = "",
    reason: Text = "",
) -> Response:
    """Give the work its type, or another one."""

    def change(session: Session) -> str:
        before = entry_by_uid(session, uid)
        chosen = _chosen(work_type, quantity, minutes, description)
        after = code_entry(session, before.id, chosen, actor=me, now=now, reason=reason)
        return gained_words(_minutes(after) - _minutes(before), 1)

    return _attempt(request, uid, me, office, change, {"work_type": work_type, "quantity": quantity})


@router.post("/entries/{uid}/void")
def cancel(
    request: Request, uid: str, me: CurrentEmployee, office: CurrentOffice, now: Now, reason: Text = ""
) -> Response:
    """Cancel the work: a mistake stays visible, with its reason."""

    def change(session: Session) -> str:
        void_entry(session, entry_by_uid(session, uid).id, actor=me, reason=reason, now=now)
        return _("The work is cancelled; it stays here with your reason.")

    return _attempt(request, uid, me, office, change, {"reason": reason})


@router.post("/entries/{uid}/propose")
def propose_type(
    request: Request,
    uid: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    work_type: Text = "",
    quantity: Text = "",
    minutes: Text = "",
    description: Text = "",
    reason: Text = "",
) -> Response:
    """Propose another type after the day was accepted."""

    def change(session: Session) -> str:
        chosen = _chosen(work_type, quantity, minutes, description)
        propose(session, entry_by_uid(session, uid).id, chosen, actor=me, reason=reason, now=now)
        return _("The change is proposed; the head decides.")

    return _attempt(request, uid, me, office, change, {"work_type": work_type, "reason": reason})


@router.post("/entries/{uid}/notes")
def note(request: Request, uid: str, me: CurrentEmployee, office: CurrentOffice, now: Now, text: Text = "") -> Response:
    """Add a note that colleagues see in the client's history."""

    def change(session: Session) -> str:
        add_note(session, entry_by_uid(session, uid).id, text, actor=me, now=now)
        return _("The note is added.")

    return _attempt(request, uid, me, office, change, {"text": text})


def _minutes(entry: Entry) -> Decimal:
    return entry.figures.norm_minutes if entry.figures is not None else Decimal(0)


def _chosen(work_type: str, quantity: str, minutes: str, description: str) -> Chosen:
    return Chosen(
        named=work_type,
        quantity=decimal_of(quantity) if quantity.strip() else None,
        minutes=decimal_of(minutes) if minutes.strip() else None,
        description=description,
    )


def _attempt(
    request: Request, uid: str, me: Employee, office: Office, change: Callable[[Session], str], typed: dict[str, str]
) -> Response:
    try:
        said = database_of(request).write(change)
    except DomainError as error:
        return _page(request, uid, me, office, error=error, typed=typed)
    return redirect(request, f"/entries/{uid}", said)


def _page(
    request: Request,
    uid: str,
    me: Employee,
    office: Office,
    *,
    error: DomainError | None = None,
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    now = moment_of_request(request)
    with database_of(request).reading() as session:
        entry = entry_by_uid(session, uid)
        is_own = entry.employee_id == me.id
        if not is_own and not may(me, "worklog.see_figures") and entry.entered_by != me.id:
            raise WorkOfAnotherPerson()
        if not is_own and entry.id in hidden_works(request):
            raise WorkIsJudgedBlind()
        catalog = norms_store.catalog(session, entry.day)
        [line] = day_lines(session, [entry])
        replacement = replaced_by(session, entry.id)
        acceptance = acceptance_of(session, entry.employee_id, entry.day)
        seal = entry_seal(session, entry)
        context = {
            "entry": entry,
            "line": line,
            "is_own": is_own,
            "shows_content": is_own or may(me, "worklog.see_days"),
            "author": staff.employee_of(session, entry.employee_id),
            "codings": codings_of(session, entry.id),
            "catalog": catalog,
            "norms": norms_store.norms_by_id(session),
            "types": catalog.of_kind(entry.kind),
            "names": {person.id: person.name for person in staff.employees(session)},
            "call": call_of(session, entry.id),
            "document": document_of(session, entry.id),
            "notes": notes_of(session, [entry.id]).get(entry.id, ()),
            "client": client_names(session, [entry.client_id]).get(entry.client_id or 0),
            "sources": sources_of(session, entry.id),
            "replaces": entry_by_id(session, entry.replaces_id) if entry.replaces_id else None,
            "replacement": replacement,
            "acceptance": acceptance,
            "seal": seal,
            "readers_count": len(readings_of_entry(session, entry.id, now)) if is_own and entry.is_letter else 0,
            "way": _way(entry, line.is_void, is_own, acceptance is not None, seal is not None, line.has_proposal),
            "may_void": _may_void(entry, me, line.is_void, acceptance is not None, seal is not None),
        }
    return page(
        request,
        "worklog/entry.html",
        status_code=error.status if error else 200,
        error=error,
        typed=typed or {},
        source_names=SOURCES,
        **context,
    )


def _way(entry: Entry, is_void: bool, is_own: bool, is_accepted: bool, is_sealed: bool, has_proposal: bool) -> str:
    """Return how the type may be changed by the reader now: type, correct, propose, or not at all."""
    if not is_own or is_void or has_proposal:
        return ""
    if not entry.is_counted:
        return "" if entry.is_letter else "type"
    if is_sealed:
        return "sealed"
    return "propose" if is_accepted else "correct"


def _may_void(entry: Entry, me: Employee, is_void: bool, is_accepted: bool, is_sealed: bool) -> bool:
    if is_void or is_sealed or (is_accepted and entry.is_counted) or (entry.is_letter and not entry.is_counted):
        return False
    return entry.employee_id == me.id or entry.entered_by == me.id
