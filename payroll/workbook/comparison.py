"""Rows of «Контроль» that set a stored figure beside live formulas and say whether they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from payroll.closing import MonthSnapshot
from payroll.workbook.cells import CellValue, Formula
from payroll.workbook.ground import CENTRED, TEXT, VERDICT, open_section
from payroll.workbook.layout import Layout
from payroll.workbook.places import Compared, Condition, Place, agreement
from payroll.workbook.stream import Styled

AGREES = ("сходится", "agrees")
DIFFERS = ("НЕ СХОДИТСЯ", "DIFFERS")


@dataclass
class Control:
    """The sheet while it is being laid out."""

    snapshot: MonthSnapshot
    language: str
    places: Mapping[str, Place]
    layout: Layout
    disagreements: int = 0

    def cell_of_code(self, column: str) -> Condition:
        """Return the condition that `column` is the code in the row now being laid out."""
        return (column, f"$B{self.layout.next_row}")

    def say(self, ru: str, en: str) -> str:
        return ru if self.language == "ru" else en

    def section(self, title: str, *headings: str) -> None:
        open_section(self.layout, title, *headings)

    def compare(self, name: str, code: str, *cells: CellValue | Styled, groups: Sequence[str], places: int) -> None:
        """Lay out a row of figures and its verdict: each group names columns that must agree, the stored one first."""
        row = self.layout.next_row
        figures = dict(zip("CDEF", cells, strict=True))
        formula = agreement(
            [
                Compared(
                    tuple(f"{column}{row}" for column in group), tuple(_figure(figures[column]) for column in group)
                )
                for group in groups
            ],
            places=places,
            agree=self.say(*AGREES),
            differ=self.say(*DIFFERS),
        )
        self.disagreements += formula.value != self.say(*AGREES)
        self.layout.verdicts.append(f"G{row}")
        self.layout.add([Styled(name, TEXT), Styled(code, CENTRED), *cells, Styled(formula, VERDICT)])


def _figure(cell: CellValue | Styled) -> Decimal | int:
    value = cell.value if isinstance(cell, Styled) else cell
    value = value.value if isinstance(value, Formula) else value
    if not isinstance(value, (Decimal, int)):
        raise TypeError(f"{value!r} cannot be compared")
    return value
