"""Letters that wait for a type: the tray where one key gives it and the letter leaves, and what the head resolves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, JSONResponse, Response

from naryad import i18n, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.office import Office, setting
from naryad.people import Employee, may, require
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    Reading,
    Writing,
    database_of,
    fragment,
    local_path,
    page,
    redirect,
)
from worklog.actions.held import discard_held, has_left, release_held
from worklog.actions.notice import choose_holding
from worklog.actions.readers import note_opening
from worklog.held_age import Age, age_of
from worklog.hop import Fate
from worklog.readers import Ground, Opening
from worklog.relay import next_hop, pass_on_now
from worklog.sending import HeldLetter, LetterIsNotHeld, LetterOfAnotherPerson
from worklog.store.attempt import attempts_of
from worklog.store.holding import own_choice
from worklog.store.letter import held_letter, held_of, held_of_everybody, letter_content
from worklog.web.composer import Texts, first_given, letter_types, sent_words
from worklog.web.suggesting import note_given

router = APIRouter(include_in_schema=False)
MENU = ()

Text = Annotated[str, Form()]

LEAVER_WHY = {
    "ru": "решение о письме, которое ждёт типа: автор уже не работает",
    "en": "to resolve a letter that waits for a type: its author no longer works here",
}
"""The ground on which the head opens the text, as it is written down for the letter's readers."""


@dataclass(frozen=True, slots=True)
class Line:
    """A held letter in a list: how long it has waited, and whose it is."""

    letter: HeldLetter
    age: Age
    author: Employee
    has_left: bool


@router.get("/held")
def held_page(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    """Show one's own waiting letters with the oldest selected; the head also sees whose letters wait, without text."""
    require(me, "worklog.own" if not may(me, "worklog.discard_held") else "worklog.discard_held")
    return _tray(request, session, me, office, now)


@router.get("/held/{entry_id}")
def held_letter_page(
    request: Request, session: Reading, entry_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    letter = _letter_for(session, entry_id, me)
    if letter.employee_id == me.id and any(each.entry_id == entry_id for each in held_of(session, me.id)):
        return _tray(request, session, me, office, now, selected=entry_id)
    return _one(request, letter, me, now)


@router.get("/held/{entry_id}/letter")
def letter_text(request: Request, session: Reading, entry_id: int, me: CurrentEmployee) -> HTMLResponse:
    """Return the letter as the tray shows it, for the page's script."""
    letter = _letter_for(session, entry_id, me)
    if letter.employee_id != me.id:
        raise LetterOfAnotherPerson()
    content = letter_content(session, entry_id)
    return HTMLResponse(fragment(request, "worklog/_held_letter.html", letter=letter, content=content))


@router.post("/held/code")
def give_type(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    entry: Annotated[int, Form()],
    work_type: Text = "",
    minutes: Text = "",
    suggested: Texts = (),
) -> JSONResponse:
    """Give a held letter its type and send it, for the page's script; the plain form does the same below."""
    said, refusal = "", ""
    require(me, "worklog.own")
    with database_of(request).reading() as session:
        letter = _letter_for(session, entry, me)
    try:
        fate, reply = _send(request, entry, work_type, minutes, me, office, now)
        if fate is Fate.ACCEPTED:
            said = sent_words(request, entry)
            note_given(request, suggested, entry, me=me, now=now)
        else:
            refusal = f"{_('The mail server did not take the letter: nobody received it, nothing counts')}. {reply}"
    except DomainError as error:
        refusal = error.message(i18n.language())
    with database_of(request).reading() as session:
        lines = _own_lines(session, me, office, now)
    return JSONResponse(
        {
            "said": said,
            "title": letter.subject or _("(no subject)"),
            "waiting": fragment(request, "worklog/_held_rows.html", lines=lines),
            "refused": [{"entry": entry, "title": letter.subject, "message": refusal}] if refusal else [],
        }
    )


@router.post("/held/choice")
def choose(request: Request, session: Writing, me: CurrentEmployee, now: Now, choice: Text = "") -> Response:
    choose_holding(session, choice, actor=me, now=now)
    return redirect(request, "/profile#holding", _("The choice is entered."))


@router.post("/held/{entry_id}/send")
def send(
    request: Request,
    entry_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    work_type: Text = "",
    minutes: Texts = (),
    suggested: Texts = (),
    next: Annotated[str, Form()] = "",
) -> Response:
    """Give the letter its type and send it. No transaction is open while it is sent."""
    given = first_given(minutes)
    try:
        fate, _reply = _send(request, entry_id, work_type, given, me, office, now)
    except DomainError as error:
        with database_of(request).reading() as session:
            letter = held_letter(session, entry_id)
            if letter is None or not _may_type(session, letter, me, now):
                raise
            if letter.employee_id == me.id:
                return _tray(
                    request, session, me, office, now, selected=entry_id, error=error, chosen=work_type, minutes=given
                )
        return _one(request, letter, me, now, error=error, chosen=work_type, minutes=given)
    if fate is not Fate.ACCEPTED:
        return redirect(request, f"/held/{entry_id}")
    note_given(request, suggested, entry_id, me=me, now=now)
    with database_of(request).reading() as session:
        onward = "/held" if held_of(session, me.id) or not may(me, "worklog.own") else "/day"
    return redirect(request, local_path(next) if next else onward, sent_words(request, entry_id))


@router.post("/held/{entry_id}/discard")
def discard(
    request: Request, session: Writing, entry_id: int, me: CurrentEmployee, now: Now, reason: Text = ""
) -> Response:
    discard_held(session, entry_id, reason=reason, actor=me, now=now)
    return redirect(request, "/held", _("The letter is discarded; it was not sent"))


def own_holding(request: Request, *, employee: Employee) -> str:
    """Fill "profile.more": what becomes of one's own letters without a type."""
    if not may(employee, "worklog.own"):
        return ""
    day = local_day(request.app.state.clock(), request.state.office.zone)
    with database_of(request).reading() as session:
        return fragment(
            request,
            "worklog/_holding_choice.html",
            choice=own_choice(session, employee.id, day),
            office_holds=setting(session, "untyped_letters", day) == "hold",
            may_choose=setting(session, "own_holding", day) == "person",
        )


def _send(
    request: Request, entry_id: int, work_type: str, minutes: str, me: Employee, office: Office, now: Now
) -> tuple[Fate, str]:
    """Type a held letter and pass it on; return what became of it and what the next server said."""
    database = database_of(request)
    hop = next_hop(request.app.state.settings, office)
    to_send = database.write(
        lambda session: release_held(
            session,
            entry_id,
            named=work_type,
            described_minutes=Decimal(minutes) if minutes.isdigit() else None,
            next_hop=hop.name,
            actor=me,
            now=now,
        )
    )
    relayed = pass_on_now(database, hop, to_send, clock=request.app.state.clock)
    return relayed.fate, relayed.reply.text


def _tray(
    request: Request,
    session: Session,
    me: Employee,
    office: Office,
    now: Now,
    *,
    selected: int | None = None,
    error: DomainError | None = None,
    chosen: str = "",
    minutes: str = "",
) -> HTMLResponse:
    lines = _own_lines(session, me, office, now)
    line = next((each for each in lines if each.letter.entry_id == selected), lines[0] if lines else None)
    is_head = may(me, "worklog.discard_held")
    others = [each for each in _lines(session, held_of_everybody(session), office, now) if each.author.id != me.id]
    return page(
        request,
        "worklog/held_list.html",
        status_code=error.status if error else 200,
        lines=lines,
        line=line,
        content=letter_content(session, line.letter.entry_id) if line else None,
        entries=letter_types(request, line.letter.day) if line else (),
        colleagues=[each for each in others if not each.has_left] if is_head else [],
        left=[each for each in others if each.has_left] if is_head else [],
        error=error,
        chosen=chosen,
        minutes=minutes,
    )


def _one(
    request: Request,
    letter: HeldLetter,
    me: Employee,
    now: Now,
    *,
    error: DomainError | None = None,
    chosen: str = "",
    minutes: str = "",
) -> HTMLResponse:
    """Show one letter that is not for the tray: a colleague's, one under way or in doubt."""
    with database_of(request).writing() as session:
        author = staff.employee_of(session, letter.employee_id)
        may_type = _may_type(session, letter, me, now)
        if may_type and author.id != me.id:
            why = Opening(Ground.REASON, reason=LEAVER_WHY[request.state.office.language])
            note_opening(session, letter.entry_id, why, actor=me, now=now)
        content = letter_content(session, letter.entry_id) if may_type else None
        attempts = attempts_of(session, [letter.entry_id]).get(letter.entry_id, ())
    return page(
        request,
        "worklog/held.html",
        status_code=error.status if error else 200,
        letter=letter,
        age=age_of(letter.received_at, now=now, zone=request.state.office.zone),
        content=content,
        author=author,
        is_own=author.id == me.id,
        may_type=may_type,
        is_doubtful=any(each.is_doubtful(now) for each in attempts),
        is_being_sent=any(each.accepted is None and each.lease_until > now for each in attempts),
        entries=letter_types(request, letter.day) if may_type else (),
        error=error,
        chosen=chosen,
        minutes=minutes,
    )


def _letter_for(session: Session, entry_id: int, me: Employee) -> HeldLetter:
    """Return a held letter that this person may look at: their own, or as the head anybody's."""
    letter = held_letter(session, entry_id)
    if letter is None:
        raise LetterIsNotHeld()
    if letter.employee_id != me.id and not may(me, "worklog.discard_held"):
        raise LetterOfAnotherPerson()
    return letter


def _may_type(session: Session, letter: HeldLetter, me: Employee, now: Now) -> bool:
    if letter.employee_id == me.id:
        return may(me, "worklog.own")
    return may(me, "worklog.release_for_leaver") and has_left(session, letter.employee_id, now)


def _own_lines(session: Session, me: Employee, office: Office, now: Now) -> list[Line]:
    return _lines(session, held_of(session, me.id), office, now)


def _lines(session: Session, letters: Sequence[HeldLetter], office: Office, now: Now) -> list[Line]:
    today = local_day(now, office.zone)
    people: dict[int, Any] = {person.id: person for person in staff.employees(session)} if letters else {}
    return [
        Line(
            letter,
            age_of(letter.received_at, now=now, zone=office.zone),
            author := people[letter.employee_id],
            author.employed_to is not None and author.employed_to < today,
        )
        for letter in letters
    ]


SLOTS = {"profile.more": own_holding}
