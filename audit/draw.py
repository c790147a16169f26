"""Every entry gets its place in the queue for checking from the seed alone, the same on every machine.

h = SHA-256(S + "," + id) as an integer; u = (h + 1/2) / 2^256; rank = -ln(u) / size. Ranks are computed by three
correctly rounded operations of `decimal` with 60 digits (a division, a logarithm, a division); ties go by id.
The sample is the n smallest ranks, so a longer sample only continues the same list. With equal sizes it is a simple
random sample; otherwise successive sampling with probability proportional to size (Rosen 1997; Ohlsson 1998).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from hashlib import sha256

DIGITS = 60

_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_TWO_TO_257 = Decimal(2**257)
_TWO_TO_256 = 2**256
# The float rank is within 4 units in the last place of the true one (rounding of u or 1-u, of the logarithm, of the
# division); two floats further apart than this share are surely in the order of the exact ranks.
_SURE_SHARE = 1e-13


@dataclass(frozen=True)
class Drawn:
    """One sampled entry: its place (from 1), its id, its frozen size and its exact rank."""

    place: int
    id: str
    size: int
    rank: Decimal


@dataclass(frozen=True)
class Draw:
    """The first n of one employee's list, and the threshold.

    `threshold` is tau, the rank of the first entry left out; None where everything was taken.
    """

    sample: tuple[Drawn, ...]
    threshold: Decimal | None


def ticket(seed: str, id: str) -> int:
    """Return the ticket of `id`: SHA-256 of seed, comma, id, read as a 256-bit integer."""
    return int.from_bytes(sha256(f"{seed},{id}".encode()).digest())


def exact_rank(seed: str, id: str, size: int) -> Decimal:
    """Return -ln(u)/size to 60 digits; `size` is positive."""
    uniform = _CONTEXT.divide(Decimal(2 * ticket(seed, id) + 1), _TWO_TO_257)
    return _CONTEXT.divide(_CONTEXT.minus(_CONTEXT.ln(uniform)), Decimal(size))


def near_rank(seed: str, id: str, size: int) -> float:
    """Return the rank as a float whose relative error is far below `_SURE_SHARE`."""
    number = ticket(seed, id)
    if number >= _TWO_TO_256 // 2:
        # Near u = 1 the logarithm is taken of 1 - u, which is exact as an integer.
        left = (2 * (_TWO_TO_256 - number) - 1) / 2**257
        return -math.log1p(-left) / size
    return -math.log((2 * number + 1) / 2**257) / size


def draw(seed: str, items: Iterable[tuple[str, int]], count: int) -> Draw:
    """Return the `count` smallest ranks of `items` (id, size), in order; the order of `items` does not matter."""
    near = sorted((near_rank(seed, id, size), id, size) for id, size in items)
    if count <= 0:
        first = _exactly(seed, _surely_first(near, 1))
        return Draw((), first[0].rank if first else None)
    ordered = _exactly(seed, _surely_first(near, count + 1))
    return Draw(tuple(ordered[:count]), ordered[count].rank if len(ordered) > count else None)


def whole_order(seed: str, items: Iterable[tuple[str, int]]) -> list[str]:
    """Return all ids in the order of their ranks."""
    listed = list(items)
    return [drawn.id for drawn in draw(seed, listed, len(listed)).sample]


def _surely_first(near: Sequence[tuple[float, str, int]], count: int) -> Sequence[tuple[float, str, int]]:
    """Return a beginning of `near` that surely holds the `count` smallest exact ranks."""
    if len(near) <= count:
        return near
    limit = near[count - 1][0] * (1 + _SURE_SHARE)
    end = count
    while end < len(near) and near[end][0] <= limit:
        end += 1
    return near[:end]


def _exactly(seed: str, near: Sequence[tuple[float, str, int]]) -> list[Drawn]:
    ranked = sorted((exact_rank(seed, id, size), id, size) for _, id, size in near)
    return [Drawn(place, id, size, rank) for place, (rank, id, size) in enumerate(ranked, start=1)]
