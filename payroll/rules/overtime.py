"""Overtime (сверхурочная работа): the first two hours of a day at one and a half, the rest at double.

Labour Code art. 99, 152. Piece workers are paid by units (what was made in those hours, at the raised price) or by
hours (on the average hourly pay): the office chooses one. With summed accounting the two hours are counted for each
working day of the period. Since 01.09.2024 the base holds compensatory and incentive payments too (91-ФЗ, 22.04.2024).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("99, 152")
BASE_WITH_PREMIUMS_SINCE = date(2024, 9, 1)
FIRST_HOURS = Decimal(2)
FIRST_MULTIPLIER = Decimal("1.5")
FURTHER_MULTIPLIER = Decimal(2)
YEAR_LIMIT_HOURS = Decimal(120)
TWO_DAYS_LIMIT_HOURS = Decimal(4)


@dataclass(frozen=True, slots=True)
class OvertimeHours:
    """Overtime split by its price."""

    first: Decimal
    further: Decimal

    @property
    def total(self) -> Decimal:
        return self.first + self.further


@dataclass(frozen=True, slots=True)
class OvertimePay:
    """Money for overtime, each part to the kopeck."""

    first: Decimal
    further: Decimal

    @property
    def total(self) -> Decimal:
        return self.first + self.further


def split_hours(hours: Decimal, *, days: int = 1) -> OvertimeHours:
    """Split overtime hours: two for each of `days` at the lower price, the rest at the higher.

    Daily accounting asks once for every day (`days` = 1); summed accounting once for the period, with its working days.
    """
    not_negative(hours, en="Overtime hours", ru="Сверхурочные часы")
    first = min(hours, FIRST_HOURS * days)
    return OvertimeHours(first, hours - first)


def overtime_by_hours(
    hours: OvertimeHours,
    *,
    hourly: Decimal,
    first: Decimal = FIRST_MULTIPLIER,
    further: Decimal = FURTHER_MULTIPLIER,
    is_base_paid: bool = False,
) -> OvertimePay:
    """Return pay on an hourly base: the tariff, or average hourly piece pay with premiums.

    `is_base_paid` says that the single price is paid already, as piece pay is: then only what is above it is due.
    """
    not_negative(hourly, en="The hourly base", ru="Часовая база")
    paid = Decimal(1) if is_base_paid else Decimal(0)
    return OvertimePay(
        kopecks(hours.first * hourly * (first - paid)), kopecks(hours.further * hourly * (further - paid))
    )


def overtime_by_units(
    *,
    unit_rate: Decimal,
    units_first: Decimal,
    units_further: Decimal,
    first: Decimal = FIRST_MULTIPLIER,
    further: Decimal = FURTHER_MULTIPLIER,
) -> OvertimePay:
    """Return pay for units made in overtime: those of the first two hours and the later ones, at the raised price."""
    not_negative(unit_rate, en="The piece rate", ru="Расценка")
    return OvertimePay(kopecks(units_first * unit_rate * first), kopecks(units_further * unit_rate * further))


def raised(
    made_first: Decimal,
    made_further: Decimal,
    *,
    first: Decimal = FIRST_MULTIPLIER,
    further: Decimal = FURTHER_MULTIPLIER,
) -> OvertimePay:
    """Return what money of units made in overtime, paid singly already, brings above that: each part to the kopeck."""
    not_negative(made_first, en="What was made in overtime", ru="Сделанное сверхурочно")
    not_negative(made_further, en="What was made in overtime", ru="Сделанное сверхурочно")
    return OvertimePay(kopecks(made_first * (first - 1)), kopecks(made_further * (further - 1)))


@dataclass(frozen=True, slots=True)
class OvertimeLimit:
    """A limit of art. 99 that was passed: a warning, the work is paid all the same."""

    hours: Decimal
    limit: Decimal
    is_year: bool
    """The year's limit; else that of two days in a row."""


def limits_passed(days: list[tuple[date, Decimal]], *, before_this_year: Decimal = Decimal(0)) -> list[OvertimeLimit]:
    """Return the limits passed by overtime of `days` (in order): 4 hours in two days running, 120 hours in a year."""
    found: list[OvertimeLimit] = []
    for (day, hours), (later, more) in pairwise(days):
        if (later - day).days == 1 and hours + more > TWO_DAYS_LIMIT_HOURS:
            found.append(OvertimeLimit(hours + more, TWO_DAYS_LIMIT_HOURS, is_year=False))
    year = before_this_year + sum((hours for _, hours in days), Decimal(0))
    if year > YEAR_LIMIT_HOURS:
        found.append(OvertimeLimit(year, YEAR_LIMIT_HOURS, is_year=True))
    return found
