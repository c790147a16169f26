"""Premiums (премии): a percentage of a base, on a ground; and how far a disciplinary cut may reach.

Labour Code art. 129, 135. A premium is money only for a ground: a paper of the office that says who gets it and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from naryad.money import kopecks
from payroll.rules.bounds import above_zero, not_negative
from payroll.rules.law import Dated, labour_code

LAW = labour_code("129, 135")
CUT_LAW = labour_code("135", since=date(2025, 9, 1))
CUT_LIMIT: Dated[Decimal | None] = Dated(
    (
        (date(2002, 2, 1), None, "ТК РФ, ст. 135"),
        (date(2025, 9, 1), Decimal(20), "ТК РФ, ст. 135 в редакции 144-ФЗ от 07.06.2025"),
    )
)
"""By how many percent of the month's pay a premium taken for a disciplinary action may lower it; None: no limit set."""


class Percents(StrEnum):
    """Which percents above the plan count."""

    WHOLE = "whole"
    """Only whole percents above: 105.9% of the plan is 5 above."""

    FRACTIONAL = "fractional"


@dataclass(frozen=True, slots=True)
class PlanPremium:
    """So much percent for the plan reached, and so much more for each percent above it."""

    at_plan: Decimal
    """Percent of the base at 100% of the plan; below it there is no premium."""
    per_percent_above: Decimal = Decimal(0)
    most: Decimal | None = None
    """The highest percentage of the base, None without a bound."""
    percents: Percents = Percents.FRACTIONAL

    def percent(self, fulfilment: Decimal) -> Decimal:
        """Return the percentage of the base at `fulfilment` percent of the plan."""
        if fulfilment < 100:
            return Decimal(0)
        above = fulfilment - 100
        if self.percents is Percents.WHOLE:
            above = above.to_integral_value(rounding=ROUND_FLOOR)
        percent = self.at_plan + self.per_percent_above * above
        return percent if self.most is None else min(percent, self.most)


def premium(base: Decimal, percent: Decimal) -> Decimal:
    """Return `percent` of `base`, to the kopeck. The base is piece pay or the tariff for the hours: the office says."""
    not_negative(percent, en="A premium in percent", ru="Процент премии")
    return kopecks(base * percent / 100)


def disciplinary_cut(*, asked: Decimal, premium_of_period: Decimal, month_pay: Decimal, day: date) -> Decimal:
    """Return how much of a premium may be withheld for a disciplinary action of the same period.

    Only the premium of that period can be cut, and the month's pay (with the premium) falls by not more than the limit
    of the law in force on `day`. Money, to the kopeck; rounded down, in the person's favour.
    """
    above_zero(month_pay, en="The month's pay", ru="Заработок за месяц")
    most = min(not_negative(asked, en="The cut", ru="Снижение премии"), premium_of_period)
    limit = CUT_LIMIT.on(day)
    if limit is not None:
        most = min(most, (month_pay * limit / 100).quantize(Decimal("0.01"), rounding=ROUND_FLOOR))
    return max(Decimal(0), kopecks(most))
