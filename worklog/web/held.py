"""Letters that wait for a type: read one, give it its type with a digit, and it is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import Employee, may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, local_path, page, redirect
from worklog.actions.held import discard_held, release_held
from worklog.hop import Fate
from worklog.relay import next_hop, pass_on_now
from worklog.sending import HeldLetter, LetterIsNotHeld, LetterOfAnotherPerson
from worklog.store.attempt import attempts_of
from worklog.store.letter import held_letter, held_of, held_of_everybody, letter_content
from worklog.web.composer import Texts, first_given, letter_types, sent_words

router = APIRouter(include_in_schema=False)
MENU = ()

Text = Annotated[str, Form()]


@router.get("/held")
def held_page(request: Request, session: Reading, me: CurrentEmployee) -> HTMLResponse:
    """List one's own waiting letters; the head also sees whose letters wait, without their text."""
    require(me, "worklog.own" if not may(me, "worklog.discard_held") else "worklog.discard_held")
    others = []
    if may(me, "worklog.discard_held"):
        people = {person.id: person for person in staff.employees(session)}
        others = [
            (people[letter.employee_id], letter) for letter in held_of_everybody(session) if letter.employee_id != me.id
        ]
    return page(request, "worklog/held_list.html", letters=held_of(session, me.id), others=others)


@router.get("/held/{entry_id}")
def held_letter_page(request: Request, session: Reading, entry_id: int, me: CurrentEmployee, now: Now) -> HTMLResponse:
    letter = held_letter(session, entry_id)
    if letter is None:
        raise LetterIsNotHeld()
    _must_be_seen_by(me, letter)
    return _form(request, letter, me, now)


@router.post("/held/{entry_id}/send")
def send(
    request: Request,
    entry_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    work_type: Text = "",
    minutes: Texts = (),
    next: Annotated[str, Form()] = "/day",
) -> Response:
    """Give the letter its type and send it. No transaction is open while it is sent."""
    database = database_of(request)
    given = first_given(minutes)
    described = Decimal(given) if given.isdigit() else None
    hop = next_hop(request.app.state.settings, office)
    try:
        to_send = database.write(
            lambda session: release_held(
                session,
                entry_id,
                named=work_type,
                described_minutes=described,
                next_hop=hop.name,
                actor=me,
                now=now,
            )
        )
    except DomainError as error:
        with database.reading() as session:
            letter = held_letter(session, entry_id)
        if letter is None or letter.employee_id != me.id:
            raise
        return _form(request, letter, me, now, error=error, chosen=work_type, minutes=given)
    relayed = pass_on_now(database, hop, to_send, clock=request.app.state.clock)
    if relayed.fate is Fate.ACCEPTED:
        return redirect(request, local_path(next), sent_words(request, entry_id))
    return redirect(request, f"/held/{entry_id}")


@router.post("/held/{entry_id}/discard")
def discard(
    request: Request, session: Writing, entry_id: int, me: CurrentEmployee, now: Now, reason: Text = ""
) -> Response:
    discard_held(session, entry_id, reason=reason, actor=me, now=now)
    return redirect(request, "/held", _("The letter is discarded; it was not sent"))


def _form(
    request: Request,
    letter: HeldLetter,
    me: Employee,
    now: Now,
    *,
    error: DomainError | None = None,
    chosen: str = "",
    minutes: str = "",
) -> HTMLResponse:
    is_own = letter.employee_id == me.id
    with database_of(request).reading() as session:
        content = letter_content(session, letter.entry_id) if is_own else None
        author = staff.employee_of(session, letter.employee_id)
        attempts = attempts_of(session, [letter.entry_id]).get(letter.entry_id, ())
    return page(
        request,
        "worklog/held.html",
        status_code=error.status if error else 200,
        letter=letter,
        content=content,
        author=author,
        is_own=is_own,
        is_doubtful=any(each.is_doubtful(now) for each in attempts),
        is_being_sent=any(each.accepted is None and each.lease_until > now for each in attempts),
        entries=letter_types(request, letter.day) if is_own else (),
        error=error,
        chosen=chosen,
        minutes=minutes,
    )


def _must_be_seen_by(me: Employee, letter: HeldLetter) -> None:
    if letter.employee_id != me.id and not may(me, "worklog.discard_held"):
        raise LetterOfAnotherPerson()
