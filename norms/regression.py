"""Norms from totals: days' clock minutes explained by how many works of each type were done on them.

T_d = sum c_dk m_k + error. Least squares by Householder reflections; non-negative least squares by the active set of
Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23; with a prior at the current norms by the normal
model of Gelman et al., Bayesian Data Analysis (2013), 14.8. A column of ones stands for minutes that no work explains.
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from naryad import bounds
from naryad.distribution import student_quantile
from naryad.errors import DomainError

Rows = Sequence[Sequence[float]]

_SMALL = 1e-11
"""A column whose length after the others were taken out is below this share of its own depends on them."""


class TypesCannotBeToldApart(DomainError):
    code = "types_cannot_be_told_apart"
    status = 422
    en = (
        "These {days} days cannot tell {types} types apart: some always come in the same proportion, or there are too "
        "few days. Add days, or take types together."
    )
    ru = (
        "По этим дням ({days}) типы друг от друга не отличить (их {types}): какие-то всегда идут в одной пропорции "
        "либо дней мало. Добавьте дни или объедините типы."
    )


@dataclass(frozen=True)
class Fit:
    """Minutes per unit of each type, with what is needed for their spread."""

    minutes: tuple[float, ...]
    standard_errors: tuple[float, ...]
    residual_deviation: float
    degrees: int

    def interval(self, type_: int, confidence: float = 0.95) -> tuple[float, float]:
        """Return Student's interval for the type at this place (from 0)."""
        quantile = student_quantile((1 + bounds.share(confidence, "confidence")) / 2, self.degrees)
        half = quantile * self.standard_errors[type_]
        return self.minutes[type_] - half, self.minutes[type_] + half


@dataclass(frozen=True)
class Posterior:
    """Minutes per unit of each type and their standard deviations, prior and days taken together."""

    minutes: tuple[float, ...]
    deviations: tuple[float, ...]


def through_origin(xs: Sequence[float], ys: Sequence[float]) -> Fit:
    """Return the slope of ys = b xs with its standard error."""
    bounds.paired(xs, ys)
    return least_squares([[x] for x in xs], ys)


def least_squares(counts: Rows, minutes: Sequence[float], weights: Sequence[float] | None = None) -> Fit:
    """Return the ordinary (or weighted) least-squares fit; minutes may come out negative.

    `counts` has a row per day and a column per type. A day whose minutes vary in proportion to its number of works
    has the weight 1 / that number.

    Raises:
        TypesCannotBeToldApart: the columns depend on each other, or there are no more days than types.
    """
    rows, values = _weighted(counts, minutes, weights)
    days, types = len(rows), len(rows[0])
    if days <= types:
        raise TypesCannotBeToldApart(days=days, types=types)
    upper, turned = _reflected(rows, values)
    solution = _backward(upper, turned[:types])
    degrees = days - types
    variance = math.fsum(value * value for value in turned[types:]) / degrees
    inverse = _inverse(upper)
    errors = (math.sqrt(variance * math.fsum(value * value for value in row)) for row in inverse)
    return Fit(tuple(solution), tuple(errors), math.sqrt(variance), degrees)


def non_negative(counts: Rows, minutes: Sequence[float], weights: Sequence[float] | None = None) -> tuple[float, ...]:
    """Return the minutes per unit, none below zero, that come nearest to the days' totals."""
    rows, values = _weighted(counts, minutes, weights)
    types = len(rows[0])
    solution, active = [0.0] * types, set[int]()
    scale = max(math.fsum(abs(row[k] * y) for row, y in zip(rows, values, strict=True)) for k in range(types))
    for _ in range(30 * types):
        left = [
            y - math.fsum(c * m for c, m in zip(row, solution, strict=True))
            for row, y in zip(rows, values, strict=True)
        ]
        pull = {
            k: math.fsum(row[k] * y for row, y in zip(rows, left, strict=True)) for k in range(types) if k not in active
        }
        best = max(pull, key=lambda k: pull[k], default=None)
        if best is None or pull[best] <= 1e-12 * scale:
            break
        active.add(best)
        solution = _stepped(rows, values, solution, active)
    return tuple(solution)


def with_prior(
    counts: Rows,
    minutes: Sequence[float],
    *,
    prior_minutes: Sequence[float],
    prior_deviations: Sequence[float],
    error_deviation: float,
) -> Posterior:
    """Return what days say on top of the current norms; a prior deviation of 0.3 x norm is a loose one.

    `error_deviation` is the standard deviation of a day's minutes around what its works explain.
    """
    bounds.paired(prior_minutes, prior_deviations, *counts[:1])
    bounds.all_of(prior_deviations, bounds.positive, "deviation")
    sigma = bounds.positive(error_deviation, "deviation")
    rows, values = _weighted(counts, minutes, None)
    stacked = [[value / sigma for value in row] for row in rows]
    targets = [value / sigma for value in values]
    for k, (mean, deviation) in enumerate(zip(prior_minutes, prior_deviations, strict=True)):
        stacked.append([1 / deviation if at == k else 0.0 for at in range(len(prior_minutes))])
        targets.append(mean / deviation)
    upper, turned = _reflected(stacked, targets)
    spread = (math.sqrt(math.fsum(value * value for value in row)) for row in _inverse(upper))
    return Posterior(tuple(_backward(upper, turned[: len(prior_minutes)])), tuple(spread))


def condition_number(counts: Rows) -> float:
    """Return how well days tell the types apart: the largest over the smallest singular value of unit-long columns.

    Up to 10 is good, above 30 is poor; infinite where types cannot be told apart at all.
    """
    rows, _ = _weighted(counts, [0.0] * len(counts), None)
    types = range(len(rows[0]))
    return condition_of([[math.fsum(row[i] * row[k] for row in rows) for k in types] for i in types])


def condition_of(products: Rows) -> float:
    """Return the same from the sums of products of every two columns (A'A)."""
    types = range(len(products))
    lengths = [math.sqrt(products[k][k]) for k in types]
    if not all(lengths):
        return math.inf
    gram = [[products[i][k] / (lengths[i] * lengths[k]) for k in types] for i in types]
    values = _eigenvalues(gram)
    return math.sqrt(max(values) / min(values)) if min(values) > 1e-14 * max(values) else math.inf


def days_per_type(counts: Rows) -> tuple[int, ...]:
    """Return on how many days each type occurs."""
    return tuple(sum(row[k] > 0 for row in counts) for k in range(len(counts[0])))


def clustered_intervals(
    counts: Rows,
    minutes: Sequence[float],
    employees: Sequence[Hashable],
    *,
    seed: int,
    weights: Sequence[float] | None = None,
    rounds: int = 1000,
    confidence: float = 0.95,
) -> list[tuple[float, float]]:
    """Return percentile intervals of the non-negative minutes, whole employees being drawn again and again.

    One person's days resemble each other, so people are the unit, two or more. The same seed gives the same figures.
    """
    bounds.paired(counts, minutes, employees)
    people = sorted(set(employees), key=list(employees).index)
    bounds.at_least(people, 2)
    days = {person: [at for at, whose in enumerate(employees) if whose == person] for person in people}
    chance = random.Random(seed)
    bounds.count(rounds, "count", least=20)
    found: list[tuple[float, ...]] = []
    for attempt in range(10 * rounds):
        drawn = [at for person in chance.choices(people, k=len(people)) for at in days[person]]
        drawn_weights = None if weights is None else [weights[at] for at in drawn]
        try:
            found.append(non_negative([counts[at] for at in drawn], [minutes[at] for at in drawn], drawn_weights))
        except TypesCannotBeToldApart:
            # A draw of too few different people may not tell; most have to, or nothing can be said.
            if attempt + 1 == 10 * rounds:
                raise
        if len(found) == rounds:
            break
    risk = (1 - bounds.share(confidence, "confidence")) / 2
    columns = [sorted(column) for column in zip(*found, strict=True)]
    return [(_percentile(column, risk), _percentile(column, 1 - risk)) for column in columns]


def _weighted(
    counts: Rows, minutes: Sequence[float], weights: Sequence[float] | None
) -> tuple[list[list[float]], list[float]]:
    bounds.at_least(counts, 1)
    bounds.at_least(counts[0], 1)
    bounds.paired(counts, minutes)
    bounds.paired(*counts)
    if weights is None:
        return [[float(value) for value in row] for row in counts], [float(value) for value in minutes]
    bounds.paired(weights, minutes)
    bounds.all_of(weights, bounds.not_negative, "weight")
    roots = [math.sqrt(weight) for weight in weights]
    rows = [[value * root for value in row] for row, root in zip(counts, roots, strict=True)]
    return rows, [value * root for value, root in zip(minutes, roots, strict=True)]


def _reflected(rows: Rows, values: Sequence[float]) -> tuple[list[list[float]], list[float]]:
    """Return R and Q'y of the rows' QR decomposition (Householder)."""
    work = [[*row, value] for row, value in zip(rows, values, strict=True)]
    days, types = len(work), len(rows[0])
    for k in range(types):
        whole = math.sqrt(math.fsum(row[k] ** 2 for row in rows))
        length = math.sqrt(math.fsum(work[at][k] ** 2 for at in range(k, days)))
        if length <= _SMALL * whole or whole == 0:
            raise TypesCannotBeToldApart(days=days, types=types)
        mirror = [work[at][k] for at in range(k, days)]
        mirror[0] += math.copysign(length, mirror[0])
        square = math.fsum(value * value for value in mirror)
        for column in range(k, types + 1):
            dot = math.fsum(value * work[k + at][column] for at, value in enumerate(mirror))
            for at, value in enumerate(mirror):
                work[k + at][column] -= 2 * dot / square * value
    return [row[:types] for row in work[:types]], [row[types] for row in work]


def _backward(upper: Rows, right: Sequence[float]) -> list[float]:
    solution = [0.0] * len(right)
    for at in reversed(range(len(right))):
        known = math.fsum(upper[at][k] * solution[k] for k in range(at + 1, len(right)))
        solution[at] = (right[at] - known) / upper[at][at]
    return solution


def _inverse(upper: Rows) -> list[list[float]]:
    size = len(upper)
    columns = [_backward(upper, [1.0 if at == k else 0.0 for at in range(size)]) for k in range(size)]
    return [[columns[k][at] for k in range(size)] for at in range(size)]


def _stepped(rows: Rows, values: Sequence[float], before: list[float], active: set[int]) -> list[float]:
    """Return the fit of the active types, stepping back from the old one to the first type that would go below zero."""
    solution = list(before)
    while True:
        places = sorted(active)
        upper, turned = _reflected([[row[k] for k in places] for row in rows], values)
        wanted = dict(zip(places, _backward(upper, turned[: len(places)]), strict=True))
        below = [k for k in places if wanted[k] <= 0]
        if not below:
            return [wanted.get(k, 0.0) for k in range(len(solution))]
        step = min(solution[k] / (solution[k] - wanted[k]) if solution[k] > wanted[k] else 0.0 for k in below)
        for k in places:
            solution[k] += step * (wanted[k] - solution[k])
        active -= {k for k in places if solution[k] <= 1e-13 * max(1.0, max(solution))}
        solution = [value if k in active else 0.0 for k, value in enumerate(solution)]


def _eigenvalues(symmetric: Rows) -> list[float]:
    """Return the eigenvalues of a symmetric matrix (Jacobi's rotations)."""
    work = [list(row) for row in symmetric]
    size = len(work)
    for _ in range(60):
        if math.fsum(work[i][k] ** 2 for i in range(size) for k in range(i)) < 1e-26:
            break
        for i in range(size - 1):
            for k in range(i + 1, size):
                if work[i][k]:
                    _rotate(work, i, k)
    return [work[at][at] for at in range(size)]


def _rotate(work: list[list[float]], i: int, k: int) -> None:
    angle = 0.5 * math.atan2(2 * work[i][k], work[i][i] - work[k][k])
    cosine, sine = math.cos(angle), math.sin(angle)
    for row in work:
        row[i], row[k] = cosine * row[i] + sine * row[k], cosine * row[k] - sine * row[i]
    work[i], work[k] = (
        [cosine * one + sine * other for one, other in zip(work[i], work[k], strict=True)],
        [cosine * other - sine * one for one, other in zip(work[i], work[k], strict=True)],
    )


def _percentile(ordered: Sequence[float], chance: float) -> float:
    place = chance * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
