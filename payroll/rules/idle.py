"""Idle time (простой): paid by whose fault it was.

Labour Code art. 157: the employer's, not less than two thirds of the average earnings; nobody's, not less than two
thirds of the tariff; the employee's own, nothing.
"""

from __future__ import annotations

from decimal import Decimal

from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.fault import Fault
from payroll.rules.law import labour_code

LAW = labour_code("157")


def idle_pay(
    fault: Fault, *, hours: Decimal, hourly_tariff: Decimal = Decimal(0), average_hourly: Decimal = Decimal(0)
) -> Decimal:
    """Return the pay for idle `hours`, to the kopeck: two thirds of the average or of the tariff, or nothing."""
    not_negative(hours, en="Idle hours", ru="Часы простоя")
    if fault is Fault.EMPLOYER:
        return kopecks(hours * not_negative(average_hourly, en="Average hourly pay", ru="Средний заработок") * 2 / 3)
    if fault is Fault.NOBODY:
        return kopecks(hours * not_negative(hourly_tariff, en="The hourly tariff", ru="Часовой тариф") * 2 / 3)
    return Decimal("0.00")
