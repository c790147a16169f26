"""Signing in and out, the language, and the invitation by which a person sets their first password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from naryad import access, i18n, staff
from naryad.access import NotEmployedNow, WrongSignIn
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import Employee
from naryad.screens import profile
from naryad.screens.forms import attempt, check_same
from naryad.screens.words import ROLES
from naryad.web import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    CurrentOffice,
    Now,
    Reading,
    database_of,
    local_path,
    page,
    redirect,
    set_cookie,
)

router = APIRouter(include_in_schema=False)
router.include_router(profile.router)

Text = Annotated[str, Form()]


@router.get("/sign-in")
def sign_in_page(request: Request, session: Reading, next: str = "/") -> Response:
    if request.state.me is not None:
        return RedirectResponse(local_path(next), status_code=303)
    return _door(request, session, next_page=next)


@router.post("/sign-in")
def sign_in(
    request: Request, office: CurrentOffice, now: Now, email: Text = "", password: Text = "", next_page: Text = "/"
) -> Response:
    """Check the password outside any write, keep the attempt whatever comes of it, then open a session."""
    address = request.client.host if request.client else ""
    database = database_of(request)
    try:
        with database.reading() as session:
            access.check_attempts(session, email, address, now)
            person = access.check_password(session, email, password, local_day(now, office.zone))
    except (WrongSignIn, NotEmployedNow) as refusal:
        with database.writing() as session:
            access.note_attempt(session, email, address, now, succeeded=False)
            return _door(request, session, next_page=next_page, email=email, error=refusal)
    except DomainError as refusal:
        with database.reading() as session:
            return _door(request, session, next_page=next_page, email=email, error=refusal)
    with database.writing() as session:
        access.note_attempt(session, email, address, now, succeeded=True)
        return _open(request, session, person, now, redirect(request, local_path(next_page)))


@router.post("/sign-out")
def sign_out(request: Request, now: Now) -> Response:
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        with database_of(request).writing() as session:
            access.end_session(session, secret, now)
    response = redirect(request, "/sign-in", _("You have signed out."))
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.post("/language")
def choose_language(request: Request, now: Now, language: Text = "ru", next_page: Text = "/") -> Response:
    """Answer in another language from here on: for a person for good, before signing in for this browser."""
    if language not in i18n.LANGUAGES:
        language = "ru"
    me: Employee | None = request.state.me
    if me is not None and me.language != language:
        with database_of(request).writing() as session:
            staff.choose_language(session, me, language, now)
    response = redirect(request, local_path(next_page))
    set_cookie(request, response, LANGUAGE_COOKIE, language, max_age=365 * 24 * 3600)
    return response


@router.get("/invitation/{secret}")
def invitation_page(request: Request, secret: str, session: Reading, now: Now) -> HTMLResponse:
    return page(request, "naryad/invitation.html", person=access.invited(session, secret, now), error=None)


@router.post("/invitation/{secret}")
def accept_invitation(
    request: Request, secret: str, office: CurrentOffice, now: Now, password: Text = "", again: Text = ""
) -> Response:
    """Set the password and sign the person in at once: they have just proved who they are."""

    def accept(session: Session) -> Response:
        check_same(password, again)
        person = access.accept_invitation(session, secret, password, now)
        if not person.is_employed_on(local_day(now, office.zone)):
            return redirect(request, "/sign-in", _("The password is set. You can sign in from your first day of work."))
        return _open(request, session, person, now, redirect(request, "/welcome"))

    done, refusal = attempt(request, accept)
    if done is not None:
        return done
    assert refusal is not None
    with database_of(request).reading() as session:
        person = access.invited(session, secret, now)
        return page(request, "naryad/invitation.html", status_code=refusal.status, person=person, error=refusal)


def _open(request: Request, session: Session, person: Employee, now: Now, response: RedirectResponse) -> Response:
    """Put a new session's secret into the answer; the one this browser had before ends."""
    earlier = request.cookies.get(SESSION_COOKIE)
    if earlier:
        access.end_session(session, earlier, now)
    secret = access.open_session(session, person, client=request.headers.get("user-agent", ""), now=now)
    set_cookie(request, response, SESSION_COOKIE, secret, max_age=int(access.SESSION_LONGEST.total_seconds()))
    return response


def _door(
    request: Request, session: Session, *, next_page: str, email: str = "", error: DomainError | None = None
) -> HTMLResponse:
    """Show the door; an office without a single person is told how to let the first one in."""
    return page(
        request,
        "naryad/sign_in.html",
        status_code=error.status if error else 200,
        next_page=local_path(next_page),
        email=email,
        error=error,
        is_empty=not staff.employees(session),
        demo_people=_demo_people(request, session),
        role_names=ROLES,
    )


def _demo_people(request: Request, session: Session) -> list[Employee]:
    """Return one person of each set of roles, where the office is only an example."""
    if request.state.office is None or not request.state.office.is_demo:
        return []
    kinds: dict[frozenset[str], Employee] = {}
    for person in staff.employees(session):
        kinds.setdefault(frozenset(person.roles), person)
    return list(kinds.values())
