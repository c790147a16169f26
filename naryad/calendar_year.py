"""One year of the production calendar as a person enters it, and everything that can be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from naryad.days import days_between
from naryad.errors import DomainError

FIRST_YEAR, LAST_YEAR = 2000, 2100
KINDS = ("holidays", "moved_days_off", "working_weekends", "shortened")


class YearIsWrong(DomainError):
    code = "year_is_wrong"
    status = 422
    en = "{year} is no year of a production calendar. Choose one from 2000 to 2100."
    ru = "{year} — не год производственного календаря. Выберите год с 2000 по 2100."


class CalendarDayIsWrong(DomainError):
    code = "calendar_day_is_wrong"
    status = 422
    en = "“{text}” is no day of {year}. Write days as 01.01-08.01, 23.02: day and month, a dash between first and last."
    ru = "«{text}» — не день {year} года. Пишите дни так: 01.01-08.01, 23.02, то есть число и месяц, между ними дефис."


class HolidaysAreMissing(DomainError):
    code = "holidays_are_missing"
    status = 422
    en = "{year} has no non-working holidays. Enter those of Labour Code art. 112, for example 01.01-08.01."
    ru = "У {year} года нет нерабочих праздников. Введите дни по ст. 112 ТК, например 01.01-08.01."


class DayStandsTwice(DomainError):
    code = "day_stands_twice"
    status = 422
    en = "{day} stands in two lists: a day is a holiday, a moved day off, a working weekend or shortened. Leave one."
    ru = (
        "{day} стоит в двух списках: день бывает или праздником, или перенесённым выходным, или рабочей субботой, или "
        "сокращённым. Оставьте одно."
    )


class DayOffAlready(DomainError):
    code = "day_off_already"
    status = 422
    en = "{day} is a Saturday or Sunday and off already. Take it out of the moved days off."
    ru = "{day} — суббота или воскресенье, это и так выходной. Уберите его из перенесённых выходных."


class NoWeekend(DomainError):
    code = "no_weekend"
    status = 422
    en = "{day} is no Saturday or Sunday, so it is a working day already. Take it out of the working weekends."
    ru = "{day} — не суббота и не воскресенье, это и так рабочий день. Уберите его из рабочих выходных."


class ShortenedDayIsOff(DomainError):
    code = "shortened_day_is_off"
    status = 422
    en = "{day} is a day off and cannot be shortened. Take it out, or enter it as a working weekend too."
    ru = "{day} — выходной, сокращать в нём нечего. Уберите его из сокращённых дней."


class LawIsMissing(DomainError):
    code = "law_is_missing"
    status = 422
    en = "Where these figures come from is missing. Write the law or decree with its day and number."
    ru = "Не указано, откуда эти данные. Напишите закон или постановление с датой и номером."


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year as its decree says; every other weekday is worked, every other Saturday and Sunday is off.

    Raises:
        YearIsWrong, CalendarDayIsWrong, HolidaysAreMissing, LawIsMissing, DayStandsTwice, DayOffAlready, NoWeekend,
        ShortenedDayIsOff.
    """

    year: int
    holidays: frozenset[date]
    moved_days_off: frozenset[date]
    working_weekends: frozenset[date]
    shortened: frozenset[date]
    source: str

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise YearIsWrong(year=self.year)
        if not self.holidays:
            raise HolidaysAreMissing(year=self.year)
        if not self.source.strip():
            raise LawIsMissing()
        for day in sorted({*self.holidays, *self.moved_days_off, *self.working_weekends, *self.shortened}):
            self._check(day)

    def _check(self, day: date) -> None:
        if day.year != self.year:
            raise CalendarDayIsWrong(text=f"{day:%d.%m.%Y}", year=self.year)
        stands_in = [kind for kind in KINDS if day in getattr(self, kind)]
        if len(stands_in) > 1 and stands_in != ["working_weekends", "shortened"]:
            raise DayStandsTwice(day=day)
        if day in self.moved_days_off and day.weekday() >= 5:
            raise DayOffAlready(day=day)
        if day in self.working_weekends and day.weekday() < 5:
            raise NoWeekend(day=day)
        if day in self.shortened and day in self.days_off:
            raise ShortenedDayIsOff(day=day)

    @property
    def days_off(self) -> frozenset[date]:
        weekends = (day for day in days_between(date(self.year, 1, 1), date(self.year, 12, 31)) if day.weekday() >= 5)
        return frozenset(weekends) - self.working_weekends | self.holidays | self.moved_days_off


def days_of_text(text: str, year: int) -> frozenset[date]:
    """Read "01.01-08.01, 23.02": days and ranges of a year, both ends included.

    Raises:
        CalendarDayIsWrong.
    """
    found: set[date] = set()
    joined = re.sub(r"\s*[-–—]\s*", "-", text)
    for part in re.split(r"[\s,;]+", joined):
        if not part:
            continue
        first, dash, last = part.partition("-")
        begin = _day(first, year, part)
        end = _day(last, year, part) if dash else begin
        if end < begin:
            raise CalendarDayIsWrong(text=part[:30], year=year)
        found.update(days_between(begin, end))
    return frozenset(found)


def text_of_days(days: Iterable[date]) -> str:
    """Return days as `days_of_text` reads them, neighbours joined."""
    ranges: list[list[date]] = []
    for day in sorted(days):
        if ranges and ranges[-1][-1] + timedelta(days=1) == day:
            ranges[-1][1:] = [day]
        else:
            ranges.append([day])
    return ", ".join("-".join(f"{day:%d.%m}" for day in one) for one in ranges)


def year_of_structure(year: int, days: Mapping[str, Any], source: str) -> CalendarYear:
    """Return the year of what `structure_of_year` was made of."""
    lists = {kind: frozenset(date.fromisoformat(day) for day in days[kind]) for kind in KINDS}
    return CalendarYear(year, source=source, **lists)


def structure_of_year(value: CalendarYear) -> dict[str, list[str]]:
    return {kind: sorted(day.isoformat() for day in getattr(value, kind)) for kind in KINDS}


def _day(text: str, year: int, part: str) -> date:
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?", text)
    try:
        if found is None or (found[3] and int(found[3]) != year):
            raise ValueError(text)
        return date(year, int(found[2]), int(found[1]))
    except ValueError:
        raise CalendarDayIsWrong(text=part[:30], year=year) from None
