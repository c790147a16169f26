"""The laws of chance agree with scipy's wherever a check may go."""

from __future__ import annotations

import random

import pytest
from scipy import special, stats

from naryad import distribution

DRAWN = random.Random(20261122)
SHAPES = [(10 ** DRAWN.uniform(-1, 3.5), 10 ** DRAWN.uniform(-1, 3.5), DRAWN.random()) for _ in range(400)]


@pytest.mark.parametrize("chance", [0.0005, 0.025, 0.5, 0.95, 0.9999])
def test_quantiles(chance: float) -> None:
    for a, b in ((0.5, 20.5), (1, 1), (3, 12), (116, 2461), (2000, 40)):
        assert distribution.beta_quantile(chance, a, b) == pytest.approx(stats.beta.ppf(chance, a, b), rel=1e-9)
    for shape in (0.3, 1, 6.775, 300):
        assert distribution.gamma_quantile(chance, shape) == pytest.approx(stats.gamma.ppf(chance, shape), rel=1e-9)
    for degrees in (1, 3, 10, 197, 5000):
        assert distribution.student_quantile(chance, degrees) == pytest.approx(
            stats.t.ppf(chance, degrees), rel=1e-8, abs=1e-12
        )
    assert distribution.normal_quantile(chance) == pytest.approx(stats.norm.ppf(chance), abs=1e-12)


def test_incomplete_beta_and_gamma_functions() -> None:
    for a, b, x in SHAPES:
        assert distribution.beta_at_most(x, a, b) == pytest.approx(special.betainc(a, b, x), abs=1e-11)
        assert distribution.gamma_at_most(2 * a * x, a) == pytest.approx(special.gammainc(a, 2 * a * x), abs=1e-11)
        assert distribution.gamma_above(2 * a * x, a) == pytest.approx(special.gammaincc(a, 2 * a * x), abs=1e-11)


@pytest.mark.parametrize(("errors", "sample", "p"), [(-1, 20, 0.1), (0, 20, 0.05), (7, 200, 0.02), (20, 20, 0.4)])
def test_counts_of_errors(errors: int, sample: int, p: float) -> None:
    assert distribution.binomial_at_most(errors, sample, p) == pytest.approx(stats.binom.cdf(errors, sample, p))
    assert distribution.poisson_at_most(errors, sample * p) == pytest.approx(stats.poisson.cdf(errors, sample * p))
    wrong = round(400 * p)
    assert distribution.hypergeometric_at_most(errors, 400, wrong, sample) == pytest.approx(
        stats.hypergeom.cdf(errors, 400, wrong, sample)
    )


def test_the_ends_of_the_laws() -> None:
    assert distribution.binomial_at_most(0, 5, 0.0) == 1.0
    assert distribution.binomial_at_most(0, 5, 1.0) == 0.0
    assert distribution.beta_at_most(0.0, 2, 3) == 0.0
    assert distribution.beta_at_most(1.0, 2, 3) == 1.0
    assert distribution.gamma_above(0.0, 2) == 1.0
    assert sum(distribution.beta_binomial_chances(370, 2, 48)) == pytest.approx(1)
    assert distribution.beta_binomial_chances(3, 2, 5) == pytest.approx(stats.betabinom.pmf([0, 1, 2, 3], 3, 2, 5))
