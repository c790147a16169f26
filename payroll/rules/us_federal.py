"""United States, federal: piece workers under the Fair Labor Standards Act, by the workweek.

29 CFR 778.111: the regular rate is all pay of the workweek over all its hours; each hour above 40 adds half of it.
29 CFR 778.418: where it was agreed beforehand, overtime pieces may be paid at one and a half times their rate instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from naryad.money import round_half_up
from payroll.rules.bounds import not_negative
from payroll.rules.country import NoHours, PaidTime
from payroll.rules.law import Dated, Law

LAW = Law(ru="США, 29 CFR 778.111, 778.418", en="29 CFR 778.111, 778.418", since=date(1968, 1, 26))
WEEK_HOURS = Decimal(40)
MINIMUM_HOURLY = Dated(((date(2009, 7, 24), Decimal("7.25"), "29 U.S.C. 206(a)(1)(C)"),))


@dataclass(frozen=True, slots=True)
class AgreedOvertime:
    """Pay under 778.418: straight pieces, overtime pieces, and whether the latter reach the law's least."""

    straight: Decimal
    overtime: Decimal
    least_overtime: Decimal

    @property
    def total(self) -> Decimal:
        return self.straight + self.overtime

    @property
    def is_lawful(self) -> bool:
        return self.overtime >= self.least_overtime


@dataclass(frozen=True, slots=True)
class UsFederalRules:
    @property
    def code(self) -> str:
        return "US"

    def earliest_change(self, announced_on: date) -> date:
        return announced_on + timedelta(days=1)

    def money(self, amount: Decimal) -> Decimal:
        return round_half_up(amount, 2)

    def floor(self, time: PaidTime) -> Decimal:
        return self.money(max(time.minimum_hourly, time.guaranteed_hourly) * time.hours)

    def regular_rate(self, time: PaidTime) -> Decimal:
        """Return straight-time pay / all hours of the workweek, unrounded, and never below the minimum wage.

        Raises:
            NoHours: the week has none.
        """
        if not time.hours:
            raise NoHours()
        return max(time.straight_time / time.hours, time.minimum_hourly)

    def overtime(self, time: PaidTime) -> Decimal:
        above = max(Decimal(0), time.hours - WEEK_HOURS)
        return self.money(self.regular_rate(time) * above / 2) if above else Decimal("0.00")

    def nonproductive(self, time: PaidTime) -> Decimal:
        return self.money(time.waiting_hours * time.waiting_rate)

    def rest_day_multiplier(self, day: date) -> Decimal:
        return Decimal(1)

    def agreed_overtime(
        self,
        *,
        unit_rate: Decimal,
        units: Decimal,
        overtime_units: Decimal,
        overtime_hours: Decimal,
        minimum_hourly: Decimal,
        multiplier: Decimal = Decimal("1.5"),
    ) -> AgreedOvertime:
        """Return the pay where pieces of overtime have a rate of their own, agreed before the work (778.418)."""
        not_negative(unit_rate, en="The piece rate", ru="Расценка")
        return AgreedOvertime(
            straight=self.money(units * unit_rate),
            overtime=self.money(overtime_units * unit_rate * multiplier),
            least_overtime=self.money(Decimal("1.5") * minimum_hourly * overtime_hours),
        )
