"""Writing a letter on the web: the same gate rule as for mail programs, and a draft that is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.pages import MenuItem, write_minutes
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, page, redirect
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.draft import Draft, draft_of, drafts_of, hand_in, note_reply, save_draft, throw_away
from worklog.actions.letter import Held
from worklog.compose import Written
from worklog.hop import Fate
from worklog.relay import next_hop, pass_on_now
from worklog.store.entry import entry_by_id

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(20, noop("Write a letter"), "/compose", "worklog.own"),)

Text = Annotated[str, Form()]
Texts = Annotated[Sequence[str], Form()]


def _typed_draft(
    draft: Text = "",
    sender: Text = "",
    to: Text = "",
    cc: Text = "",
    bcc: Text = "",
    subject: Text = "",
    text: Text = "",
    work_type: Text = "",
    minutes: Texts = (),
) -> Draft:
    """Return what the form holds."""
    written = Written(sender.strip(), to.strip(), cc.strip(), bcc.strip(), subject.strip(), text)
    return Draft(int(draft) if draft.isdigit() else None, written, work_type.strip(), first_given(minutes))


TypedDraft = Annotated[Draft, Depends(_typed_draft)]


def first_given(texts: Sequence[str]) -> str:
    """Return the first text that is not empty: each described type on the form has a field of this name."""
    return next((text.strip() for text in texts if text.strip()), "")


@router.get("/compose")
def compose_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, draft: int | None = None
) -> HTMLResponse:
    """Show an empty letter, or a draft to go on with."""
    require(me, "worklog.own")
    kept = draft_of(session, draft, actor=me) if draft is not None else _empty(me)
    return _form(request, me, office, now, kept)


@router.post("/compose/draft")
def keep_draft(
    request: Request, session: Writing, typed: TypedDraft, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> JSONResponse:
    """Keep the draft as it is typed; the page's script asks for this, the button does the same without scripts."""
    draft_id = save_draft(session, typed, actor=me, office=office, now=now)
    return JSONResponse({"draft": draft_id, "saved": now.astimezone(office.zone).strftime("%H:%M")})


@router.post("/compose/{draft_id}/throw-away")
def throw_draft_away(request: Request, session: Writing, draft_id: int, me: CurrentEmployee) -> Response:
    throw_away(session, draft_id, actor=me)
    return redirect(request, "/mail", _("The draft is thrown away"))


@router.post("/compose")
def send(
    request: Request,
    typed: TypedDraft,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    do: Text = "send",
) -> Response:
    """Keep the draft, then send it, or hold it where it has no type. No transaction is open while it is sent."""
    database = database_of(request)
    try:
        with database.writing() as session:
            draft_id = save_draft(session, typed, actor=me, office=office, now=now)
        if do == "save":
            return redirect(request, f"/compose?draft={draft_id}", _("The draft is kept"))
        typed = _with_id(typed, draft_id)
        hop = next_hop(request.app.state.settings, office)
        taken = database.write(
            lambda session: hand_in(session, draft_id, actor=me, office=office, next_hop=hop.name, now=now)
        )
    except DomainError as error:
        return _form(request, me, office, now, typed, error=error)
    if isinstance(taken, Held):
        return redirect(
            request, f"/held/{taken.entry_id}", _("The letter is kept and not sent yet: it waits for a type")
        )
    relayed = pass_on_now(database, hop, taken, clock=request.app.state.clock)
    if relayed.fate is Fate.ACCEPTED:
        return redirect(request, "/day", sent_words(request, taken.entry_id))
    with database.writing() as session:
        note_reply(session, draft_id, relayed.reply.text, actor=me)
    return redirect(request, f"/compose?draft={draft_id}")


def sent_words(request: Request, entry_id: int) -> str:
    """Return what a person reads after sending: "+10 minutes"."""
    with database_of(request).reading() as session:
        figures = entry_by_id(session, entry_id).figures
    minutes = write_minutes(figures.norm_minutes) if figures is not None else "0"
    return _("+%(minutes)s min: the letter is sent") % {"minutes": minutes}


def letter_types(request: Request, day: Any) -> tuple[Any, ...]:
    """Return the types a letter of `day` can take, the shortest norm first, with their portraits."""
    with database_of(request).reading() as session:
        return norms_store.catalog(session, day).of_kind(Kind.LETTER_OUT)


def _form(
    request: Request, me: Employee, office: Office, now: datetime, draft: Draft, *, error: DomainError | None = None
) -> HTMLResponse:
    with database_of(request).reading() as session:
        drafts = [each for each in drafts_of(session, me) if each.id != draft.id]
    return page(
        request,
        "worklog/compose.html",
        status_code=error.status if error else 200,
        draft=draft,
        drafts=drafts,
        error=error,
        entries=letter_types(request, local_day(now, office.zone)),
    )


def _empty(me: Employee) -> Draft:
    return Draft(None, Written(me.addresses[0] if me.addresses else me.email, "", "", "", "", ""))


def _with_id(draft: Draft, draft_id: int) -> Draft:
    return Draft(draft_id, draft.written, draft.work_type, draft.minutes)
