"""The page "Mail program": what to enter there, one's app passwords, and the steps in each program."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.pages import MenuItem
from naryad.people import Employee, require
from naryad.screens.forms import attempt
from naryad.web import CurrentEmployee, Now, Writing, database_of, moment_of_request, page, redirect
from worklog.actions.app_password import make_password, revoke_password
from worklog.mail_entrance import entrance_of_this_machine, entrances_for_programs
from worklog.store.app_password import passwords_of, revoked_by_others

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(23, noop("Mail program"), "/mail/program", "worklog.own"),)

Text = Annotated[str, Form()]


@router.get("/mail/program")
def program_page(request: Request, me: CurrentEmployee) -> HTMLResponse:
    """Say what to enter into a mail program, and list one's app passwords."""
    require(me, "worklog.own")
    return _page(request, me)


@router.post("/mail/program/passwords")
def make(request: Request, me: CurrentEmployee, now: Now, label: Text = "") -> HTMLResponse:
    """Make an app password and show it, once."""
    secret, refusal = attempt(request, lambda session: make_password(session, label, actor=me, now=now))
    return _page(request, me, label=label, secret=secret, refusal=refusal)


@router.post("/mail/program/passwords/{password_id}/revoke")
def revoke(request: Request, session: Writing, password_id: int, me: CurrentEmployee, now: Now) -> Response:
    revoke_password(session, password_id, actor=me, now=now)
    return redirect(request, "/mail/program#passwords", _("The app password is revoked: it opens nothing any more."))


def _page(
    request: Request, me: Employee, *, label: str = "", secret: str | None = None, refusal: DomainError | None = None
) -> HTMLResponse:
    settings = request.app.state.settings
    with database_of(request).reading() as session:
        passwords = passwords_of(session, employee_id=me.id)
        revoked = revoked_by_others(session, me.id, moment_of_request(request))
    entrances = entrances_for_programs(settings)
    return page(
        request,
        "worklog/mail_program.html",
        status_code=refusal.status if refusal else 200,
        entrances=entrances,
        entrance=entrances[0] if entrances else None,
        here=entrance_of_this_machine(settings),
        passwords=passwords,
        revoked=revoked,
        label=label,
        secret=secret,
        refusal=refusal,
    )
