"""Limits within which a monthly share of disagreements moves by chance alone: the p-chart and the np-chart.

Source: Shewhart 1931; Montgomery, Introduction to Statistical Quality Control (2012), chapter 7.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from naryad import bounds

SIGMAS = 3.0


@dataclass(frozen=True)
class Limits:
    """The centre line with its limits; the lower one is never below 0, the upper of a share never above 1."""

    centre: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def share_limits(centre: float, sample: int, sigmas: float = SIGMAS) -> Limits:
    """Return the limits of a share around `centre` in samples of this size."""
    bounds.chance(centre, "rate")
    bounds.count(sample, "sample", least=1)
    half = bounds.positive(sigmas, "factor") * math.sqrt(centre * (1 - centre) / sample)
    return Limits(centre, max(0.0, centre - half), min(1.0, centre + half))


def pooled_share(errors: Sequence[int], samples: Sequence[int]) -> float:
    """Return the centre line: all errors over all works looked at."""
    bounds.paired(errors, samples)
    bounds.at_least(samples, 1)
    for found, sample in zip(errors, samples, strict=True):
        bounds.count(found, "count", most=bounds.count(sample, "sample", least=1))
    return sum(errors) / sum(samples)


def p_chart(errors: Sequence[int], samples: Sequence[int], sigmas: float = SIGMAS) -> list[Limits]:
    """Return the limits for each sample around the pooled share; with equal samples they are all the same."""
    centre = pooled_share(errors, samples)
    return [share_limits(centre, sample, sigmas) for sample in samples]


def np_chart(errors: Sequence[int], sample: int, sigmas: float = SIGMAS) -> Limits:
    """Return the limits of the number of errors in samples of one size."""
    limits = share_limits(pooled_share(errors, [sample] * len(errors)), sample, sigmas)
    return Limits(limits.centre * sample, limits.low * sample, limits.high * sample)


def outside(errors: Sequence[int], samples: Sequence[int], sigmas: float = SIGMAS) -> list[int]:
    """Return the places (from 0) of the samples whose share lies outside its limits."""
    limits = p_chart(errors, samples, sigmas)
    shares = (found / sample for found, sample in zip(errors, samples, strict=True))
    return [place for place, (share, limit) in enumerate(zip(shares, limits, strict=True)) if not limit.holds(share)]
