"""What a country's law says about pay by output, behind one interface; Russia's is the default.

A rule set knows floors, overtime, multipliers of days of rest, time that produces nothing, rounding and the notice of a
change. It is asked about one person's `PaidTime`: a month in Russia, a workweek in the United States, a pay reference
period in the United Kingdom. Sums are before tax, in the country's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from naryad.errors import DomainError
from payroll.rules.bounds import not_negative


class NoHours(DomainError):
    code = "no_hours"
    status = 422
    en = "There are no hours to average over. Enter the hours worked before asking for an hourly rate."
    ru = "Нет часов, на которые делить. Введите отработанные часы, прежде чем считать часовую ставку."


@dataclass(frozen=True, slots=True)
class PaidTime:
    """One person's time of a period and what it earned. Hours may be fractions; nothing is negative."""

    piece: Decimal = Decimal(0)
    """Earned by piece rates, before any premium for overtime."""
    productive_hours: Decimal = Decimal(0)
    """In which pieces were made."""
    waiting_hours: Decimal = Decimal(0)
    """Under the employer's control, without pieces: waiting, meetings, training."""
    waiting_rate: Decimal = Decimal(0)
    """Agreed for an hour of waiting."""
    hourly_hours: Decimal = Decimal(0)
    """Paid by the hour in the same period."""
    hourly_rate: Decimal = Decimal(0)
    rest_hours: Decimal = Decimal(0)
    """Paid rest and recovery breaks inside the hours above."""
    rest_paid: Decimal = Decimal(0)
    """What of the hourly pay was already paid for rest breaks."""
    guaranteed_hourly: Decimal = Decimal(0)
    """Promised for every hour, should the pieces give less."""
    minimum_hourly: Decimal = Decimal(0)
    """The minimum wage in force; the higher one where several apply."""

    def __post_init__(self) -> None:
        for amount in (
            self.piece,
            self.productive_hours,
            self.waiting_hours,
            self.waiting_rate,
            self.hourly_hours,
            self.hourly_rate,
            self.rest_hours,
            self.rest_paid,
            self.guaranteed_hourly,
            self.minimum_hourly,
        ):
            not_negative(amount, en="A figure of the paid time", ru="Показатель оплаченного времени")

    @property
    def hours(self) -> Decimal:
        return self.productive_hours + self.waiting_hours + self.hourly_hours

    @property
    def earned(self) -> Decimal:
        """Return what the period pays without premiums: pieces, waiting and hourly time."""
        return self.piece + self.waiting_hours * self.waiting_rate + self.hourly_hours * self.hourly_rate

    @property
    def straight_time(self) -> Decimal:
        """Return what is earned, or the guarantee for every hour where that is more."""
        return max(self.earned, self.guaranteed_hourly * self.hours)


class RuleSet(Protocol):
    """The law of one country (or state) on pay by output."""

    @property
    def code(self) -> str:
        """ISO 3166 code, such as RU or US-CA."""

    def earliest_change(self, announced_on: date) -> date:
        """Return the first day on which terms of pay announced on a day may get worse."""

    def money(self, amount: Decimal) -> Decimal:
        """Round a sum as it is paid."""

    def floor(self, time: PaidTime) -> Decimal:
        """Return the least the period may pay for its time."""

    def overtime(self, time: PaidTime) -> Decimal:
        """Return what is added to the straight-time pay for overtime."""

    def nonproductive(self, time: PaidTime) -> Decimal:
        """Return the least pay for the period's time that produces nothing."""

    def rest_day_multiplier(self, day: date) -> Decimal:
        """Return by what the law multiplies pieces made on a day of rest."""
