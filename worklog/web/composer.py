"""Writing a letter on the web: the same gate rule as for mail programs, and a draft that is never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from babel.dates import format_timedelta
from fastapi import APIRouter, Request, UploadFile
from starlette.responses import HTMLResponse, JSONResponse, Response

from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, language, noop
from naryad.office import Office, setting
from naryad.pages import MenuItem, write_minutes
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, page, redirect
from worklog.actions.answering import begin_answer
from worklog.actions.attachment import answer_about, attach, detach
from worklog.actions.draft import draft_of, drafts_of, hand_in, note_reply, save_draft, throw_away
from worklog.actions.intake import Held
from worklog.actions.standard_letter import begun_with
from worklog.attachment import Enclosure, must_fit, safe_name
from worklog.compose import Written, all_recipients
from worklog.draft import Draft, DraftChangedElsewhere
from worklog.entry import WorkOfAnotherPerson
from worklog.hop import Fate
from worklog.own_document import about_of
from worklog.quoting import Answering
from worklog.relay import must_reach, next_hop, pass_on_now
from worklog.rich_text import text_of
from worklog.store.answered import knows_open_recipients
from worklog.store.day import day_minutes
from worklog.store.draft import files_count, files_of, signature_of
from worklog.store.entry import entry_by_id, entry_by_uid
from worklog.web.composer_form import (
    LetterRoute,
    Text,
    Texts,
    TypedDraft,
    Uploads,
    as_last_time,
    composer_page,
    first_given,
    given_files,
    letter_types,
)
from worklog.web.suggesting import note_given

__all__ = ["MENU", "Texts", "first_given", "letter_types", "router", "sent_words"]

router = APIRouter(include_in_schema=False, route_class=LetterRoute)
MENU = (MenuItem(20, noop("Write a letter"), "/compose", "worklog.own"),)


@router.get("/compose")
def compose_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    draft: int | None = None,
    standard: int | None = None,
    answer: str = "",
    way: Answering = Answering.REPLY,
    to: str = "",
) -> HTMLResponse:
    """Show an empty letter, a draft, an answer or a standard letter; nothing is kept until something changes."""
    require(me, "worklog.own")
    if draft is not None:
        return composer_page(request, me, office, now, draft_of(session, draft, actor=me))
    if answer:
        begun = begin_answer(session, answer, way, actor=me, office=office)
        unsure = way is not Answering.FORWARD and not knows_open_recipients(session, entry_by_uid(session, answer))
        return composer_page(
            request, me, office, now, begun.draft, going=begun.files_going_along, lost=begun.files_lost,
            is_text_lost=begun.is_text_lost, unsure=unsure,
        )  # fmt: skip
    signature = signature_of(session, me.id)
    empty = _empty(me, signature, to=to[:500])
    if standard is not None:
        empty, _known = begun_with(session, empty, standard, actor=me, today=local_day(now, office.zone))
    return composer_page(request, me, office, now, empty)


@router.post("/compose/draft")
def keep_draft(
    request: Request, typed: TypedDraft, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> JSONResponse:
    """Keep the draft as it is typed; the page's script asks for this, the button does the same without scripts."""
    try:
        with database_of(request).writing() as session:
            draft_id = save_draft(session, typed, actor=me, office=office, now=now)
            kept = draft_of(session, draft_id, actor=me)
            last = as_last_time(session, kept, me, local_day(now, office.zone))
    except DraftChangedElsewhere as error:
        told = {"code": error.code, "message": error.message(language()), "revision": error.facts["revision"]}
        return JSONResponse(told, status_code=error.status)
    as_last = None
    if last is not None and last.norm is not None:
        name = last.work_type.name(language())
        as_last = {"code": last.code, "name": name, "minutes": write_minutes(last.norm.minutes)}
    saved = now.astimezone(office.zone).strftime("%H:%M")
    return JSONResponse({"draft": draft_id, "revision": kept.revision, "saved": saved, "as_last": as_last})


@router.get("/compose/drafts")
def drafts_page(request: Request, session: Reading, me: CurrentEmployee, now: Now) -> HTMLResponse:
    """List one's drafts with their age."""
    require(me, "worklog.own")
    drafts = drafts_of(session, me)
    return page(
        request,
        "worklog/drafts.html",
        drafts=drafts,
        files=files_count(session, [draft.id for draft in drafts if draft.id is not None]),
        age=lambda draft: _age(now - draft.saved_at),
    )


@router.get("/compose/sent/{uid}")
def sent_page(request: Request, session: Reading, uid: str, me: CurrentEmployee) -> HTMLResponse:
    """Say what the letter that has just gone out was worth, and what one may do next."""
    require(me, "worklog.own")
    entry = entry_by_uid(session, uid)
    if entry.employee_id != me.id:
        raise WorkOfAnotherPerson()
    day = day_minutes(session, me.id, entry.day, entry.day).get(entry.day)
    return page(request, "worklog/sent.html", entry=entry, day_minutes=day)


@router.post("/compose/{draft_id}/throw-away")
def throw_draft_away(request: Request, session: Writing, draft_id: int, me: CurrentEmployee) -> Response:
    throw_away(session, draft_id, actor=me)
    return redirect(request, "/compose/drafts", _("The draft is thrown away"))


@router.post("/compose")
def send(
    request: Request,
    typed: TypedDraft,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    do: Text = "send",
    files: Uploads = (),
    suggested: Texts = (),
) -> Response:
    """Keep the draft with its new files, then do what was asked. No transaction is open while a letter is sent."""
    database = database_of(request)
    try:
        with database.writing() as session:
            draft_id = save_draft(session, typed, actor=me, office=office, now=now)
            kept = draft_of(session, draft_id, actor=me)
        typed = replace(kept, written=kept.written)
        take_files(request, draft_id, given_files(files), me, office, now)
        if do not in ("send", "hold"):
            return _step(request, draft_id, do, me, office, now)
        hop = next_hop(request.app.state.settings, office)
        must_reach(hop, all_recipients(typed.written), office)
        taken = database.write(
            lambda session: hand_in(
                session, draft_id, actor=me, office=office, next_hop=hop.name, now=now, may_wait=do == "hold"
            )
        )
    except DomainError as error:
        return composer_page(request, me, office, now, typed, error=error)
    if isinstance(taken, Held):
        return redirect(
            request, f"/held/{taken.entry_id}", _("The letter is kept and not sent yet: it waits for a type")
        )
    relayed = pass_on_now(database, hop, taken, clock=request.app.state.clock)
    if relayed.fate is Fate.ACCEPTED:
        with database.reading() as session:
            uid = entry_by_id(session, taken.entry_id).uid
        note_given(request, suggested, taken.entry_id, me=me, now=now)
        return redirect(request, f"/compose/sent/{uid}", sent_words(request, taken.entry_id))
    with database.writing() as session:
        note_reply(session, draft_id, relayed.reply.text, actor=me)
    return redirect(request, f"/compose?draft={draft_id}")


def take_files(
    request: Request, draft_id: int, uploads: list[UploadFile], me: Employee, office: Office, now: datetime
) -> None:
    """Put uploaded files beside a draft; their sizes are asked before a byte of them is read.

    Raises:
        DraftIsGone, TooManyFiles, FilesTooLarge.
    """
    if not uploads:
        return
    with database_of(request).reading() as session:
        draft_of(session, draft_id, actor=me)
        megabytes = setting(session, "letter_megabytes", local_day(now, office.zone))
        there = [(file.name, file.size) for file in files_of(session, draft_id)]
    must_fit([*there, *((safe_name(each.filename or ""), each.size or 0) for each in uploads)], megabytes=megabytes)
    enclosures = [Enclosure(each.filename or "", each.file.read()) for each in uploads]
    with database_of(request).writing() as session:
        attach(session, draft_id, enclosures, megabytes=megabytes, actor=me, now=now)


def sent_words(request: Request, entry_id: int) -> str:
    """Return what a person reads after sending: "+10 minutes"."""
    with database_of(request).reading() as session:
        figures = entry_by_id(session, entry_id).figures
    minutes = write_minutes(figures.norm_minutes) if figures is not None else "0"
    return _("+%(minutes)s min: the letter is sent") % {"minutes": minutes}


def _step(request: Request, draft_id: int, do: str, me: Employee, office: Office, now: datetime) -> Response:
    """Do what a button of the form says besides sending, and come back to the draft."""
    step, _colon, given = do.partition(":")
    number = int(given) if given.isdigit() else 0
    said = _("The draft is kept") if step == "save" else None
    with database_of(request).writing() as session:
        if step == "remove":
            detach(session, draft_id, number, actor=me)
        elif step == "standard":
            draft = draft_of(session, draft_id, actor=me)
            begun, _known = begun_with(session, draft, number, actor=me, today=local_day(now, office.zone))
            save_draft(session, begun, actor=me, office=office, now=now)
        elif step in ("own", "other"):
            answer_id, file = answer_about(session, draft_id, number, is_own=step == "own", actor=me, now=now)
            if step == "own":
                address = f"/documents/new?about={quote(about_of(file.name))}&answer={answer_id}&draft={draft_id}"
                return redirect(request, address)
    return redirect(request, f"/compose?draft={draft_id}", said)


def _empty(me: Employee, signature: str, *, to: str = "") -> Draft:
    html = f"<div><br></div><div><br></div>{signature}" if signature else ""
    sender = me.addresses[0] if me.addresses else me.email
    return Draft(None, Written(sender, to, "", "", "", text_of(html), html))


def _age(passed: timedelta) -> str:
    return str(format_timedelta(-max(passed, timedelta(seconds=1)), add_direction=True, locale=language()))
