"""Totals and means of all the work from a sample of it, the way surveys are evaluated, each with its standard error.

Samples without replacement shrink the error by the finite population correction, 1 - n/N. Sources: Cochran, Sampling
Techniques (1977); Thompson, Sampling (2012); Sarndal, Swensson, Wretman, Model Assisted Survey Sampling (1992);
Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts" (1998).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.estimate import Judgement, Total, total
from naryad import bounds
from naryad.distribution import beta_quantile, student_quantile


@dataclass(frozen=True)
class Stratum:
    """A part of the work sampled by itself: its works, how many were looked at, their mean and standard deviation."""

    population: int
    sample: int
    mean: float
    deviation: float

    def __post_init__(self) -> None:
        bounds.count(self.population, "population", least=1)
        bounds.count(self.sample, "sample", least=1, most=self.population)
        bounds.not_negative(self.deviation, "deviation")

    @classmethod
    def of(cls, population: int, values: Sequence[float]) -> Stratum:
        """Take mean and sample standard deviation from the values themselves, two or more."""
        mean, deviation = mean_and_deviation(values)
        return cls(population, len(values), mean, deviation)

    @classmethod
    def of_counts(cls, population: int, sample: int, hits: int) -> Stratum:
        """Take them from how many of the sample have a property."""
        share = bounds.count(hits, "count", most=bounds.count(sample, "sample", least=2)) / sample
        return cls(population, sample, share, math.sqrt(share * (1 - share) * sample / (sample - 1)))

    @property
    def standard_error(self) -> float:
        """Of the mean, with the finite population correction."""
        return math.sqrt((1 - self.sample / self.population) * self.deviation**2 / self.sample)


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error and an interval."""

    value: float
    standard_error: float
    low: float
    high: float


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the sample standard deviation (divisor n - 1) of two values or more."""
    bounds.at_least(values, 2)
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def mean_with_fpc(population: int, sample: int, mean: float, deviation: float) -> tuple[float, float]:
    """Return a simple random sample's mean and its standard error with the finite population correction."""
    return mean, Stratum(population, sample, mean, deviation).standard_error


def stratified_total(strata: Iterable[Stratum]) -> tuple[float, float]:
    """Return the total over all strata and its standard error."""
    listed = list(strata)
    bounds.at_least(listed, 1)
    value = math.fsum(one.population * one.mean for one in listed)
    return value, math.sqrt(math.fsum((one.population * one.standard_error) ** 2 for one in listed))


def stratified_mean(strata: Iterable[Stratum]) -> tuple[float, float]:
    """Return the mean per work over all strata and its standard error."""
    listed = list(strata)
    value, error = stratified_total(listed)
    population = sum(one.population for one in listed)
    return value / population, error / population


def neyman(sizes: Sequence[int], spreads: Sequence[float], sample: int) -> list[float]:
    """Return how to spread `sample` over strata: in proportion to size x standard deviation (Neyman 1934)."""
    bounds.paired(sizes, spreads)
    bounds.all_of(spreads, bounds.not_negative, "deviation")
    weights = [size * spread for size, spread in zip(sizes, spreads, strict=True)]
    whole = bounds.positive(math.fsum(weights), "deviation")
    return [sample * weight / whole for weight in weights]


def size_for_mean(population: int, deviation: float, error: float, z: float) -> float:
    """Return the n that gives a mean within +- `error`: n0 / (1 + n0/N), n0 = (z S / e)^2; take the next whole one."""
    bounds.count(population, "population", least=1)
    spread = bounds.positive(z, "factor") * bounds.positive(deviation, "deviation")
    first = (spread / bounds.positive(error, "error")) ** 2
    return first / (1 + first / population)


def difference_estimate(
    differences: Sequence[float], population: int, *, confidence: float = 0.95, corrected: bool = True
) -> Estimate:
    """Return the total difference between claimed and found, N x mean, with Student's interval.

    `differences` holds one value for each work of the sample, zeros too. `corrected` applies 1 - n/N; without it the
    interval is the wider one of sampling with replacement.
    """
    mean, deviation = mean_and_deviation(differences)
    sample = bounds.count(len(differences), "sample", least=2, most=population)
    error = population * deviation / math.sqrt(sample)
    if corrected:
        error *= math.sqrt(1 - sample / population)
    half = student_quantile((1 + bounds.share(confidence, "confidence")) / 2, sample - 1) * error
    value = population * mean
    return Estimate(value, error, value - half, value + half)


def korn_graubard(strata: Iterable[Stratum], confidence: float = 0.95) -> Estimate:
    """Return a proportion of a stratified sample with the Korn-Graubard interval.

    The sample counts for as many works as a simple random sample with this standard error would have, times
    (t(n-1) / t(n-H))^2; the interval is the Clopper-Pearson one of that many. Without any spread (all or none) the
    effective size is the sample's own.
    """
    listed = list(strata)
    share, error = stratified_mean(listed)
    bounds.chance(share, "value")
    sample = sum(one.sample for one in listed)
    risk = (1 - bounds.share(confidence, "confidence")) / 2
    effective = float(sample)
    if error > 0:
        ratio = student_quantile(risk, sample - 1) / student_quantile(risk, sample - len(listed))
        effective = share * (1 - share) / error**2 * ratio**2
    hits = effective * share
    low = 0.0 if hits <= 0 else beta_quantile(risk, hits, effective - hits + 1)
    high = 1.0 if hits >= effective else beta_quantile(1 - risk, hits + 1, effective - hits)
    return Estimate(share, error, low, high)


def poisson_total(pairs: Iterable[tuple[float, float]]) -> Total:
    """Return the Horvitz-Thompson total of (value, inclusion probability) under independent inclusion."""
    return total(Judgement(_included(p), y) for y, p in pairs)


def hajek_mean(pairs: Sequence[tuple[float, float]]) -> float:
    """Return sum(y/p) / sum(1/p) over (value, inclusion probability)."""
    bounds.at_least(pairs, 1)
    return math.fsum(y / _included(p) for y, p in pairs) / math.fsum(1 / p for _, p in pairs)


def draws_total(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the Hansen-Hurwitz total of (value, chance in one draw) with replacement, and its estimated variance."""
    ratios = [y / _included(p) for y, p in pairs]
    mean, deviation = mean_and_deviation(ratios)
    return mean, deviation**2 / len(ratios)


def inclusion_in_draws(chance: float, draws: int) -> float:
    """Return the probability to be met at least once in `draws` draws with replacement: 1 - (1 - p)^n."""
    return -math.expm1(draws * math.log1p(-bounds.share(chance, "inclusion")))


def joint_inclusion_in_draws(one: float, other: float, draws: int) -> float:
    """Return the probability that both are met: pi_i + pi_j - (1 - (1 - p_i - p_j)^n)."""
    neither = (1 - bounds.share(one, "inclusion") - bounds.share(other, "inclusion")) ** draws
    return inclusion_in_draws(one, draws) + inclusion_in_draws(other, draws) - (1 - neither)


def horvitz_thompson_total(pairs: Iterable[tuple[float, float]]) -> float:
    """Return sum(y/pi) over (value, inclusion probability) of the different works met."""
    return math.fsum(y / _included(p) for y, p in pairs)


def horvitz_thompson_variance(
    values: Sequence[float], inclusions: Sequence[float], joint: Mapping[tuple[int, int], float]
) -> float:
    """Return the Horvitz-Thompson variance estimate where joint inclusion probabilities (i < j) are known."""
    bounds.paired(values, inclusions)
    bounds.all_of(inclusions, _inclusion, "inclusion")
    own = math.fsum((1 - p) / (p * p) * y * y for y, p in zip(values, inclusions, strict=True))
    pairs = ((1 / (inclusions[i] * inclusions[j]) - 1 / both) * values[i] * values[j] for (i, j), both in joint.items())
    return own + 2 * math.fsum(pairs)


def yates_grundy_variance(
    values: Sequence[float], inclusions: Sequence[float], joint: Mapping[tuple[int, int], float]
) -> float:
    """Return the Sen-Yates-Grundy variance estimate, for designs of a fixed size."""
    bounds.paired(values, inclusions)
    bounds.all_of(inclusions, _inclusion, "inclusion")
    expanded = [y / p for y, p in zip(values, inclusions, strict=True)]
    return math.fsum(
        (inclusions[i] * inclusions[j] - both) / both * (expanded[i] - expanded[j]) ** 2
        for (i, j), both in joint.items()
    )


def _included(probability: float) -> float:
    return _inclusion(probability, "inclusion")


def _inclusion(probability: float, figure: str) -> float:
    return bounds.chance(bounds.positive(probability, figure), figure)
