"""What goes into a rule is checked once, here: hours, units and money that cannot be are refused by name."""

from __future__ import annotations

from decimal import Decimal

from payroll.rules.law import HasToBePositive


def not_negative(amount: Decimal, *, en: str, ru: str) -> Decimal:
    """Return `amount` if it is finite and 0 or more.

    Raises:
        HasToBePositive: it is not; the message begins with its name.
    """
    if not amount.is_finite() or amount < 0:
        raise HasToBePositive(what_en=en, what_ru=ru, amount=amount, bound_en="0 or more", bound_ru="не меньше 0")
    return amount


def above_zero(amount: Decimal, *, en: str, ru: str) -> Decimal:
    """Return `amount` if it is finite and above 0.

    Raises:
        HasToBePositive: it is not; the message begins with its name.
    """
    if not amount.is_finite() or amount <= 0:
        raise HasToBePositive(what_en=en, what_ru=ru, amount=amount, bound_en="above 0", bound_ru="больше 0")
    return amount
