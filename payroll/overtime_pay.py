"""The line for overtime: by the month's average hour, or by what was made in those hours (Labour Code art. 152)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from naryad.money import kopecks
from payroll import formula as words
from payroll.formula import Formula, Term, formula
from payroll.kind import OF_JOBS, OVERTIME, PREMIUM, PROGRESSION
from payroll.month_count import Count
from payroll.rules.overtime import FIRST_HOURS, OvertimeHours, OvertimePay, overtime_by_hours, raised, split_hours
from payroll.time_code import Sense

AN_HOUR = 3_600_000_000
"""In microseconds."""


class Part(StrEnum):
    """Of a day's overtime: its first two hours, or the later ones."""

    FIRST = "first"
    FURTHER = "further"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made in a day's overtime, at its single price: in the first two hours, and later."""

    first: Decimal = Decimal(0)
    further: Decimal = Decimal(0)


def part_of(at: datetime, *, begins: time, hours: Decimal) -> Part | None:
    """Return in which part of a day's overtime a work was done, None outside it.

    `at` is local; overtime runs from `begins` for `hours` of that day. Its end is not inside.
    """
    passed = Decimal((at - datetime.combine(at.date(), begins, at.tzinfo)) // timedelta(microseconds=1)) / AN_HOUR
    if not 0 <= passed < hours:
        return None
    return Part.FIRST if passed < FIRST_HOURS else Part.FURTHER


def add_overtime(count: Count, made: Mapping[date, Made]) -> None:
    """Add what overtime brings above the single price, by the way that the office has chosen."""
    days = count.timesheet.days_of(Sense.OVERTIME)
    if not days:
        return
    if not count.terms.acts.overtime_from:
        _by_hours(count, days)
        return
    for day, hours in days.items():
        _by_units(count, day, hours, made.get(day, Made()))


def _by_hours(count: Count, days: Mapping[date, Decimal]) -> None:
    worked, acts = count.timesheet.worked_hours, count.terms.acts
    hourly = (count.piece + count.without_norm + count.sum_of(PREMIUM, PROGRESSION, *OF_JOBS)) / worked
    if acts.is_overtime_summed:
        hours = split_hours(sum(days.values(), Decimal(0)), days=max(1, count.timesheet.worked_days))
    else:
        split = [split_hours(one) for one in days.values()]
        first = sum((one.first for one in split), Decimal(0))
        hours = OvertimeHours(first, sum((one.further for one in split), Decimal(0)))
    pay = overtime_by_hours(
        hours, hourly=hourly, first=acts.overtime_first, further=acts.overtime_further, is_base_paid=True
    )
    counted = ((hours.first, acts.overtime_first), (hours.further, acts.overtime_further))
    parts = [(words.hours(part), words.sum_of_money(hourly), words.plain(times)) for part, times in counted if part]
    shown = _added("{} × {} × ({} − 1)", parts, pay.total)
    count.add(OVERTIME, pay.total, shown, quantity=hours.total, rate=kopecks(hourly))


def _by_units(count: Count, day: date, hours: Decimal, made: Made) -> None:
    acts = count.terms.acts
    pay: OvertimePay = raised(made.first, made.further, first=acts.overtime_first, further=acts.overtime_further)
    counted = ((made.first, acts.overtime_first), (made.further, acts.overtime_further))
    parts = [(words.sum_of_money(part), words.plain(times)) for part, times in counted if part]
    shown = _added("{} × ({} − 1)", parts, pay.total)
    count.add(OVERTIME, pay.total, shown, first_day=day, last_day=day, quantity=hours, rate=made.first + made.further)


def _added(template: str, parts: Sequence[tuple[Term, ...]], total: Decimal) -> Formula:
    """Return the parts one after another; what brings nothing is not among them."""
    return formula(" + ".join([template] * len(parts)), *(term for part in parts for term in part), equals=total)
