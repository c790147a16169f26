"""The list of service mail: what passed that nobody wrote, without its text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.pages import MenuItem
from naryad.people import require
from naryad.screens.forms import day_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, page, redirect
from worklog.actions.service_mail import resolve_automatic
from worklog.service_mail import MailSort
from worklog.store.service_account import accounts
from worklog.store.service_mail import (
    PAGE_LENGTH,
    Author,
    authors,
    automatic_doubts,
    automatic_letters,
    has_automatic_mail,
)

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]

SORTS: dict[MailSort, str] = {
    MailSort.RECEIPT: noop("read receipt"),
    MailSort.REPORT: noop("delivery report"),
    MailSort.CALENDAR: noop("answer to an invitation"),
    MailSort.ACCOUNT: noop("letter of a program"),
}


def _is_used(request: Request) -> bool:
    with database_of(request).reading() as session:
        return has_automatic_mail(session)


MENU = (MenuItem(86, noop("Service mail"), "/mail/service", "worklog.see_service_mail", _is_used),)


@router.get("/mail/service")
def automatic_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    who: str = "",
    day: str = "",
    before: int | None = None,
) -> HTMLResponse:
    """List what passed with 0 minutes, the latest first; by author and day."""
    require(me, "worklog.see_service_mail")
    error: DomainError | None = None
    try:
        chosen_day = day_of(day)
    except DomainError as refusal:
        error, chosen_day = refusal, None
    chosen = _author(who)
    lines = automatic_letters(session, author=chosen, day=chosen_day, zone=office.zone, before=before)
    names = _names(session)
    return page(
        request,
        "worklog/service_mail.html",
        lines=lines,
        doubts=automatic_doubts(session, now),
        names=names,
        sorts=SORTS,
        authors=sorted(((_key(each), names[each]) for each in authors(session)), key=lambda pair: pair[1]),
        chosen={"who": who if chosen is not None else "", "day": day},
        is_filtered=chosen is not None or chosen_day is not None,
        older=lines[-1].id if len(lines) == PAGE_LENGTH else None,
        error=error,
    )


@router.post("/mail/service/{letter_id}")
def resolve(
    request: Request,
    session: Writing,
    letter_id: int,
    me: CurrentEmployee,
    now: Now,
    delivered: Text,
    log_line: Text = "",
) -> Response:
    """Note what the mail server's log says of service mail in doubt."""
    was_accepted = delivered == "yes"
    resolve_automatic(session, letter_id, was_accepted=was_accepted, log_line=log_line, actor=me, now=now)
    return redirect(request, "/mail/service", _("Noted: it arrived") if was_accepted else _("Noted: it did not arrive"))


def _names(session: Session) -> dict[Author, str]:
    people = {Author(employee_id=person.id): person.name for person in staff.employees(session)}
    return people | {Author(account_id=each.id): each.name for each in accounts(session)}


def _key(author: Author) -> str:
    return f"p{author.employee_id}" if author.employee_id is not None else f"a{author.account_id}"


def _author(text: str) -> Author | None:
    if not text[1:].isdecimal() or text[0] not in "pa":
        return None
    return Author(employee_id=int(text[1:])) if text[0] == "p" else Author(account_id=int(text[1:]))
