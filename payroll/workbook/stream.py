"""Rows on their way into a sheet: written as XML to a spool, one sheet at a time, in little memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from typing import IO, NamedTuple

from openpyxl.utils import get_column_letter

from payroll.workbook.cell_xml import Encode, SharedText, encoder, new_spool
from payroll.workbook.cells import CellValue
from payroll.workbook.styles import Style, Styles

ROWS_OF_A_SHEET = 1_048_576
"""The limit of the format, the heading row included."""

_ROWS_PER_WRITE = 512


class Styled(NamedTuple):
    """A value of a laid-out sheet with the look of its own cell."""

    value: CellValue
    style: Style


class RowSpool:
    """The rows of one sheet on their way into the file."""

    def __init__(self, texts: SharedText, styles: Styles) -> None:
        self.rows_written = 0
        self.columns_written = 0
        self._texts = texts
        self._styles = styles
        self._spool = new_spool()
        self._encoders: dict[tuple[int, Style], Encode] = {}

    def add(self, cells: Sequence[Styled | None], height: float | None = None) -> None:
        """Write one laid-out row, each cell with a style of its own; None leaves a cell out."""
        self.rows_written += 1
        self.columns_written = max(self.columns_written, len(cells))
        number = str(self.rows_written)
        row = [f'<row r="{number}"{_height(height)}>']
        for position, cell in enumerate(cells, 1):
            if cell is None:
                continue
            if cell.value is None or cell.value == "":
                row.append(f'<c r="{get_column_letter(position)}{number}" s="{self._styles.number(cell.style)}"/>')
            else:
                row.append(self._encoder(position, cell.style)(number, cell.value))
        row.append("</row>")
        self._spool.write("".join(row).encode())

    def add_all(
        self,
        rows: Iterable[Sequence[CellValue]],
        styles: Sequence[Style],
        limit: int,
        height: Callable[[Sequence[CellValue]], float] | None = None,
    ) -> int:
        """Write up to `limit` rows that all share the columns' styles; return how many were written.

        The caller passes an iterator: what lies beyond the limit stays in it. `height` gives a row's height in points
        where text wraps.
        """
        encoders = [self._encoder(position, style) for position, style in enumerate(styles, 1)]
        self.columns_written = max(self.columns_written, len(encoders))
        first = self.rows_written
        parts: list[str] = []
        for row in _at_most(rows, limit):
            self.rows_written += 1
            number = str(self.rows_written)
            parts.append(f'<row r="{number}"{_height(height(row))}>' if height else f'<row r="{number}">')
            for encode, value in zip(encoders, row, strict=True):
                if value is not None and value != "":
                    parts.append(encode(number, value))
            parts.append("</row>")
            if self.rows_written % _ROWS_PER_WRITE == 0:
                self._spool.write("".join(parts).encode())
                parts.clear()
        self._spool.write("".join(parts).encode())
        return self.rows_written - first

    def write_to(self, out: IO[bytes]) -> None:
        self._spool.seek(0)
        shutil.copyfileobj(self._spool, out, 1 << 20)

    @property
    def size(self) -> int:
        return self._spool.tell()

    def _encoder(self, position: int, style: Style) -> Encode:
        key = (position, style)
        if key not in self._encoders:
            self._encoders[key] = encoder(get_column_letter(position), style, self._texts, self._styles)
        return self._encoders[key]


def _height(points: float | None) -> str:
    return f' ht="{points:g}" customHeight="1"' if points else ""


def _at_most(rows: Iterable[Sequence[CellValue]], limit: int) -> Iterable[Sequence[CellValue]]:
    for _, row in zip(range(limit), rows, strict=False):
        yield row
