"""One's own page: name and addresses as the office knows them, language, password, where one is signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import access, employment
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import Employee
from naryad.screens.browsers import browser_of
from naryad.screens.forms import attempt, check_same
from naryad.web import SESSION_COOKIE, CurrentEmployee, CurrentOffice, Now, database_of, page, redirect, set_cookie

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("/profile")
def profile_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    return _profile(request, me, office, now)


@router.post("/profile/password")
def change_password(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    old: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Change the password; every session of the person ends, and this browser gets a new one."""

    address = request.client.host if request.client else ""

    def change(session: Session) -> str:
        check_same(password, again)
        access.check_attempts(session, me.email, address, now)
        access.change_password(session, me, old=old, new=password, now=now)
        return access.open_session(session, me, client=request.headers.get("user-agent", ""), now=now)

    secret, refusal = attempt(request, change)
    if secret is None:
        if isinstance(refusal, access.WrongSignIn):
            with database_of(request).writing() as session:
                access.note_attempt(session, me.email, address, now, succeeded=False)
        return _profile(request, me, office, now, error=refusal)
    said = _("The password is changed. Everywhere else you are signed out.")
    response = redirect(request, "/profile", said)
    set_cookie(request, response, SESSION_COOKIE, secret, max_age=int(access.SESSION_LONGEST.total_seconds()))
    return response


@router.post("/profile/sessions/{session_id}/end")
def end_session(request: Request, session_id: int, me: CurrentEmployee, now: Now) -> Response:
    with database_of(request).writing() as session:
        access.end_session_by_id(session, me, session_id, now)
    return redirect(request, "/profile", _("That session is ended."))


def _profile(request: Request, me: Employee, office: Any, now: Any, error: DomainError | None = None) -> HTMLResponse:
    with database_of(request).reading() as session:
        current = access.hash_of(request.cookies.get(SESSION_COOKIE, ""))
        opened = [
            {
                "id": row.id,
                "browser": browser_of(row.client),
                "since": row.created_at,
                "seen": row.seen_at,
                "is_this": row.token_hash == current,
            }
            for row in access.sessions_of(session, me, now)
        ]
        return page(
            request,
            "naryad/profile.html",
            status_code=error.status if error else 200,
            employment=employment.employment(session, me.id, local_day(now, office.zone)),
            sessions=opened,
            longest_days=access.SESSION_LONGEST.days,
            idle_hours=int(access.SESSION_IDLE.total_seconds() // 3600),
            error=error,
        )
