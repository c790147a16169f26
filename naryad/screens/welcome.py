"""The first page after signing in, and the first steps of a new office."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from naryad.days import local_day
from naryad.people import Employee, Role, may
from naryad.screens.first_steps import all_done, next_step, steps_of
from naryad.screens.words import ROLES
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, fragment, page, redirect

router = APIRouter(include_in_schema=False)

DAY_PAGE = "/day"


@router.get("/")
def first_page(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Send whoever only works to their day; show everybody else what waits for them."""
    steps = steps_of(session, me, lambda url: _has_page(request, url))
    if me.roles <= {Role.EMPLOYEE} and _has_page(request, DAY_PAGE):
        return redirect(request, DAY_PAGE)
    return page(
        request,
        "naryad/home.html",
        today=local_day(now, office.zone),
        tiles=_tiles(request, me),
        unfinished={} if office.is_demo else {role: seen for role, seen in steps.items() if not all_done(seen)},
        role_names=ROLES,
    )


@router.get("/welcome")
def welcome_page(request: Request, session: Reading, me: CurrentEmployee) -> HTMLResponse:
    steps = steps_of(session, me, lambda url: _has_page(request, url))
    return page(request, "naryad/welcome.html", steps=steps, role_names=ROLES)


def what_next(request: Request, **_facts: Any) -> str:
    """Fill "said.next": after something was done, a new office is led to the next of its first steps."""
    me, office = request.state.me, request.state.office
    if me is None or office is None or office.is_demo:
        return ""
    with database_of(request).reading() as session:
        step = next_step(steps_of(session, me, lambda url: _has_page(request, url)))
    if step is None or step.url.split("#")[0] == request.url.path:
        return ""
    return fragment(request, "naryad/_next_step.html", step=step)


SLOTS = {"said.next": what_next}


def _tiles(request: Request, me: Employee) -> list[tuple[str, str]]:
    """Return the menu's pages except this one, as (label, address)."""
    menu = request.app.state.house.menu
    return [
        (item.label, item.url) for item in menu if item.url != "/" and (item.action is None or may(me, item.action))
    ]


def _has_page(request: Request, url: str) -> bool:
    """Say whether some route of the house answers a GET of `url`."""
    scope = {"type": "http", "method": "GET", "path": url, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
