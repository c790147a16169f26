"""What a small sample says about all the work it was drawn from: a total with its spread, never a deduction.

Totals are rank-conditioning Horvitz-Thompson estimates (Duffield, Lund, Thorup 2007): with tau the rank of the first
entry left out, an entry of size s was in with p = 1 - exp(-s tau), and T^ = sum e/p, V^ = sum e^2 (1-p)/p^2.
Totals are reported at the planned n only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import comb

from naryad import bounds
from naryad.distribution import beta_quantile, hypergeometric_at_most

NORMAL_95 = 1.959963984540054
TALK = 10.0
MORE = 20.0
REVIEW = 100.0


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


def word_for(e_value: float, judged: int, *, talk: float = TALK, more: float = MORE) -> Word:
    """Return the plain word for the evidence: from `talk` on look closer, from `more` on check more;

    with nothing judged, too early.
    """
    if judged == 0:
        return Word.TOO_EARLY
    if e_value >= more:
        return Word.CHECK_MORE
    return Word.LOOK_CLOSER if e_value >= talk else Word.AS_USUAL


def detection(population: int, wrong: int, sample: int) -> float:
    """Return the chance that a simple random sample meets at least one of `wrong` entries: 1 - C(N-K,n)/C(N,n)."""
    bounds.count(wrong, "count", most=population)
    if sample >= population:
        return 1.0 if wrong else 0.0
    return 1 - comb(population - wrong, sample) / comb(population, sample)


def smallest_sample(population: int, tolerable: int, *, risk: float, errors: int = 0) -> int:
    """Return the smallest n with P(at most `errors` found | `tolerable` of `population` wrong) <= risk
    (hypergeometric).
    """
    bounds.count(tolerable, "count", most=population)
    bounds.share(risk, "risk")
    for n in range(errors + 1, population + 1):
        if hypergeometric_at_most(errors, population, tolerable, n) <= risk + 1e-12:
            return n
    return population


def upper_limit(population: int, sample: int, errors: int, *, risk: float) -> float:
    """Return the largest share of wrong entries still possible at `risk` (exact hypergeometric)."""
    _sampled(errors, sample)
    bounds.count(sample, "sample", least=1, most=population)
    bounds.share(risk, "risk")
    low, high = errors, population - sample + errors
    while low < high:
        middle = (low + high + 1) // 2
        if hypergeometric_at_most(errors, population, middle, sample) > risk:
            low = middle
        else:
            high = middle - 1
    return low / population


def wilson(errors: int, sample: int, z: float = NORMAL_95) -> tuple[float, float]:
    """Return the Wilson interval of a share, for showing."""
    _sampled(errors, sample)
    share, z2 = errors / sample, z * z
    centre = (share + z2 / (2 * sample)) / (1 + z2 / sample)
    half = z / (1 + z2 / sample) * math.sqrt(share * (1 - share) / sample + z2 / (4 * sample * sample))
    return max(0.0, centre - half), min(1.0, centre + half)


def clopper_pearson(errors: int, sample: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of a share, for deciding."""
    _sampled(errors, sample)
    bounds.share(confidence, "confidence")
    risk = (1 - confidence) / 2
    low = 0.0 if errors == 0 else beta_quantile(risk, errors, sample - errors + 1)
    high = 1.0 if errors == sample else binomial_upper(errors, sample, risk=risk)
    return low, high


def jeffreys(errors: int, sample: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Jeffreys interval of a share: quantiles of beta(k + 1/2, n - k + 1/2), also at k = 0 and k = n.

    Brown, Cai, DasGupta, "Interval estimation for a binomial proportion" (2001).
    """
    _sampled(errors, sample)
    risk = (1 - bounds.share(confidence, "confidence")) / 2
    a, b = errors + 0.5, sample - errors + 0.5
    return beta_quantile(risk, a, b), beta_quantile(1 - risk, a, b)


def binomial_upper(errors: int, sample: int, *, risk: float) -> float:
    """Return the p at which at most `errors` of `sample` have probability `risk`."""
    return 1.0 if errors >= sample else beta_quantile(1 - risk, errors + 1, sample - errors)


def over_against_under(over: int, under: int) -> float:
    """Return the exact one-sided chance of at least `over` of the disagreements being over-claims if both were as
    likely.
    """
    count = over + under
    return sum(comb(count, k) for k in range(over, count + 1)) / 2**count if count else 1.0


def _sampled(errors: int, sample: int) -> None:
    bounds.count(sample, "sample", least=1)
    bounds.count(errors, "count", most=sample)
