"""What a small sample says about all the work it was drawn from: a total with its spread, never a deduction.

Totals are rank-conditioning Horvitz-Thompson estimates (Duffield, Lund, Thorup 2007): with tau the rank of the first
entry left out, an entry of size s was in with p = 1 - exp(-s tau), and T^ = sum e/p, V^ = sum e^2 (1-p)/p^2.
Totals are reported at the planned n only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import comb

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Judgement:
    """One judged entry: its inclusion probability and the over-claimed minutes (either sign)."""

    probability: float
    over_claim: float


@dataclass(frozen=True)
class Total:
    """An estimated total of over-claimed minutes with its estimated variance."""

    minutes: float
    variance: float

    @property
    def standard_error(self) -> float:
        return math.sqrt(self.variance)

    def interval(self, factor: float = NORMAL_95) -> tuple[float, float]:
        half = factor * self.standard_error
        return self.minutes - half, self.minutes + half

    def __add__(self, other: Total) -> Total:
        """Add independent totals: of several people, or of several lists."""
        return Total(self.minutes + other.minutes, self.variance + other.variance)


NOTHING = Total(0.0, 0.0)


class Word(StrEnum):
    """What the figures come to in plain words."""

    TOO_EARLY = "too_early"
    AS_USUAL = "as_usual"
    LOOK_CLOSER = "look_closer"
    CHECK_MORE = "check_more"


def inclusion(size: int, threshold: Decimal | None) -> float:
    """Return p = 1 - exp(-size x tau); 1 where everything was taken (`threshold` None)."""
    return 1.0 if threshold is None else -math.expm1(-size * float(threshold))


def total(judgements: Iterable[Judgement]) -> Total:
    """Return T^ = sum e/p and V^ = sum e^2 (1-p)/p^2 over the judged entries."""
    minutes, variance = 0.0, 0.0
    for judged in judgements:
        p, e = judged.probability, judged.over_claim
        minutes += e / p
        variance += e * e * (1 - p) / (p * p)
    return Total(minutes, variance)


def total_with_prediction(predictions: Iterable[float], judgements: Iterable[tuple[Judgement, float]]) -> Total:
    """Return sum of all predicted e^ + sum over the sample (e - e^)/p; each judgement comes with its prediction."""
    corrected = total(Judgement(j.probability, j.over_claim - predicted) for j, predicted in judgements)
    return Total(math.fsum(predictions) + corrected.minutes, corrected.variance)


def word_for(e_value: float, judged: int) -> Word:
    """Return the plain word for the evidence: E >= 10 look closer, E >= 20 check more;

    with nothing judged, too early.
    """
    if judged == 0:
        return Word.TOO_EARLY
    if e_value >= 20:
        return Word.CHECK_MORE
    return Word.LOOK_CLOSER if e_value >= 10 else Word.AS_USUAL


def detection(population: int, wrong: int, sample: int) -> float:
    """Return the chance that a simple random sample meets at least one of `wrong` entries: 1 - C(N-K,n)/C(N,n)."""
    if sample >= population:
        return 1.0 if wrong else 0.0
    return 1 - comb(population - wrong, sample) / comb(population, sample)


def smallest_sample(population: int, tolerable: int, *, risk: float, errors: int = 0) -> int:
    """Return the smallest n with P(at most `errors` found | `tolerable` of `population` wrong) <= risk
    (hypergeometric).
    """
    for n in range(errors + 1, population + 1):
        if _hypergeometric_at_most(errors, population, tolerable, n) <= risk + 1e-12:
            return n
    return population


def upper_limit(population: int, sample: int, errors: int, *, risk: float) -> float:
    """Return the largest share of wrong entries still possible at `risk` (exact hypergeometric)."""
    low, high = errors, population - sample + errors
    while low < high:
        middle = (low + high + 1) // 2
        if _hypergeometric_at_most(errors, population, middle, sample) > risk:
            low = middle
        else:
            high = middle - 1
    return low / population


def wilson(errors: int, sample: int, z: float = NORMAL_95) -> tuple[float, float]:
    """Return the Wilson interval of a share, for showing."""
    share, z2 = errors / sample, z * z
    centre = (share + z2 / (2 * sample)) / (1 + z2 / sample)
    half = z / (1 + z2 / sample) * math.sqrt(share * (1 - share) / sample + z2 / (4 * sample * sample))
    return max(0.0, centre - half), min(1.0, centre + half)


def clopper_pearson(errors: int, sample: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of a share, for deciding."""
    risk = (1 - confidence) / 2
    low = 0.0 if errors == 0 else _root(lambda p: 1 - binomial_at_most(errors - 1, sample, p) - risk, rising=True)
    high = 1.0 if errors == sample else binomial_upper(errors, sample, risk=risk)
    return low, high


def binomial_upper(errors: int, sample: int, *, risk: float) -> float:
    """Return the p at which at most `errors` of `sample` have probability `risk`."""
    return _root(lambda p: binomial_at_most(errors, sample, p) - risk, rising=False)


def binomial_at_most(errors: int, sample: int, p: float) -> float:
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if errors >= sample else 0.0
    logs = (_log_comb(sample, k) + k * math.log(p) + (sample - k) * math.log1p(-p) for k in range(errors + 1))
    return math.fsum(math.exp(value) for value in logs)


def attribute_sample(tolerable: float, expected: float, *, risk: float) -> int:
    """Return the smallest n that shows a rate below `tolerable` at `risk` if the rate found is at most `expected`."""
    n = 1
    while binomial_at_most(math.ceil(n * expected - 1e-9), n, tolerable) > risk:
        n += 1
    return n


def plan_between(*, accept_at: float, accept_chance: float, reject_at: float, reject_chance: float) -> tuple[int, int]:
    """Return the smallest (n, c) that passes `accept_at` and stops `reject_at` with the given chances (binomial)."""
    n, allowed = 1, 0
    while True:
        if binomial_at_most(allowed, n, reject_at) > reject_chance:
            n += 1
        elif binomial_at_most(allowed, n, accept_at) < accept_chance:
            allowed += 1
            n = max(n, allowed + 1)
        else:
            return n, allowed


def poisson_upper(errors: float, *, risk: float) -> float:
    """Return the confidence factor: the Poisson mean at which at most `errors` have probability `risk`."""
    low, high = 0.0, 50.0 + 4 * errors
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _gamma_upper(errors + 1, middle) > risk else (low, middle)
    return (low + high) / 2


def monetary_sample(tolerable: float, expected: float, *, risk: float) -> int:
    """Return the smallest n by the Poisson model if the expected share of taints is found (AICPA table C-1)."""
    n = 1
    while _gamma_upper(1 + n * expected, n * tolerable) > risk:
        n += 1
    return n


def over_against_under(over: int, under: int) -> float:
    """Return the exact one-sided chance of at least `over` of the disagreements being over-claims if both were as
    likely.
    """
    count = over + under
    return sum(comb(count, k) for k in range(over, count + 1)) / 2**count if count else 1.0


def neyman(sizes: Sequence[int], spreads: Sequence[float], sample: int) -> list[float]:
    """Return how to spread `sample` over strata: in proportion to size x standard deviation."""
    weights = [size * spread for size, spread in zip(sizes, spreads, strict=True)]
    whole = math.fsum(weights)
    return [sample * weight / whole for weight in weights]


def mean_with_fpc(population: int, sample: int, mean: float, deviation: float) -> tuple[float, float]:
    """Return a simple random sample's mean and its standard error with the finite population correction."""
    return mean, math.sqrt((1 - sample / population) * deviation**2 / sample)


def stratified_total(strata: Sequence[tuple[int, int, float, float]]) -> tuple[float, float]:
    """Return total and standard error from (population, sample, mean, standard deviation) of each stratum."""
    value = math.fsum(size * mean for size, _, mean, _ in strata)
    errors = (size * mean_with_fpc(size, n, mean, deviation)[1] for size, n, mean, deviation in strata)
    return value, math.sqrt(math.fsum(error**2 for error in errors))


def poisson_total(pairs: Iterable[tuple[float, float]]) -> Total:
    """Return the Horvitz-Thompson total of (value, inclusion probability) under independent inclusion."""
    return total(Judgement(p, y) for y, p in pairs)


def draws_total(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the Hansen-Hurwitz total of (value, chance in one draw) with replacement, and its estimated variance."""
    ratios = [y / p for y, p in pairs]
    mean = math.fsum(ratios) / len(ratios)
    return mean, math.fsum((ratio - mean) ** 2 for ratio in ratios) / (len(ratios) * (len(ratios) - 1))


def horvitz_thompson_variance(
    values: Sequence[float], inclusions: Sequence[float], joint: Mapping[tuple[int, int], float]
) -> float:
    """Return the Horvitz-Thompson variance estimate where joint inclusion probabilities (i < j) are known."""
    own = math.fsum((1 - p) / (p * p) * y * y for y, p in zip(values, inclusions, strict=True))
    pairs = ((1 / (inclusions[i] * inclusions[j]) - 1 / both) * values[i] * values[j] for (i, j), both in joint.items())
    return own + 2 * math.fsum(pairs)


def hajek_mean(pairs: Sequence[tuple[float, float]]) -> float:
    """Return sum(y/p) / sum(1/p)."""
    return math.fsum(y / p for y, p in pairs) / math.fsum(1 / p for _, p in pairs)


def _hypergeometric_at_most(errors: int, population: int, wrong: int, sample: int) -> float:
    ways = sum(comb(wrong, k) * comb(population - wrong, sample - k) for k in range(min(errors, sample) + 1))
    return ways / comb(population, sample)


def _gamma_upper(shape: float, x: float) -> float:
    """Return the regularized upper incomplete gamma Q(shape, x), by series or continued fraction."""
    if x <= 0:
        return 1.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = part = 1 / shape
        k = shape
        while term > part * 1e-16:
            k += 1
            term *= x / k
            part += term
        return 1 - scale * part
    b, c = x + 1 - shape, 1e300
    d = fraction = 1 / b
    for i in range(1, 1000):
        a = -i * (i - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return scale * fraction


def _log_comb(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _root(function: Callable[[float], float], *, rising: bool) -> float:
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        above = function(middle) > 0
        if above == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2
