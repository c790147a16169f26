"""Which types are taken for which: judged works by what was found and what had been claimed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LARGE_CATALOG = 12
"""With more judged types than this, only the confused ones are shown until all are asked for."""

CLASSES = 4
_CLASS_ENDS = (0.15, 0.4, 0.7)
_CLASS_LEAST = {"works": 4.0, "minutes": 30.0, "money": 0.0}


class Unit(StrEnum):
    WORKS = "works"
    MINUTES = "minutes"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Cell:
    """Works claimed as one type and found to be another, or the same; `over_minutes` is claimed minus found."""

    found_id: int
    claimed_id: int
    works: int
    over_minutes: Decimal
    apart_minutes: Decimal
    """The same without its sign, work by work."""

    @property
    def is_same(self) -> bool:
        return self.found_id == self.claimed_id


@dataclass(frozen=True)
class Matrix:
    """The cells as a table: rows are what was found, columns what was claimed, both from short to long norms."""

    type_ids: tuple[int, ...]
    hidden: int
    """How many judged types are left out because nothing was confused with them."""

    cells: Mapping[tuple[int, int], Cell]

    def at(self, found_id: int, claimed_id: int) -> Cell | None:
        return self.cells.get((found_id, claimed_id))

    @property
    def works(self) -> int:
        return sum(cell.works for cell in self.cells.values())

    @property
    def confused(self) -> tuple[Cell, ...]:
        """The cells off the diagonal, those with the most works first."""
        off = [cell for cell in self.cells.values() if not cell.is_same]
        return tuple(sorted(off, key=lambda cell: (-cell.works, -cell.apart_minutes, cell.found_id, cell.claimed_id)))


@dataclass(frozen=True)
class Pair:
    """Two types that are taken for each other, in whichever direction."""

    wider_id: int
    """The one claimed where the other was found: its portrait lets in what does not belong."""

    other_id: int
    works: int
    over_minutes: Decimal
    apart_minutes: Decimal


def matrix_of(cells: Iterable[Cell], minutes_of: Mapping[int, Decimal], *, everything: bool = False) -> Matrix:
    """Return the table of `cells`; `minutes_of` gives each type's norm minutes, by which types are ordered."""
    by_place = {(cell.found_id, cell.claimed_id): cell for cell in cells}
    seen = {type_id for place in by_place for type_id in place}
    confused = {type_id for place, cell in by_place.items() if not cell.is_same for type_id in place}
    shown = seen if everything or len(seen) <= LARGE_CATALOG else confused
    ordered = sorted(shown, key=lambda type_id: (minutes_of.get(type_id, Decimal(0)), type_id))
    return Matrix(tuple(ordered), len(seen) - len(shown), by_place)


def intensity(value: float, most: float, unit: Unit) -> int:
    """Return the class of a value off the diagonal, 0 (nothing) to 4, against the largest one on the page.

    A single work, or a few minutes, are never the darkest class only because nothing else was found.
    """
    size = abs(value)
    if not size:
        return 0
    share = size / max(most, _CLASS_LEAST[unit.value])
    return 1 + sum(share > end for end in _CLASS_ENDS)


def confused_pairs(cells: Iterable[Cell], minutes_of: Mapping[int, Decimal], *, most: int = 3) -> list[Pair]:
    """Return the pairs of types most often taken for each other, those with most works first, then most minutes."""
    found: dict[tuple[int, int], list[Cell]] = {}
    for cell in cells:
        if not cell.is_same:
            low, high = sorted((cell.found_id, cell.claimed_id))
            found.setdefault((low, high), []).append(cell)
    pairs = [_pair(place, both, minutes_of) for place, both in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.works, -pair.apart_minutes, pair.wider_id, pair.other_id))[:most]


def _pair(place: tuple[int, int], both: Sequence[Cell], minutes_of: Mapping[int, Decimal]) -> Pair:
    """Make a pair: the wider type is the one claimed more often where the other was found, else the longer one."""
    low, high = place
    claimed = {type_id: sum(cell.works for cell in both if cell.claimed_id == type_id) for type_id in place}
    wider = max(place, key=lambda type_id: (claimed[type_id], minutes_of.get(type_id, Decimal(0)), type_id))
    return Pair(
        wider,
        high if wider == low else low,
        sum(cell.works for cell in both),
        sum((cell.over_minutes for cell in both), Decimal(0)),
        sum((cell.apart_minutes for cell in both), Decimal(0)),
    )
