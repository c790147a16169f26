"""Sending a letter as values: what is to be sent, how a try went, and where that leaves the letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from naryad.errors import DomainError
from naryad.value import value
from worklog.entry import AttemptFacts
from worklog.hop import Outgoing
from worklog.letter import Way

LEASE = timedelta(seconds=90)
"""Longer than the time budget towards the next server, so that no second try begins while the first may still end."""


@value(frozen=True, slots=True)
class ToSend:
    """A letter whose intent is committed: it goes to the next server now."""

    attempt_id: int
    entry_id: int
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send; `accepted` and `reply` are None while nobody knows what became of it."""

    id: int
    entry_id: int
    started_at: datetime
    lease_until: datetime
    next_hop: str
    work_type_id: int
    way: Way
    recipients: tuple[str, ...]
    is_other_content: bool
    is_quoted_type: bool
    accepted: bool | None
    reply: str | None
    outcome_at: datetime | None
    resolved_by: int | None
    reason: str

    def is_doubtful(self, now: datetime) -> bool:
        return self.accepted is None and self.lease_until <= now


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter that the office holds until its author gives it a type."""

    entry_id: int
    uid: str
    employee_id: int
    day: date
    subject: str
    recipients: tuple[str, ...]
    received_at: datetime
    last_reply: str | None


@dataclass(frozen=True, slots=True)
class LetterText:
    """What can be read of a letter; `attachments` are (name, media type, size in bytes)."""

    subject: str
    text: str
    attachments: tuple[tuple[str, str, int], ...]
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What `worklog.entry.state_of` asks about a letter."""

    stays_held: bool
    attempts: tuple[AttemptFacts, ...]


class LetterIsBeingSent(DomainError):
    code = "letter_is_being_sent"
    en = "This letter is being sent right now. Look again in {seconds} seconds; do not send it a second time."
    ru = "Это письмо отправляется прямо сейчас. Посмотрите ещё раз через {seconds} с; второй раз не отправляйте."


class LetterIsInDoubt(DomainError):
    code = "letter_is_in_doubt"
    en = (
        "The next mail server never said whether it took this letter. An administrator finds out from its log and "
        "writes it down; ask for it if the letter is urgent."
    )
    ru = (
        "Почтовый сервер не сказал, принял ли он это письмо. Администратор выяснит это по журналу сервера и отметит; "
        "если письмо срочное, попросите об этом."
    )


class LetterIsNotHeld(DomainError):
    code = "letter_is_not_held"
    en = "This letter no longer waits for a type: it was sent or discarded. Look at the list of letters."
    ru = "Это письмо уже не ждёт типа: оно отправлено или отменено. Посмотрите список писем."


class LetterOfAnotherPerson(DomainError):
    code = "letter_of_another_person"
    status = 403
    en = "This is another person's letter: only its author reads it and sends it."
    ru = "Это письмо другого сотрудника: читает и отправляет его только автор."


class DoubtIsNotYours(DomainError):
    code = "doubt_is_not_yours"
    status = 403
    en = "The author does not decide about their own letter in doubt. Ask another administrator."
    ru = "О своём письме автор не решает. Попросите другого администратора."


class NothingInDoubt(DomainError):
    code = "nothing_in_doubt"
    en = "Nothing is in doubt about this sending any more: its outcome is known or it is still under way."
    ru = "С этой отправкой уже нет неясности: её исход известен или она ещё идёт."


class DoubtNeedsLogLine(DomainError):
    code = "doubt_needs_log_line"
    status = 422
    en = (
        "Copy the line of the mail server's log that shows what became of the letter: it is the reason for the "
        "decision."
    )
    ru = "Скопируйте строку журнала почтового сервера, по которой видно, что стало с письмом: это основание решения."


def facts_in_order(attempts: Iterable[Attempt], now: datetime) -> tuple[AttemptFacts, ...]:
    """Return the attempts so that the one that decides the state stands last.

    An accepted try decides; without one, a try that is still under way or in doubt does, whatever was refused after
    it: the letter may have arrived.
    """
    ranked = sorted(
        attempts, key=lambda each: (each.accepted is True, each.accepted is None, not each.is_doubtful(now), each.id)
    )
    return tuple(AttemptFacts(each.lease_until, each.accepted) for each in ranked)
