"""Readings of a stopwatch as people write them down: a time a line, and those that do not count with their reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from naryad.errors import DomainError

READINGS_MAX = 1_000
LONGEST_SECONDS = Decimal(12 * 3600)

_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:[.,]\d{1,3})?)")
_MINUTES = re.compile(r"(-?\d{1,4}(?:[.,]\d{1,3})?)\s*(?:мин\.?|m|min)?")
_SECONDS = re.compile(r"(-?\d{1,5}(?:[.,]\d{1,3})?)\s*(?:с|сек\.?|s|sec)")


class ReadingUnreadable(DomainError):
    code = "reading_unreadable"
    status = 422
    en = "Line {line}, “{text}”, is not a time. Write 4:35 (minutes and seconds), 4.5 (minutes) or 275 s, a line each."
    ru = "Строка {line}, «{text}», — не время. Напишите 4:35 (минуты и секунды), 4,5 (минуты) или 275 с, по строке."


class ReadingNotPositive(DomainError):
    code = "reading_not_positive"
    status = 422
    en = "Line {line}, “{text}”: a reading lasts more than nothing and at most 12 hours. Correct it or take it out."
    ru = "Строка {line}, «{text}»: наблюдение длится больше нуля и не дольше 12 часов. Исправьте или уберите его."


class LeftOutNeedsReason(DomainError):
    code = "left_out_needs_reason"
    status = 422
    en = "Line {line}: say after the x why this reading does not count, for example “4:35 x telephone rang”."
    ru = "Строка {line}: напишите после х, почему наблюдение не в счёт, например «4:35 х отвлёк телефон»."


class TooManyReadings(DomainError):
    code = "too_many_readings"
    status = 422
    en = "There are {given} readings; one study holds at most {most}. Split it by days."
    ru = "Наблюдений {given}, а в одном замере — не больше {most}. Разделите его по дням."


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading; `left_out` says why it does not count (empty: it does)."""

    seconds: Decimal
    left_out: str = ""


def readings_of(text: str) -> tuple[Reading, ...]:
    """Read one reading a line; "4:35 x telephone rang" is kept and does not count.

    Raises:
        ReadingUnreadable, ReadingNotPositive, LeftOutNeedsReason, TooManyReadings.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > READINGS_MAX:
        raise TooManyReadings(given=len(lines), most=READINGS_MAX)
    return tuple(_reading(number, line) for number, line in lines)


def counted(readings: tuple[Reading, ...]) -> tuple[Decimal, ...]:
    """Return the seconds of the readings that count."""
    return tuple(reading.seconds for reading in readings if not reading.left_out)


def as_text(readings: tuple[Reading, ...]) -> str:
    """Return the lines that `readings_of` reads back."""
    return "\n".join(_line(reading) for reading in readings)


def _reading(number: int, line: str) -> Reading:
    said, mark, why = _split(line)
    seconds = _seconds(said)
    if seconds is None:
        raise ReadingUnreadable(line=number, text=line[:40])
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ReadingNotPositive(line=number, text=line[:40])
    if mark and not why:
        raise LeftOutNeedsReason(line=number)
    return Reading(seconds, why[:120])


def _split(line: str) -> tuple[str, bool, str]:
    found = re.fullmatch(r"(.*?)\s+[xх](?:\s+(.*))?", line, re.IGNORECASE)
    return (found.group(1), True, (found.group(2) or "").strip()) if found else (line, False, "")


def _seconds(said: str) -> Decimal | None:
    if clock := _CLOCK.fullmatch(said):
        hours, minutes, seconds = clock.groups()
        return Decimal(hours or 0) * 3600 + Decimal(minutes) * 60 + Decimal(seconds.replace(",", "."))
    if found := _SECONDS.fullmatch(said):
        return Decimal(found.group(1).replace(",", "."))
    if found := _MINUTES.fullmatch(said):
        return Decimal(found.group(1).replace(",", ".")) * 60
    return None


def _line(reading: Reading) -> str:
    minutes, seconds = divmod(reading.seconds, 60)
    said = f"{int(minutes)}:{seconds.normalize():f}" if seconds >= 10 else f"{int(minutes)}:0{seconds.normalize():f}"
    return f"{said} x {reading.left_out}" if reading.left_out else said
