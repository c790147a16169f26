"""Sizes by risk: the error that earlier checks lead one to expect of a work, and a fifth of its minutes.

size = sqrt(E[e^2 | claimed type, what the suggestion said]) + 0.2 x, in thousandths of a minute, whole. The mean square
of the over- or under-claim e of a cell is drawn towards that of all works as if five more of these had been seen in it,
so that few works in a cell say little. All is counted in whole thousandths: the same history gives the same sizes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isqrt
from typing import Any

LEAST_JUDGED = 60
LEAST_DIFFERING = 5
"""With fewer judged works, or fewer that differ, sizes go by minutes."""

AS_IF_SEEN = 5


class Said(StrEnum):
    """What the suggestion said of a claimed type."""

    NOTHING = "nothing"
    SAME = "same"
    OTHER = "other"

    @classmethod
    def of(cls, suggested: int | None, claimed: int) -> Said:
        if suggested is None:
            return cls.NOTHING
        return cls.SAME if suggested == claimed else cls.OTHER


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim that was judged: its type, what the suggestion said, and claimed minus found minutes, times 1000."""

    work_type_id: int
    said: Said
    over_thousandths: int


@dataclass(frozen=True)
class RiskTable:
    """The expected error in thousandths of a minute: of cells that were seen, and of all other works."""

    cells: Mapping[tuple[int, Said], int]
    others: int
    judged: int
    differing: int
    until: date

    @property
    def is_enough(self) -> bool:
        return self.judged >= LEAST_JUDGED and self.differing >= LEAST_DIFFERING

    def size(self, work_type_id: int, said: Said, norm_thousandths: int) -> int:
        """Return the size of a work, a whole number above zero; 0.2 x is rounded half up."""
        expected = self.cells.get((work_type_id, said), self.others)
        return max(1, expected + (2 * norm_thousandths + 5) // 10)

    def facts(self, codes: Mapping[int, str]) -> dict[str, Any]:
        """Return what is frozen with the list: the rule that was used and why, and each cell by code and word."""
        known: dict[str, Any] = {
            "judged": self.judged,
            "differing": self.differing,
            "until": self.until.isoformat(),
            "judged_needed": LEAST_JUDGED,
            "differing_needed": LEAST_DIFFERING,
        }
        if not self.is_enough:
            return {"rule": "minutes", "reason": "too_little_history", **known}
        cells: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (work_type_id, said), expected in self.cells.items():
            cells[codes[work_type_id]][said.value] = expected
        return {"rule": "risk", **known, "expected_thousandths": dict(cells), "others_thousandths": self.others}


def fit_risk(claims: Iterable[JudgedClaim], *, until: date) -> RiskTable:
    """Return the table from claims judged on lists that ended by `until`; the order of `claims` does not matter."""
    squares: defaultdict[tuple[int, Said], int] = defaultdict(int)
    counts: defaultdict[tuple[int, Said], int] = defaultdict(int)
    differing = 0
    for claim in claims:
        cell = claim.work_type_id, claim.said
        squares[cell] += claim.over_thousandths**2
        counts[cell] += 1
        differing += claim.over_thousandths != 0
    judged, whole = sum(counts.values()), sum(squares.values())
    if not judged:
        return RiskTable({}, 0, 0, 0, until)
    cells = {
        cell: isqrt((squares[cell] * judged + AS_IF_SEEN * whole) // ((counts[cell] + AS_IF_SEEN) * judged))
        for cell in sorted(counts)
    }
    return RiskTable(cells, isqrt(whole // judged), judged, differing, until)
