"""What prices a person's month beyond the piece rates: the scheme, tariffs, averages, the office's own acts, the floor.

Closing freezes these terms with the month, so that a later correction counts with what was in force then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payroll.rules.fault import Fault
from payroll.rules.premium import PlanPremium
from payroll.rules.progressive import Progression


class PremiumBase(StrEnum):
    """What a premium is a percentage of."""

    PIECE = "piece"
    TARIFF = "tariff"
    """The hourly tariff for the hours worked."""


@dataclass(frozen=True, slots=True)
class PremiumTerm:
    """A premium of the scheme: a fixed percentage, or one that grows with the plan's fulfilment; with its ground."""

    name: str
    base: PremiumBase
    plan: PlanPremium
    ground: str
    is_for_plan: bool = False
    """Whether the norms must be fulfilled; else the percentage at the plan is paid to everybody."""

    def percent(self, fulfilment: Decimal | None) -> Decimal:
        """Return the percentage at a fulfilment in percent; None means it is not known (no hours)."""
        if not self.is_for_plan:
            return self.plan.at_plan
        return Decimal(0) if fulfilment is None else self.plan.percent(fulfilment)


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """A scheme of rule 10 as composed for somebody: parts that are not used are absent."""

    name: str = ""
    progression: Progression | None = None
    premiums: tuple[PremiumTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedMoney:
    """An hourly tariff or average, in force from a day until the next of the same kind; with where it comes from."""

    effective_from: date
    amount: Decimal
    source: str
    ended_from: date | None = None
    """The first day on which it holds no longer, where somebody ended it; None while it runs on."""


def money_on(known: Sequence[DatedMoney], day: date) -> DatedMoney | None:
    """Return the last of `known` that has begun by `day`; None before the first, and where that one has ended."""
    begun = [one for one in known if one.effective_from <= day]
    if not begun:
        return None
    last = max(begun, key=lambda one: one.effective_from)
    return last if last.ended_from is None or day < last.ended_from else None


@dataclass(frozen=True, slots=True)
class OfficeActs:
    """What the office's own acts say, in force for the month; a part at its default is not used."""

    night_percent: Decimal = Decimal(20)
    rest_day_multiplier: Decimal = Decimal(2)
    overtime_first: Decimal = Decimal("1.5")
    overtime_further: Decimal = Decimal(2)
    is_overtime_summed: bool = False
    """Whether overtime is split over the whole month (summed accounting) or day by day."""
    overtime_from: str = ""
    """The time from which overtime runs, as "18:00", where it is paid by the units made in it; empty: by hours."""
    holiday_sum: Decimal = Decimal(0)
    """For each non-working holiday; 0 where no act names one."""
    regional_coefficient: Decimal = Decimal(1)
    regional_minimum: Decimal = Decimal(0)
    """The region's own minimum wage where it is higher; 0 without one."""


@dataclass(frozen=True, slots=True)
class ShortfallNote:
    """Why the norms of the month were not fulfilled, as the head wrote it down."""

    fault: Fault
    reason: str


@dataclass(frozen=True, slots=True)
class DisciplinaryCut:
    """A premium lowered for a disciplinary action of the period."""

    asked: Decimal
    ground: str


@dataclass(frozen=True, slots=True)
class DayOffUnused:
    """At dismissal: a day of rest worked at single price whose day off was never taken."""

    day: date
    single: Decimal | None
    """What the day's pieces paid; None for a day of this very month, whose lines say it."""


@dataclass(frozen=True, slots=True)
class PayTerms:
    """Everything of one person's month that the engine asks besides work and hours."""

    fte: Decimal
    norm_hours: Decimal
    """The person's own norm of the whole month, by calendar and share of full time."""
    scheme: SchemeTerms = field(default_factory=SchemeTerms)
    tariffs: tuple[DatedMoney, ...] = ()
    averages: tuple[DatedMoney, ...] = ()
    acts: OfficeActs = field(default_factory=OfficeActs)
    federal_minimum: Decimal | None = None
    days_off_chosen: frozenset[date] = frozenset()
    """Days of rest worked for which the person chose a day off: single price."""
    days_off_unused: tuple[DayOffUnused, ...] = ()
    shortfall: ShortfallNote | None = None
    cut: DisciplinaryCut | None = None
    top_up: str = ""
    """Why the head pays the top-up to the minimum though the norms were missed at the own fault; empty: not decided."""
    holidays: tuple[date, ...] = ()
    """Non-working holidays of the month within the employment."""
    other_hours: Decimal = Decimal(0)
    """Hours that went to jobs: no norms are measured in them."""

    @property
    def minimum(self) -> Decimal | None:
        """Return the minimum wage that rules: the higher of the federal and the regional one; None if not known."""
        if self.federal_minimum is None:
            return self.acts.regional_minimum or None
        return max(self.federal_minimum, self.acts.regional_minimum)
