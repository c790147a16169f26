"""The stretch of days that one list takes in: a week, half a month or a month, as the office has chosen.

Its key goes into the seed: `2026-W41`, `2026-10-H1` (the 1st to the 15th) or `2026-10-H2`, `2026-10`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

from naryad.days import Period, Week
from naryad.errors import DomainError

FIRST_HALF_ENDS = 15
DAYS_OF_A_WEEK = 7


class SpanKind(StrEnum):
    WEEK = "week"
    HALF = "half"
    MONTH = "month"


class NotASpan(DomainError):
    code = "not_a_span_of_a_list"
    status = 422
    en = (
        "“{text}” names no week, half or month. Write 2026-W41 for a week, 2026-10-H1 or 2026-10-H2 for half a month, "
        "2026-10 for a month."
    )
    ru = (
        "«{text}» — не неделя, не половина месяца и не месяц. Напишите 2026-W41 (неделя), 2026-10-H1 или 2026-10-H2 "
        "(половина месяца) или 2026-10 (месяц)."
    )


@dataclass(frozen=True)
class Span:
    """The days from `first_day` to `last_day`, both included, under the key that the seed takes in."""

    key: str
    kind: SpanKind
    first_day: date
    last_day: date

    @classmethod
    def of_week(cls, week: Week) -> Self:
        return cls(str(week), SpanKind.WEEK, week.first_day, week.last_day)

    @classmethod
    def of_day(cls, kind: SpanKind, day: date) -> Self:
        """Return the week, half or month in which `day` lies."""
        if kind is SpanKind.WEEK:
            return cls.of_week(Week.of_day(day))
        month = Period.of_day(day)
        if kind is SpanKind.MONTH:
            return cls(str(month), kind, month.first_day, month.last_day)
        if day.day <= FIRST_HALF_ENDS:
            return cls(f"{month}-H1", kind, month.first_day, day.replace(day=FIRST_HALF_ENDS))
        return cls(f"{month}-H2", kind, day.replace(day=FIRST_HALF_ENDS + 1), month.last_day)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a key.

        Raises:
            NotASpan: `text` is no key.
        """
        key = text.strip().upper()
        try:
            if "-W" in key:
                span = cls.of_week(Week.of_key(key))
            elif key.endswith(("-H1", "-H2")):
                day = Period.of_month(key[:-3]).first_day
                span = cls.of_day(SpanKind.HALF, day.replace(day=1 if key.endswith("1") else FIRST_HALF_ENDS + 1))
            else:
                span = cls.of_day(SpanKind.MONTH, Period.of_month(key).first_day)
        except DomainError:
            raise NotASpan(text=text) from None
        if span.key != key:
            raise NotASpan(text=text)
        return span

    def previous(self) -> Self:
        return type(self).of_day(self.kind, self.first_day - timedelta(days=1))

    def next(self) -> Self:
        return type(self).of_day(self.kind, self.last_day + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def minutes(self, minutes_a_week: int) -> int:
        """Return the budget of the span: so many minutes a week, half up to whole minutes."""
        share = Decimal(minutes_a_week * self.days) / DAYS_OF_A_WEEK
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))

    def __str__(self) -> str:
        return self.key
