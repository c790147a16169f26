"""What a proposed norm would do to pay: the last three months counted again with it, person by person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding, kopecks, minutes3
from norms.impact import Impact, impact_of
from payroll.grading import graded_of
from payroll.output import WorkDone
from payroll.quality import judged_of
from payroll.rate import Rate, money_for, piece_rate_of
from payroll.scheme import RateOf

MONTHS_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """One person's work of the type in the months looked at; money before tax, with the rates of those days."""

    employee_id: int
    quantity: Decimal
    minutes_before: Decimal
    minutes_after: Decimal
    amount_before: Decimal
    amount_after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.amount_after - self.amount_before


@dataclass(frozen=True, slots=True)
class NormEffect:
    """The effect of a proposed norm: `impact` is what its approval carries, `people` puts money beside it."""

    impact: Impact
    months: tuple[Period, ...]
    people: tuple[PersonEffect, ...]
    """Those who lose first, the greatest loss at the top."""
    days_without_rate: int
    """Groups of work that could not be priced; their minutes count, their money does not."""

    @property
    def gaining(self) -> tuple[PersonEffect, ...]:
        return tuple(person for person in self.people if person.minutes_after > person.minutes_before)

    @property
    def losing(self) -> tuple[PersonEffect, ...]:
        return tuple(person for person in self.people if person.minutes_after < person.minutes_before)

    @property
    def difference(self) -> Decimal:
        """What the office would have paid more (or less) over the months, before tax."""
        return sum((person.difference for person in self.people), Decimal(0))

    @property
    def digest(self) -> str:
        return self.impact.digest


def months_before(today: date, count: int = MONTHS_LOOKED_AT) -> tuple[Period, ...]:
    """Return the last `count` whole months before the one of `today`, the earliest first."""
    months: list[Period] = []
    period = Period.of_day(today)
    for _ in range(count):
        period = period.previous()
        months.append(period)
    return tuple(reversed(months))


def norm_effect(
    *,
    norm_id: int,
    minutes_after: Decimal,
    months: tuple[Period, ...],
    work: Iterable[WorkDone],
    rate_of: RateOf,
    rounding: Rounding,
) -> NormEffect:
    """Price the work of one type twice, as it was counted and as it would have been.

    `work` holds groups of the norm's work type in `months`; groups of another norm of the type are priced before by
    that norm, after by the proposed one.
    """
    done: list[tuple[int, Decimal, Decimal]] = []
    sums: dict[int, list[Decimal]] = {}
    unpriced = 0
    for group in work:
        done.append((group.employee_id, group.quantity, group.norm_minutes))
        money = sums.setdefault(group.employee_id, [Decimal(0), Decimal(0)])
        rate = rate_of(group.employee_id, group.day)
        if rate is None:
            unpriced += 1
            continue
        share, graded = judged_of(group.condition).share, graded_of(group.condition)
        share *= Decimal(1) if graded is None else graded.coefficient + graded.above
        money[0] += _money(group.quantity, group.norm_minutes_per_unit, group.norm_minutes, rate, rounding, share)
        minutes = minutes3(group.quantity * minutes_after)
        money[1] += _money(group.quantity, minutes_after, minutes, rate, rounding, share)
    impact = impact_of(
        norm_id=norm_id,
        minutes_after=minutes_after,
        done=done,
        first_day=months[0].first_day,
        last_day=months[-1].last_day,
    )
    people = [
        PersonEffect(
            employee_id=person.employee_id,
            quantity=person.quantity,
            minutes_before=person.minutes_before,
            minutes_after=person.minutes_after,
            amount_before=sums[person.employee_id][0],
            amount_after=sums[person.employee_id][1],
        )
        for person in impact.people
    ]
    people.sort(key=lambda person: (person.difference, person.employee_id))
    return NormEffect(impact=impact, months=months, people=tuple(people), days_without_rate=unpriced)


def _money(
    quantity: Decimal, per_unit: Decimal, norm_minutes: Decimal, rate: Rate, rounding: Rounding, share: Decimal
) -> Decimal:
    amount = rate.amount or Decimal(0)
    if rounding is Rounding.UNIT:
        return kopecks(quantity * piece_rate_of(per_unit, amount, rate.per) * share)
    return kopecks(money_for(norm_minutes, amount, rate.per) * share)
