"""United Kingdom: rated output work under the National Minimum Wage Regulations.

The fair rate lets a worker of average speed reach the minimum: minimum hourly wage / (mean hourly output / factor). The
factor is 1.2 from 06.04.2005 on, 1 from 01.10.2004. A rate that is paid is rounded up to the penny, never down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from naryad.money import round_half_up
from payroll.rules.bounds import above_zero, not_negative
from payroll.rules.country import PaidTime
from payroll.rules.law import Dated, Law

LAW = Law(
    ru="Великобритания, National Minimum Wage Regulations, rated output work",
    en="National Minimum Wage Regulations, rated output work",
    since=date(2004, 10, 1),
)
FACTOR = Dated(
    (
        (date(2004, 10, 1), Decimal(1), "HMRC NMWM03140"),
        (date(2005, 4, 6), Decimal("1.2"), "HMRC NMWM03140"),
    )
)


@dataclass(frozen=True, slots=True)
class RatedOutput:
    """Whether pieces paid at a rate reach the minimum for the time they are treated as having taken."""

    hours: Decimal
    """Pieces / mean hourly output x factor."""
    fair_rate: Decimal
    """Per piece, unrounded."""
    pay: Decimal

    @property
    def per_hour(self) -> Decimal:
        return self.pay / self.hours


@dataclass(frozen=True, slots=True)
class BritishRules:
    @property
    def code(self) -> str:
        return "GB"

    def earliest_change(self, announced_on: date) -> date:
        return announced_on + timedelta(days=1)

    def money(self, amount: Decimal) -> Decimal:
        return round_half_up(amount, 2)

    def fair_rate(self, *, mean_hourly_output: Decimal, minimum_hourly: Decimal, day: date) -> Decimal:
        """Return the fair rate of one piece, unrounded. Mean hourly output is found by a test of the workers."""
        output = above_zero(mean_hourly_output, en="Mean hourly output", ru="Средняя выработка за час")
        return minimum_hourly * FACTOR.on(day) / output

    def least_rate(self, *, mean_hourly_output: Decimal, minimum_hourly: Decimal, day: date) -> Decimal:
        """Return the lowest rate of a piece in whole pence that is fair."""
        fair = self.fair_rate(mean_hourly_output=mean_hourly_output, minimum_hourly=minimum_hourly, day=day)
        return fair.quantize(Decimal("0.01"), rounding=ROUND_CEILING)

    def rated_output(
        self, *, pieces: Decimal, paid_rate: Decimal, mean_hourly_output: Decimal, minimum_hourly: Decimal, day: date
    ) -> RatedOutput:
        """Return what pieces pay against the time they are treated as having taken."""
        above_zero(pieces, en="The number of pieces", ru="Число изделий")
        fair = self.fair_rate(mean_hourly_output=mean_hourly_output, minimum_hourly=minimum_hourly, day=day)
        hours = pieces / mean_hourly_output * FACTOR.on(day)
        paid = not_negative(paid_rate, en="The paid rate", ru="Расценка")
        return RatedOutput(hours, fair, self.money(pieces * paid))

    def floor(self, time: PaidTime) -> Decimal:
        return self.money(time.minimum_hourly * time.hours)

    def overtime(self, time: PaidTime) -> Decimal:
        return Decimal("0.00")

    def nonproductive(self, time: PaidTime) -> Decimal:
        return self.money(time.waiting_hours * max(time.waiting_rate, time.minimum_hourly))

    def rest_day_multiplier(self, day: date) -> Decimal:
        return Decimal(1)
