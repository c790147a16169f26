"""The desk: one work at a time, by rank, blind; and the trial desk, where nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from audit.actions.desk import lay_next
from audit.actions.frame import spans_to_freeze
from audit.actions.recoding import judge, take_back
from audit.finding import Capacity
from audit.masking import mask, without_tags
from audit.recoding import Verdict, is_answer
from audit.seed import DEFAULT_CURRENCIES, first_rates_day
from audit.store.desk import Desk, answered_since, desk_of, last_answer
from audit.store.frame import frames
from audit.store.sample import NoSuchWork
from audit.web.words import FIELD_WORDS, quantity_typed, shared_words
from naryad import journal, staff
from naryad.i18n import gettext as _
from naryad.i18n import language
from naryad.office import Office
from naryad.people import Employee, may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, page, redirect
from naryad.years import calendar_of
from norms.catalog import CatalogEntry
from norms.practice import PracticeLetter
from norms.starter import practice_letters
from norms.store import catalog
from norms.work_type import Kind
from worklog.actions.readers import open_content
from worklog.coding import LETTER_KINDS
from worklog.readers import Ground, Opening
from worklog.store.content import WorkContent, kept_file

router = APIRouter()

TYPE_KEYS = "qwertyasdfgzxcvbiopjl"
TRIAL_WORKS = 3


@dataclass(frozen=True)
class Shown:
    """What an auditor sees of a work: masked content, nothing of who, when, what was claimed, or which entry it is.

    The day is left out too: on a quiet day it names the author, and an old one would tell a work of known type.
    """

    kind: Kind
    direction: str
    seconds: int | None
    subject: str
    text: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[int, str], ...] = ()
    """Place and covered name of each attached file that the office keeps."""


@router.get("/audit/desk")
def desk(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    """Show the work that lies on the reader's desk; the next one is laid first if none does."""
    require(me, "audit.recode")
    database = database_of(request)
    with database.reading() as session:
        seen = desk_of(session, me.id, now)
    if seen.laid is None and (seen.queue or seen.awaited):
        database.write(lambda session: lay_next(session, me, now=now))
    with database.reading() as session:
        seen = desk_of(session, me.id, now)
        if seen.laid is None:
            return _empty_desk(request, session, me, office, seen, now)
        context = _standing(session, me, office, seen, now)
    opening = Opening(Ground.SAMPLE, seen.laid.id)
    content = open_content(database, seen.laid.entry_id, reader=me, opening=opening, now=now)
    shown = shown_work(office, content)
    with database.reading() as session:
        types = _keyed(catalog(session, content.day).of_kind(shown.kind))
    return page(
        request,
        "audit/desk.html",
        work=shown,
        handle=seen.laid.handle,
        types=types,
        asks_quantity=shown.kind not in LETTER_KINDS,
        trial=None,
        **context,
    )


def _standing(session: Session, me: Employee, office: Office, seen: Desk, now: datetime) -> dict[str, Any]:
    today = now.astimezone(office.zone).date()
    return {
        "left": seen.left,
        "done": answered_since(session, me.id, _midnight(office, today)),
        "own_waiting": seen.for_others,
        "can_take_back": last_answer(session, me.id, now) is not None,
        "missing": Capacity.of(staff.employees(session, today)).missing,
        **shared_words(),
    }


def _empty_desk(
    request: Request, session: Session, me: Employee, office: Office, seen: Desk, now: datetime
) -> HTMLResponse:
    """Say why nothing lies here, and offer what would bring something: a list to freeze, a draw to make."""
    today = now.astimezone(office.zone).date()
    waiting = [frame for frame in frames(session) if frame.status == "waits_for_seed"]
    return page(
        request,
        "audit/desk_empty.html",
        due=spans_to_freeze(session, today) if may(me, "audit.freeze") else [],
        rates_day=first_rates_day(today, calendar_of(session)),
        currencies=" ".join(DEFAULT_CURRENCIES),
        waiting=waiting,
        today=today,
        elsewhere=len(seen.queue),
        **_standing(session, me, office, seen, now),
    )


@router.get("/audit/desk/{handle}/files/{place_no}")
def carried_file(request: Request, me: CurrentEmployee, now: Now, handle: str, place_no: int) -> Response:
    """Hand out a file of the letter that lies on this auditor's desk now."""
    require(me, "audit.recode")
    with database_of(request).reading() as session:
        laid = desk_of(session, me.id, now).laid
    if laid is None or laid.handle != handle:
        raise NoSuchWork()
    open_content(database_of(request), laid.entry_id, reader=me, opening=Opening(Ground.SAMPLE, laid.id), now=now)
    with database_of(request).reading() as session:
        file = kept_file(session, laid.entry_id, place_no)
    if file is None:
        raise NoSuchWork()
    headers = {"Content-Disposition": f'attachment; filename="file-{place_no + 1}"'}
    return Response(file, media_type="application/octet-stream", headers=headers)


@router.post("/audit/desk/back")
def back(request: Request, session: Writing, me: CurrentEmployee, now: Now) -> RedirectResponse:
    take_back(session, me, now=now)
    return redirect(request, "/audit/desk", _("Taken back. The work lies before you again."))


@router.get("/audit/desk/trial")
def trial(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, step: int = 1
) -> HTMLResponse:
    """Show a sample letter at the desk; nothing of it is kept."""
    require(me, "audit.recode")
    return _trial_page(request, session, me, now.astimezone(office.zone).date(), step, answer="")


@router.post("/audit/desk/trial")
def answer_trial(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    step: Annotated[int, Form()],
    code: Annotated[str, Form()] = "",
    verdict: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Say at once whether the answer is right; that the desk was tried is all that is kept."""
    require(me, "audit.recode")
    if step == TRIAL_WORKS:
        journal.record(session, me.id, "audit.try_desk", f"employee:{me.id}", now)
    return _trial_page(request, session, me, now.astimezone(office.zone).date(), step, answer=code or verdict)


@router.post("/audit/desk/{handle}")
def judge_work(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    now: Now,
    handle: str,
    code: Annotated[str, Form()] = "",
    verdict: Annotated[str, Form()] = "",
    quantity: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> RedirectResponse:
    chosen = Verdict(verdict) if verdict in _VERDICTS else Verdict.TYPE
    judge(session, me, handle=handle, verdict=chosen, code=code, quantity=quantity_typed(quantity), note=note, now=now)
    return redirect(request, "/audit/desk")


_VERDICTS = frozenset({Verdict.NOT_SURE.value, Verdict.CANNOT_TELL.value, Verdict.PORTRAIT_UNCLEAR.value})


def shown_work(office: Office, content: WorkContent) -> Shown:
    """Return a work's content without tags, and with staff names and addresses covered."""

    def covered(text: str) -> str:
        untagged = without_tags(text, type_domain=office.type_domain)
        return mask(untagged, names=content.names, addresses=content.addresses)

    fields = tuple(
        (_(FIELD_WORDS[label]), covered(value)) for label, value in content.fields if label in FIELD_WORDS and value
    )
    return Shown(
        kind=content.kind,
        direction=content.direction.value if content.direction else "",
        seconds=content.seconds,
        subject=covered(content.subject),
        text=covered(content.text),
        fields=fields,
        files=tuple((file.place_no, covered(file.name)) for file in content.attachments if file.is_kept),
    )


def _keyed(types: tuple[CatalogEntry, ...]) -> list[tuple[str, CatalogEntry]]:
    """Give each type a letter key; after the twenty-first there is none left, and search or a click finds it."""
    answers = [entry for entry in types if is_answer(entry.work_type.purpose)]
    return [(TYPE_KEYS[i] if i < len(TYPE_KEYS) else "", entry) for i, entry in enumerate(answers)]


def _trial_page(
    request: Request, session: Session, me: Employee, today: date, step: int, *, answer: str
) -> HTMLResponse:
    types = catalog(session, today).of_kind(Kind.LETTER_OUT)
    codes = {entry.code for entry in types}
    letters = [letter for letter in practice_letters() if letter.right_code in codes][:TRIAL_WORKS]
    if not 1 <= step <= len(letters):
        return page(request, "audit/trial_done.html", done=len(letters), **shared_words())
    letter = letters[step - 1]
    return page(
        request,
        "audit/desk.html",
        work=_practice_work(letter),
        handle="",
        types=_keyed(types),
        asks_quantity=False,
        left=len(letters) - step + 1,
        done=step - 1,
        own_waiting=0,
        can_take_back=False,
        missing=(),
        trial={
            "step": step,
            "count": len(letters),
            "answer": answer,
            "chosen": next((entry for entry in types if entry.code == answer), None),
            "right": next(entry for entry in types if entry.code == letter.right_code),
            "why": letter.in_language(language()).why,
        },
        **shared_words(),
    )


def _practice_work(letter: PracticeLetter) -> Shown:
    text = letter.in_language(language())
    return Shown(Kind.LETTER_OUT, "", None, text.subject, text.text, ())


def _midnight(office: Office, today: date) -> datetime:
    return datetime.combine(today, time(), tzinfo=office.zone).astimezone(UTC)
