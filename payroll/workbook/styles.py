"""How cells of the workbook look; each look is registered once with openpyxl and then known by its number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

from payroll.workbook.cells import NUMBERS, TEXTS, Look

_BREAKS = re.compile(r"(?<=[ -])")
"""A line may break after a space or a hyphen."""

FONT = "Arial"
FONT_SIZE = 10

NUMBER_FORMATS = {  # `_ ` leaves the width of a space between a number and the line at its right
    Look.TEXT: "@",
    Look.WRAPPED: "@",
    Look.CODE: "@",
    Look.UNIQUE: "@",
    Look.MARKS: "@",
    Look.WHOLE: "#,##0_ ",
    Look.QUANTITY: "#,##0.0##_ ",
    Look.MINUTES: "#,##0.0##_ ",
    Look.MONEY: "#,##0.00_ ",
    Look.RATE: "#,##0.00####_ ",
    Look.PERCENT: "0.0_ ",
    Look.NORM: "#,##0.0##",
    Look.MONTH: "mm.yyyy",
    Look.DAY: "dd.mm.yyyy",
    Look.MOMENT: "dd.mm.yyyy hh:mm",
}

INK = "FF1F2937"
RULE = "FFCBD5E1"
HEADING_FILL = "FFE2E8F0"
PREVIEW_FILL = "FFFDE68A"
TRIAL_FILL = "FFDBEAFE"
GOOD = "FF166534"
BAD = "FFB91C1C"


@dataclass(frozen=True)
class Style:
    """A look of a cell beyond its number format."""

    look: Look = Look.TEXT
    bold: bool = False
    size: int = FONT_SIZE
    colour: str = INK
    fill: str | None = None
    align: str | None = None
    """`left`, `center` or `right`; None follows the look."""

    vertical: str = "center"
    wrap: bool = False
    shrink: bool = False
    """Text too long for its column is shown smaller, never cut or spilled over its neighbour."""

    indent: int = 0
    ruled: bool = False
    """A thin line on all four sides."""

    underline: bool = False
    """A thin line below: a place to sign."""

    number_format: str | None = None
    """Only where it differs from that of the look."""

    quoted: bool = False
    """The text begins like a formula; it must stay text when somebody edits the cell."""


class Styles:
    """The styles of one workbook, numbered as its file numbers them."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.create_sheet("styles")
        self._workbook = workbook
        self._numbers: dict[Style, int] = {}

    def number(self, style: Style) -> int:
        """Return the number of `style` in the file, registering it when new."""
        if style not in self._numbers:
            self._numbers[style] = self._register(style)
        return self._numbers[style]

    def finish(self) -> None:
        """Remove the scratch sheet that the styles were registered on."""
        self._workbook.remove(self._sheet)

    def _register(self, style: Style) -> int:
        cell = self._sheet.cell(row=len(self._numbers) + 1, column=1)
        cell.font = Font(name=FONT, size=style.size, bold=style.bold, color=style.colour)
        cell.number_format = style.number_format or NUMBER_FORMATS[style.look]
        cell.fill = PatternFill("solid", fgColor=style.fill) if style.fill else PatternFill()
        wrap = style.wrap or style.look in (Look.WRAPPED, Look.MARKS)
        cell.alignment = Alignment(
            horizontal=style.align or _side(style.look),
            vertical=style.vertical,
            wrap_text=wrap,
            shrink_to_fit=style.shrink and not wrap,
            indent=style.indent,
        )
        cell.border = _border(style)
        cell.quotePrefix = style.quoted
        return int(cell.style_id)


def _side(look: Look) -> str:
    if look in NUMBERS:
        return "right"
    return "center" if look in (Look.DAY, Look.MOMENT, Look.MONTH, Look.MARKS) else "left"


def _border(style: Style) -> Border:
    line = Side(style="thin", color=RULE)
    if style.ruled:
        return Border(left=line, right=line, top=line, bottom=line)
    if style.underline:
        return Border(bottom=Side(style="thin", color=INK))
    return Border()


def use_own_font(workbook: Any) -> None:
    """Make our font the default one: widths of columns are measured in it."""
    font = Font(name=FONT, size=FONT_SIZE)
    workbook._named_styles["Normal"].font = font
    workbook._fonts[0] = font


def colour_of_word(word: str, colour: str) -> Rule:
    """Return the rule that shows a cell in `colour` while it says `word`."""
    look = DifferentialStyle(font=Font(color=colour, bold=True))
    return Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=look)


def column_style(look: Look) -> Style:
    """Return the style of a data column."""
    is_text = look in TEXTS
    return Style(look=look, vertical="top", shrink=is_text and look is not Look.WRAPPED, indent=1 if is_text else 0)


def height_of(texts: Iterable[tuple[str, float]], *, size: int = FONT_SIZE, bold: bool = False) -> float:
    """Return the height in points of a row whose texts wrap inside the given column widths.

    Programs that open the file do not all fit rows to wrapped text by themselves; the estimate is on the safe side.
    """
    wide = (1.13 if bold else 1.03) * size / FONT_SIZE
    lines = max((_lines(text, (width - 1) / wide) for text, width in texts), default=1)
    return round(4 + size * 1.25 * lines, 1)


def _lines(text: str, room: float) -> int:
    """Count the lines that `text` takes when words wrap after `room` average characters."""
    room = max(1.0, room)
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in _BREAKS.split(paragraph):
            if used and used + len(word.rstrip()) > room:
                lines, used = lines + 1, 0.0
            used += len(word)
            while used - 1 > room:
                lines, used = lines + 1, used - room
    return lines
