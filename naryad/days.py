"""Days of the office, pay periods and weeks; moments are aware, days are local."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from naryad.errors import DomainError


class NotAMonth(DomainError):
    code = "not_a_month"
    status = 422
    en = "“{text}” is not a month. Write it as year and month, for example 2026-10."
    ru = "«{text}» — это не месяц. Напишите год и месяц, например 2026-10."


class NotAWeek(DomainError):
    code = "not_a_week"
    status = 422
    en = "“{text}” is not a week. Write it as year and week number, for example 2026-W41."
    ru = "«{text}» — это не неделя. Напишите год и номер недели, например 2026-W41."


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC. Only the edges call it; the rules take moments as arguments."""
    return datetime.now(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day on which `moment` (aware) falls in the office's `zone`."""
    if moment.tzinfo is None:
        raise ValueError("a moment must know its time zone")
    return moment.astimezone(zone).date()


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month as a pay period."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 9998):
            raise NotAMonth(text=f"{self.year}-{self.month:02d}")

    @classmethod
    def of_month(cls, text: str) -> Self:
        """Read `2026-10`.

        Raises:
            NotAMonth: `text` is anything else.
        """
        year, _, month = text.strip().partition("-")
        if not (len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
            raise NotAMonth(text=text)
        return cls(int(year), int(month))

    @classmethod
    def of_day(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def of_number(cls, number: int) -> Self:
        """Read the database's form, yyyymm."""
        return cls(number // 100, number % 100)

    @property
    def number(self) -> int:
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def next(self) -> Self:
        return type(self).of_day(self.last_day + timedelta(days=1))

    def previous(self) -> Self:
        return type(self).of_day(self.first_day - timedelta(days=1))

    def days(self) -> Iterator[date]:
        """Yield every day of the month in order."""
        return days_between(self.first_day, self.last_day)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, Monday to Sunday."""

    year: int
    number: int

    @classmethod
    def of_day(cls, day: date) -> Self:
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @classmethod
    def of_key(cls, text: str) -> Self:
        """Read `2026-W41`.

        Raises:
            NotAWeek: `text` is anything else, or the year has no such week.
        """
        year, _, number = text.strip().partition("-W")
        try:
            date.fromisocalendar(int(year), int(number), 1)
        except ValueError:
            raise NotAWeek(text=text) from None
        return cls(int(year), int(number))

    @property
    def first_day(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=6)

    def next(self) -> Self:
        return type(self).of_day(self.last_day + timedelta(days=1))

    def previous(self) -> Self:
        return type(self).of_day(self.first_day - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
