"""Indirect piece pay (косвенно-сдельная): who serves others is paid by what those others make.

The indirect rate is the own tariff shared over the norms of everybody served. Labour Code art. 135.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from naryad.money import Rounding, kopecks
from payroll.rules.bounds import above_zero, not_negative
from payroll.rules.law import labour_code

LAW = labour_code("135")


@dataclass(frozen=True, slots=True)
class Served:
    """One person (or machine) served: the norm and what was made, in the same unit and for the same time."""

    norm: Decimal
    made: Decimal


@dataclass(frozen=True, slots=True)
class IndirectPay:
    rate: Decimal
    """Money for one unit made by anybody served; to the kopeck where the office rounds unit prices."""
    amount: Decimal


def indirect_pay(tariff: Decimal, served: Sequence[Served], *, rounding: Rounding = Rounding.UNIT) -> IndirectPay:
    """Return the pay for serving: `tariff` (for the time of the norms) / all their norms x everything made."""
    not_negative(tariff, en="The tariff", ru="Тариф")
    norms = above_zero(
        sum((one.norm for one in served), Decimal(0)), en="The norm of those served", ru="Норма обслуживаемых"
    )
    made = sum((one.made for one in served), Decimal(0))
    if rounding is Rounding.UNIT:
        rate = kopecks(tariff / norms)
        return IndirectPay(rate, kopecks(rate * made))
    return IndirectPay(tariff / norms, kopecks(tariff * made / norms))
