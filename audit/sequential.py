"""Checks that may stop at any work: p-values that stay valid however often one looks.

Each multiplies one factor per work looked at, in random order; the product is a martingale if the mean is `null`, so
that it ever exceeds 1/alpha with probability at most alpha (Ville). Values are not negative, and `null` is the mean
under test. Sources: Stark, "Risk-limiting postelection audits" (2009); Stark, "Sets of half-average nulls generate
risk-limiting audits: SHANGRLA" (2020); Lindeman, Stark, Yates, "BRAVO" (2012); Stark, "ALPHA: audit that learns from
previously hand-audited ballots" (2023).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from naryad import bounds
from naryad.errors import DomainError

Likelihood = Callable[[float], float]


class NeverEnough(DomainError):
    code = "sequential_never_enough"
    status = 422
    en = (
        "{looked} works like these do not bring the risk down to {risk}. Check more, or test a mean further away from "
        "what is found."
    )
    ru = (
        "Даже {looked} таких работ не снижают риск до {risk}. Проверьте больше или задайте среднее, "
        "более далёкое от найденного."
    )


def kaplan_wald(values: Sequence[float], *, null: float, padding: float = 0.0, random_order: bool = True) -> float:
    """Return the Kaplan-Wald p-value of a mean of `null` or less: 1 / max prod((1 - g) x / null + g).

    `padding` g from 0 to 1 keeps one zero from ending it all. Where the works are not in random order, only the whole
    product counts.
    """
    bounds.chance(padding, "factor")
    bounds.positive(null, "mean")
    bounds.all_of(values, bounds.not_negative, "value")
    return _p_value(((1 - padding) * x / null + padding for x in values), random_order)


def kaplan_markov(values: Sequence[float], *, null: float, padding: float = 0.0, random_order: bool = True) -> float:
    """Return the Kaplan-Markov p-value of a mean of `null` or less: min prod((null + g) / (x + g))."""
    bounds.not_negative(padding, "factor")
    bounds.positive(null, "mean")
    bounds.all_of(values, bounds.not_negative, "value")
    return _p_value(((x + padding) / (null + padding) for x in values), random_order)


def alpha(
    values: Sequence[float],
    *,
    null: float,
    alternative: float,
    largest: float = 1.0,
    population: int | None = None,
    random_order: bool = True,
) -> float:
    """Return the ALPHA p-value of a mean of `null` or less with a fixed `alternative`, values from 0 to `largest`.

    With `population` the works are drawn without replacement, and the means of what is left, under the null and under
    the alternative, move with what was found; without, they are drawn with replacement, and with values 0 and 1 it is
    BRAVO.
    """
    _alternative(null, alternative, largest)
    if population is not None:
        bounds.count(len(values), "sample", most=bounds.count(population, "population", least=1))
    for x in values:
        if not 0 <= x <= largest:
            raise bounds.MoreThanThereIs(figure="value", value=x, most=largest)
    return _p_value(_alpha_factors(values, null, alternative, largest, population), random_order)


def alpha_size(
    values: Sequence[float],
    *,
    null: float,
    alternative: float,
    risk: float,
    largest: float = 1.0,
    population: int,
) -> int:
    """Return how many works have to be looked at if they come as `values`, over and over, until the p-value is `risk`.

    Raises:
        NeverEnough: the whole population would not do.
    """
    _alternative(null, alternative, largest)
    bounds.at_least(values, 1)
    repeated = (values[at % len(values)] for at in range(population))
    return _size(_alpha_factors(repeated, null, alternative, largest, population), risk, population)


def bravo_size(winner_share: float, *, risk: float, most: int = 1_000_000) -> int:
    """Return how many works BRAVO needs if every one agrees, and `winner_share` was announced: (2s)^n >= 1/risk."""
    _alternative(0.5, winner_share, 1.0)
    return _size((winner_share / 0.5 for _ in range(most)), risk, most)


def kaplan_wald_size(
    values: Sequence[float], *, null: float, risk: float, padding: float = 0.0, most: int = 1_000_000
) -> int:
    """Return how many works like `values`, over and over, bring the Kaplan-Wald p-value down to `risk`."""
    bounds.positive(null, "mean")
    bounds.at_least(values, 1)
    factors = ((1 - padding) * values[at % len(values)] / null + padding for at in range(most))
    return _size(factors, risk, most)


def _alpha_factors(
    values: Iterable[float], null: float, alternative: float, largest: float, population: int | None
) -> Iterable[float]:
    """Yield x/mu * (eta - mu)/(u - mu) + (u - eta)/(u - mu), mu the null mean of what is left."""
    found = 0.0
    for at, x in enumerate(values):
        mean = null if population is None else (population * null - found) / (population - at)
        found += x
        if mean < 0:
            yield math.inf
        elif mean == 0:
            yield math.inf if x > 0 else 1.0
        elif mean >= largest:
            yield 0.0 if mean > largest else 1.0
        else:
            moved = alternative if population is None else (population * alternative - found + x) / (population - at)
            eta = min(max(moved, mean), largest)
            yield (x * (eta - mean) / mean + largest - eta) / (largest - mean)


def _p_value(factors: Iterable[float], random_order: bool) -> float:
    product, best = 1.0, 1.0
    for factor in factors:
        if product == math.inf:
            break
        product = math.inf if factor == math.inf else product * factor
        best = max(best, product)
    reached = best if random_order else product
    return 0.0 if reached == math.inf else min(1.0, 1 / reached) if reached > 0 else 1.0


def _size(factors: Iterable[float], risk: float, most: int) -> int:
    bounds.share(risk, "risk")
    product = 1.0
    for looked, factor in enumerate(factors, start=1):
        product *= factor
        if product >= 1 / risk:
            return looked
    raise NeverEnough(looked=most, risk=risk)


def _alternative(null: float, alternative: float, largest: float) -> None:
    bounds.positive(largest, "value")
    bounds.positive(null, "mean")
    if not null < alternative <= largest:
        raise bounds.MoreThanThereIs(figure="mean", value=alternative, most=largest)
