"""Where the columns of the data sheets lie, for formulas that sum them and for the sums themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from openpyxl.utils import get_column_letter, quote_sheetname

from payroll.workbook.cells import Column, Formula

Condition: TypeAlias = tuple[str, str]
"""The code of a column, and a criterion for it as a formula writes it."""


@dataclass(frozen=True)
class Part:
    """One sheet of a data sheet; long ones take several."""

    name: str
    rows: int
    """Without the heading."""


@dataclass(frozen=True)
class Compared:
    """Cells that should hold the same figure, the stored one first, with what they hold now."""

    cells: tuple[str, ...]
    values: tuple[Decimal | int, ...]


@dataclass
class Place:
    """A data sheet as it was written: its its parts, and sums that formulas are stored with."""

    columns: tuple[Column, ...]
    parts: list[Part] = field(default_factory=list)
    norm_minutes: Decimal = Decimal(0)
    """Sum of the column of norm minutes, where the sheet has one."""
    rows_with_quantity: int = 0
    """How many rows have a quantity above zero, where the sheet has quantities."""

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def ranges(self, column: str) -> list[str]:
        """Return the column's cells in every part, as a formula names them."""
        position = next(place for place, known in enumerate(self.columns, 1) if known.code == column)
        letter = get_column_letter(position)
        return [f"{quote_sheetname(part.name)}!${letter}$2:${letter}${max(2, part.rows + 1)}" for part in self.parts]

    def sum_of(self, column: str) -> str:
        return _added(f"SUM({cells})" for cells in self.ranges(column))

    def count_above_zero(self, column: str) -> str:
        return _added(f'COUNTIF({cells},">0")' for cells in self.ranges(column))

    def count_of(self, column: str) -> str:
        return _added(f"COUNTA({cells})" for cells in self.ranges(column))

    def sum_where(self, column: str, *conditions: Condition) -> str:
        """Return a formula that sums `column` where each named column meets a criterion, itself a piece of formula."""
        per_part = []
        for number, cells in enumerate(self.ranges(column)):
            pairs = ",".join(f"{self.ranges(name)[number]},{criterion}" for name, criterion in conditions)
            per_part.append(f"SUMIFS({cells},{pairs})")
        return _added(per_part)


def agreement(groups: Sequence[Compared], *, places: int, agree: str, differ: str) -> Formula:
    """Return a formula that says whether in every group all cells equal the first, with what it says now."""
    tests = ",".join(f"ROUND({cell}-{group.cells[0]},{places})=0" for group in groups for cell in group.cells[1:])
    same = all(round(value - group.values[0], places) == 0 for group in groups for value in group.values[1:])
    return Formula(f'IF(AND({tests}),"{agree}","{differ}")', agree if same else differ)


def _added(terms: Iterable[str]) -> str:
    return "+".join(terms)
