"""The production calendar: working days, shortened days and the norm hours of a month.

The days come from data files, one per country and year set, each naming its source
(Labour Code art. 91, 95, 112; the government's yearly decree on moved days off). Years that the office entered come
on top of them (`naryad.years.calendar_of`).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

import yaml

from naryad.calendar_year import KINDS, CalendarYear
from naryad.days import Period
from naryad.errors import DomainError


class YearNotInCalendar(DomainError):
    code = "year_not_in_calendar"
    status = 409
    en = "The production calendar has no year {year}. Enter the year on the page “Years” before working with its days."
    ru = (
        "В производственном календаре нет {year} года. Введите этот год на странице «Годы», прежде чем "
        "работать с его днями."
    )


STATUTORY_HOLIDAYS = frozenset({(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
"""(month, day) of the non-working holidays of Labour Code art. 112."""


@dataclass(frozen=True)
class Calendar:
    """Days off and shortened days of the years it knows; every other weekday is a working day."""

    years: frozenset[int]
    days_off: frozenset[date]
    shortened: frozenset[date]
    holidays: frozenset[date]

    @classmethod
    def russian(cls) -> Calendar:
        """Return the Russian calendar of naryad/calendars/ru.yaml."""
        return _load("ru")

    def with_years(self, years: Iterable[CalendarYear]) -> Calendar:
        """Return the calendar with these years in the place of its own, or added to them."""
        known = self
        for year in years:
            known = Calendar(
                known.years | {year.year},
                _others(known.days_off, year.year) | year.days_off,
                _others(known.shortened, year.year) | year.shortened,
                _others(known.holidays, year.year) | year.holidays,
            )
        return known

    def knows(self, year: int) -> bool:
        return year in self.years

    def is_workday(self, day: date) -> bool:
        """Say whether `day` is a working day of the five-day week.

        A year without data (its decree is not entered yet) is taken as weekends and the statutory holidays of
        Labour Code art. 112, so that daily work goes on; norm hours, which pay rests on, refuse such a year.
        """
        if self.knows(day.year):
            return day not in self.days_off
        return day.weekday() < 5 and (day.month, day.day) not in STATUTORY_HOLIDAYS

    def hours_on(self, day: date, weekly_hours: Decimal | int = 40) -> Decimal:
        """Return the norm hours of one day: a fifth of the week, an hour less on a shortened day, 0 on a day off."""
        if not self.is_workday(day):
            return Decimal(0)
        hours = Decimal(weekly_hours) / 5
        return hours - 1 if day in self.shortened else hours

    def next_workday(self, day: date) -> date:
        """Return the first working day after `day`."""
        following = day + timedelta(days=1)
        while not self.is_workday(following):
            following += timedelta(days=1)
        return following

    def workday_after(self, day: date, count: int, *, absent: AbstractSet[date] = frozenset()) -> date:
        """Return the working day that is `count` working days after `day`, days of somebody's absence left out."""
        for _ in range(count):
            day = self.next_workday(day)
            while day in absent:
                day = self.next_workday(day)
        return day

    def workdays(self, period: Period) -> int:
        return sum(self.is_workday(day) for day in period.days())

    def norm_hours(self, period: Period, weekly_hours: Decimal | int = 40) -> Decimal:
        """Return weekly hours / 5 x working days - shortened hours (order 588n).

        Raises:
            YearNotInCalendar: the data has no such year.
        """
        self._require(period.year)
        return sum((self.hours_on(day, weekly_hours) for day in period.days()), Decimal(0))

    def _require(self, year: int) -> None:
        if year not in self.years:
            raise YearNotInCalendar(year=year)


@lru_cache
def _load(country: str) -> Calendar:
    years = yaml.safe_load(files("naryad").joinpath(f"calendars/{country}.yaml").read_text("utf-8"))["years"]
    known = Calendar(frozenset(), frozenset(), frozenset(), frozenset())
    return known.with_years(
        CalendarYear(year, source="file", **{kind: _dates(year, lists[kind]) for kind in KINDS})
        for year, lists in years.items()
    )


def _dates(year: int, by_month: dict[int, list[int]]) -> frozenset[date]:
    return frozenset(date(year, month, day) for month, days in by_month.items() for day in days)


def _others(days: frozenset[date], year: int) -> frozenset[date]:
    return frozenset(day for day in days if day.year != year)
