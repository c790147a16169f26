"""Checking by the minute (or the rouble) instead of by the entry: each unit of claimed value has the same chance.

An entry is met by its size; what is wrong with it counts as a taint, the share of the claim that is too much. The
words of auditors: sampling interval (SI), basic precision, incremental allowance, upper misstatement limit.
Sources: AICPA, Audit Guide: Audit Sampling (2017), chapter 6 and appendix C; Stringer, "Practical aspects of
statistical sampling in auditing" (1963); Fienberg, Neter, Leitch (1977); Touw and Hoogduin, Statistiek voor audit en
controlling (2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from naryad import bounds
from naryad.distribution import beta_quantile, gamma_quantile
from naryad.errors import DomainError


class ExpectedTooNearTolerable(DomainError):
    code = "expected_too_near_tolerable"
    status = 422
    en = (
        "With {expected} expected and {tolerable} tolerable nothing is left to be shown: the expected amount times "
        "{factor} has to stay below the tolerable one. Check everything, or tolerate more."
    )
    ru = (
        "Ожидается {expected}, допустимо {tolerable}: показывать нечего, ожидаемая сумма, умноженная на {factor}, "
        "должна быть меньше допустимой. Проверьте всё или повысьте допустимую сумму."
    )


@dataclass(frozen=True)
class Item:
    """One checked entry: what was claimed and what was found (both in the same unit)."""

    claimed: float
    found: float

    @property
    def difference(self) -> float:
        return self.claimed - self.found

    @property
    def taint(self) -> float:
        """The share of the claim that is too much; negative for under-claims."""
        return self.difference / bounds.positive(self.claimed, "book")


@dataclass(frozen=True)
class UpperLimit:
    """An upper limit of over-claiming in the whole, with its parts."""

    basic_precision: float
    projected: float
    incremental_allowance: float

    @property
    def total(self) -> float:
        return self.basic_precision + self.projected + self.incremental_allowance


def confidence_factor(errors: float, *, risk: float) -> float:
    """Return the Poisson mean at which at most `errors` have probability `risk`: 2.9957 for none at 5%."""
    bounds.not_negative(errors, "count")
    return gamma_quantile(1 - bounds.share(risk, "risk"), 1 + errors)


def confidence_factors(count: int, *, risk: float) -> list[float]:
    """Return the factors for 0, 1, ..., `count` errors."""
    return [confidence_factor(errors, risk=risk) for errors in range(count + 1)]


def printed_factors(count: int, *, risk: float) -> list[float]:
    """Return the factors as the tables of the AICPA print them: rounded up to two decimals (3.00, 4.75, 6.30, ...)."""
    return [math.ceil(round(factor * 100, 6)) / 100 for factor in confidence_factors(count, risk=risk)]


def sampling_interval(
    tolerable: float, expected: float = 0.0, *, reliability_factor: float, expansion_factor: float = 1.0
) -> float:
    """Return the interval (tolerable - expected x expansion factor) / reliability factor.

    Raises:
        ExpectedTooNearTolerable: nothing is left between them.
    """
    bounds.positive(tolerable, "amount")
    bounds.not_negative(expected, "expected")
    bounds.positive(reliability_factor, "factor")
    left = tolerable - expected * bounds.positive(expansion_factor, "factor")
    if left <= 0:
        raise ExpectedTooNearTolerable(expected=expected, tolerable=tolerable, factor=expansion_factor)
    return left / reliability_factor


def sample_size(
    claimed_total: float,
    tolerable: float,
    expected: float = 0.0,
    *,
    reliability_factor: float,
    expansion_factor: float = 1.0,
) -> float:
    """Return the size as it comes out of the formula; a plan takes the next whole number."""
    interval = sampling_interval(
        tolerable, expected, reliability_factor=reliability_factor, expansion_factor=expansion_factor
    )
    return bounds.positive(claimed_total, "amount") / interval


def projection(item: Item, interval: float) -> float:
    """Return what one entry stands for: its taint times the interval, or its own difference from the interval up."""
    bounds.positive(interval, "interval")
    return item.difference if item.claimed >= interval else item.taint * interval


def projected(items: Iterable[Item], interval: float) -> float:
    """Return the projected over-claim of the whole (the most likely one)."""
    return math.fsum(projection(item, interval) for item in items)


def basic_precision(interval: float, reliability_factor: float) -> float:
    """Return what may be wrong although nothing was found: interval times factor."""
    return bounds.positive(interval, "interval") * bounds.positive(reliability_factor, "factor")


def upper_limit(items: Iterable[Item], interval: float, factors: Sequence[float]) -> UpperLimit:
    """Return the upper limit: basic precision, projected over-claim, and an allowance for each taint.

    Taints are ranked from the largest; the j-th one adds (factor_j - factor_(j-1) - 1) x taint x interval. Entries
    from the interval up are known whole and add none. `factors` begin with that of no error, and there has to be one
    more than there are tainted entries below the interval. Under-claims are left to the projection.
    """
    listed = list(items)
    taints = sorted((item.taint for item in listed if item.claimed < interval and item.taint > 0), reverse=True)
    bounds.at_least(factors, len(taints) + 1)
    steps = (factors[j + 1] - factors[j] - 1 for j in range(len(taints)))
    allowance = math.fsum(step * taint * interval for step, taint in zip(steps, taints, strict=True))
    return UpperLimit(basic_precision(interval, factors[0]), projected(listed, interval), allowance)


def stringer_binomial(taints: Sequence[float], sample: int, confidence: float = 0.95) -> float:
    """Return the Stringer bound of the over-claimed share, from binomial limits of 0, 1, 2, ... errors of `sample`."""

    def limit(errors: int) -> float:
        return 1.0 if errors >= sample else beta_quantile(confidence, errors + 1, sample - errors)

    bounds.share(confidence, "confidence")
    return _stringer([limit(errors) for errors in range(len(_over(taints, sample)) + 1)], _over(taints, sample))


def stringer_poisson(taints: Sequence[float], sample: int, confidence: float = 0.95) -> float:
    """Return the Stringer bound from Poisson limits, a little larger than the binomial one."""
    over = _over(taints, sample)
    factors = confidence_factors(len(over), risk=1 - bounds.share(confidence, "confidence"))
    return _stringer([factor / sample for factor in factors], over)


def taint_upper_bound(taints: Sequence[float], sample: int, confidence: float = 0.95) -> float:
    """Return the binomial upper bound with the sum of taints for the number of errors: beta(1 + t, n - t)."""
    found = math.fsum(_over(taints, sample))
    bounds.share(confidence, "confidence")
    return 1.0 if found >= sample else beta_quantile(confidence, 1 + found, sample - found)


def most_likely_share(taints: Sequence[float], sample: int) -> float:
    """Return the most likely over-claimed share: the mean taint of the sample."""
    return math.fsum(_over(taints, sample)) / sample


def fixed_interval_selection(values: Sequence[tuple[str, float]], *, interval: float, start: float) -> list[str]:
    """Return the names of the entries that hold the units `start`, `start` + interval, ... of the running total.

    `values` are (name, claimed value) in the order of the list; an entry longer than the interval is met more than
    once. `start` lies above 0 and is at most `interval`.
    """
    bounds.positive(interval, "interval")
    if not 0 < start <= interval:
        raise bounds.MoreThanThereIs(figure="value", value=start, most=interval)
    bounds.all_of((value for _, value in values), bounds.not_negative, "book")
    met: list[str] = []
    total, unit = 0.0, start
    for name, value in values:
        total += value
        while unit <= total:
            met.append(name)
            unit += interval
    return met


def _over(taints: Sequence[float], sample: int) -> list[float]:
    """Return the taints above zero, the largest first; those of the rest of the sample are zero."""
    bounds.count(sample, "sample", least=max(1, len(taints)))
    bounds.all_of((taint for taint in taints if taint > 0), bounds.chance, "taint")
    return sorted((taint for taint in taints if taint > 0), reverse=True)


def _stringer(limits: Sequence[float], taints: Sequence[float]) -> float:
    steps = (limits[j + 1] - limits[j] for j in range(len(taints)))
    return limits[0] + math.fsum(step * taint for step, taint in zip(steps, taints, strict=True))
