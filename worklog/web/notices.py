"""What the program itself wrote to people, and what became of each mail: for the administrator."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.i18n import _, noop
from naryad.people import require
from naryad.web import CurrentEmployee, Now, Reading, Writing, page, redirect
from worklog.actions.notice import try_again
from worklog.notice import NoticeKind
from worklog.store.notice import LISTED_MAX, notices

router = APIRouter(include_in_schema=False)
MENU = ()  # the settings lead here

KIND_NAMES = {
    NoticeKind.HELD: noop("a letter waits for a type"),
    NoticeKind.DAY_END: noop("not sent by the day's end"),
    NoticeKind.DAY_END_HEAD: noop("not sent by the day's end, to the head"),
    NoticeKind.DISCARDED: noop("a letter was discarded"),
    NoticeKind.PAPER: noop("a paper that was asked for"),
    NoticeKind.NOTE: noop("a regular note"),
}


@router.get("/mail/notices")
def notices_page(request: Request, session: Reading, me: CurrentEmployee) -> HTMLResponse:
    """List the program's own mails: when, to whom, what about, and what became of them; never what they say."""
    require(me, "worklog.notices")
    found = notices(session)
    return page(
        request,
        "worklog/notices.html",
        undelivered=[notice for notice in found if notice.fate == "given_up"],
        notices=[notice for notice in found if notice.fate != "given_up"],
        is_cut=len(found) == LISTED_MAX,
        people={person.id: person for person in staff.employees(session)},
        kind_names=KIND_NAMES,
    )


@router.post("/mail/notices/{notice_id}/again")
def send_again(request: Request, session: Writing, notice_id: int, me: CurrentEmployee, now: Now) -> Response:
    try_again(session, notice_id, actor=me, now=now)
    return redirect(request, "/mail/notices", _("It is tried again now."))
