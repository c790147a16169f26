"""Clock minutes of people's days: from timesheets above, or typed, a person's day a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from naryad.errors import DomainError

LINES_MAX = 20_000
MINUTES_IN_A_DAY = Decimal(1440)

Clock = dict[tuple[int, date], Decimal]
"""(employee id, day) -> minutes by the clock."""


class ClockLineUnreadable(DomainError):
    code = "clock_line_unreadable"
    status = 422
    en = "Line {line}, “{text}”, is not number, day and minutes. Write for example 101; 05.10.2026; 480."
    ru = "Строка {line}, «{text}», — не табельный номер, день и минуты. Напишите, например, 101; 05.10.2026; 480."


class ClockMinutesOutOfDay(DomainError):
    code = "clock_minutes_out_of_day"
    status = 422
    en = "Line {line}: {minutes} minutes do not fit into a day. Give a number from 0 to 1440."
    ru = "Строка {line}: {minutes} мин не помещаются в сутки. Укажите число от 0 до 1440."


class ClockOfNobody(DomainError):
    code = "clock_of_nobody"
    status = 422
    en = "Line {line}: nobody has the number {number}. Look it up on the page of staff."
    ru = "Строка {line}: табельного номера {number} нет. Посмотрите его на странице сотрудников."


class ClockDayTwice(DomainError):
    code = "clock_day_twice"
    status = 422
    en = "Line {line}: the day {day} of {number} is given twice. Leave one line of it."
    ru = "Строка {line}: день {day} для {number} указан дважды. Оставьте одну строку."


class ClockIsMissing(DomainError):
    code = "clock_is_missing"
    status = 422
    en = "There are no clock minutes: no timesheet is kept for these days, and none were typed. Paste them below."
    ru = "Времени по часам нет: табель за эти дни не ведётся, и ничего не введено. Вставьте строки ниже."


def typed_clock(text: str, ids: Mapping[str, int]) -> Clock:
    """Read "number; day; minutes" a line; `ids` are employee ids by their numbers.

    Raises:
        ClockLineUnreadable, ClockMinutesOutOfDay, ClockOfNobody, ClockDayTwice.
    """
    found: Clock = {}
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for at, line in lines[:LINES_MAX]:
        parts = _LINE.fullmatch(line)
        day = _day(parts.group("day")) if parts else None
        if parts is None or day is None:
            raise ClockLineUnreadable(line=at, text=line[:40])
        minutes = Decimal(parts.group("minutes").replace(",", "."))
        if not 0 <= minutes <= MINUTES_IN_A_DAY:
            raise ClockMinutesOutOfDay(line=at, minutes=minutes)
        number = parts.group("number")
        if number not in ids:
            raise ClockOfNobody(line=at, number=number)
        if (ids[number], day) in found:
            raise ClockDayTwice(line=at, day=day, number=number)
        found[ids[number], day] = minutes
    return found


def clock_of_text(text: str) -> Clock:
    """Read what the domain above wrote: [[employee id, "2026-10-05", "480.00"], ...]."""
    return {(int(person), date.fromisoformat(day)): Decimal(minutes) for person, day, minutes in json.loads(text)}


def text_of_clock(clock: Mapping[tuple[int, date], Decimal]) -> str:
    """Return the text that `clock_of_text` reads back."""
    return json.dumps([[person, day.isoformat(), str(minutes)] for (person, day), minutes in sorted(clock.items())])


def _day(text: str) -> date | None:
    try:
        if "." in text:
            day, month, year = (int(part) for part in text.split("."))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


_LINE = re.compile(
    r"(?P<number>[\w-]{1,20})\s*[;\t]\s*(?P<day>\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d)\s*[;\t]\s*"
    r"(?P<minutes>-?\d{1,5}(?:[.,]\d{1,2})?)"
)
