"""Inviting people: a link each, shown once to copy, or sent by mail where the office has a mail server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse

from naryad import access, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens import post
from naryad.screens.doors import doors
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page

router = APIRouter(include_in_schema=False)

AT_MOST = 200


LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NobodyChosen(DomainError):
    code = "nobody_chosen"
    status = 422
    en = "Nobody is chosen. Tick the people to invite."
    ru = "Никто не выбран. Отметьте тех, кого пригласить."


@dataclass(frozen=True)
class Invited:
    """Somebody with a fresh link, and whether it went by mail."""

    person: Employee
    link: str
    is_sent: bool = False


@router.get("/staff/invitations")
def invitations_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Offer everybody who is employed and has no password yet."""
    require(me, "staff.edit")
    today = local_day(now, office.zone)
    door = doors(session, now)
    waiting = [
        {"person": person, "door": door[person.id]}
        for person in staff.employees(session)
        if not door[person.id].has_password and (person.employed_to is None or person.employed_to >= today)
    ]
    return page(
        request,
        "naryad/staff/invitations.html",
        waiting=waiting[:AT_MOST],
        invited=None,
        can_send=post.can_send(request.app.state.settings),
        days=access.INVITATION_LASTS.days,
        opens_only_here=_opens_only_here(request),
    )


@router.post("/staff/invitations")
def invite(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    people: Annotated[list[int], Form()] = [],  # noqa: B006 -- FastAPI copies it; an empty list means no box was ticked
    by_mail: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Make the links, commit, and only then talk to the mail server; a link that was not sent is still shown."""
    require(me, "staff.edit")
    if not people:
        raise NobodyChosen()
    settings = request.app.state.settings
    with database_of(request).writing() as session:
        invited = [
            Invited(
                staff.employee_of(session, employee_id),
                f"{settings.public_url}/invitation/{access.invite(session, employee_id, actor=me, now=now)}",
            )
            for employee_id in dict.fromkeys(people[:AT_MOST])
        ]
    if by_mail and post.can_send(settings):
        invited = _send(request, office, invited)
    return page(
        request,
        "naryad/staff/invitations.html",
        waiting=[],
        invited=invited,
        can_send=bool(by_mail) and post.can_send(settings),
        days=access.INVITATION_LASTS.days,
        opens_only_here=_opens_only_here(request),
    )


def _opens_only_here(request: Request) -> bool:
    """Say whether the links lead to this very machine, where nobody else can open them."""
    return urlsplit(request.app.state.settings.public_url).hostname in LOOPBACK


def _send(request: Request, office: Office, invited: list[Invited]) -> list[Invited]:
    days = access.INVITATION_LASTS.days
    letters = [post.invitation_letter(office, one.person, one.link, days) for one in invited]
    taken = post.send(request.app.state.settings, letters)
    return [Invited(one.person, one.link, is_sent) for one, is_sent in zip(invited, taken, strict=True)]
