"""Ceilings of withholding (удержания): accounting withholds, the program only warns.

Labour Code art. 138: 20% of pay after tax as a rule, 50% where a federal law says so, 70% for alimony of minors, damage
to health and crime.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("138")


class Ceiling(StrEnum):
    GENERAL = "general"
    BY_LAW = "by_law"
    ALIMONY = "alimony"


PERCENT = {Ceiling.GENERAL: Decimal(20), Ceiling.BY_LAW: Decimal(50), Ceiling.ALIMONY: Decimal(70)}


def most_withheld(pay_after_tax: Decimal, ceiling: Ceiling = Ceiling.GENERAL) -> Decimal:
    """Return the most that may be withheld from one payment of pay, to the kopeck."""
    pay = not_negative(pay_after_tax, en="Pay after tax", ru="Сумма после удержания налога")
    return kopecks(pay * PERCENT[ceiling] / 100)
