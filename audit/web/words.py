"""How the pages of the check say things: names of types and people, weeks, states, and what was typed into a field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_interval
from sqlmodel import Session

from audit.budget import Attention
from audit.check import FrameStatus, FrozenFrame
from audit.estimate import Word
from audit.finding import Outcome, State
from audit.recoding import Verdict
from naryad import staff
from naryad.errors import DomainError
from naryad.i18n import language, noop
from naryad.people import Employee
from norms.store import all_types
from norms.work_type import WorkType

MISSING_WORDS = {
    "auditor": noop("an administrator to judge the works"),
    "second_auditor": noop("a second administrator to judge disagreements again, blind"),
    "adjudicator": noop("a third one to settle what two judge differently"),
    "decider": noop("a second person (head or administrator) to decide findings"),
}

STATUS_WORDS = {
    FrameStatus.WAITS_FOR_SEED: (noop("waits for its number"), "warn"),
    FrameStatus.DRAWN: (noop("draw made"), "ok"),
    FrameStatus.WITHDRAWN: (noop("list withdrawn"), "quiet"),
}

STATE_WORDS = {
    State.PROPOSED: (noop("new finding"), "accent"),
    State.READ: (noop("read, no answer yet"), "note"),
    State.AGREED: (noop("agreed, waits for confirmation"), "note"),
    State.APPEALED: (noop("appealed, waits for a decision"), "warn"),
    State.SILENT: (noop("no answer, the decider looks"), "warn"),
    State.DECIDED: (noop("decided"), "ok"),
    State.APPEALED_AGAIN: (noop("decision appealed"), "warn"),
    State.FINAL: (noop("decided for good"), "ok"),
}

OUTCOME_WORDS = {
    Outcome.CHANGED: noop("the type is changed"),
    Outcome.PARTLY: noop("changed in part"),
    Outcome.STAYS: noop("the employee's type stays"),
}

VERDICT_WORDS = {
    Verdict.TYPE: noop("type judged"),
    Verdict.NOT_SURE: noop("not sure"),
    Verdict.CANNOT_TELL: noop("cannot tell"),
    Verdict.PORTRAIT_UNCLEAR: noop("portrait is unclear"),
    Verdict.TAKEN_BACK: noop("taken back"),
}

WORD_WORDS = {
    Word.TOO_EARLY: (noop("nothing judged yet"), "quiet"),
    Word.AS_USUAL: (noop("as usual"), "ok"),
    Word.LOOK_CLOSER: (noop("look closer"), "warn"),
    Word.CHECK_MORE: (noop("check more"), "error"),
}

ATTENTION_WORDS = {
    Attention.USUAL: "",
    Attention.NEWCOMER: noop("first month here: twice as many"),
    Attention.OPEN_QUESTION: noop("look closer: twice as many"),
    Attention.QUIET: noop("a quiet quarter: half as many"),
}

FIELD_WORDS = {
    "Recipients": noop("Recipients"),
    "Attachment": noop("Attachment"),
    "Number": noop("Number"),
    "Name": noop("Name"),
    "Register number": noop("Register number"),
    "About": noop("About"),
    "Note": noop("Note"),
}


class QuantityIsMalformed(DomainError):
    code = "quantity_is_malformed"
    status = 422
    en = "“{text}” is not a quantity. Write a number, for example 2 or 12.5, or leave the field empty."
    ru = "«{text}» — не количество. Напишите число, например 2 или 12,5, или оставьте поле пустым."


def week_text(first: date, last: date) -> str:
    """Write a week as people say it: 12–18 октября 2026."""
    return format_interval(first, last, skeleton="yMMMd", locale=language())


def frame_week(frame: FrozenFrame) -> str:
    return week_text(frame.first_day, frame.last_day)


def quantity_typed(text: str) -> Decimal | None:
    """Read an optional quantity; a decimal comma is a point.

    Raises:
        QuantityIsMalformed.
    """
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise QuantityIsMalformed(text=text[:20]) from None
    if not value.is_finite():
        raise QuantityIsMalformed(text=text[:20])
    return value


def types_by_id(session: Session) -> dict[int, WorkType]:
    return {each.id: each for each in all_types(session)}


def people_by_id(session: Session) -> dict[int, Employee]:
    return {person.id: person for person in staff.employees(session)}


def shared_words() -> dict[str, Any]:
    """Return the tables of words that templates of the check use; `_()` translates where they are shown."""
    return {
        "status_words": STATUS_WORDS,
        "state_words": STATE_WORDS,
        "outcome_words": OUTCOME_WORDS,
        "verdict_words": VERDICT_WORDS,
        "word_words": WORD_WORDS,
        "attention_words": ATTENTION_WORDS,
        "missing_words": MISSING_WORDS,
        "frame_week": frame_week,
        "week_text": week_text,
    }
