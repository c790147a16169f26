"""The regional coefficient (районный коэффициент): on top of the whole pay, the top-up to the minimum included.

Labour Code art. 148, 315-316; Constitutional Court, 07.12.2017 No. 38-П: it is never part of the minimum wage.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.errors import DomainError
from naryad.money import kopecks
from payroll.rules.law import labour_code

LAW = labour_code("148", since=date(2017, 12, 7))


class CoefficientBelowOne(DomainError):
    code = "coefficient_below_one"
    status = 422
    en = "{coefficient} is no regional coefficient: write it as 1.15 for 15 percent, and not above 3."
    ru = "{coefficient} — не районный коэффициент: запишите 15 процентов как 1,15, не больше 3."


def regional_supplement(base: Decimal, coefficient: Decimal) -> Decimal:
    """Return what a coefficient such as 1.15 adds to `base`, to the kopeck.

    Raises:
        CoefficientBelowOne: it is below 1 or above 3.
    """
    if not coefficient.is_finite() or not 1 <= coefficient <= 3:
        raise CoefficientBelowOne(coefficient=coefficient)
    return kopecks(base * (coefficient - 1))
