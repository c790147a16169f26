"""Norms not fulfilled (невыполнение норм труда): pay does not fall below what the cause allows.

Labour Code art. 155: the employer's fault, not less than the average earnings for the time worked; nobody's, not less
than two thirds of the tariff; the employee's own, by what was done.
"""

from __future__ import annotations

from decimal import Decimal

from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.fault import Fault
from payroll.rules.law import labour_code

LAW = labour_code("155")


def shortfall_floor(
    fault: Fault, *, hours: Decimal, hourly_tariff: Decimal, average_hourly: Decimal = Decimal(0)
) -> Decimal:
    """Return the least pay for `hours` in which the norms were not fulfilled; to the kopeck, 0 at the own fault."""
    not_negative(hours, en="The hours", ru="Число часов")
    if fault is Fault.EMPLOYER:
        return kopecks(hours * not_negative(average_hourly, en="Average hourly pay", ru="Средний часовой заработок"))
    if fault is Fault.NOBODY:
        return kopecks(hours * not_negative(hourly_tariff, en="The hourly tariff", ru="Часовой тариф") * 2 / 3)
    return Decimal("0.00")


def shortfall_supplement(
    fault: Fault,
    *,
    output_pay: Decimal,
    hours: Decimal,
    hourly_tariff: Decimal,
    average_hourly: Decimal = Decimal(0),
) -> Decimal:
    """Return what is added to `output_pay` to reach the floor; 0 when it is reached already."""
    floor = shortfall_floor(fault, hours=hours, hourly_tariff=hourly_tariff, average_hourly=average_hourly)
    return max(Decimal("0.00"), floor - kopecks(output_pay))
