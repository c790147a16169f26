"""How far two auditors agree about the same works, judged without seeing each other: four figures with intervals.

Intervals are percentile bootstrap over works (Efron and Tibshirani 1993) from a fixed seed, so that a page shows the
same twice. Distances are counted on norm minutes. Sources of the figures themselves: `audit/agreement.py`; here they
are taken from sums, which gives the same and lets a page draw five hundred resamples at once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from random import Random

RESAMPLES = 500
SEED = 20260501
FEWEST = 10
"""Below that many works judged twice, an interval says nothing and none is shown."""

SANCTIONS_FROM = 0.80
ADVICE_FROM = 0.667


class Gate(StrEnum):
    """What agreement between auditors allows to follow from their findings."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    ADVICE = "advice"
    SANCTIONS = "sanctions"


@dataclass(frozen=True, slots=True)
class BlindPair:
    """One work judged by two auditors: the types they named and the norm minutes these make."""

    sample_item_id: int
    first_auditor_id: int
    first_type_id: int
    first_minutes: float
    second_auditor_id: int
    second_type_id: int
    second_minutes: float


@dataclass(frozen=True)
class Figure:
    """A figure with its 95% interval; None where the works do not vary, so that nothing can be said."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Agreement:
    """What two blind auditors make of the same works."""

    works: int
    raw: Figure
    kappa: Figure
    alpha: Figure
    ac1: Figure

    @property
    def gate(self) -> Gate:
        """Consequences need alpha of .80 between auditors; from .667 on it is advice only."""
        if self.works < FEWEST or self.alpha.value is None:
            return Gate.UNKNOWN
        if self.alpha.value >= SANCTIONS_FROM:
            return Gate.SANCTIONS
        return Gate.ADVICE if self.alpha.value >= ADVICE_FROM else Gate.NOTHING


Seen = tuple[int, float, int, float]
"""Two auditors' types and minutes of one work."""


def agreement_of(pairs: Sequence[BlindPair]) -> Agreement:
    """Return the four figures of `pairs`, with intervals from ten works on."""
    return _agreement(tuple((p.first_type_id, p.first_minutes, p.second_type_id, p.second_minutes) for p in pairs))


@lru_cache(maxsize=64)
def _agreement(seen: tuple[Seen, ...]) -> Agreement:
    figures = (raw, kappa, alpha, ac1)
    whole = Counter(seen)
    if len(seen) < FEWEST:
        return Agreement(len(seen), *(Figure(figure(whole)) for figure in figures))
    random = Random(SEED)
    resamples = [Counter(random.choices(seen, k=len(seen))) for _ in range(RESAMPLES)]
    return Agreement(len(seen), *(_with_interval(figure, whole, resamples) for figure in figures))


def _with_interval(
    figure: Callable[[Counter[Seen]], float | None], whole: Counter[Seen], resamples: Sequence[Counter[Seen]]
) -> Figure:
    values = sorted(value for each in resamples if (value := figure(each)) is not None)
    if not values:
        return Figure(figure(whole))
    last = len(values) - 1
    return Figure(figure(whole), values[math.floor(last * 0.025)], values[math.ceil(last * 0.975)])


def raw(seen: Counter[Seen]) -> float | None:
    """Return the share of works given one and the same type."""
    count = seen.total()
    return sum(times for work, times in seen.items() if work[0] == work[2]) / count if count else None


def kappa(seen: Counter[Seen]) -> float | None:
    """Return Cohen's kappa weighted by squared minutes: 1 - mean squared distance / the one expected by chance."""
    count = seen.total()
    if not count:
        return None
    distance = math.fsum(times * (a - b) ** 2 for (_, a, _, b), times in seen.items()) / count
    first = [math.fsum(times * a**power for (_, a, _, _), times in seen.items()) / count for power in (1, 2)]
    second = [math.fsum(times * b**power for (_, _, _, b), times in seen.items()) / count for power in (1, 2)]
    expected = first[1] + second[1] - 2 * first[0] * second[0]
    return 1 - distance / expected if expected > 1e-12 else None


def alpha(seen: Counter[Seen]) -> float | None:
    """Return Krippendorff's alpha with the interval metric on minutes."""
    count = 2 * seen.total()
    if not count:
        return None
    observed = math.fsum(2 * times * (a - b) ** 2 for (_, a, _, b), times in seen.items()) / count
    total = math.fsum(times * (a + b) for (_, a, _, b), times in seen.items())
    squares = math.fsum(times * (a * a + b * b) for (_, a, _, b), times in seen.items())
    expected = 2 * (count * squares - total * total) / (count * (count - 1))
    return 1 - observed / expected if expected > 1e-12 else None


def ac1(seen: Counter[Seen]) -> float | None:
    """Return Gwet's AC1 over the types."""
    count = seen.total()
    named: Counter[int] = Counter()
    for (a, _, b, _), times in seen.items():
        named[a] += times
        named[b] += times
    if not count or len(named) < 2:
        return None
    shares = [times / (2 * count) for times in named.values()]
    expected = math.fsum(share * (1 - share) for share in shares) / (len(shares) - 1)
    observed = raw(seen)
    assert observed is not None
    return (observed - expected) / (1 - expected)
