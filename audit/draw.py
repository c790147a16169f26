"""Every entry gets its place in the queue for checking from the seed alone, the same on every machine.

h = SHA-256(S + "," + id) as an integer; u = (h + 1/2) / 2^256; rank = -ln(u) / size. Ranks are computed by three
correctly rounded operations of `decimal` with 60 digits (a division, a logarithm, a division); ties go by id.
The sample is the n smallest ranks, so a longer sample only continues the same list. With equal sizes it is a simple
random sample; otherwise successive sampling with probability proportional to size (Rosen 1997; Ohlsson 1998).
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from hashlib import sha256
from itertools import repeat
from operator import mul, sub, truediv

DIGITS = 60

_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_TWO_TO_257 = Decimal(2**257)
_TWO_TO_255 = 2**255

# Tickets are sorted out by their first 48 bits. With w the first 48 bits of the ticket's complement, v = w / 2^48 is at
# most 1 - u and less than 2^-48 below it. Since -ln(u) is at least 1 - u, a rank is at least v / size: whoever has
# v / size above a bound has a rank above it, and no logarithm is needed to know.
_WORD_BITS, _WORD_BYTES = 48, 6
_HASH_BYTES = 32
_COMPLEMENT = bytes(255 - byte for byte in range(256))
SURE_SHARE = 1e-12
"""Two near ranks further apart than this share are surely in the order of the exact ones."""


@dataclass(frozen=True)
class Drawn:
    """One sampled entry: its place (from 1), its id, its frozen size and its ticket, which give its exact rank."""

    place: int
    id: str
    size: int
    ticket: int

    @cached_property
    def rank(self) -> Decimal:
        return _rank(self.ticket, self.size)


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
    return _rank(ticket(seed, id), size)


def draw(seed: str, items: Iterable[tuple[str, int]], count: int) -> Draw:
    """Return the `count` smallest ranks of `items` (id, size), in order; the order of `items` does not matter."""
    listed = list(items)
    return draw_columns(seed, [id.encode() for id, _ in listed], [size for _, size in listed], count)


def draw_columns(seed: str, ids: Sequence[bytes], sizes: Sequence[int], count: int) -> Draw:
    """Draw as `draw` does, from ids in UTF-8 and sizes side by side: what a list of a million is drawn from.

    Floats sort out the clear cases; exact ranks decide wherever two floats are too near to each other to tell.
    """
    count = max(count, 0)
    tickets = tickets_of(seed, ids)
    first = [
        Drawn(place, ids[i].decode(), sizes[i], int.from_bytes(tickets[i]))
        for place, i in enumerate(_first(tickets, ids, sizes, count + 1), start=1)
    ]
    return Draw(tuple(first[:count]), first[count].rank if len(first) > count else None)


def whole_order(seed: str, items: Iterable[tuple[str, int]]) -> list[str]:
    """Return all ids in the order of their ranks."""
    listed = list(items)
    return [drawn.id for drawn in draw(seed, listed, len(listed)).sample]


def tickets_of(seed: str, ids: Sequence[bytes]) -> list[bytes]:
    """Return the tickets of `ids`, in their order, each as 32 bytes."""
    # The seed is one block of SHA-256, hashed once; a copy goes on with each id.
    begun = sha256(f"{seed},".encode()).copy
    tickets: list[bytes] = []
    add = tickets.append
    for id in ids:
        ticket = begun()
        ticket.update(id)
        add(ticket.digest())
    return tickets


def _rank(number: int, size: int) -> Decimal:
    uniform = _CONTEXT.divide(Decimal(2 * number + 1), _TWO_TO_257)
    return _CONTEXT.divide(_CONTEXT.minus(_CONTEXT.ln(uniform)), Decimal(size))


def _first(tickets: Sequence[bytes], ids: Sequence[bytes], sizes: Sequence[int], count: int) -> list[int]:
    """Return the indexes of the `count` smallest exact ranks, in order; ties go by id."""
    near = _surely_among(tickets, sizes, min(count, len(tickets)))
    found = sorted(near, key=near.__getitem__)
    begin = 0
    for end in range(1, len(found) + 1):
        if end < len(found) and near[found[end]] <= near[found[end - 1]] * (1 + SURE_SHARE):
            continue
        if end - begin > 1:
            exactly = [(_rank(int.from_bytes(tickets[i]), sizes[i]), ids[i], i) for i in found[begin:end]]
            found[begin:end] = [i for _, _, i in sorted(exactly)]
        begin = end
    return found[:count]


def _surely_among(tickets: Sequence[bytes], sizes: Sequence[int], count: int) -> dict[int, float]:
    """Return near ranks by index: of entries among which the `count` smallest exact ranks surely are."""
    if count == 0:
        return {}
    least = least_ranks(tickets, sizes)
    # About `count` of the ranks are below count / (sum of sizes); a generous bound is asked first.
    bound = (count + 6 * math.sqrt(count) + 8) / sum(sizes)
    while True:
        near = {i: near_rank(tickets[i], sizes[i]) for i, rank in enumerate(least) if rank <= bound}
        if len(near) == len(tickets):
            return near
        if len(near) >= count and sorted(near.values())[count - 1] * (1 + 2 * SURE_SHARE) <= bound:
            return near
        bound *= 2


def least_ranks(tickets: Sequence[bytes], sizes: Sequence[int]) -> list[float]:
    """Return what each rank surely reaches, but for a share of `SURE_SHARE`: v / size."""
    words = b"".join(tickets).translate(_COMPLEMENT)
    # The 48 bits stand at the end of a float's 52: it is 1 + w / 2^52, which is read without making an integer.
    floats = bytearray(b"\x3f\xf0" + bytes(_WORD_BYTES)) * len(tickets)
    for place in range(_WORD_BYTES):
        floats[2 + place :: 8] = words[place::_HASH_BYTES]
    above_one = array("d", floats)
    if sys.byteorder == "little":
        above_one.byteswap()
    sixteenths = map(sub, above_one, repeat(1.0))
    return list(map(truediv, map(mul, sixteenths, repeat(16.0)), sizes))


def near_rank(ticket: bytes, size: int) -> float:
    """Return the rank as a float whose relative error is far below `SURE_SHARE`."""
    number = int.from_bytes(ticket)
    if number >= _TWO_TO_255:
        # Near u = 1 the logarithm is taken of 1 - u, which is exact as an integer.
        left = (2 * (2 * _TWO_TO_255 - number) - 1) / (4 * _TWO_TO_255)
        return -math.log1p(-left) / size
    return -math.log((2 * number + 1) / (4 * _TWO_TO_255)) / size
