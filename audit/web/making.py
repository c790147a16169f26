"""Freezing and drawing beside the pages: a short list is done at once, a long one says how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from audit.check import FrozenFrame
from audit.making import Making, Step, What
from audit.store.frame import frame_by_id
from audit.store.making import making_by_id
from audit.web.words import people_by_id, shared_words
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.people import require
from naryad.web import CurrentEmployee, Now, Reading, database_of, page, redirect

router = APIRouter()

AT_ONCE_SECONDS = 1.5
"""So long a person waits for the answer; what takes longer goes on while a page says how far it is."""

REFRESH_SECONDS = 2

STEP_WORDS = {
    Step.READING: noop("reading the works"),
    Step.HASHING: noop("taking the prints of the lines"),
    Step.STORING: noop("storing"),
    Step.DRAWING: noop("drawing"),
}

WHAT_WORDS = {
    What.FREEZE: noop("The list is being frozen"),
    What.DRAW: noop("The draw is being made"),
}

ENDED_WORDS = {
    "refused": noop("It was not done"),
    "failed": noop("It broke off; the journal of the program says why"),
}


@router.get("/audit/makings/{making_id}")
def how_far(request: Request, session: Reading, me: CurrentEmployee, now: Now, making_id: int) -> Response:
    """Show how far a freezing or a draw is; once it is done, the list."""
    require(me, "audit.see_lists")
    making = making_by_id(session, making_id)
    if making.outcome == "done" and making.frame_id is not None:
        return redirect(request, list_address(frame_by_id(session, making.frame_id)), said_of(making))
    goes_on = making.goes_on(now)
    answer: HTMLResponse = page(
        request,
        "audit/making.html",
        making=making,
        goes_on=goes_on,
        what_word=WHAT_WORDS[making.what],
        step_word=STEP_WORDS[making.step],
        ended_word=ENDED_WORDS.get(making.outcome, ENDED_WORDS["failed"]),
        people=people_by_id(session),
        **shared_words(),
    )
    if goes_on:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


def made_beside(request: Request, making_id: int, make: Callable[[], Making]) -> RedirectResponse:
    """Do `make` in a thread of its own; lead to the list if it is done at once, else to the page that says how far.

    Raises:
        DomainError: it was refused at once.
    """
    ended: list[Making | DomainError] = []

    def run() -> None:
        try:
            ended.append(make())
        except DomainError as refused:
            ended.append(refused)

    thread = threading.Thread(target=run, name="naryad-list", daemon=True)
    request.app.state.list_making = thread
    thread.start()
    thread.join(AT_ONCE_SECONDS)
    if ended and isinstance(ended[0], DomainError):
        raise ended[0]
    if ended and isinstance(ended[0], Making) and ended[0].outcome == "done" and ended[0].frame_id is not None:
        with database_of(request).reading() as session:
            frame = frame_by_id(session, ended[0].frame_id)
        return redirect(request, list_address(frame), said_of(ended[0]))
    return redirect(request, f"/audit/makings/{making_id}")


def said_of(making: Making) -> str:
    if making.what is What.FREEZE:
        return _("The list is frozen and its print published.")
    return _("Drawn: the works are on the desk.")


def list_address(frame: FrozenFrame) -> str:
    return f"/audit/lists/{frame.period_key}?revision={frame.revision}"
