"""What earlier months add to a small sample: a prior belief about the rate of errors, and what the sample makes of it.

Priors are beta laws. A rate is judged from above: H1 says that it is below the tolerable one, and the Bayes factor
BF10 says how many times likelier the sample is under H1 than under H0. A list of works is finite, so what is left
unseen is predicted by the beta-binomial law. Sources: Derks, de Swart, van Batenburg, Wagenmakers, Wetzels, "How to
prepare for audit sampling" (2021) and "An impartial Bayesian hypothesis test" (2022); Gelman et al., Bayesian Data
Analysis (2013).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from naryad import bounds
from naryad.distribution import beta_at_most, beta_binomial_chances, beta_density, beta_quantile

HALF_LIFE_MONTHS = 6.0
WEIGHT_AT_MOST = 100.0

_CELLS_PER_DEVIATION = 120
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Beta:
    """A belief about a rate, before or after a sample."""

    a: float = 1.0
    b: float = 1.0

    def __post_init__(self) -> None:
        bounds.all_of((self.a, self.b), bounds.positive, "prior")

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def deviation(self) -> float:
        whole = self.a + self.b
        return math.sqrt(self.a * self.b / (whole * whole * (whole + 1)))

    @property
    def mode(self) -> float:
        """The most likely rate; at the edge where the density rises towards it."""
        if self.a <= 1:
            return 0.0 if self.b > self.a or self.b > 1 else self.mean
        return 1.0 if self.b <= 1 else (self.a - 1) / (self.a + self.b - 2)

    def after(self, errors: float, sample: float) -> Beta:
        """Return the belief after `errors` (a sum of taints may be broken) among `sample` works."""
        bounds.not_negative(sample, "sample")
        if not 0 <= errors <= sample:
            raise bounds.MoreThanThereIs(figure="count", value=errors, most=sample)
        return Beta(self.a + errors, self.b + sample - errors)

    def below(self, rate: float) -> float:
        """Return the probability that the true rate is below `rate`."""
        return beta_at_most(rate, self.a, self.b)

    def upper(self, confidence: float = 0.95) -> float:
        """Return the rate that the true one is below with this probability."""
        return beta_quantile(bounds.share(confidence, "confidence"), self.a, self.b)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the interval with equal tails."""
        risk = (1 - bounds.share(confidence, "confidence")) / 2
        return beta_quantile(risk, self.a, self.b), beta_quantile(1 - risk, self.a, self.b)

    def odds_below(self, rate: float) -> float:
        below = self.below(bounds.share(rate, "tolerable"))
        return below / beta_at_most(1 - rate, self.b, self.a)


UNIFORM = Beta(1.0, 1.0)


def impartial(tolerable: float) -> Beta:
    """Return beta(1, b) that gives the tolerable rate even chances: b = ln(1/2) / ln(1 - tolerable)."""
    return Beta(1.0, math.log(0.5) / math.log1p(-bounds.share(tolerable, "tolerable")))


def from_months(months: Iterable[tuple[float, float, float]], *, ground: Beta = UNIFORM) -> Beta:
    """Return the prior that earlier months give, from (months ago, errors, works looked at) of each.

    A month counts half after six, and all together for at most 100 works.
    """
    weighted = [(0.5 ** (bounds.not_negative(ago, "time") / HALF_LIFE_MONTHS), x, n) for ago, x, n in months]
    errors = math.fsum(weight * x for weight, x, _ in weighted)
    works = math.fsum(weight * n for weight, _, n in weighted)
    scale = min(1.0, WEIGHT_AT_MOST / works) if works > 0 else 1.0
    return ground.after(errors * scale, works * scale)


def bayes_factor(prior: Beta, errors: float, sample: float, *, tolerable: float) -> float:
    """Return BF10 for a rate below `tolerable`: the odds after the sample over the odds before it."""
    return prior.after(errors, sample).odds_below(tolerable) / prior.odds_below(tolerable)


def point_bayes_factor(prior: Beta, errors: float, sample: float, *, rate: float) -> float:
    """Return BF10 for a rate other than exactly `rate` (Savage-Dickey): its density before over that after."""
    bounds.share(rate, "rate")
    posterior = prior.after(errors, sample)
    return beta_density(rate, prior.a, prior.b) / beta_density(rate, posterior.a, posterior.b)


@dataclass(frozen=True)
class Finite:
    """What is known of a list of `population` works after `sample` of them were looked at and `errors` found wrong."""

    population: int
    sample: int
    errors: int
    prior: Beta = UNIFORM

    def __post_init__(self) -> None:
        bounds.count(self.sample, "sample", most=bounds.count(self.population, "population", least=1))
        bounds.count(self.errors, "count", most=self.sample)

    @property
    def chances(self) -> list[float]:
        """The probability of 0, 1, 2, ... wrong works among those not looked at."""
        belief = self.prior.after(self.errors, self.sample)
        return beta_binomial_chances(self.population - self.sample, belief.a, belief.b)

    def upper(self, confidence: float = 0.95) -> float:
        """Return the share of wrong works, seen and unseen, that is not exceeded with this probability."""
        bounds.share(confidence, "confidence")
        reached = 0.0
        for unseen, chance in enumerate(self.chances):
            reached += chance
            if reached >= confidence - _NEGLIGIBLE:
                return (self.errors + unseen) / self.population
        return (self.errors + self.population - self.sample) / self.population

    def above(self, rate: float) -> float:
        """Return the probability that more than this share of the list is wrong."""
        limit = bounds.chance(rate, "rate") * self.population + 1e-9
        return math.fsum(chance for unseen, chance in enumerate(self.chances) if self.errors + unseen > limit)

    @property
    def mean(self) -> float:
        """The expected share of wrong works."""
        unseen = (self.population - self.sample) * self.prior.after(self.errors, self.sample).mean
        return (self.errors + unseen) / self.population


@dataclass(frozen=True)
class Part:
    """One stratum: its works, how many were looked at, how many of them were wrong."""

    population: int
    sample: int
    errors: float


def stratified_interval(
    parts: Sequence[Part], confidence: float = 0.95, *, prior: Beta = UNIFORM
) -> tuple[float, float]:
    """Return the interval of the rate over all strata, each judged by itself and weighted by its works.

    The weighted sum of the strata's beta laws is folded numerically: each law is laid out on cells of 1/120 of
    the sum's standard deviation, its mean kept exactly in every cell, so the result is the same every time.
    """
    risk = (1 - bounds.share(confidence, "confidence")) / 2
    bounds.at_least(parts, 1)
    whole = bounds.positive(sum(part.population for part in parts), "population")
    laws = [(part.population / whole, prior.after(part.errors, part.sample)) for part in parts]
    cell = math.sqrt(math.fsum((weight * law.deviation) ** 2 for weight, law in laws)) / _CELLS_PER_DEVIATION
    first, masses = 0, [1.0]
    for weight, law in laws:
        if weight > 0:
            offset, laid = _laid_out(law, weight, cell)
            start, masses = _trimmed(_folded(masses, laid))
            first += offset + start
    return _quantile(masses, first, cell, risk), _quantile(masses, first, cell, 1 - risk)


def _laid_out(law: Beta, weight: float, cell: float) -> tuple[int, list[float]]:
    """Return the first node and the masses on nodes of width `cell` of weight x law, with its exact mean."""
    low = int(weight * beta_quantile(_NEGLIGIBLE, law.a, law.b) / cell)
    high = int(weight * beta_quantile(1 - _NEGLIGIBLE, law.a, law.b) / cell) + 1
    edges = [at * cell / weight for at in range(low, high + 1)]
    masses = [beta_at_most(edge, law.a, law.b) for edge in edges]
    # The mean within a cell comes from the same law with a + 1.
    moments = [law.mean * beta_at_most(edge, law.a + 1, law.b) for edge in edges]
    nodes = [0.0] * (high - low + 1)
    for at in range(high - low):
        mass = masses[at + 1] - masses[at]
        right = ((moments[at + 1] - moments[at]) - mass * edges[at]) / (cell / weight)
        nodes[at] += mass - right
        nodes[at + 1] += right
    return low, nodes


def _folded(one: Sequence[float], other: Sequence[float]) -> list[float]:
    short, long = sorted((one, other), key=len)
    sums = [0.0] * (len(one) + len(other) - 1)
    for at, mass in enumerate(short):
        for place, other_mass in enumerate(long, start=at):
            sums[place] += mass * other_mass
    return sums


def _trimmed(masses: Sequence[float]) -> tuple[int, list[float]]:
    """Return the number of empty nodes at the beginning, and the rest without those at the end."""
    filled = [at for at, mass in enumerate(masses) if mass > _NEGLIGIBLE / 10]
    return filled[0], list(masses[filled[0] : filled[-1] + 1])


def _quantile(masses: Sequence[float], first: int, cell: float, chance: float) -> float:
    """Return the value below which `chance` of the mass lies; a node's mass is spread over its own cell."""
    wanted, reached = chance * math.fsum(masses), 0.0
    for at, mass in enumerate(masses):
        if mass > 0 and reached + mass >= wanted:
            return max(0.0, cell * (first + at - 0.5 + (wanted - reached) / mass))
        reached += mass
    return cell * (first + len(masses) - 0.5)
