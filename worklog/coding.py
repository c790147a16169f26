"""The assignment of a work type to an entry: added, never edited; the last one speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import minutes3
from naryad.value import value
from norms.norm import Norm
from norms.work_type import Kind, Purpose, WorkType

LETTER_KINDS = frozenset({Kind.LETTER_OUT, Kind.LETTER_IN})
CALL_KINDS = frozenset({Kind.CALL_IN, Kind.CALL_OUT})

ONE = Decimal("1.000")
DESCRIBED_MINUTES_LIMIT = Decimal(480)
DESCRIPTION_AT_LEAST = 5


class Source(StrEnum):
    """Where a coding came from."""

    PERSON = "person"
    MAIL_TAG = "mail_tag"
    API = "api"
    IMPORT = "import"
    PROPOSAL = "proposal"
    FINDING = "finding"
    MEND = "mend"
    """The head's mending of a mistyped norm in an open month (rule 21)."""


class LetterQuantityIsOne(DomainError):
    code = "letter_quantity_is_one"
    status = 422
    en = "A letter is always one letter, and {quantity} was entered. Leave the quantity empty."
    ru = "Письмо — всегда одно, а введено {quantity}. Оставьте количество пустым."


class WorkNeedsDescription(DomainError):
    code = "work_needs_description"
    status = 422
    en = "{work_type} asks for the minutes spent and a few words on what was done. Fill in both."
    ru = "{work_type}: укажите, сколько минут заняла работа, и в нескольких словах — что сделано."


class DescribedMinutesOutOfRange(DomainError):
    code = "described_minutes_out_of_range"
    status = 422
    en = "{minutes} minutes cannot be one piece of work: enter whole minutes from 1 to {most}."
    ru = "{minutes} мин — не одна работа: введите целое число минут от 1 до {most}."


@dataclass(frozen=True, slots=True)
class Described:
    """Work without a norm: "other, N minutes", in the employee's own words (rule 8)."""

    minutes: Decimal
    text: str


@value(frozen=True, slots=True)
class Coding:
    """One assignment of a type. A void coding says the entry is no work after all: 0 minutes, with a reason.

    `work_type_id`, `norm_id` and `portrait_id` are None only on the void coding of an entry that never had a type
    (`portrait_id` also where the type has no portrait yet).
    """

    id: int
    entry_id: int
    work_type_id: int | None
    norm_id: int | None
    portrait_id: int | None
    quantity: Decimal
    norm_minutes: Decimal
    described: Described | None
    actor_id: int | None
    source: Source
    reason: str
    at: datetime
    is_void: bool
    after_seal: bool


@value(frozen=True, slots=True)
class NewCoding:
    """A coding about to be recorded."""

    work_type_id: int | None
    norm_id: int | None
    portrait_id: int | None
    quantity: Decimal
    norm_minutes: Decimal
    actor_id: int | None
    source: Source
    described: Described | None = None
    reason: str = ""
    is_void: bool = False
    after_seal: bool = False


def quantity_of(work_type: WorkType, *, kind: Kind, asked: Decimal | None, seconds: int | None = None) -> Decimal:
    """Return the quantity of one entry of `work_type`.

    A letter, a described work and a type without a norm are always 1. Otherwise `asked` is taken when given, if the
    type can be counted so. When nothing is asked it is 1, or, for a unit with places (minutes of a long call), the
    minutes of the talk that took `seconds`, cut to the type's cap.

    Raises:
        LetterQuantityIsOne: `asked` is not 1 for a letter.
        QuantityNotCountable, QuantityOverCap: the type does not count so (norms.work_type).
    """
    if kind in LETTER_KINDS:
        if asked is not None and asked != 1:
            raise LetterQuantityIsOne(quantity=asked)
        return ONE
    if work_type.purpose is not Purpose.ORDINARY:
        return ONE
    if asked is not None:
        return minutes3(work_type.countable(asked))
    if not work_type.unit_places or not seconds:
        return ONE
    minutes = minutes3(Decimal(seconds) / 60)
    return minutes if work_type.quantity_cap is None else min(minutes, minutes3(work_type.quantity_cap))


def norm_minutes_of(quantity: Decimal, norm: Norm) -> Decimal:
    """Return quantity x norm, half up to 3 places (rule 3)."""
    return minutes3(quantity * norm.minutes)


def described_of(work_type: WorkType, *, minutes: Decimal | None, text: str) -> Described | None:
    """Return the description that `work_type` asks for; None for every type that asks for none.

    Raises:
        WorkNeedsDescription: minutes or words are missing.
        DescribedMinutesOutOfRange: the minutes are not whole, below 1 or above a day's work.
    """
    if work_type.purpose is not Purpose.DESCRIBED:
        return None
    text = " ".join(text.split())
    if minutes is None or len(text) < DESCRIPTION_AT_LEAST:
        raise WorkNeedsDescription(work_type=work_type.code)
    if minutes != minutes.to_integral_value() or not 1 <= minutes <= DESCRIBED_MINUTES_LIMIT:
        raise DescribedMinutesOutOfRange(minutes=minutes, most=DESCRIBED_MINUTES_LIMIT)
    return Described(minutes3(minutes), text)
