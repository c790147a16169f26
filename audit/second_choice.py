"""Which works get a second opinion in any case, and when a work of known type lies on the desk: the lot says it all.

One work in seven is judged by two people. Among the claimed types they are shared out by Neyman's allocation (1934):
in proportion to how many works of a type were drawn and how far two auditors' minutes for it lay apart so far. Within a
type those come first whose SHA-256 of seed and id is smallest, so nobody can choose them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from math import fsum, sqrt

from naryad.money import minutes3, share_by_largest_remainder

ONE_IN = 7
KNOWN_ONE_IN = 8
FEWEST_PAIRS = 5
"""Below that many works judged twice, the spread of a type is taken from its own minutes."""

SPREAD_OF_MINUTES = Decimal("0.2")
LEAST_SPREAD = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A drawn work that may get a second opinion: its id on the list and the type it was claimed as."""

    id: str
    code: str
    norm_minutes: Decimal


@dataclass(frozen=True, slots=True)
class Stratum:
    """One claimed type: how many of its works were drawn, the spread of minutes, and how many get a second opinion."""

    code: str
    works: int
    spread_minutes: Decimal
    chosen: int


def spread(differences: Sequence[float], norm_minutes: Decimal) -> Decimal:
    """Return the standard deviation of what two auditors made of a type, in minutes; a fifth of its own minutes (the
    mean claim) while too few works were judged twice. Never nothing: a type that agreed so far is still looked at.
    """
    if len(differences) < FEWEST_PAIRS:
        return max(LEAST_SPREAD, minutes3(norm_minutes * SPREAD_OF_MINUTES))
    mean = fsum(differences) / len(differences)
    deviation = sqrt(fsum((each - mean) ** 2 for each in differences) / (len(differences) - 1))
    return max(LEAST_SPREAD, minutes3(Decimal(str(round(deviation, 6)))))


def strata(candidates: Sequence[Candidate], spreads: Mapping[str, Decimal]) -> list[Stratum]:
    """Return the allocation over the claimed types, by code: one in seven in all (at least one), n_h as N_h x S_h."""
    counts: dict[str, int] = {}
    for each in candidates:
        counts[each.code] = counts.get(each.code, 0) + 1
    codes = sorted(counts)
    chosen = dict.fromkeys(codes, 0)
    left = max(1, round(len(candidates) / ONE_IN)) if candidates else 0
    while left > 0:
        open_codes = [code for code in codes if chosen[code] < counts[code]]
        weights = [counts[code] * spreads[code] for code in open_codes]
        for code, part in zip(open_codes, share_by_largest_remainder(Decimal(left), weights, places=0), strict=True):
            taken = min(int(part), counts[code] - chosen[code])
            chosen[code] += taken
            left -= taken
    return [Stratum(code, counts[code], spreads[code], chosen[code]) for code in codes]


def choose(seed: str, candidates: Sequence[Candidate], allocation: Sequence[Stratum]) -> list[str]:
    """Return the ids that get a second opinion; the order of `candidates` does not matter."""
    found: list[str] = []
    for stratum in allocation:
        ids = sorted(
            (each.id for each in candidates if each.code == stratum.code), key=lambda id: (lot(seed, "second", id), id)
        )
        found += ids[: stratum.chosen]
    return sorted(found)


def lot(seed: str, *words: str) -> int:
    """Return the number that seed and words draw: SHA-256 of them, joined by commas."""
    return int.from_bytes(sha256(",".join((seed, *words)).encode()).digest())


def known_comes_now(seed: str, number: str, uid: str) -> bool:
    """Say whether, on the desk of the auditor with this number, a work of known type lies before the drawn `uid`."""
    return lot(seed, "known", number, uid) % KNOWN_ONE_IN == 0


def pick_known(seed: str, number: str, uids: Sequence[str]) -> str | None:
    """Return which work of known type it is, or None where there is none."""
    return min(uids, key=lambda uid: (lot(seed, "which", number, uid), uid), default=None)
