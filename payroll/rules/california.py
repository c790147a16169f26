"""California: piece workers are paid apart for rest breaks and other time that produces nothing.

Labor Code 226.2 (since 01.01.2016): an hour of rest and recovery is paid at the average hourly rate of the workweek
(all pay without rest pay and overtime premiums / all hours without rest), not below the minimum wage; other
nonproductive time at not less than the minimum wage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payroll.rules.country import NoHours, PaidTime
from payroll.rules.law import Law
from payroll.rules.us_federal import UsFederalRules

LAW = Law(ru="Калифорния, Labor Code 226.2", en="California Labor Code 226.2", since=date(2016, 1, 1))


@dataclass(frozen=True, slots=True)
class CalifornianRules(UsFederalRules):
    @property
    def code(self) -> str:
        return "US-CA"

    def average_hourly(self, time: PaidTime) -> Decimal:
        """Return pay without rest pay / hours without rest breaks, unrounded, not below the minimum wage.

        Raises:
            NoHours: nothing is left without the breaks.
        """
        hours = time.hours - time.rest_hours
        if hours <= 0:
            raise NoHours()
        return max((time.earned - time.rest_paid) / hours, time.minimum_hourly)

    def rest_pay(self, time: PaidTime) -> Decimal:
        """Return what rest breaks are due on top of what was paid for them already, to the cent."""
        due = time.rest_hours * self.average_hourly(time) - time.rest_paid
        return max(Decimal("0.00"), self.money(due))

    def hourly_top_up(self, time: PaidTime) -> Decimal:
        """Return what an hour of rest on an hourly-paid day still lacks, to the cent."""
        return max(Decimal("0.00"), self.money(self.average_hourly(time)) - time.hourly_rate)

    def nonproductive(self, time: PaidTime) -> Decimal:
        return self.money(time.waiting_hours * max(time.waiting_rate, time.minimum_hourly))
