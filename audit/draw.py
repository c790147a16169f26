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
from heapq import nlargest
from itertools import repeat
from operator import mul, truediv

DIGITS = 60

_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_TWO_TO_257 = Decimal(2**257)

# Tickets are sorted out by their first 64 bits. With w the first 64 bits of the ticket's complement, v = w / 2^64 is
# less than 2^-64 + 2^-52 v away from 1 - u. For w within these bounds the rank -ln(1 - v) / size is then within
# 2.4e-10 of itself from the true one: 2^-32 where v is small, 2^-52 2^20 / 13.8 where u is. Outside them, which is
# one ticket in a million, all 256 bits are taken.
_LEAST_WORD, _MOST_WORD = 2**32, 2**64 - 2**44
_PART_OF_ONE = -(2.0**-64) * (1 - 2.0**-53)  # the last factor keeps the greatest word below 1
SURE_SHARE = 1e-9
"""Two near ranks further apart than this share are surely in the order of the exact ones."""

_COMPLEMENT = bytes(255 - byte for byte in range(256))
_DIGEST_WORDS = 4


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
    near = near_ranks(tickets, sizes)
    found = sorted(_surely_among(near, count), key=near.__getitem__, reverse=True)
    begin = 0
    for end in range(1, len(found) + 1):
        if end < len(found) and near[found[end]] >= near[found[end - 1]] * (1 + SURE_SHARE):
            continue
        if end - begin > 1:
            exactly = [(_rank(int.from_bytes(tickets[i]), sizes[i]), ids[i], i) for i in found[begin:end]]
            found[begin:end] = [i for _, _, i in sorted(exactly)]
        begin = end
    return found[:count]


def _surely_among(near: Sequence[float], count: int) -> Sequence[int]:
    """Return the indexes of entries among which the `count` smallest exact ranks surely are."""
    if len(near) <= count:
        return range(len(near))
    # Picking a few with a heap is quicker than sorting all; many are not.
    least = nlargest(count, near)[-1] if count * 8 < len(near) else sorted(near, reverse=True)[count - 1]
    bar = least * (1 + SURE_SHARE)
    return [i for i, rank in enumerate(near) if rank >= bar]


def near_ranks(tickets: Sequence[bytes], sizes: Sequence[int]) -> list[float]:
    """Return ln(u) / size, the ranks with the other sign, each surely within a quarter of `SURE_SHARE` of itself."""
    words = array("Q", b"".join(tickets).translate(_COMPLEMENT))[::_DIGEST_WORDS]
    if sys.byteorder == "little":
        words.byteswap()
    near = list(map(truediv, map(math.log1p, map(mul, words, repeat(_PART_OF_ONE))), sizes))
    if words and (min(words) < _LEAST_WORD or max(words) > _MOST_WORD):
        for i, word in enumerate(words):
            if not _LEAST_WORD <= word <= _MOST_WORD:
                near[i] = -float(_rank(int.from_bytes(tickets[i]), sizes[i]))
    return near
