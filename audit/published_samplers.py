"""Sampling rules that others published, kept to prove our hashing against their printed examples.

R. Rivest, "sampler" (2011) and "consistent_sampler" (2018), both used in election audits. The program itself draws
with `audit.draw`; auditors who know these may compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def numbered_draws(seed: str, size: int, count: int) -> list[int]:
    """Return `count` numbers from 1 to `size` with replacement: SHA-256(seed,i) mod size + 1 for i = 1, 2, ..."""
    return [_block(seed, i) % size + 1 for i in range(1, count + 1)]


def numbered_draws_without_replacement(seed: str, first: int, last: int, count: int) -> list[int]:
    """Return `count` different numbers from `first` to `last`, repeats being passed over."""
    drawn: list[int] = []
    i = 0
    while len(drawn) < min(count, last - first + 1):
        i += 1
        number = first + _block(seed, i) % (last - first + 1)
        if number not in drawn:
            drawn.append(number)
    return drawn


def consistent_ticket(seed: str, id: str) -> str:
    """Return the ticket as "0." and the decimal digits of SHA-256(hex SHA-256(seed) + id), last digit first."""
    of_seed = sha256(seed.encode()).hexdigest()
    number = int.from_bytes(sha256((of_seed + id).encode()).digest())
    return "0." + f"{number:064d}"[::-1]


def consistent_order(seed: str, ids: Iterable[str]) -> list[str]:
    """Return `ids` by growing ticket."""
    return sorted(ids, key=lambda id: (consistent_ticket(seed, id), id))


def _block(seed: str, i: int) -> int:
    return int.from_bytes(sha256(f"{seed},{i}".encode()).digest())
