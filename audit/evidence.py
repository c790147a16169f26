"""How strongly the checks so far speak for over-claiming, valid however often one looks.

The order of the draw is successive sampling with probability proportional to size. Draw t takes entry i with
q = s_i / (sum of remaining sizes); Z = f_i (x_i / M) / q is compared with what is still expected. Each product
W = prod [1 + (c / mu)(Z - mu)] is a wager that cannot be expected to grow while the over-claimed share is within
tolerance; E is the mean over five values of c. P(ever E >= 1/alpha) <= alpha (Ville; Stark 2023, ALPHA).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STAKES = (0.05, 0.1, 0.2, 0.35, 0.5)
TOLERANCE = 0.05


@dataclass(frozen=True)
class Looked:
    """One judged entry in the order of the draw: frozen size, claimed minutes, over-claimed share of them (0 to 1)."""

    size: int
    minutes: float
    taint: float


@dataclass(frozen=True)
class Tainted:
    """One over-claimed entry of a list, without those around it: an entry that agrees only multiplies by 1 - c.

    `sizes_before` and `minutes_total`, `sizes_total` are sums over the employee's whole list.
    """

    size: int
    sizes_before: int
    minutes: float
    taint: float
    sizes_total: int
    minutes_total: float


@dataclass(frozen=True)
class Wagers:
    """The five products so far; they are carried on from list to list, and averaged only to be shown."""

    products: tuple[float, ...] = (1.0,) * len(STAKES)

    @property
    def e_value(self) -> float:
        return math.fsum(self.products) / len(self.products)

    def carried_on(
        self, looked: Sequence[Looked], *, sizes_total: int, minutes_total: float, tolerance: float = TOLERANCE
    ) -> Wagers:
        """Return the products after the judged entries of one more list.

        `looked` is the list's beginning in the order of the draw; `sizes_total` and `minutes_total` are sums over
        the employee's whole list. A share that is refuted outright (more found than tolerated in all) gives infinity.
        """
        products = list(self.products)
        remaining, expected = sizes_total, tolerance
        for entry in looked:
            if expected <= 0:
                return Wagers((math.inf,) * len(STAKES))
            over_share = entry.taint * entry.minutes / minutes_total
            drawn = over_share / (entry.size / remaining)
            products = [w * (1 + c / expected * (drawn - expected)) for w, c in zip(products, STAKES, strict=True)]
            expected -= over_share
            remaining -= entry.size
        return Wagers((math.inf,) * len(STAKES) if expected <= 0 else tuple(products))

    def after_list(self, found: Iterable[Tainted], *, tolerance: float = TOLERANCE) -> Wagers:
        """Return the products after the over-claimed entries of one list, `agreeing` being asked for all the others.

        The tolerance is not used up by what the list has shown: short lists would otherwise refute it by a single
        slip, although the person's month is well within. Each product is so at most that of `carried_on`, and stays a
        fair wager for anybody within tolerance on every list, and at any one time for those within it on average.
        """
        products = list(self.products)
        for entry in found:
            over_share = entry.taint * entry.minutes / entry.minutes_total
            drawn = over_share / (entry.size / (entry.sizes_total - entry.sizes_before))
            products = [w * (1 + c / tolerance * (drawn - tolerance)) for w, c in zip(products, STAKES, strict=True)]
        return Wagers(tuple(products))

    def agreeing(self, count: int) -> Wagers:
        """Return the products after `count` entries in which nothing was over-claimed, wherever they stood."""
        return Wagers(tuple(w * (1 - c) ** count for w, c in zip(self.products, STAKES, strict=True)))


def refuted_below(looked: Sequence[Looked], *, sizes_total: int, minutes_total: float, alpha: float = 0.05) -> float:
    """Return the lower bound of the over-claimed share: the smallest m whose mean W(m) is below 1/alpha."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        wagers = Wagers().carried_on(looked, sizes_total=sizes_total, minutes_total=minutes_total, tolerance=middle)
        if wagers.e_value >= 1 / alpha:
            low = middle
        else:
            high = middle
    return low


def evidence_of(found: Sequence[Tainted], agreeing: int, *, tolerance: float = TOLERANCE) -> Wagers:
    """Return the products over many lists: all that was over-claimed on them, and how many entries agreed."""
    return Wagers().agreeing(agreeing).after_list(found, tolerance=tolerance)


def surely_above(found: Sequence[Tainted], agreeing: int, *, alpha: float = 0.05) -> float:
    """Return the lower bound of the over-claimed share over many lists; 0 while nothing is refuted."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if evidence_of(found, agreeing, tolerance=middle).e_value >= 1 / alpha:
            low = middle
        else:
            high = middle
    return low
