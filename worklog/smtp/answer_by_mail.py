"""An answer to a notice, sent through the gate: its first line types the held letter, which then leaves.

The answer itself is no letter: it goes to nobody, counts nothing and leaves no entry.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee
from norms import store as norms_store
from norms.catalog import Catalog
from worklog.actions.held import release_held
from worklog.actions.letter import Arrived
from worklog.entry import Entry
from worklog.gate import TypesDisagree, UnknownType, is_type_name
from worklog.hop import Fate, Relayed
from worklog.letter import Way, scan
from worklog.notice import token_in
from worklog.notice_answer import AnswerGoesElsewhere, AnswerIsAutomatic, is_automatic, own_line, type_answered
from worklog.reply import Reply
from worklog.sending import LetterIsBeingSent, LetterIsInDoubt, LetterIsNotHeld, LetterOfAnotherPerson, ToSend
from worklog.smtp.passage import OUR_TROUBLE, Passage
from worklog.store.entry import entry_by_id
from worklog.store.letter import held_letter
from worklog.store.notice import entry_of_token

log = logging.getLogger("naryad.gate")


class NoLetterAtThisAddress(DomainError):
    code = "no_letter_at_this_address"
    status = 404
    en = "No letter waits for an answer at this address. Look at the letters that wait for a type on the page."
    ru = "Ответа на этот адрес не ждёт ни одно письмо. Посмотрите на странице, какие письма ждут типа."


class LetterWasSent(DomainError):
    code = "letter_was_sent"
    en = "This letter left already, as {type}. Nothing was sent a second time; another type is given on the day page."
    ru = "Это письмо уже ушло с типом {type}. Второй раз ничего не отправлено; другой тип указывают на странице дня."


class LetterWasDiscarded(DomainError):
    code = "letter_was_discarded"
    en = "This letter was discarded and was not sent. If it is needed, write it anew."
    ru = "Это письмо отменено и не отправлено. Если оно нужно, напишите его заново."


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says, read before any transaction is open: its line, and types named elsewhere in it."""

    arrived: Arrived
    line: str
    is_automatic: bool


class AnswerByMail:
    """Takes answers to notices through the gate, on the lines of letters: intended, passed on, recorded."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage

    def is_answer(self, arrived: Arrived) -> bool:
        """Say whether one of the recipients is the address of a notice's answer."""
        domain = self.passage.office.type_domain
        return any(token_in(address, domain) is not None for address in arrived.recipients)

    async def take(self, arrived: Arrived, employee: Employee | None) -> Reply:
        """Give the held letter the type its author answers with, send it, and return what the mail program is told.

        `employee` is None where a program sends: it gives no type.
        """
        if employee is None:
            return answer_refused(AnswerIsAutomatic(), pages=self.passage.settings.public_url)
        return await self._take(arrived, employee)

    async def _take(self, arrived: Arrived, employee: Employee) -> Reply:
        passage, pages = self.passage, self.passage.settings.public_url
        try:
            to_send = await passage.in_thread(self._type, arrived, employee)
        except DomainError as error:
            return answer_refused(error, pages=pages)
        except Exception:
            log.exception("an answer to a notice could not be taken")
            return OUR_TROUBLE
        relayed = await passage.send(to_send)
        return await passage.in_thread(partial(answer_done, passage.database, to_send.entry_id, relayed, pages=pages))

    def _type(self, arrived: Arrived, employee: Employee) -> ToSend:
        answer = Answer(arrived, own_line(arrived.raw), not arrived.sender or is_automatic(arrived.raw))
        passage = self.passage
        return passage.database.write(
            lambda session: take_answer(
                session,
                answer,
                employee=employee,
                office=passage.office,
                next_hop=passage.hop.name,
                now=passage.clock(),
            )
        )


def take_answer(
    session: Session, answer: Answer, *, employee: Employee, office: Office, next_hop: str, now: datetime
) -> ToSend:
    """Give the held letter the type that its author's answer names; the caller commits, sends, and says so.

    Raises:
        AnswerGoesElsewhere, NoLetterAtThisAddress, LetterOfAnotherPerson, LetterWasSent, LetterWasDiscarded,
        AnswerIsAutomatic, what `type_answered` and `release_held` refuse.
    """
    tokens = {token_in(address, office.type_domain) for address in answer.arrived.recipients}
    if len(tokens) > 1 or None in tokens:
        raise AnswerGoesElsewhere()
    entry_id = entry_of_token(session, next(iter(tokens)) or "")
    if entry_id is None:
        raise NoLetterAtThisAddress()
    entry = entry_by_id(session, entry_id)
    if entry.employee_id != employee.id:
        raise LetterOfAnotherPerson()
    catalog = norms_store.catalog(session, entry.day)
    if held_letter(session, entry_id) is None:
        raise _gone(session, entry, catalog)
    if answer.is_automatic:
        raise AnswerIsAutomatic()
    named = (type_answered(answer.line, catalog), *_named_besides(answer.arrived, office, catalog))
    return release_held(
        session, entry_id, named=named, described_minutes=None, next_hop=next_hop, actor=employee, now=now
    )


def _gone(session: Session, entry: Entry, catalog: Catalog) -> DomainError:
    if not entry.is_counted:
        return LetterWasDiscarded()
    assert entry.figures is not None
    return LetterWasSent(type=catalog.by_id(entry.figures.work_type_id).code)


def _named_besides(arrived: Arrived, office: Office, catalog: Catalog) -> tuple[str, ...]:
    """Return the types that a header or a subject tag of the answer names: ways that disagree are refused (rule 17)."""
    scanned = scan(
        arrived.raw,
        sender=arrived.sender,
        recipients=(),
        mail_domain=office.mail_domain,
        is_type_name=lambda text: is_type_name(text, catalog),
    )
    return tuple(text for way, text in scanned.named if way is not Way.ADDRESS)


def answer_refused(error: DomainError, *, pages: str) -> Reply:
    """Return what the mail program is told where an answer typed nothing: why, and the page with what waits."""
    if isinstance(error, LetterIsBeingSent | LetterIsInDoubt):
        code, status = 451, "4.3.2"
    else:
        code, status = 550, "5.7.1"
    said = error.message("en")
    if isinstance(error, UnknownType):
        said = f"{error.facts['named']} is no type of letters. Nearest: {' '.join(error.facts['nearest'])}"
    elif isinstance(error, TypesDisagree):
        said = f"The answer names different types ({', '.join(error.facts['named'])}). Leave exactly one"
    elif isinstance(error, LetterIsNotHeld):
        said = LetterWasDiscarded().message("en")
    return Reply.of(code, f"{status} {said}", f"{status} {pages}/held")


def answer_done(database: Database, entry_id: int, relayed: Relayed, *, pages: str) -> Reply:
    """Return what the mail program is told once the letter was passed on, whatever the next server said."""
    if relayed.fate is Fate.UNKNOWN:
        return relayed.reply
    if relayed.fate is Fate.REFUSED:
        code, status = (550, "5.7.1") if 500 <= relayed.reply.code < 600 else (451, "4.3.0")
        first = f"{status} Not sent: the letter still waits at {pages}/held/{entry_id}. The next server said:"
        return Reply.of(code, first, *(f"{status} {line}" for line in relayed.reply.lines))
    with database.reading() as session:
        entry = entry_by_id(session, entry_id)
        assert entry.figures is not None
        sent_as = norms_store.catalog(session, entry.day).by_id(entry.figures.work_type_id).code
    minutes = f"{entry.figures.norm_minutes.normalize():f}"
    return Reply.of(250, f"2.0.0 The held letter is sent as {sent_as}: +{minutes} min. Your answer went to nobody")
