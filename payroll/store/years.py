"""Which years pay can be counted for: the calendar and the minimum wage of each, and what is missing for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.years import calendar_of, latest_years
from payroll.closing import MinimumWage
from payroll.minimum_wage import minimum_wage_on
from payroll.store.minimum_wage import known_minimum_wages

WARNED_FROM_MONTH = 12
"""From 1 December the absence of the next year is warned about."""


@dataclass(frozen=True, slots=True)
class MonthNorm:
    period: Period
    workdays: int
    hours: Decimal


@dataclass(frozen=True, slots=True)
class YearKnown:
    """A year as pay knows it; `hours` is None without a calendar, `wages` empty without a minimum wage."""

    year: int
    is_entered: bool
    months: tuple[MonthNorm, ...]
    wages: tuple[MinimumWage, ...]

    @property
    def hours(self) -> Decimal | None:
        return sum((month.hours for month in self.months), Decimal(0)) if self.months else None

    @property
    def workdays(self) -> int:
        return sum(month.workdays for month in self.months)

    @property
    def is_whole(self) -> bool:
        return bool(self.months and self.wages)


def norms_of(calendar: Calendar, year: int) -> tuple[MonthNorm, ...]:
    """Return the working days and norm hours of each month; nothing of a year that the calendar does not have."""
    if not calendar.knows(year):
        return ()
    periods = [Period(year, month) for month in range(1, 13)]
    return tuple(MonthNorm(one, calendar.workdays(one), calendar.norm_hours(one)) for one in periods)


def years_known(session: Session, *, today: date) -> list[YearKnown]:
    """Return the years that have anything, and this one and the next whatever they have; the latest first."""
    calendar, wages = calendar_of(session), known_minimum_wages(session)
    entered = {year.year for year in latest_years(session)}
    years = {*calendar.years, *(wage.effective_from.year for wage in wages), today.year, today.year + 1}
    return [
        YearKnown(
            year,
            year in entered,
            norms_of(calendar, year),
            tuple(wage for wage in wages if wage.effective_from.year == year),
        )
        for year in sorted(years, reverse=True)
    ]


def year_missing(session: Session, *, today: date) -> int | None:
    """Return the year that pay would stumble over: this one, or from 1 December the next; None while all is there."""
    calendar, wages = calendar_of(session), known_minimum_wages(session)
    for year in (today.year, *([today.year + 1] if today.month >= WARNED_FROM_MONTH else [])):
        if not calendar.knows(year) or minimum_wage_on(date(year, 1, 31), wages) is None:
            return year
    return None
