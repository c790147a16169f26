"""Corrections of a closed month: the difference from what was closed, as a storno and a right line in an open month."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from payroll.accrual import AccrualLine


class Standing(StrEnum):
    """Where the money of an adjustment stands.

    A wrong type is not a counting error (Labour Code art. 137): what was overpaid is only offered for voluntary
    return, and stands in «Перерасчёты» alone. What was underpaid is due at once.
    """

    DUE = "due"
    OFFERED = "offered"
    SETTLED = "settled"
    """Offered at first, and since then balanced by a later adjustment of the same month."""


AdjustmentLine = AccrualLine
"""A line of a correction is a line of work marked storno or right, with `source_period`."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The correction of one employee's closed month, booked by a later closing.

    The lines are storno and right lines of every kind that differs; `net` is their sum. `settled_in` names the month
    whose accruals carry the lines (so they stand in «Начисления», «Выполненные работы» and «Для 1С» of that month);
    None while the net is only offered for return.
    """

    employee_id: int
    source_period: Period
    booked_in: Period
    lines: tuple[AdjustmentLine, ...]
    standing: Standing
    settled_in: Period | None
    reason: str
    """Why, for people: what was recoded, by whom decided."""

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))
