"""What a letter says and who opened it; what is kept of letters, for how long, and how much of it there is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import setting
from naryad.people import Employee, may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, hidden_works, page, redirect
from worklog.actions.readers import note_opening, open_content
from worklog.coding import LETTER_KINDS
from worklog.entry import Entry, WorkIsJudgedBlind
from worklog.readers import ContentIsNotYours, Ground, Opening
from worklog.retention import Part
from worklog.store.content import WorkContent, kept_file
from worklog.store.entry import entry_by_uid
from worklog.store.readers import PAGE_LENGTH, readings_of_author, readings_of_entry
from worklog.store.retention import amounts, rounds, waiting_since

router = APIRouter(include_in_schema=False)
MENU = ()  # the settings lead here

Text = Annotated[str, Form()]


@router.get("/entries/{uid}/text")
def letter_page(request: Request, uid: str, me: CurrentEmployee, now: Now) -> HTMLResponse:
    """Show a letter to its author, or to somebody who wrote down today why they open it."""
    return _letter_page(request, uid, me, now)


@router.post("/entries/{uid}/text")
def open_letter(request: Request, uid: str, me: CurrentEmployee, now: Now, reason: Text = "") -> Response:
    """Write down why the letter is opened; its author reads that."""
    opening = Opening(Ground.REASON, reason=reason)
    try:
        database_of(request).write(
            lambda session: note_opening(session, entry_by_uid(session, uid).id, opening, actor=me, now=now)
        )
    except DomainError as error:
        return _letter_page(request, uid, me, now, error=error)
    return redirect(request, f"/entries/{uid}/text")


@router.get("/entries/{uid}/files/{place_no}")
def carried_file(request: Request, uid: str, place_no: int, me: CurrentEmployee, now: Now) -> Response:
    """Hand out a file that the letter carried, where the office keeps files."""
    entry = _letter(request, uid, me)
    content = open_content(database_of(request), entry.id, reader=me, opening=None, now=now)
    with database_of(request).reading() as session:
        file = kept_file(session, entry.id, place_no)
    if file is None or place_no >= len(content.attachments):
        raise HTTPException(status_code=404)
    headers = {"Content-Disposition": f'attachment; filename="file-{place_no + 1}"'}
    return Response(file, media_type="application/octet-stream", headers=headers)


@router.get("/mail/readers")
def readers_page(
    request: Request, session: Reading, me: CurrentEmployee, now: Now, before: int | None = None
) -> HTMLResponse:
    """List who opened one's own letters, when and why."""
    require(me, "worklog.own")
    readings = readings_of_author(session, me.id, now, before=before)
    return page(
        request,
        "worklog/readers.html",
        readings=readings,
        names={person.id: person.name for person in staff.employees(session)},
        next_before=readings[-1][0].id if len(readings) == PAGE_LENGTH else None,
    )


@router.get("/mail/kept")
def kept_page(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    """Say what is kept of letters and for how long; how much there is, to those who look after it."""
    require(me, "worklog.see_kept")
    today = local_day(now, office.zone)
    sees_amounts = may(me, "office.read_settings")
    return page(
        request,
        "worklog/kept.html",
        months={part.value: setting(session, part.setting, today) for part in Part},
        keeps_files=setting(session, "keep_attachments", today) == "yes",
        largest_file=setting(session, "attachment_megabytes", today),
        sees_amounts=sees_amounts,
        amounts=amounts(session, today) if sees_amounts else (),
        rounds=rounds(session) if sees_amounts else (),
        open_month=waiting_since(session, today) if sees_amounts else None,
    )


def _letter(request: Request, uid: str, me: Employee) -> Entry:
    with database_of(request).reading() as session:
        entry = entry_by_uid(session, uid)
    if entry.kind not in LETTER_KINDS:
        raise HTTPException(status_code=404)
    if entry.employee_id != me.id and entry.id in hidden_works(request):
        raise WorkIsJudgedBlind()
    return entry


def _letter_page(
    request: Request, uid: str, me: Employee, now: Now, *, error: DomainError | None = None
) -> HTMLResponse:
    entry = _letter(request, uid, me)
    is_own = entry.employee_id == me.id
    content: WorkContent | None = None
    if error is None:
        try:
            content = open_content(database_of(request), entry.id, reader=me, opening=None, now=now)
        except ContentIsNotYours:
            if not may(me, "worklog.open_content"):
                raise
    elif not may(me, "worklog.open_content"):
        raise error
    with database_of(request).reading() as session:
        return page(
            request,
            "worklog/letter_text.html",
            status_code=error.status if error else 200,
            entry=entry,
            is_own=is_own,
            content=content,
            error=error,
            author=staff.employee_of(session, entry.employee_id),
            readings=readings_of_entry(session, entry.id, now) if is_own else (),
            names={person.id: person.name for person in staff.employees(session)},
        )
