"""What days' clock minutes say of the norms of types: the office's whole work explained at once, people drawn anew.

T_d = sum of c_dk m_k + g + error, none of the m_k below zero, a day weighing 1 / its number of works. A day enters only
through sums of products, person by person, so that a thousand draws of people cost no more than adding a few tables.
Sources: `norms.regression`; Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 8, for clusters.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad import bounds
from naryad.errors import DomainError
from naryad.money import minutes3, round_half_up
from norms.regression import TypesCannotBeToldApart, condition_of

LEAST_DAYS = 10
"""A type done on fewer days is not asked about: its work is taken at the norm in force."""

LEAST_EXPLAINED = Decimal(25)
"""Per cent of the differences between days that the work has to explain before its minutes mean anything."""

ROUNDS = 1000
TOLD_EVERY = 25


class TooFewDays(DomainError):
    code = "too_few_days"
    status = 422
    en = (
        "There are {days} days of {people} people with clock minutes; at least {least} days of two people are needed. "
        "Take a longer time, or keep the timesheet."
    )
    ru = (
        "Дней с известным временем {days}, людей {people}; нужно не меньше {least} дней двоих человек. "
        "Возьмите срок побольше или ведите табель."
    )


class WorkExplainsTooLittle(DomainError):
    code = "work_explains_too_little"
    status = 422
    en = (
        "The work explains only {percent}% of how these days differ by the clock; {least}% is the least. A timesheet "
        "of eight hours a day says when people were there, not what their work took. Measure with the stopwatch."
    )
    ru = (
        "Работа объясняет лишь {percent}% того, чем эти дни различаются по часам; нужно хотя бы {least}%. Табель по "
        "восемь часов говорит, когда человек был на месте, а не сколько заняла работа. Измерьте секундомером."
    )


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """One person's day: the minutes by the clock (without described work), and how much of each type was done."""

    employee_id: int
    day: date
    clock_minutes: Decimal
    quantities: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class TypeTotals:
    """What the days say of one type, minutes with three places."""

    work_type_id: int
    minutes: Decimal
    low: Decimal
    high: Decimal
    days: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What the days say: types in the order of their numbers; `rest` is what no work explains, minutes a day.

    `condition` says how well the days tell the types apart: up to 10 well, above 30 poorly. `explained_percent` is how
    much of the differences between days the work explains.
    """

    types: tuple[TypeTotals, ...]
    rest: Decimal
    days: int
    people: int
    condition: Decimal
    explained_percent: Decimal
    rare: tuple[int, ...]
    """Types taken at their norms, because they were done on too few days."""


def totals(
    days: Sequence[WorkedDay],
    norms: Mapping[int, Decimal],
    *,
    seed: int,
    rounds: int = ROUNDS,
    confidence: float = 0.95,
    tell: Callable[[int], None] = lambda done: None,
) -> Totals:
    """Return the minutes that come nearest to the days, with percentile intervals; the same seed gives the same.

    `norms` are the minutes in force of every type that occurs. `tell` hears how many draws are done.

    Raises:
        TooFewDays, TypesCannotBeToldApart, WorkExplainsTooLittle.
    """
    used = [day for day in days if day.clock_minutes > 0 and day.quantities]
    people = sorted({day.employee_id for day in used})
    if len(people) < 2 or len(used) < 2 * LEAST_DAYS:
        raise TooFewDays(days=len(used), people=len(people), least=2 * LEAST_DAYS)
    on_days: dict[int, int] = {}
    for day in used:
        for type_id in day.quantities:
            on_days[type_id] = on_days.get(type_id, 0) + 1
    types = sorted(type_id for type_id, count in on_days.items() if count >= LEAST_DAYS and norms.get(type_id))
    rare = tuple(sorted(on_days.keys() - set(types)))
    sums = _summed(used, people, types, rare, norms)
    whole = _Sums.together([sums[person] for person in people])
    condition = condition_of(whole.products)
    if condition == math.inf:
        raise TypesCannotBeToldApart(days=len(used), types=len(types))
    best = whole.solved()
    explained = whole.explained_percent(best)
    if explained < LEAST_EXPLAINED:
        raise WorkExplainsTooLittle(percent=explained, least=LEAST_EXPLAINED)
    drawn = _drawn(sums, people, seed=seed, rounds=rounds, tell=tell)
    risk = (1 - bounds.share(confidence, "confidence")) / 2
    columns = [sorted(column) for column in zip(*drawn, strict=True)]
    return Totals(
        types=tuple(
            TypeTotals(
                type_id,
                _exact(best[at]),
                _exact(min(best[at], _percentile(columns[at], risk))),
                _exact(max(best[at], _percentile(columns[at], 1 - risk))),
                on_days[type_id],
                sum((day.quantities.get(type_id, Decimal(0)) for day in used), Decimal(0)),
            )
            for at, type_id in enumerate(types)
        ),
        rest=_exact(best[-1]),
        days=len(used),
        people=len(people),
        condition=round_half_up(_exact(condition), 1),
        explained_percent=explained,
        rare=rare,
    )


@dataclass
class _Sums:
    """A'WA, A'Wb and b'Wb of some days; the last column is the one of ones."""

    products: list[list[float]]
    right: list[float]
    square: float = 0.0

    @classmethod
    def empty(cls, size: int) -> _Sums:
        return cls([[0.0] * size for _ in range(size)], [0.0] * size)

    @classmethod
    def together(cls, parts: Sequence[_Sums]) -> _Sums:
        size = range(len(parts[0].right))
        return cls(
            [[math.fsum(part.products[i][k] for part in parts) for k in size] for i in size],
            [math.fsum(part.right[k] for part in parts) for k in size],
            math.fsum(part.square for part in parts),
        )

    def add(self, row: Sequence[float], minutes: float, weight: float) -> None:
        for i, value in enumerate(row):
            if value:
                weighted = weight * value
                own = self.products[i]
                for k, other in enumerate(row):
                    own[k] += weighted * other
                self.right[i] += weighted * minutes
        self.square += weight * minutes * minutes

    def explained_percent(self, solution: Sequence[float]) -> Decimal:
        """Return the per cent of the weighted squares around the mean that a solution explains, from 0 to 100."""
        size = range(len(solution))
        linear = math.fsum(solution[k] * self.right[k] for k in size)
        squared = math.fsum(solution[i] * solution[k] * self.products[i][k] for i in size for k in size)
        around = self.square - self.right[-1] ** 2 / self.products[-1][-1]
        if around <= 1e-9 * self.square:
            return Decimal(0)
        share = 1 - (self.square - 2 * linear + squared) / around
        return round_half_up(_exact(100 * min(1.0, share)), 1)

    def solved(self) -> list[float]:
        """Return the non-negative least squares by the active set of Lawson and Hanson, on the sums of products."""
        size = len(self.right)
        lengths = [math.sqrt(self.products[k][k]) or 1.0 for k in range(size)]
        gram = [[self.products[i][k] / (lengths[i] * lengths[k]) for k in range(size)] for i in range(size)]
        right = [self.right[k] / lengths[k] for k in range(size)]
        scale = max(abs(value) for value in right) or 1.0
        solution, active = [0.0] * size, set[int]()
        for _ in range(30 * size):
            pull = {k: right[k] - sum(gram[k][i] * solution[i] for i in active) for k in range(size) if k not in active}
            best = max(pull, key=lambda k: pull[k], default=None)
            if best is None or pull[best] <= 1e-10 * scale:
                break
            active.add(best)
            solution = _stepped(gram, right, solution, active)
        return [value / length for value, length in zip(solution, lengths, strict=True)]


def _summed(
    days: Sequence[WorkedDay],
    people: Sequence[int],
    types: Sequence[int],
    rare: Sequence[int],
    norms: Mapping[int, Decimal],
) -> dict[int, _Sums]:
    """Return each person's days as sums of products; rare types are taken off the clock at their norms."""
    sums = {person: _Sums.empty(len(types) + 1) for person in people}
    for day in days:
        known = sum((day.quantities.get(one, Decimal(0)) * norms.get(one, Decimal(0)) for one in rare), Decimal(0))
        row = [*(float(day.quantities.get(one, 0)) for one in types), 1.0]
        weight = 1 / max(1.0, float(sum(day.quantities.values(), Decimal(0))))
        sums[day.employee_id].add(row, float(day.clock_minutes - known), weight)
    return sums


def _stepped(gram: list[list[float]], right: list[float], before: list[float], active: set[int]) -> list[float]:
    solution = list(before)
    while True:
        places = sorted(active)
        found = _solve([[gram[i][k] for k in places] for i in places], [right[i] for i in places])
        wanted = dict(zip(places, found, strict=True))
        below = [k for k in places if wanted[k] <= 0]
        if not below:
            return [wanted.get(k, 0.0) for k in range(len(right))]
        step = min(solution[k] / (solution[k] - wanted[k]) if solution[k] > wanted[k] else 0.0 for k in below)
        for k in places:
            solution[k] += step * (wanted[k] - solution[k])
        active -= {k for k in below if solution[k] <= 1e-12 * max(1.0, *solution)}
        solution = [value if k in active else 0.0 for k, value in enumerate(solution)]
        if not active:
            return solution


def _solve(gram: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a symmetric positive system (Cholesky).

    Raises:
        TypesCannotBeToldApart: it has none.
    """
    size = len(right)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for k in range(i + 1):
            value = gram[i][k] - sum(lower[i][j] * lower[k][j] for j in range(k))
            if i == k:
                if value <= 1e-12:
                    raise TypesCannotBeToldApart(days=size, types=size)
                lower[i][i] = math.sqrt(value)
            else:
                lower[i][k] = value / lower[k][k]
    middle = [0.0] * size
    for i in range(size):
        middle[i] = (right[i] - sum(lower[i][j] * middle[j] for j in range(i))) / lower[i][i]
    solution = [0.0] * size
    for i in reversed(range(size)):
        solution[i] = (middle[i] - sum(lower[j][i] * solution[j] for j in range(i + 1, size))) / lower[i][i]
    return solution


def _drawn(
    sums: Mapping[int, _Sums], people: Sequence[int], *, seed: int, rounds: int, tell: Callable[[int], None]
) -> list[list[float]]:
    """Return the fits of `rounds` draws of as many people as there are, with putting back."""
    chance = random.Random(seed)
    found: list[list[float]] = []
    for _ in range(10 * rounds):
        draw = _Sums.together([sums[person] for person in chance.choices(people, k=len(people))])
        try:
            found.append(draw.solved())
        except TypesCannotBeToldApart:
            # A draw of too few different people may not tell; most have to, or nothing can be said.
            continue
        if len(found) % TOLD_EVERY == 0:
            tell(len(found))
        if len(found) == rounds:
            return found
    raise TypesCannotBeToldApart(days=len(people), types=len(next(iter(sums.values())).right) - 1)


def _percentile(ordered: Sequence[float], chance: float) -> float:
    place = chance * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _exact(value: float) -> Decimal:
    return minutes3(Decimal(repr(max(0.0, value))))
