"""Work on a weekend or holiday (выходной, праздник): not less than double, or single with a day off.

Labour Code art. 153; since 01.03.2025 (339-ФЗ of 30.09.2024) a day off not used by dismissal is paid: the difference
between what was due and what was paid.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.errors import DomainError
from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("153")
UNUSED_DAY_OFF_LAW = labour_code("153", since=date(2025, 3, 1))
LEAST_MULTIPLIER = Decimal(2)


class LessThanDouble(DomainError):
    code = "less_than_double"
    status = 422
    en = "Work on a day of rest is paid at not less than double (Labour Code art. 153), and {multiplier} is less."
    ru = "Работа в выходной или праздник оплачивается не менее чем вдвойне (ст. 153 ТК РФ), а {multiplier} — меньше."


def multiplier_of(*, has_day_off: bool, agreed: Decimal = LEAST_MULTIPLIER) -> Decimal:
    """Return by what the piece rates of the day are multiplied.

    Raises:
        LessThanDouble: the office agreed on less than the law allows.
    """
    if agreed < LEAST_MULTIPLIER:
        raise LessThanDouble(multiplier=agreed)
    return Decimal(1) if has_day_off else agreed


def rest_day_pay(
    *, units: Decimal, unit_rate: Decimal, has_day_off: bool = False, agreed: Decimal = LEAST_MULTIPLIER
) -> Decimal:
    """Return pay for units made on a day of rest, to the kopeck."""
    not_negative(units, en="The quantity", ru="Количество")
    return kopecks(units * unit_rate * multiplier_of(has_day_off=has_day_off, agreed=agreed))


def unused_day_off(*, units: Decimal, unit_rate: Decimal, agreed: Decimal = LEAST_MULTIPLIER) -> Decimal:
    """Return what is due at dismissal for a day off chosen and not taken: the raised pay less the single one."""
    due = rest_day_pay(units=units, unit_rate=unit_rate, agreed=agreed)
    return due - rest_day_pay(units=units, unit_rate=unit_rate, has_day_off=True)
