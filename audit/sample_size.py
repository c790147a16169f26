"""How many works have to be checked, where it is known beforehand how many errors will probably be found.

A size is the smallest n at which the sample, if it holds just the expected errors, still shows at the given risk that
the rate is below the tolerable one. Binomial and hypergeometric plans count whole errors, x = ceil(n e); the Poisson
and the Bayesian ones sum taints, x = n e. Where `errors` is given instead of a rate, x is that number.
Sources: AICPA, Audit Guide: Audit Sampling (2017), appendices A and C; Stewart, Technical Notes on the AICPA Audit
Guide (2012); Derks et al., "jfa: an R package for Bayesian and classical audit sampling" (2021).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from naryad import bounds
from naryad.distribution import (
    beta_at_most,
    beta_binomial_chances,
    binomial_at_most,
    gamma_above,
    hypergeometric_at_most,
)
from naryad.errors import DomainError

MOST = 100_000
_SLACK = 1e-12
"""A risk that is met exactly counts as met, whatever the last bits of a sum say."""


class NoSizeShowsIt(DomainError):
    code = "no_size_shows_it"
    status = 422
    en = (
        "No sample of up to {most} works shows a rate below {tolerable} if errors are found at {expected}. "
        "Tolerate more, or accept a higher risk."
    )
    ru = (
        "Ни одна выборка до {most} работ не покажет долю ниже {tolerable}, если ошибок найдётся {expected}. "
        "Повысьте допустимую долю или примите больший риск."
    )


@dataclass(frozen=True)
class Size:
    """How many works to check, and how many errors (or taints) they may hold."""

    sample: int
    errors: float


@dataclass(frozen=True)
class Expectation:
    """What is expected to be found: a rate, or a number of errors."""

    rate: float = 0.0
    errors: float | None = None

    def whole(self, sample: int) -> int:
        return math.ceil(self.taints(sample) - 1e-9)

    def taints(self, sample: int) -> float:
        return sample * self.rate if self.errors is None else self.errors


NO_ERRORS = Expectation()


def binomial(tolerable: float, expected: Expectation = NO_ERRORS, *, risk: float) -> Size:
    """Return the size for a population that is large beside the sample (AICPA table A-1)."""
    _checked(tolerable, expected, risk)

    def shown(n: int) -> bool:
        return binomial_at_most(expected.whole(n), n, tolerable) <= risk + _SLACK

    n = _first(shown, tolerable, expected)
    return Size(n, expected.whole(n))


def hypergeometric(population: int, tolerable: float, expected: Expectation = NO_ERRORS, *, risk: float) -> Size:
    """Return the size for a population of so many works, ceil(tolerable x population) of which may be wrong."""
    bounds.count(population, "population", least=1)
    _checked(tolerable, expected, risk)
    wrong = math.ceil(tolerable * population - 1e-9)

    def shown(n: int) -> bool:
        return hypergeometric_at_most(expected.whole(n), population, wrong, n) <= risk + _SLACK

    n = _first(shown, tolerable, expected, most=population)
    return Size(n, expected.whole(n))


def poisson(tolerable: float, expected: Expectation = NO_ERRORS, *, risk: float) -> Size:
    """Return the size by the Poisson model, as for monetary units (AICPA table C-1)."""
    _checked(tolerable, expected, risk)

    def shown(n: int) -> bool:
        return gamma_above(n * tolerable, 1 + expected.taints(n)) <= risk + _SLACK

    n = _first(shown, tolerable, expected)
    return Size(n, expected.taints(n))


def beta(
    tolerable: float, expected: Expectation = NO_ERRORS, *, risk: float, prior: tuple[float, float] = (1.0, 1.0)
) -> Size:
    """Return the size after which a beta prior leaves at most `risk` above the tolerable rate."""
    _checked(tolerable, expected, risk, prior)

    def shown(n: int) -> bool:
        x = expected.taints(n)
        return x <= n and 1 - beta_at_most(tolerable, prior[0] + x, prior[1] + n - x) <= risk + _SLACK

    n = _first(shown, tolerable, expected)
    return Size(n, expected.taints(n))


def gamma(
    tolerable: float, expected: Expectation = NO_ERRORS, *, risk: float, prior: tuple[float, float] = (1.0, 1.0)
) -> Size:
    """Return the size after which a gamma prior (shape, rate) of a Poisson rate leaves at most `risk` above."""
    _checked(tolerable, expected, risk, prior)

    def shown(n: int) -> bool:
        return gamma_above((prior[1] + n) * tolerable, prior[0] + expected.taints(n)) <= risk + _SLACK

    n = _first(shown, tolerable, expected)
    return Size(n, expected.taints(n))


def beta_binomial(
    population: int,
    tolerable: float,
    expected: Expectation = NO_ERRORS,
    *,
    risk: float,
    prior: tuple[float, float] = (1.0, 1.0),
) -> Size:
    """Return the size for a small population with a beta prior: the works left unseen are predicted.

    It is shown when the `1 - risk` quantile of the wrong works, those found and those predicted, lies below the
    tolerable number.
    """
    bounds.count(population, "population", least=1)
    _checked(tolerable, expected, risk, prior)
    wrong = math.ceil(tolerable * population - 1e-9)

    def shown(n: int) -> bool:
        x = expected.whole(n)
        if x > n:
            return False
        chances = beta_binomial_chances(population - n, prior[0] + x, prior[1] + n - x)
        below = wrong - 1 - x
        return below >= 0 and list(accumulate(chances))[min(below, population - n)] >= 1 - risk - _SLACK

    n = _first(shown, tolerable, expected, most=population)
    return Size(n, expected.whole(n))


def _first(shown: Callable[[int], bool], tolerable: float, expected: Expectation, most: int = MOST) -> int:
    for n in range(max(1, math.ceil(expected.errors or 0)), most + 1):
        if shown(n):
            return n
    found = expected.rate if expected.errors is None else expected.errors
    raise NoSizeShowsIt(most=most, tolerable=tolerable, expected=found)


def _checked(tolerable: float, expected: Expectation, risk: float, prior: tuple[float, float] = (1.0, 1.0)) -> None:
    bounds.share(tolerable, "tolerable")
    bounds.share(risk, "risk")
    bounds.all_of(prior, bounds.positive, "prior")
    if expected.errors is None:
        bounds.chance(expected.rate, "expected")
        if expected.rate >= tolerable:
            raise NoSizeShowsIt(most=MOST, tolerable=tolerable, expected=expected.rate)
    else:
        bounds.not_negative(expected.errors, "expected")
