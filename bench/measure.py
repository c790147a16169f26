"""A figure and its yardstick, timed the same way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table: what took how long, beside what else took how long in the same run."""

    name: str
    seconds: float
    yardstick: str
    yardstick_seconds: float
    expected_at_most: float
    """The ratio above which something has gone wrong; generous, because machines differ."""

    @property
    def ratio(self) -> float:
        return self.seconds / self.yardstick_seconds if self.yardstick_seconds else float("inf")

    @property
    def is_well(self) -> bool:
        return self.ratio <= self.expected_at_most


def least(function: Callable[[], object], *, times: int = 5) -> float:
    """Return the seconds of the quickest of `times` runs: what the work itself costs, without the machine's moods."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        taken.append(time.perf_counter() - started)
    return min(taken)


def each(function: Callable[[int], object], *, count: int, blocks: int = 10) -> float:
    """Return the seconds one call takes on average, in the quickest of `blocks` blocks of `count` calls altogether."""
    size = count // blocks

    def block(first: int) -> float:
        started = time.perf_counter()
        for number in range(first, first + size):
            function(number)
        return (time.perf_counter() - started) / size

    return min(block(number * size) for number in range(blocks))
