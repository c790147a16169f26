"""The plan of the check: minutes a week against what they let one notice, and how they are spread over people.

"Noticed" means that the evidence reaches the level of a talk. The figures suppose works drawn by norm minutes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.budget import MINUTES_A_CHECK, QUARTER_WEEKS, Share, samples
from audit.estimate import NORMAL_95, upper_limit
from audit.power import TAINT, chance_to_notice
from audit.results import PersonResult, Thresholds

MONTH_WEEKS = 13 / 3
OVER_CLAIMED = (0.10, 0.20, 0.30)
RISK = 0.05
SUPPOSED_SPREAD = 0.10 * TAINT
"""Mean squared taint where a tenth of the minutes is over-claimed by half, until the office's own is known."""

KNOWN_FROM = 30
"""So many judged works tell the office's own spread better than a supposition."""


@dataclass(frozen=True)
class PersonPlan:
    """One person's part: works judged a week, and the chance to notice each of `OVER_CLAIMED` in time."""

    share: Share
    sample: int
    month: tuple[float, ...]
    quarter: tuple[float, ...]

    @property
    def quarter_sample(self) -> int:
        return self.sample * QUARTER_WEEKS

    @property
    def upper_if_none(self) -> float | None:
        """The share of wrong works still possible, at 95%, if a quarter's sample shows none; None without a sample."""
        if not self.sample:
            return None
        population = self.share.entries * QUARTER_WEEKS
        return upper_limit(population, min(self.quarter_sample, population), 0, risk=RISK)


@dataclass(frozen=True)
class Plan:
    """What a number of minutes a week buys."""

    minutes: int
    people: tuple[PersonPlan, ...]
    month: tuple[float, ...]
    quarter: tuple[float, ...]
    """The chances to notice somebody who is drawn as often as people are on average."""

    month_margin: float | None
    quarter_margin: float | None
    """Half the office's 95% interval, as a share of all its norm minutes; None where nothing is judged."""

    @property
    def sample(self) -> int:
        return sum(person.sample for person in self.people)

    @property
    def needed(self) -> int:
        return self.sample * MINUTES_A_CHECK


def plan_for(minutes: int, shares: Sequence[Share], *, thresholds: Thresholds, spread: float) -> Plan:
    """Return what `minutes` a week buy for people whose usual week is `shares`; `spread` is the mean squared taint."""
    sizes = samples(minutes, shares)
    entries, sample = sum(share.entries for share in shares), sum(sizes.values())
    average = sample / len(shares) if shares else 0.0
    return Plan(
        minutes,
        tuple(_person(share, sizes[share.number], thresholds) for share in shares),
        _chances(average * MONTH_WEEKS, thresholds),
        _chances(average * QUARTER_WEEKS, thresholds),
        margin(entries * MONTH_WEEKS, sample * MONTH_WEEKS, spread),
        margin(entries * QUARTER_WEEKS, sample * QUARTER_WEEKS, spread),
    )


def margin(entries: float, sample: float, spread: float) -> float | None:
    """Return half the 95% interval of the over-claimed share in a sample drawn by minutes: 1.96 sqrt(t2/n (1-n/N))."""
    if not sample:
        return None
    return NORMAL_95 * math.sqrt(spread / sample * max(0.0, 1 - sample / entries))


def spread_of(office: PersonResult) -> float | None:
    """Return the office's own mean squared taint, weighted by minutes; None while too little is judged to tell."""
    minutes = float(office.counts.estimated_minutes)
    if office.counts.estimated_judged < KNOWN_FROM or not minutes:
        return None
    found = [work for work in office.differing_works if work.is_in_total and work.over_claim]
    squares = math.fsum(float(work.over_claim) ** 2 / float(work.frozen_minutes) / work.probability for work in found)
    return squares / minutes or None


def budgets(people: int, *marked: int) -> list[int]:
    """Return the budgets a curve is drawn over: a dozen of even steps, and those marked on it."""
    most = max(60, 3 * people, *(2 * minutes for minutes in marked))
    step = next(each for each in _STEPS if each * 12 >= most)
    return sorted({*range(step, step * 12 + 1, step), *(minutes for minutes in marked if minutes)})


_STEPS = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


def whole_week(shares: Sequence[Share]) -> tuple[int, Decimal]:
    """Return the works and norm minutes of the office's usual week."""
    return sum(share.entries for share in shares), sum((share.norm_minutes for share in shares), Decimal(0))


def _person(share: Share, sample: int, thresholds: Thresholds) -> PersonPlan:
    month, quarter = _chances(sample * MONTH_WEEKS, thresholds), _chances(sample * QUARTER_WEEKS, thresholds)
    return PersonPlan(share, sample, month, quarter)


def _chances(draws: float, thresholds: Thresholds) -> tuple[float, ...]:
    return tuple(
        chance_to_notice(each, round(draws), level=thresholds.talk, tolerance=thresholds.tolerance)
        for each in OVER_CLAIMED
    )
