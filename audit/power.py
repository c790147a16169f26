"""What a number of checks can notice: the chance that the evidence about one person reaches a level in time.

Supposed is somebody who over-claims a share of their minutes, always by half of a work's norm (10 instead of 5, 5
instead of 2.5): then `share / taint` of the minutes drawn are wrong. The evidence after t draws with k finds is known
exactly, so the chance to reach the level at some draw is counted, not simulated.
"""

from __future__ import annotations

import math
from functools import lru_cache

from audit.estimate import TALK
from audit.evidence import STAKES, TOLERANCE
from naryad import bounds

TAINT = 0.5
DRAWS_MAX = 600


def chance_to_notice(
    share: float, draws: int, *, level: float = TALK, tolerance: float = TOLERANCE, taint: float = TAINT
) -> float:
    """Return the chance that E reaches `level` within `draws` works drawn from a long list of somebody whose
    over-claimed share is `share`.
    """
    bounds.chance(share, "share")
    draws = min(bounds.count(draws, "sample"), DRAWS_MAX)
    return _reached(min(1.0, share / taint), level, tolerance, taint, _rounded_up(draws))[draws] if draws else 0.0


def smallest_finds(draws: int, *, level: float, tolerance: float, taint: float) -> int:
    """Return how many finds among `draws` works bring E to `level`; one more than there are where none do."""
    for finds in range(draws + 1):
        if _log_evidence(draws, finds, tolerance, taint) >= math.log(level):
            return finds
    return draws + 1


@lru_cache(maxsize=128)
def _reached(chance: float, level: float, tolerance: float, taint: float, most: int) -> tuple[float, ...]:
    """Return, for 0 to `most` draws, the chance that E has reached `level` by then.

    `below[k]` is the chance of k finds so far with the level never reached.
    """
    below, reached, so_far = [1.0], [0.0], 0.0
    needed = 0
    for draw in range(1, most + 1):
        following = [0.0] * (len(below) + 1)
        for finds, weight in enumerate(below):
            following[finds] += weight * (1 - chance)
            following[finds + 1] += weight * chance
        while needed <= draw and _log_evidence(draw, needed, tolerance, taint) < math.log(level):
            needed += 1
        so_far += math.fsum(following[needed:])
        below = following[:needed]
        reached.append(min(1.0, so_far))
    return tuple(reached)


def _log_evidence(draws: int, finds: int, tolerance: float, taint: float) -> float:
    """Return ln E after `finds` of `draws`, what was found being small against all the minutes of the list."""
    logs = [
        finds * math.log1p(stake / tolerance * (taint - tolerance)) + (draws - finds) * math.log1p(-stake)
        for stake in STAKES
    ]
    top = max(logs)
    return top + math.log(math.fsum(math.exp(value - top) for value in logs) / len(STAKES))


def _rounded_up(draws: int) -> int:
    """Return the length a table is counted to, so that near budgets share one."""
    return min(DRAWS_MAX, 50 * math.ceil(draws / 50))
