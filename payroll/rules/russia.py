"""The Russian rule set behind the common interface; its rules are the modules of this package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.calendar import Calendar
from naryad.money import kopecks
from norms.notice import earliest_with_notice
from payroll.rules.country import PaidTime
from payroll.rules.minimum import WorkedTime, top_up_of_piece_pay
from payroll.rules.overtime import overtime_by_hours, split_hours
from payroll.rules.rest_day import LEAST_MULTIPLIER


@dataclass(frozen=True, slots=True)
class RussianRules:
    """One person's month: `norm_hours` is their own norm of hours, `working_days` the month's days of work."""

    norm_hours: Decimal
    minimum_month: Decimal
    working_days: int = 1
    calendar: Calendar | None = None

    @property
    def code(self) -> str:
        return "RU"

    def earliest_change(self, announced_on: date) -> date:
        """Return the day two months after the announcement (art. 74, 162)."""
        return earliest_with_notice(announced_on)

    def money(self, amount: Decimal) -> Decimal:
        return kopecks(amount)

    def floor(self, time: PaidTime) -> Decimal:
        """Return the minimum wage for the hours worked (art. 133): the top-up on pay of nothing."""
        return top_up_of_piece_pay(
            earned=Decimal(0), minimum=self.minimum_month, time=WorkedTime(time.hours, self.norm_hours)
        )

    def overtime(self, time: PaidTime) -> Decimal:
        """Return what summed accounting adds to the single price already paid: hours above the norm (art. 152)."""
        above = time.hours - self.norm_hours
        if above <= 0:
            return Decimal("0.00")
        hours = split_hours(above, days=self.working_days)
        return overtime_by_hours(hours, hourly=time.straight_time / time.hours, is_base_paid=True).total

    def nonproductive(self, time: PaidTime) -> Decimal:
        """Return pay for work without a norm and waiting by the agreed rate (rule 15 of docs/pay.md)."""
        return kopecks(time.waiting_hours * time.waiting_rate)

    def rest_day_multiplier(self, day: date) -> Decimal:
        calendar = self.calendar or Calendar.russian()
        return Decimal(1) if calendar.is_workday(day) else LEAST_MULTIPLIER
