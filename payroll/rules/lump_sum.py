"""Lump sum with a time bonus (аккордно-премиальная): a price for the whole job, and more for finishing it early.

Labour Code art. 135; the office's own act says how much a saved percent of the time is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from naryad.money import kopecks, round_half_up
from payroll.rules.bounds import above_zero, not_negative
from payroll.rules.law import labour_code

LAW = labour_code("135")


@dataclass(frozen=True, slots=True)
class LumpSum:
    """What a finished job pays: `total` is `price` + `bonus`."""

    price: Decimal
    saved_percent: Decimal
    """Of the planned time; 0 when the job took as long or longer. Unrounded unless places were asked for."""
    bonus: Decimal

    @property
    def total(self) -> Decimal:
        return self.price + self.bonus


def lump_sum(
    *,
    price: Decimal,
    planned: Decimal,
    actual: Decimal,
    bonus_per_percent: Decimal = Decimal(1),
    percent_places: int | None = None,
) -> LumpSum:
    """Return the pay of a job planned for `planned` and done in `actual` days (or hours).

    `bonus_per_percent` is percent of the price for each percent of time saved. The saved percentage stays exact unless
    the office's act rounds it (`percent_places`); the bonus is rounded once, to the kopeck. Being late costs nothing.
    """
    not_negative(price, en="The price of the job", ru="Цена наряда")
    above_zero(planned, en="The planned time", ru="Плановый срок")
    saved = max(Decimal(0), planned - not_negative(actual, en="The actual time", ru="Фактический срок"))
    if percent_places is None:
        bonus = kopecks(price * bonus_per_percent * saved / planned)
        return LumpSum(kopecks(price), saved * 100 / planned, bonus)
    percent = round_half_up(saved * 100 / planned, percent_places)
    return LumpSum(kopecks(price), percent, kopecks(price * bonus_per_percent * percent / 100))
