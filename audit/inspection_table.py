"""The tables of MIL-STD-105E (10 May 1989, public domain): from a list's size and an AQL to a sampling plan.

Code letters (table I) and single plans for normal, tightened and reduced inspection (II-A, II-B, II-C); ANSI/ASQ Z1.4
prints the same ones. In each master table a plan depends on letter and AQL together, counted from A and from 0.010:
one step down equals one step to the right, so a table is one diagonal row of acceptance numbers, and the first two
letters where they differ from it. An arrow leads to the next plan above or below in the same column.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad import bounds
from naryad.errors import DomainError

LETTERS = "ABCDEFGHJKLMNPQRS"
"""S stands in the table of tightened inspection only; no list leads to it but by an arrow."""

AQLS = tuple(
    Decimal(text)
    for text in (
        *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65"),
        *("1.0", "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65"),
        *("100", "150", "250", "400", "650", "1000"),
    )
)
"""Acceptable quality levels: per cent wrong up to 10, errors per hundred works above."""

_LOTS = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
"""The largest list of each row of table I; the last row is open."""

_NORMAL_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250)


class Level(StrEnum):
    """How much is inspected: the general levels I to III, and four special ones for small samples."""

    S1 = "S-1"
    S2 = "S-2"
    S3 = "S-3"
    S4 = "S-4"
    I = "I"  # noqa: E741 - the standard's own numeral
    II = "II"
    III = "III"


class Inspection(StrEnum):
    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


_TABLE_I: dict[Level, str] = {
    Level.S1: "AAAABBBBCCCCDDD",
    Level.S2: "AAABBBCCCDDDEEE",
    Level.S3: "AABBCCDDEEFFGGH",
    Level.S4: "AABCCDEEFGGHJJK",
    Level.I: "AABCCDEFGHJKLMN",
    Level.II: "ABCDEFGHJKLMNPQ",
    Level.III: "BCDEFGHJKLMNPQR",
}

# Acceptance and rejection numbers by the sum of the places of letter and AQL.
_DIAGONALS: dict[Inspection, dict[int, tuple[int, int]]] = {
    Inspection.NORMAL: {
        14: (0, 1), 17: (1, 2), 18: (2, 3), 19: (3, 4), 20: (5, 6), 21: (7, 8), 22: (10, 11), 23: (14, 15),
        24: (21, 22), 25: (30, 31), 26: (44, 45),
    },
    Inspection.TIGHTENED: {
        15: (0, 1), 18: (1, 2), 19: (2, 3), 20: (3, 4), 21: (5, 6), 22: (8, 9), 23: (12, 13), 24: (18, 19),
        25: (27, 28), 26: (41, 42),
    },
    Inspection.REDUCED: {
        14: (0, 1), 17: (0, 2), 18: (1, 3), 19: (1, 4), 20: (2, 5), 21: (3, 6), 22: (5, 8), 23: (7, 10), 24: (10, 13),
        25: (14, 17), 26: (21, 24),
    },
}  # fmt: skip

# In table II-C the samples of A, B and C are all of 2; from these AQLs on A and B have numbers of their own.
_REDUCED_SMALL: dict[str, tuple[Decimal, tuple[tuple[int, int], ...]]] = {
    "A": (Decimal(25), ((1, 2), (2, 3), (3, 4), (5, 6), (7, 8), (10, 11), (14, 15), (21, 22), (30, 31))),
    "B": (Decimal(40), ((2, 4), (3, 5), (5, 6), (7, 8), (10, 11), (14, 15), (21, 22), (30, 31))),
}

_LAST_OF_LONG = 24
"""From letter F on, larger numbers than those of this diagonal do not occur: the arrow leads up."""


class NotAnAql(DomainError):
    code = "not_an_aql"
    status = 422
    en = "The tables have no AQL of {aql}. Choose one of: {choices}."
    ru = "В таблицах нет приёмочного уровня {aql}. Выберите один из: {choices}."


@dataclass(frozen=True)
class SinglePlan:
    """Look at `sample` works; up to `accept` errors pass the list, from `reject` on it is stopped.

    Between the two (reduced inspection only) it passes, and normal inspection comes back.
    """

    sample: int
    accept: int
    reject: int

    def inspects_all(self, lot: int) -> bool:
        """Whether the list has no more works than the sample: then all of them are looked at."""
        return self.sample >= lot


def code_letter(lot: int, level: Level = Level.II) -> str:
    """Return the letter for a list of `lot` works (table I)."""
    bounds.count(lot, "population", least=2)
    return _TABLE_I[level][bisect_left(_LOTS, lot)]


def plan_for(
    lot: int, aql: Decimal | str, level: Level = Level.II, inspection: Inspection = Inspection.NORMAL
) -> SinglePlan:
    """Return the single plan for a list of `lot` works.

    Raises:
        NotAnAql: `aql` stands in no column.
    """
    return plan_of_letter(code_letter(lot, level), aql, inspection)


def plan_of_letter(letter: str, aql: Decimal | str, inspection: Inspection = Inspection.NORMAL) -> SinglePlan:
    """Return the plan of a code letter, arrows followed to the first plan they point to."""
    column = _column(aql)
    row = LETTERS.index(letter)
    step = _arrow(row, column, inspection)
    while not (numbers := _numbers(row, column, inspection)):
        if not 0 <= row + step < _rows(inspection):
            step = -step
        row += step
    sizes = _REDUCED_SIZES if inspection is Inspection.REDUCED else _NORMAL_SIZES
    return SinglePlan(sizes[row], *numbers)


def _column(aql: Decimal | str) -> int:
    wanted = Decimal(aql)
    if wanted not in AQLS:
        raise NotAnAql(aql=wanted, choices=[f"{one:f}" for one in AQLS])
    return AQLS.index(wanted)


def _numbers(row: int, column: int, inspection: Inspection) -> tuple[int, int] | None:
    """Return what is printed at a place, or None for an arrow."""
    small = _REDUCED_SMALL.get(LETTERS[row]) if inspection is Inspection.REDUCED else None
    if small and AQLS[column] >= small[0]:
        return small[1][column - _column(small[0])]
    diagonal = row + column
    if row >= LETTERS.index("F") and diagonal > _LAST_OF_LONG:
        return None
    if inspection is Inspection.TIGHTENED and row == 0 and diagonal == 15:
        return None  # table II-B prints an arrow here: two works and no error would be milder than letter B
    return _DIAGONALS[inspection].get(diagonal)


def _arrow(row: int, column: int, inspection: Inspection) -> int:
    """Return 1 for an arrow down, -1 for one up: beside the plan of no error it points there, past the last plan up."""
    diagonal, numbers = row + column, _DIAGONALS[inspection]
    first = min(numbers)
    if diagonal > min(max(numbers), _LAST_OF_LONG if row >= LETTERS.index("F") else max(numbers)):
        return -1
    beside = inspection is not Inspection.TIGHTENED and diagonal == first + 1
    return -1 if beside else 1


def _rows(inspection: Inspection) -> int:
    return len(LETTERS) if inspection is Inspection.TIGHTENED else len(LETTERS) - 1
