"""The minimum wage, dated, with its law; and whether a rate reaches it when the norms of a month are fulfilled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from importlib.resources import files

import yaml

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.money import kopecks
from payroll.closing import MinimumWage


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    """A month in which a rate pays less than the minimum wage at 100% of the norms (Labour Code art. 133)."""

    period: Period
    norm_hours: Decimal
    pays: Decimal
    """What the rate pays for the norm hours of the month, to the kopeck."""
    minimum: Decimal
    least_per_hour: Decimal
    """The lowest whole-kopeck rate an hour that reaches the minimum in this month."""


@lru_cache
def minimum_wages() -> tuple[MinimumWage, ...]:
    """Return the federal minimum wages of payroll/data/minimum_wage.yaml, the earliest first."""
    data = yaml.safe_load(files("payroll").joinpath("data/minimum_wage.yaml").read_text("utf-8"))
    wages = [MinimumWage(row["from"], Decimal(row["amount"]), row["source"]) for row in data]
    return tuple(sorted(wages, key=lambda wage: wage.effective_from))


def minimum_wage_on(day: date, wages: Iterable[MinimumWage] | None = None) -> MinimumWage | None:
    """Return the minimum wage in force on `day`.

    None if the data begins later, or ends with an earlier year: a year's minimum is never carried over in silence.
    """
    in_force = None
    for wage in minimum_wages() if wages is None else wages:
        if wage.effective_from <= day:
            in_force = wage
    return in_force if in_force is not None and in_force.effective_from.year == day.year else None


def months_below_minimum(
    per_hour: Decimal, *, effective_from: date, calendar: Calendar, wages: Iterable[MinimumWage] | None = None
) -> tuple[BelowMinimum, ...]:
    """Return the months of the rate's first year, from the one it starts in, in which it stays below the minimum wage.

    At 100% fulfilment a month pays its norm hours at full time x `per_hour`. Months whose year is in neither the
    calendar nor the minimum-wage data are left out.
    """
    found: list[BelowMinimum] = []
    period = Period.of_day(effective_from)
    known = None if wages is None else tuple(wages)
    while period.year == effective_from.year and calendar.knows(period.year):
        wage = minimum_wage_on(period.last_day, known)
        hours = calendar.norm_hours(period)
        if wage is not None and per_hour * hours < wage.amount:
            found.append(
                BelowMinimum(
                    period=period,
                    norm_hours=hours,
                    pays=kopecks(per_hour * hours),
                    minimum=wage.amount,
                    least_per_hour=(wage.amount / hours).quantize(Decimal("0.01"), rounding=ROUND_CEILING),
                )
            )
        period = period.next()
    return tuple(found)
