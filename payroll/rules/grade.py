"""Work below one's own grade (межразрядная разница): the difference of the prices is paid.

Labour Code art. 150: a piece worker who is given work of a lower grade is paid the difference between the grades.
"""

from __future__ import annotations

from decimal import Decimal

from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("150")


def grade_difference(*, units: Decimal, own_rate: Decimal, work_rate: Decimal) -> Decimal:
    """Return what is paid on top of `units` x `work_rate` when the person's own grade is priced at `own_rate`.

    Work of a higher grade is paid by its own price, so there the difference is 0. Money, to the kopeck.
    """
    not_negative(units, en="The quantity", ru="Количество")
    return kopecks(units * max(Decimal(0), own_rate - work_rate))
