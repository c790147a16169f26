"""A call as the office knows it, and when two records of calls look like one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from naryad.errors import DomainError
from norms.work_type import Kind

SIGNIFICANT_DIGITS = 10
SAME_CALL_WITHIN = timedelta(minutes=10)
LONGEST_CALL_SECONDS = 12 * 60 * 60


class Direction(StrEnum):
    """Who rang whom."""

    IN = "in"
    OUT = "out"

    @property
    def kind(self) -> Kind:
        return Kind.CALL_IN if self is Direction.IN else Kind.CALL_OUT


class CallMayBeTheSame(DomainError):
    code = "call_may_be_the_same"
    en = (
        "This call may be the one you entered by hand ({number}, {at}). "
        "Say whether it is the same call: then it counts once, or both do."
    )
    ru = (
        "Похоже, этот звонок вы уже внесли вручную ({number}, {at}). "
        "Ответьте, тот же ли это звонок: тогда он засчитается один раз, иначе — оба."
    )


class CallHasArrived(DomainError):
    code = "call_has_arrived"
    en = (
        "The exchange already brought a call with {number} at {at}. If it is the same call, give that one its type; "
        "if it is another, say so and enter it once more."
    )
    ru = (
        "АТС уже передала звонок с номером {number} в {at}. Если это он, укажите тип ему; "
        "если другой — отметьте это и внесите ещё раз."
    )


class NumberIsMissing(DomainError):
    code = "number_is_missing"
    status = 422
    en = "“{text}” is not a telephone number. Enter at least three digits."
    ru = "«{text}» — не номер телефона. Введите не меньше трёх цифр."


class CallLengthIsWrong(DomainError):
    code = "call_length_is_wrong"
    status = 422
    en = "A call of {minutes} minutes cannot be entered. Give its length in minutes, from 1 to 720."
    ru = "Звонок длиной {minutes} мин внести нельзя. Укажите длительность в минутах, от 1 до 720."


class CallStartIsWrong(DomainError):
    code = "call_start_is_wrong"
    status = 422
    en = "“{text}” is not a time of day. Write hours and minutes, for example 14:05."
    ru = "«{text}» — не время. Напишите часы и минуты, например 14:05."


class CallStartsLater(DomainError):
    code = "call_starts_later"
    status = 422
    en = "A call at {at} has not happened yet. Enter it when it is over."
    ru = "Звонка в {at} ещё не было. Внесите его, когда он закончится."


class ExtensionIsTaken(DomainError):
    code = "extension_is_taken"
    en = "Extension {number} belongs to {name} from {first_day}. End that first, or choose a later day."
    ru = "Добавочный {number} с {first_day} у сотрудника {name}. Сначала завершите это или выберите день позже."


class ExtensionIsWrong(DomainError):
    code = "extension_is_wrong"
    status = 422
    en = "“{number}” is not an extension. Give its 2 to 8 digits, as the exchange writes it."
    ru = "«{number}» — не добавочный номер. Укажите 2–8 цифр, как их пишет АТС."


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a call beside its entry; `seconds` is talk time."""

    entry_id: int
    direction: Direction
    number: str
    party: str
    started_at: datetime
    seconds: int
    extension: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """Whose telephone `number` of a source was, `first_day` and `last_day` included (None: still is)."""

    id: int
    source: str
    number: str
    employee_id: int
    first_day: date
    last_day: date | None

    def is_in_force(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def number_key(number: str) -> str:
    """Return the last ten digits of a number: +7 495 ... and 8 495 ... are one caller."""
    digits = "".join(character for character in number if character.isdecimal())
    return digits[-SIGNIFICANT_DIGITS:]


def is_same_call(hand: datetime, exchange: datetime) -> bool:
    """Say whether two starts, of the same employee and the same last ten digits, are within ten minutes (rule 11)."""
    return abs(hand - exchange) <= SAME_CALL_WITHIN


def checked_number(text: str) -> str:
    """Return a number as it was written, spaces trimmed.

    Raises:
        NumberIsMissing: fewer than three digits.
    """
    number = " ".join(text.split())
    if len(number_key(number)) < 3 or len(number) > 40:
        raise NumberIsMissing(text=number[:40])
    return number


def checked_seconds(minutes: int | None) -> int:
    """Return the length in seconds.

    Raises:
        CallLengthIsWrong: not from 1 minute to 12 hours.
    """
    if minutes is None or not 0 < minutes * 60 <= LONGEST_CALL_SECONDS:
        raise CallLengthIsWrong(minutes="—" if minutes is None else minutes)
    return minutes * 60
