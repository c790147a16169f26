"""Sheets that are laid out by hand, for reading and signing: rows of styled cells, merged where words need room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from openpyxl.utils import get_column_letter

from payroll.workbook.cells import CellValue, Label
from payroll.workbook.stream import Styled
from payroll.workbook.styles import Style, height_of

Span: TypeAlias = tuple[int, int]
"""First and last column of merged cells, counted from 1."""


@dataclass(frozen=True)
class Row:
    """One laid-out row; None leaves a cell out."""

    cells: tuple[Styled | None, ...]
    height: float | None = None


@dataclass
class Layout:
    """A laid-out sheet, filled from top to bottom."""

    code: str
    label: Label
    widths: tuple[float, ...]
    landscape: bool
    rows: list[Row] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    """Cells that say whether figures agree; shown in green or red."""

    @property
    def next_row(self) -> int:
        return len(self.rows) + 1

    def add(
        self,
        values: Sequence[CellValue | Styled],
        style: Style | None = None,
        *,
        height: float | None = None,
        merge: Sequence[Span] = (),
    ) -> int:
        """Add a row, plain values in `style`, columns merged over the spans; return the row's number.

        A plain None leaves a cell out, a styled one is an empty box. Without `height` wrapped text gets the height it
        needs.
        """
        plain = style or Style()
        cells = tuple(_styled(value, plain) for value in values)
        self.rows.append(Row(cells, height or self._height(cells, merge)))
        number = len(self.rows)
        for first, last in merge:
            self.merged.append(f"{get_column_letter(first)}{number}:{get_column_letter(last)}{number}")
        return number

    def add_across(self, value: CellValue, style: Style, *, height: float | None = None) -> int:
        """Add a row with one value that runs across all columns."""
        blank = [Styled(None, style)] * (len(self.widths) - 1)
        return self.add([Styled(value, style), *blank], height=height, merge=[(1, len(self.widths))])

    def _height(self, cells: tuple[Styled | None, ...], merge: Sequence[Span]) -> float | None:
        """Return the height of a row of wrapped text, None where one line does."""
        widths = list(self.widths)
        for first, last in merge:
            widths[first - 1] = sum(self.widths[first - 1 : last])
        texts = [
            (cell.value, width)
            for cell, width in zip(cells, widths, strict=False)
            if cell is not None and cell.style.wrap and isinstance(cell.value, str)
        ]
        bold = any(cell is not None and cell.style.bold for cell in cells)
        height = height_of(texts, bold=bold)
        return height if height > height_of([]) else None

    def gap(self, height: float = 9) -> None:
        self.rows.append(Row((), height))


def _styled(value: CellValue | Styled, style: Style) -> Styled | None:
    if value is None or isinstance(value, Styled):
        return value
    return Styled(value, style)
