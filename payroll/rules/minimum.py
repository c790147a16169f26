"""The floor of the month: pay for a worked norm of time is not below the minimum wage (МРОТ).

Labour Code art. 133, 133.1. Pay for overtime, nights, weekends and holidays and the regional coefficient do not count
towards the minimum (Constitutional Court, 11.04.2019 No. 17-П, 07.12.2017 No. 38-П). For piece pay the minimum is taken
for the hours worked and what was earned is subtracted, with one rounding at the end; where the accrual is the rate of a
whole month (a salary) the difference comes first and then the share of the hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from naryad.money import kopecks
from payroll.rules.bounds import above_zero, not_negative
from payroll.rules.law import labour_code

LAW = labour_code("133, 133.1")


@dataclass(frozen=True, slots=True)
class WorkedTime:
    """Hours worked against the person's own norm of the month, and the share of the full time."""

    hours: Decimal
    norm_hours: Decimal
    """The person's own: by calendar, weekly hours, share of the full time and the days of employment's whole month."""
    fte: Decimal = Decimal(1)

    @property
    def share(self) -> Decimal:
        """Return worked hours / norm hours, not above 1: overtime has its own pay."""
        above_zero(self.norm_hours, en="The norm of hours", ru="Норма часов")
        return min(Decimal(1), not_negative(self.hours, en="Hours worked", ru="Отработанные часы") / self.norm_hours)


def top_up_of_piece_pay(*, earned: Decimal, minimum: Decimal, time: WorkedTime) -> Decimal:
    """Return minimum x share of full time x worked hours / norm hours - `earned`, or 0; rounded once, to the kopeck."""
    return max(Decimal("0.00"), kopecks(minimum * time.fte * time.share - earned))


def top_up_of_salary(*, full_month: Decimal, minimum: Decimal, time: WorkedTime) -> Decimal:
    """Return (minimum x share of full time - the whole month's salary) x worked hours / norm hours, or 0."""
    return max(Decimal("0.00"), kopecks((minimum * time.fte - full_month) * time.share))
