"""Passing or stopping a whole list on a sample of it: how likely a plan passes which quality, and plans to order.

The operating characteristic (OC) of a plan (n, c) is the chance that at most c errors are found. Sources: Montgomery,
Introduction to Statistical Quality Control (2012), chapter 15; Kiermeier, "Visualizing and Assessing Acceptance
Sampling Plans: The R Package AcceptanceSampling" (2008); Stephens and Larson, "An evaluation of the MIL-STD-105D
system of sampling plans" (1967); Wald, Sequential Analysis (1947).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from audit.inspection_table import SinglePlan
from naryad import bounds
from naryad.distribution import beta_quantile, binomial_at_most, hypergeometric_at_most, poisson_at_most
from naryad.errors import DomainError

Passes = Callable[[int, int, float], float]
"""The chance that a sample of n holds at most c errors where the rate is p."""

MOST = 20_000

SWITCH_BACK = 5
"""Lists passed in a row on tightened inspection that bring normal inspection back."""
SWITCH_WITHIN = 5
"""Two lists stopped out of so many in a row lead from normal to tightened inspection."""
SWITCH_DOWN = 10
"""Lists passed in a row on normal inspection that lead to reduced inspection."""


class RisksInWrongOrder(DomainError):
    code = "risks_in_wrong_order"
    status = 422
    en = (
        "A plan has to pass {good} more often than {bad}: the first rate has to be lower and its chance higher. "
        "Check the two points."
    )
    ru = "План должен пропускать {good} чаще, чем {bad}: её доля меньше, а вероятность больше. Проверьте обе точки."


class NoPlanBetween(DomainError):
    code = "no_plan_between"
    status = 422
    en = "No plan of up to {most} works keeps both risks. Move the two rates apart, or accept higher risks."
    ru = "Ни один план до {most} работ не выдерживает оба риска. Разведите доли дальше или примите больший риск."


def binomial(sample: int, allowed: int, rate: float) -> float:
    """Return the chance to pass for a long series of lists (type B)."""
    return binomial_at_most(allowed, _planned(sample, allowed), bounds.chance(rate, "rate"))


def poisson(sample: int, allowed: int, rate: float) -> float:
    """Return the chance to pass where errors are counted, several to a work if it so happens."""
    return poisson_at_most(allowed, _planned(sample, allowed) * bounds.not_negative(rate, "rate"))


def hypergeometric(population: int) -> Passes:
    """Return the chance to pass for one list of `population` works (type A); a rate means the nearest whole number."""

    def passes(sample: int, allowed: int, rate: float) -> float:
        bounds.count(_planned(sample, allowed), "sample", most=population)
        return hypergeometric_at_most(allowed, population, round(bounds.chance(rate, "rate") * population), sample)

    return passes


def quality_passed(sample: int, allowed: int, chance: float) -> float:
    """Return the rate that a plan passes with this chance (binomial): an OC point read the other way."""
    bounds.share(chance, "risk")
    if _planned(sample, allowed) <= allowed:
        return 1.0
    return beta_quantile(1 - chance, allowed + 1, sample - allowed)


def outgoing_quality(sample: int, allowed: int, rate: float, lot: int) -> float:
    """Return the rate left in lists of `lot` works when stopped ones are looked through and put right (AOQ)."""
    bounds.count(sample, "sample", least=1, most=lot)
    return binomial(sample, allowed, rate) * rate * (lot - sample) / lot


def plan_between(
    *, accept_at: float, accept_chance: float, reject_at: float, reject_chance: float, passes: Passes = binomial
) -> tuple[int, int]:
    """Return the smallest (n, c) that passes `accept_at` with at least its chance and `reject_at` with at most its.

    Raises:
        RisksInWrongOrder: the points ask for a curve that rises.
        NoPlanBetween: no plan of up to 20,000 works does both.
    """
    for value in (accept_at, accept_chance, reject_at, reject_chance):
        bounds.share(value, "rate")
    if accept_at >= reject_at or accept_chance <= reject_chance:
        raise RisksInWrongOrder(good=accept_at, bad=reject_at)
    n, allowed = 1, 0
    while n <= MOST:
        if passes(n, allowed, reject_at) > reject_chance:
            n += 1
        elif passes(n, allowed, accept_at) < accept_chance:
            allowed += 1
            n = max(n, allowed + 1)
        else:
            return n, allowed
    raise NoPlanBetween(most=MOST)


@dataclass(frozen=True)
class SchemeShare:
    """Where a switching scheme spends its lists in the long run, and how many pass."""

    passed: float
    normal: float
    tightened: float
    reduced: float
    sample: float
    """The mean number of works looked at per list."""


def scheme(rate: float, *, normal: SinglePlan, tightened: SinglePlan, reduced: SinglePlan | None = None) -> SchemeShare:
    """Return the long run of the switching rules of MIL-STD-105 at one rate, as a Markov chain.

    Two stopped out of five in a row or fewer: tightened; five passed in a row: normal again; with a `reduced` plan,
    ten passed in a row: reduced, until a list is stopped or has more errors than its plan accepts. Limit numbers and
    the end after long tightened inspection are left out, as by Stephens and Larson.
    """
    chance = {
        "normal": binomial(normal.sample, normal.accept, rate),
        "tightened": binomial(tightened.sample, tightened.accept, rate),
        "reduced": binomial(reduced.sample, reduced.reject - 1, rate) if reduced else 0.0,
    }
    stays = binomial(reduced.sample, reduced.accept, rate) if reduced else 0.0
    shares = _long_run(_chain(chance["normal"], chance["tightened"], stays if reduced else None))
    spent = {name: math.fsum(share for state, share in shares.items() if state[0] == name) for name in chance}
    samples = {"normal": normal.sample, "tightened": tightened.sample, "reduced": reduced.sample if reduced else 0}
    return SchemeShare(
        passed=math.fsum(spent[name] * chance[name] for name in chance),
        normal=spent["normal"],
        tightened=spent["tightened"],
        reduced=spent["reduced"],
        sample=math.fsum(spent[name] * samples[name] for name in samples),
    )


@dataclass(frozen=True)
class WaldLines:
    """The two lines of Wald's sequential test: pass below slope n - h1, stop from slope n + h2 on, else go on."""

    h1: float
    h2: float
    slope: float

    def decision(self, looked: int, errors: int) -> bool | None:
        """Return True to pass, False to stop, None to look at one more."""
        if errors <= self.slope * looked - self.h1:
            return True
        return False if errors >= self.slope * looked + self.h2 else None


def wald_lines(accept_at: float, reject_at: float, *, producer_risk: float, consumer_risk: float) -> WaldLines:
    """Return the lines for risks alpha at `accept_at` and beta at `reject_at`."""
    for value in (accept_at, reject_at):
        bounds.share(value, "rate")
    for value in (producer_risk, consumer_risk):
        bounds.share(value, "risk")
    if accept_at >= reject_at or producer_risk + consumer_risk >= 1:
        raise RisksInWrongOrder(good=accept_at, bad=reject_at)
    odds = math.log(reject_at * (1 - accept_at) / (accept_at * (1 - reject_at)))
    return WaldLines(
        h1=math.log((1 - producer_risk) / consumer_risk) / odds,
        h2=math.log((1 - consumer_risk) / producer_risk) / odds,
        slope=math.log((1 - accept_at) / (1 - reject_at)) / odds,
    )


State = tuple[str, int, bool]
"""The kind of inspection, lists passed in a row since it began or since one was stopped, whether one was stopped."""


def _chain(normal: float, tightened: float, reduced: float | None) -> dict[State, dict[State, float]]:
    """Return the moves out of each state with their chances; `reduced` is the chance to stay there."""
    moves: dict[State, dict[State, float]] = {}
    start: State = ("normal", 0, False)
    strict: State = ("tightened", 0, False)
    for stopped in (False, True):
        for passed in range(SWITCH_DOWN):
            after: State = ("normal", min(passed + 1, SWITCH_DOWN - 1), stopped)
            if passed + 1 == SWITCH_DOWN and reduced is not None:
                after = ("reduced", 0, False)
            again = strict if stopped and passed < SWITCH_WITHIN - 1 else ("normal", 0, True)
            moves["normal", passed, stopped] = {after: normal, again: 1 - normal}
    for passed in range(SWITCH_BACK):
        on: State = start if passed + 1 == SWITCH_BACK else ("tightened", passed + 1, False)
        moves["tightened", passed, False] = {on: tightened, strict: 1 - tightened}
    if reduced is not None:
        moves["reduced", 0, False] = {("reduced", 0, False): reduced, start: 1 - reduced}
    return moves


def _long_run(moves: dict[State, dict[State, float]]) -> dict[State, float]:
    """Return the share of time in each state, from the balance of what comes in and goes out."""
    states = list(moves)
    place = {state: at for at, state in enumerate(states)}
    rows = [[0.0] * len(states) + [0.0] for _ in states]
    for state, after in moves.items():
        rows[place[state]][place[state]] -= 1
        for other, chance in after.items():
            rows[place[other]][place[state]] += chance
    rows[0] = [1.0] * (len(states) + 1)
    return dict(zip(states, _solved(rows), strict=True))


def _solved(rows: list[list[float]]) -> list[float]:
    """Return the solution of linear equations, right sides in the last column (Gauss with partial pivots)."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column and rows[row][column]:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [one - factor * other for one, other in zip(rows[row], rows[column], strict=True)]
    return [rows[at][size] / rows[at][at] for at in range(size)]


def _planned(sample: int, allowed: int) -> int:
    bounds.count(allowed, "count")
    return bounds.count(sample, "sample", least=1)
