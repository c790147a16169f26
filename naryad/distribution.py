"""The laws of chance that samples follow: how likely at most so many, and the value that is exceeded so rarely.

Incomplete beta and gamma functions by continued fraction and series (Abramowitz and Stegun 1964, 6.5, 26.5; modified
Lentz), good to some 13 digits; quantiles by bisection to the last bit. Hypergeometric chances are exact integers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from math import comb
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-16
_STEPS = 5000


def normal_quantile(chance: float) -> float:
    """Return z with P(Z <= z) = `chance` for the standard normal law."""
    return NormalDist().inv_cdf(chance)


def two_sided(confidence: float) -> float:
    """Return the z of a two-sided interval: 1.959964 for 0.95."""
    return normal_quantile((1 + confidence) / 2)


def beta_at_most(x: float, a: float, b: float) -> float:
    """Return the regularized incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_at_most(1 - x, b, a)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta(a, b)) / a
    return front * _beta_fraction(x, a, b)


def beta_density(x: float, a: float, b: float) -> float:
    """Return the density of the beta law at `x`, 0 < x < 1."""
    return math.exp((a - 1) * math.log(x) + (b - 1) * math.log1p(-x) - log_beta(a, b))


def beta_quantile(chance: float, a: float, b: float) -> float:
    """Return x with I_x(a, b) = `chance`."""
    return _bisected(lambda x: beta_at_most(x, a, b) - chance, 0.0, 1.0)


def gamma_at_most(x: float, shape: float) -> float:
    """Return the regularized lower incomplete gamma function P(shape, x)."""
    if x <= 0:
        return 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return scale * _gamma_series(x, shape) if x < shape + 1 else 1 - scale * _gamma_fraction(x, shape)


def gamma_above(x: float, shape: float) -> float:
    """Return Q(shape, x) = 1 - P(shape, x), without cancelling where it is small."""
    if x <= 0:
        return 1.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return 1 - scale * _gamma_series(x, shape) if x < shape + 1 else scale * _gamma_fraction(x, shape)


def gamma_quantile(chance: float, shape: float) -> float:
    """Return x with P(shape, x) = `chance`, scale 1."""
    high = shape + 1.0
    while gamma_at_most(high, shape) < chance:
        high *= 2
    return _bisected(lambda x: gamma_at_most(x, shape) - chance, 0.0, high)


def student_quantile(chance: float, degrees: float) -> float:
    """Return t with P(T <= t) = `chance` for Student's law with `degrees` of freedom."""
    if chance == 0.5:
        return 0.0
    if chance < 0.5:
        return -student_quantile(1 - chance, degrees)
    # P(T > t) is half the chance that a beta(degrees/2, 1/2) variable is at most degrees/(degrees + t^2).
    x = beta_quantile(2 * (1 - chance), degrees / 2, 0.5)
    return math.sqrt(degrees * (1 - x) / x)


def binomial_at_most(errors: int, sample: int, p: float) -> float:
    """Return P(X <= errors) for `sample` independent trials of chance `p`."""
    if errors < 0:
        return 0.0
    if errors >= sample or p <= 0:
        return 1.0
    return 1.0 - beta_at_most(p, errors + 1, sample - errors) if p < 1 else 0.0


def poisson_at_most(errors: int, mean: float) -> float:
    """Return P(X <= errors) for a Poisson count with `mean`."""
    return gamma_above(mean, errors + 1) if errors >= 0 else 0.0


def hypergeometric_at_most(errors: int, population: int, wrong: int, sample: int) -> float:
    """Return P(X <= errors) where `sample` of `population` are drawn, `wrong` of which are wrong; exact."""
    if errors < 0:
        return 0.0
    ways = sum(comb(wrong, k) * comb(population - wrong, sample - k) for k in range(min(errors, sample) + 1))
    return ways / comb(population, sample)


def beta_binomial_chances(count: int, a: float, b: float) -> list[float]:
    """Return P(K = 0), ..., P(K = count) for `count` trials whose chance follows beta(a, b)."""
    base = math.lgamma(count + 1) - log_beta(a, b)
    return [
        math.exp(base - math.lgamma(k + 1) - math.lgamma(count - k + 1) + log_beta(k + a, count - k + b))
        for k in range(count + 1)
    ]


def log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away_from_zero(1 + even * d)
        c = _away_from_zero(1 + even / c)
        fraction *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _away_from_zero(1 + odd * d)
        c = _away_from_zero(1 + odd / c)
        fraction *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return fraction


def _gamma_series(x: float, shape: float) -> float:
    term = part = 1 / shape
    k = shape
    while term > part * _CLOSE:
        k += 1
        term *= x / k
        part += term
    return part


def _gamma_fraction(x: float, shape: float) -> float:
    b, c = x + 1 - shape, 1 / _TINY
    d = fraction = 1 / b
    for i in range(1, _STEPS):
        a = -i * (i - shape)
        b += 2
        d = 1 / _away_from_zero(a * d + b)
        c = _away_from_zero(b + a / c)
        fraction *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return fraction


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _bisected(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return where `rising` passes from negative to positive, to the last bit that tells."""
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
