"""The files of a draft, and the addresses offered while one types: what the composer's script asks for."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from naryad.days import local_day
from naryad.office import Office
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, fragment
from worklog.actions.attachment import answer_about, detach, open_file
from worklog.recipient import written_address
from worklog.store.recipient import offered_recipients
from worklog.web.composer import take_files
from worklog.web.composer_form import LetterRoute, Uploads, files_context, given_files

router = APIRouter(include_in_schema=False, route_class=LetterRoute)
MENU = ()


@router.post("/compose/{draft_id}/files")
def attach_files(
    request: Request, draft_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now, files: Uploads = ()
) -> HTMLResponse:
    """Take uploaded files and return the list of the draft's files."""
    require(me, "worklog.own")
    take_files(request, draft_id, given_files(files), me, office, now)
    return _list(request, draft_id, me, office, now)


@router.post("/compose/{draft_id}/files/{file_id}/remove")
def remove_file(
    request: Request, draft_id: int, file_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    with database_of(request).writing() as session:
        detach(session, draft_id, file_id, actor=me)
    return _list(request, draft_id, me, office, now)


@router.post("/compose/{draft_id}/files/{file_id}/other")
def say_not_own(
    request: Request, draft_id: int, file_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Remember that the file is no document the author made; it is not asked about again."""
    with database_of(request).writing() as session:
        answer_about(session, draft_id, file_id, is_own=False, actor=me, now=now)
    return _list(request, draft_id, me, office, now)


@router.get("/compose/{draft_id}/files/{file_id}")
def open_attached(request: Request, session: Reading, draft_id: int, file_id: int, me: CurrentEmployee) -> Response:
    """Hand a file back to its author, always as something to save: a browser never shows it as a page of ours."""
    file = open_file(session, draft_id, file_id, actor=me)
    name = quote(file.name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}", "Cache-Control": "no-store"}
    return Response(file.content, media_type="application/octet-stream", headers=headers)


@router.get("/compose/people")
def offered_people(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, q: str = ""
) -> JSONResponse:
    """Offer addresses that hold what is being typed."""
    require(me, "worklog.own")
    found = offered_recipients(session, q[:100], actor=me, today=local_day(now, office.zone)) if q.strip() else ()
    return JSONResponse([{"name": each.name, "text": written_address(each)} for each in found])


def _list(request: Request, draft_id: int, me: Employee, office: Office, now: datetime) -> HTMLResponse:
    with database_of(request).reading() as session:
        context = files_context(session, draft_id, me, local_day(now, office.zone))
    return HTMLResponse(fragment(request, "worklog/_draft_files.html", draft_id=draft_id, **context))
