"""Night work (ночные часы, 22:00 to 6:00): a supplement to the hourly tariff.

Labour Code art. 96, 154; the least is 20% of the hourly tariff (government decree of 22.07.2008 No. 554).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import Dated, labour_code

LAW = labour_code("154", since=date(2008, 8, 7))
LEAST_PERCENT = Dated(((date(2008, 8, 7), Decimal(20), "ПП РФ от 22.07.2008 № 554"),))


def night_supplement(*, hours: Decimal, hourly_tariff: Decimal, day: date, percent: Decimal | None = None) -> Decimal:
    """Return the supplement for night `hours`, to the kopeck; the office's `percent` counts where it is the higher."""
    least = LEAST_PERCENT.on(day)
    agreed = least if percent is None else max(least, percent)
    tariff = not_negative(hourly_tariff, en="The hourly tariff", ru="Часовой тариф")
    return kopecks(not_negative(hours, en="Night hours", ru="Ночные часы") * tariff * agreed / 100)
