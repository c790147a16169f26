"""Progressive piece pay (сдельно-прогрессивная): work above the norm is paid at a higher price.

Two customs, and a scheme names one: *marginal* bands, where each band's surplus has its own multiplier, and *whole
surplus*, where everything above the norm has the multiplier of the band that was reached. The norm is never rounded
before its surplus is counted. Labour Code art. 132, 135; the bands are the office's own act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import kopecks
from payroll.rules.bounds import above_zero, not_negative
from payroll.rules.law import labour_code

LAW = labour_code("132, 135")


class BandsAreOutOfOrder(DomainError):
    code = "bands_are_out_of_order"
    status = 422
    en = "Bands begin at 100% or above, each higher than the one before, with a multiplier of 1 or more: {bands}."
    ru = "Ступени начинаются со 100% или выше, каждая выше предыдущей, множитель не меньше 1: {bands}."


class Surplus(StrEnum):
    """How the work above the norm is priced."""

    MARGINAL = "marginal"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Band:
    """From `above_percent` of the norm on, work has the base price times `multiplier`."""

    above_percent: Decimal
    multiplier: Decimal


@dataclass(frozen=True, slots=True)
class Progression:
    """Bands in ascending order."""

    bands: tuple[Band, ...]
    surplus: Surplus = Surplus.MARGINAL

    def __post_init__(self) -> None:
        starts = [band.above_percent for band in self.bands]
        if (
            not starts
            or starts != sorted(set(starts))
            or starts[0] < 100
            or any(band.multiplier < 1 for band in self.bands)
        ):
            shown = ", ".join(f"{band.above_percent:f}% x{band.multiplier:f}" for band in self.bands)
            raise BandsAreOutOfOrder(bands=shown or "-")

    def pay(self, pay_at_norm: Decimal, *, fulfilment: Decimal) -> Decimal:
        """Return the pay for `fulfilment` percent of a norm that pays `pay_at_norm` at 100%; to the kopeck, once.

        Both are unrounded: 350 units at 120% of the norm have a norm of 350 / 1.2 units.
        """
        not_negative(fulfilment, en="Fulfilment in percent", ru="Процент выполнения")
        return kopecks(pay_at_norm * self.weighted(fulfilment) / 100)

    def weighted(self, fulfilment: Decimal) -> Decimal:
        """Return the percents of the norm, each counted with the multiplier it is paid at."""
        reached = [band for band in self.bands if fulfilment > band.above_percent]
        if not reached:
            return fulfilment
        first = reached[0].above_percent
        if self.surplus is Surplus.WHOLE:
            return first + (fulfilment - first) * reached[-1].multiplier
        ends = [*(band.above_percent for band in reached[1:]), fulfilment]
        return first + sum(
            ((end - band.above_percent) * band.multiplier for band, end in zip(reached, ends, strict=True)), Decimal(0)
        )


def progressive_pay(
    *, units: Decimal, fulfilment: Decimal, unit_rate: Decimal, bands: Sequence[Band], surplus: Surplus = Surplus.WHOLE
) -> Decimal:
    """Return the pay for `units` that are `fulfilment` percent of the norm, at `unit_rate` within it."""
    above_zero(fulfilment, en="Fulfilment in percent", ru="Процент выполнения")
    at_norm = units * unit_rate * 100 / fulfilment
    return Progression(tuple(bands), surplus).pay(at_norm, fulfilment=fulfilment)
