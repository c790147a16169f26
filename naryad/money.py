"""Exact money and minutes: every rounding of the program is named here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum


class Rounding(StrEnum):
    """Where money is rounded on its way from minutes to a line (dated, one choice per office)."""

    UNIT = "unit"
    """The piece rate of one unit is rounded to the kopeck; a line is quantity x piece rate."""

    LINE = "line"
    """Nothing is rounded before the line; the line is rounded once."""


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return `value` with exactly `places` decimals, a half going away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def kopecks(value: Decimal) -> Decimal:
    """Return money with exactly two decimals, half up."""
    return round_half_up(value, 2)


def minutes3(value: Decimal) -> Decimal:
    """Return norm minutes with exactly three decimals, half up."""
    return round_half_up(value, 3)


def share_by_largest_remainder(total: Decimal, weights: Sequence[Decimal], places: int = 2) -> list[Decimal]:
    """Share `total` in proportion to `weights` so that the parts add up to it exactly.

    Every part is first cut to `places` decimals; the units left over go one each to the largest remainders,
    the earlier part first where remainders are equal.

    Raises:
        ValueError: no weight is positive, one is negative, or `total` has more than `places` decimals.
    """
    if any(weight < 0 for weight in weights) or sum(weights) <= 0:
        raise ValueError("weights must not be negative, and at least one must be positive")
    unit = Decimal(1).scaleb(-places)
    if total != total.quantize(unit):
        raise ValueError(f"the total {total} has more than {places} decimals")
    whole = sum(weights, Decimal(0))
    exact = [abs(total) * weight / whole for weight in weights]
    parts = [share.quantize(unit, rounding=ROUND_DOWN) for share in exact]
    left_over = int((abs(total) - sum(parts, Decimal(0))) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in by_remainder[:left_over]:
        parts[i] += unit
    return [part.copy_sign(total) for part in parts] if total < 0 else parts
