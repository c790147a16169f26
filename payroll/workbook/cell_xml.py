"""Cells as the file's own XML: exact numbers, days as serial numbers, text in the shared table or in place."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

from payroll.workbook.cells import CellValue, Formula, Look, NormOf, clean_text
from payroll.workbook.styles import Style, Styles

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_EPOCH = date(1899, 12, 30)
_SPOOL_BYTES = 16_000_000
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WHOLE_WHERE_WHOLE = frozenset({Look.QUANTITY, Look.MINUTES})
"""Looks that show a whole number without decimals."""

Encode = Callable[[str, CellValue], str]
"""Returns the XML of one cell of the row with that number."""


class SharedText:
    """The table of texts of one file: each distinct text once, known by its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._spool = new_spool()

    def number(self, text: str) -> int:
        known = self._numbers.get(text)
        if known is not None:
            return known
        number = self._numbers[text] = len(self._numbers)
        self._spool.write(f"<si>{_text_xml(text)}</si>".encode())
        return number

    def write_to(self, out: IO[bytes]) -> None:
        count = len(self._numbers)
        out.write(f'{XML}<sst xmlns="{NAMESPACE}" uniqueCount="{count}">'.encode())
        self._spool.seek(0)
        shutil.copyfileobj(self._spool, out)
        out.write(b"</sst>")


def encoder(letter: str, style: Style, texts: SharedText, styles: Styles) -> Encode:
    """Return the function that writes cells of one column; a formula may stand in any of them."""
    look = style.look
    opening = f'<c r="{letter}'
    number = styles.number(style)
    number_of_whole = styles.number(replace(style, look=Look.WHOLE)) if look in _WHOLE_WHERE_WHOLE else number
    if look in (Look.DAY, Look.MOMENT, Look.MONTH):
        plain = _days(opening, number)
    elif look in (Look.TEXT, Look.WRAPPED, Look.CODE, Look.MARKS):
        plain = _shared_text(opening, number, styles.number(replace(style, quoted=True)), texts)
    elif look is Look.UNIQUE:
        plain = _own_text(opening, number)
    elif look is Look.NORM:
        plain = _norms(opening, style, styles)
    else:
        plain = _numbers(opening, number, number_of_whole)

    def encode(row: str, value: CellValue) -> str:
        if isinstance(value, Formula):
            return _formula(f'{opening}{row}" s="{number_of_whole if _is_whole(value.value) else number}"', value)
        return plain(row, value)

    return encode


def _numbers(opening: str, style: int, style_of_whole: int) -> Encode:
    ending, ending_of_whole = f'" s="{style}"><v>', f'" s="{style_of_whole}"><v>'
    same = style == style_of_whole

    def encode(row: str, value: CellValue) -> str:
        if isinstance(value, Decimal):
            text = str(value)
            if "E" in text:
                text = f"{value:f}"
            if value.is_finite():
                whole = not same and value == int(value)
                return f"{opening}{row}{ending_of_whole if whole else ending}{text}</v></c>"
        elif isinstance(value, int):
            return f"{opening}{row}{ending_of_whole}{value}</v></c>"
        raise TypeError(f"{value!r} is not an exact number")

    return encode


def _is_whole(value: Decimal | int | str) -> bool:
    return not isinstance(value, str) and value == int(value)


def _norms(opening: str, style: Style, styles: Styles) -> Encode:
    """Show the version behind the number by the number's format: `10 (2)` is the number 10."""
    endings: dict[tuple[int | None, bool], str] = {}

    def encode(row: str, value: CellValue) -> str:
        if not isinstance(value, NormOf):
            raise TypeError(f"{value!r} is not a norm")
        whole = value.minutes == int(value.minutes)
        ending = endings.get((value.version, whole))
        if ending is None:
            shown = ("#,##0" if whole else "#,##0.0##") + (f'" ({value.version})"' if value.version else "")
            ending = f'" s="{styles.number(replace(style, number_format=shown))}"><v>'
            endings[value.version, whole] = ending
        return f"{opening}{row}{ending}{value.minutes:f}</v></c>"

    return encode


def _days(opening: str, style: int) -> Encode:
    ending = f'" s="{style}"><v>'
    known: dict[date, int] = {}

    def encode(row: str, value: CellValue) -> str:
        if isinstance(value, datetime):
            seconds = value.hour * 3_600 + value.minute * 60 + value.second
            return f"{opening}{row}{ending}{(value.date() - _EPOCH).days + seconds / 86_400!r}</v></c>"
        if not isinstance(value, date):
            raise TypeError(f"{value!r} is not a day")
        serial = known.get(value)
        if serial is None:
            serial = known[value] = (value - _EPOCH).days
        return f"{opening}{row}{ending}{serial}</v></c>"

    return encode


def _shared_text(opening: str, style: int, style_quoted: int, texts: SharedText) -> Encode:
    ending, ending_quoted = f'" s="{style}" t="s"><v>', f'" s="{style_quoted}" t="s"><v>'

    def encode(row: str, value: CellValue) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{value!r} is not text")
        quoted = value[0] in "=+-@"
        return f"{opening}{row}{ending_quoted if quoted else ending}{texts.number(value)}</v></c>"

    return encode


def _own_text(opening: str, style: int) -> Encode:
    ending = f'" s="{style}" t="inlineStr"><is>'

    def encode(row: str, value: CellValue) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{value!r} is not text")
        return f"{opening}{row}{ending}{_text_xml(value)}</is></c>"

    return encode


def _formula(opening: str, formula: Formula) -> str:
    text = escape(formula.text)
    if isinstance(formula.value, str):
        return f'{opening} t="str"><f>{text}</f><v>{escape(clean_text(formula.value))}</v></c>'
    return f"{opening}><f>{text}</f><v>{formula.value:f}</v></c>"


def _text_xml(text: str) -> str:
    text = _LOOKS_ESCAPED.sub("_x005F_", escape(clean_text(text)))
    return f"<t>{text}</t>" if text == text.strip() else f'<t xml:space="preserve">{text}</t>'


def new_spool() -> IO[bytes]:
    """Return a place for bytes on their way into the file: in memory while small, then on disk."""
    return tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)
