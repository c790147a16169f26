"""The mail pages: one's letters and refusals, how to set up a mail program, why the gate said no, what is in doubt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.i18n import _, noop
from naryad.pages import MenuItem
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, page, redirect
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.draft import drafts_of
from worklog.actions.sending import resolve_doubt
from worklog.store.letter import PAGE_LENGTH, doubts, held_of, letters_of, refusals_of
from worklog.web import address_book
from worklog.web.why import WHY

router = APIRouter(include_in_schema=False)
router.include_router(address_book.router)
MENU = (
    MenuItem(22, noop("Mail"), "/mail", "worklog.own"),
)

Text = Annotated[str, Form()]


@router.get("/mail")
def mail_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    before: int | None = None,
) -> HTMLResponse:
    """List one's letters and what the gate did not take; say how letters are typed and a mail program is set up."""
    require(me, "worklog.own")
    catalog = norms_store.catalog(session, local_day(now, office.zone))
    letters = letters_of(session, me.id, now, before=before)
    return page(
        request,
        "worklog/mail.html",
        letters=letters,
        next_before=letters[-1].entry.id if len(letters) == PAGE_LENGTH else None,
        is_first_page=before is None,
        refusals=refusals_of(session, me.id),
        why=WHY,
        held=held_of(session, me.id),
        drafts=drafts_of(session, me),
        entries=catalog.of_kind(Kind.LETTER_OUT),
        people={person.id: person for person in staff.employees(session)},
        names={entry.work_type.id: entry.work_type for entry in catalog.types},
    )


@router.get("/mail/why/{slug}")
def why_page(
    request: Request, session: Reading, slug: str, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Explain one kind of refusal, with the reader's own latest letters that met it; replies carry this address."""
    if slug not in WHY:
        raise HTTPException(404)
    catalog = norms_store.catalog(session, local_day(now, office.zone))
    return page(
        request,
        "worklog/why.html",
        why=WHY[slug],
        slug=slug,
        refusals=refusals_of(session, me.id, slug=slug, limit=5),
        entries=catalog.of_kind(Kind.LETTER_OUT) if WHY[slug].shows_types else (),
    )


@router.get("/mail/doubts")
def doubts_page(request: Request, session: Reading, me: CurrentEmployee, now: Now) -> HTMLResponse:
    """List the tries to send whose outcome nobody knows."""
    require(me, "worklog.resolve_doubt")
    people = {person.id: person for person in staff.employees(session)}
    return page(
        request,
        "worklog/doubts.html",
        doubts=[(attempt, line, people[line.entry.employee_id]) for attempt, line in doubts(session, now)],
    )


@router.post("/mail/doubts/{attempt_id}")
def resolve(
    request: Request,
    session: Writing,
    attempt_id: int,
    me: CurrentEmployee,
    now: Now,
    delivered: Text,
    log_line: Text = "",
) -> Response:
    was_accepted = delivered == "yes"
    resolve_doubt(session, attempt_id, was_accepted=was_accepted, log_line=log_line, actor=me, now=now)
    said = _("Noted: the letter arrived and counts") if was_accepted else _("Noted: the letter did not arrive")
    return redirect(request, "/mail/doubts", said)
