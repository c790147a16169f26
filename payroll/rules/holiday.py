"""Remuneration of piece workers for holidays on which they did not work (Labour Code art. 112, part 3).

Who has no salary is paid a sum of the office's own act for each non-working holiday; a moved day off is none.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("112")


def holidays_of(
    period: Period, calendar: Calendar, *, employed_from: date, employed_to: date | None = None
) -> list[date]:
    """Return the non-working holidays of a month within the employment.

    Raises:
        YearNotInCalendar: the calendar has no such year.
    """
    calendar.norm_hours(period)
    last = min(period.last_day, employed_to or period.last_day)
    return [day for day in period.days() if day in calendar.holidays and employed_from <= day <= last]


def holiday_remuneration(*, per_day: Decimal, days: int) -> Decimal:
    """Return the remuneration for so many holidays without work, to the kopeck."""
    return kopecks(not_negative(per_day, en="The sum for a holiday", ru="Сумма за праздничный день") * days)
