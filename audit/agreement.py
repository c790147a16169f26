"""How well two people, or more, make the same of the same work: raw agreement, kappa, Gwet's AC, Krippendorff's alpha.

A difference may weigh more where norms lie further apart: weights are agreements from 0 to 1, 1 on the diagonal.
Sources: Cohen 1960 and 1968; Fleiss 1971; Gwet, Handbook of Inter-Rater Reliability (2014); Krippendorff, Content
Analysis (2004); McNemar 1947; Rogan and Gladen, "Estimating prevalence from the results of a screening test" (1978).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import comb

from naryad import bounds
from naryad.errors import DomainError

Table = Sequence[Sequence[float]]
Weights = Sequence[Sequence[float]]
Metric = Callable[[float, float], float]


class JudgesSeeNothing(DomainError):
    code = "judges_see_nothing"
    status = 422
    en = (
        "Judges who find {sensitivity} of what is wrong and pass {specificity} of what is right tell nothing apart: "
        "the two have to add up to more than 1. Measure them again on works of a known type."
    )
    ru = (
        "Если находят {sensitivity} неверного и пропускают {specificity} верного, одно от другого не отличить: "
        "вместе должно быть больше 1. Измерьте заново на работах с известным типом."
    )


@dataclass(frozen=True)
class PairedTest:
    """McNemar's test: the exact two-sided p, and chi-squared with the continuity correction."""

    p_value: float
    chi_squared: float


def mcnemar(one_way: int, other_way: int) -> PairedTest:
    """Return whether disagreements go one way more often than the other by more than chance.

    `one_way` works were judged higher by the first, `other_way` by the second; those that agree tell nothing.
    """
    count = bounds.count(one_way, "count") + bounds.count(other_way, "count")
    if count == 0:
        return PairedTest(1.0, 0.0)
    ways = sum(comb(count, k) for k in range(min(one_way, other_way) + 1))
    apart = max(0, abs(one_way - other_way) - 1)
    return PairedTest(min(1.0, 2 * ways / 2**count), apart**2 / count)


def rogan_gladen(apparent: float, *, sensitivity: float, specificity: float) -> float:
    """Return the true rate behind an apparent one, judges being fallible: (p + Sp - 1) / (Se + Sp - 1), from 0 to 1.

    Raises:
        JudgesSeeNothing: sensitivity and specificity add up to 1 or less.
    """
    bounds.chance(apparent, "rate")
    bounds.chance(sensitivity, "rate")
    bounds.chance(specificity, "rate")
    told_apart = sensitivity + specificity - 1
    if told_apart <= 0:
        raise JudgesSeeNothing(sensitivity=sensitivity, specificity=specificity)
    return min(1.0, max(0.0, (apparent + specificity - 1) / told_apart))


def unweighted(count: int) -> Weights:
    """Return weights that take every difference as whole."""
    return [[1.0 if i == j else 0.0 for j in range(count)] for i in range(count)]


def linear(values: Sequence[float]) -> Weights:
    """Return weights that fall with the distance of `values`."""
    span = max(values) - min(values)
    return [[1 - abs(a - b) / span for b in values] for a in values]


def quadratic(values: Sequence[float]) -> Weights:
    """Return weights that fall with the squared distance of `values`: minutes of norms, for types."""
    span = (max(values) - min(values)) ** 2
    return [[1 - (a - b) ** 2 / span for b in values] for a in values]


def of_disagreements(disagreements: Weights) -> Weights:
    """Return agreement weights from a table of disagreements (Cohen 1968)."""
    largest = max(max(row) for row in disagreements)
    return [[1 - value / largest for value in row] for row in disagreements]


def cohen_kappa(table: Table, weights: Weights | None = None) -> float:
    """Return (weighted) kappa of two raters; `table` counts works by the first's and the second's type."""
    weights = weights or unweighted(len(table))
    whole, rows, columns = _margins(table)
    bounds.positive(whole, "count")
    observed = _weighted(table, weights) / whole
    expected = math.fsum(weights[i][j] * rows[i] * columns[j] for i in range(len(table)) for j in range(len(table))) / (
        whole * whole
    )
    _varies(1 - expected)
    return (observed - expected) / (1 - expected)


def gwet(table: Table, weights: Weights | None = None) -> float:
    """Return AC1 of two raters, or AC2 with weights."""
    weights = weights or unweighted(len(table))
    whole, rows, columns = _margins(table)
    shares = [(rows[i] + columns[i]) / (2 * whole) for i in range(len(table))]
    return _gwet(_weighted(table, weights) / whole, shares, weights)


def gwet_of_many(ratings: Sequence[Sequence[int | None]], count: int, weights: Weights | None = None) -> float:
    """Return AC1 or AC2 of several raters;

    `ratings` holds one row per work, categories from 0, None where not rated.
    """
    weights = weights or unweighted(count)
    rated = [row for row in (_counts(works, count) for works in ratings) if sum(row) >= 1]
    agreements = [_agreement(row, weights) for row in rated if sum(row) >= 2]
    shares = [math.fsum(row[k] / sum(row) for row in rated) / len(rated) for k in range(count)]
    return _gwet(math.fsum(agreements) / len(agreements), shares, weights)


def fleiss_kappa(counts: Sequence[Sequence[int]]) -> float:
    """Return Fleiss' kappa; each row counts how many raters put a work into each category, as many in every row."""
    bounds.at_least(counts, 2)
    raters = sum(counts[0])
    if any(sum(row) != raters for row in counts) or raters < 2:
        raise bounds.FiguresDoNotPair(lengths=[sum(row) for row in counts])
    observed = math.fsum(_agreement(row, unweighted(len(row))) for row in counts) / len(counts)
    shares = [sum(row[k] for row in counts) / (len(counts) * raters) for k in range(len(counts[0]))]
    expected = math.fsum(share**2 for share in shares)
    _varies(1 - expected)
    return (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Sequence[Sequence[float]], metric: Metric) -> float:
    """Return alpha; each unit holds the values given to one work, at least two; `metric` is a squared distance."""
    pairable = [unit for unit in units if len(unit) >= 2]
    values = [value for unit in pairable for value in unit]
    observed = math.fsum(
        math.fsum(metric(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable
    )
    bounds.at_least(values, 2)
    expected = math.fsum(metric(a, b) for a, b in permutations(values, 2)) / (len(values) - 1)
    _varies(expected)
    return 1 - observed / expected


def nominal(a: float, b: float) -> float:
    return float(a != b)


def interval(a: float, b: float) -> float:
    return (a - b) ** 2


def ratio(a: float, b: float) -> float:
    return ((a - b) / (a + b)) ** 2 if a + b else 0.0


def ordinal(units: Sequence[Sequence[float]]) -> Metric:
    """Return the ordinal metric, which counts the values that lie between two ranks in all `units`."""
    values = [value for unit in units if len(unit) >= 2 for value in unit]
    totals = {value: values.count(value) for value in sorted(set(values))}

    def metric(a: float, b: float) -> float:
        low, high = min(a, b), max(a, b)
        between = math.fsum(count for value, count in totals.items() if low <= value <= high)
        return (between - (totals[low] + totals[high]) / 2) ** 2

    return metric


def _gwet(observed: float, shares: Sequence[float], weights: Weights) -> float:
    count = len(shares)
    chance = math.fsum(math.fsum(row) for row in weights) / (count * (count - 1))
    expected = chance * math.fsum(share * (1 - share) for share in shares)
    return (observed - expected) / (1 - expected)


def _agreement(row: Sequence[int], weights: Weights) -> float:
    raters = sum(row)
    pairs = math.fsum(
        row[k] * (math.fsum(weights[k][j] * row[j] for j in range(len(row))) - 1) for k in range(len(row))
    )
    return pairs / (raters * (raters - 1))


def _varies(value: float) -> None:
    if value <= 0:
        raise bounds.NothingVaries()


def _counts(works: Sequence[int | None], count: int) -> list[int]:
    return [sum(category == k for category in works) for k in range(count)]


def _weighted(table: Table, weights: Weights) -> float:
    return math.fsum(weights[i][j] * table[i][j] for i in range(len(table)) for j in range(len(table)))


def _margins(table: Table) -> tuple[float, list[float], list[float]]:
    rows = [math.fsum(row) for row in table]
    columns = [math.fsum(row[j] for row in table) for j in range(len(table))]
    return math.fsum(rows), rows, columns
