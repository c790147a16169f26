"""The catalog as an Excel sheet: a type a row, a part of a portrait a column, a line of it a line in the cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from naryad.errors import DomainError
from norms.portrait import lines_of
from norms.sheet_field import FIELDS, PARTS, CellIsFormula, FieldUnknown, FileNotCatalog, RawRow

LARGEST_UNPACKED_BYTES = 60_000_000
MOST_COLUMNS = 60
_WIDTHS = {"code": 9, "alias": 9, "name_ru": 30, "name_en": 30, "kinds": 24, "source": 28}
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FIXED_MOMENT = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)

COLUMNS: tuple[str, ...] = (*FIELDS, *(f"{part}_{language}" for language in ("ru", "en") for part in PARTS))


def header(column: str, language: str) -> str:
    """Return the header of `column`; portrait columns name their language."""
    side = 1 if language == "ru" else 0
    if column in FIELDS:
        return FIELDS[column][side]
    part, _, spoken = column.rpartition("_")
    return f"{PARTS[part][side]} ({spoken})"


def raw_rows(content: bytes, file_name: str) -> tuple[RawRow, ...]:
    """Return the rows of the first sheet below its header row.

    Raises:
        FileNotCatalog: not a workbook, or its first row does not name a code.
    """
    sheet = _first_sheet(content, file_name)
    rows = sheet.iter_rows(max_col=MOST_COLUMNS)
    heads = [_text(cell.value) for cell in next(iter(rows), ())]
    columns = [_column_of(head) for head in heads]
    if "code" not in columns:
        raise FileNotCatalog(
            name=file_name, why="its first row has no column “Code”", why_ru="в первой строке нет столбца «Код»"
        )
    known = [header(column, "ru") for column in FIELDS]
    unknown = [
        FieldUnknown(field=head, known=known)
        for head, column in zip(heads, columns, strict=True)
        if head and column is None
    ]
    found = (_raw_row(number, columns, cells, unknown) for number, cells in enumerate(rows, 2))
    return tuple(row for row in found if any(row.fields.values()) or row.parts)


def write_excel(rows: Iterable[dict[str, Any]], language: str) -> bytes:
    """Return the workbook for rows of column -> value; the same rows give the same bytes."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Каталог" if language == "ru" else "Catalog"
    _write_row(sheet, 1, [header(column, language) for column in COLUMNS])
    last = 1
    for last, row in enumerate(rows, 2):
        _write_row(sheet, last, [row.get(column) for column in COLUMNS])
    _dress(sheet, last)
    book.properties.created = book.properties.modified = _FIXED_MOMENT
    book.properties.creator = "Naryad"
    raw = io.BytesIO()
    book.save(raw)
    return _without_clock(raw.getvalue())


def _first_sheet(content: bytes, file_name: str) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                raise FileNotCatalog(name=file_name, why="it holds too much", why_ru="в нём слишком много данных")
        return load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    except DomainError:
        raise
    except Exception as error:  # a broken workbook breaks openpyxl in a dozen ways; all mean one thing
        raise FileNotCatalog(name=file_name, why="it is not an Excel workbook", why_ru="это не книга Excel") from error


def _raw_row(
    number: int, columns: Sequence[str | None], cells: Sequence[Any], unknown: Sequence[DomainError]
) -> RawRow:
    fields: dict[str, str] = {}
    parts: dict[tuple[str, str], tuple[str, ...]] = {}
    problems: list[DomainError] = list(unknown) if number == 2 else []
    for column, cell in zip(columns, cells, strict=False):
        if column is None or cell.value is None:
            continue
        if cell.data_type == "f":
            problems.append(CellIsFormula(field=header(column, "en"), field_ru=header(column, "ru")))
        elif column in FIELDS:
            fields[column] = _text(cell.value)
        elif lines := lines_of(_text(cell.value)):
            part, _, language = column.rpartition("_")
            parts[language, part] = lines
    return RawRow(number, fields, parts, tuple(problems))


def _column_of(head: str) -> str | None:
    wanted = head.lower()
    for column in COLUMNS:
        if wanted in (column, header(column, "ru").lower(), header(column, "en").lower()):
            return column
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return str(value).strip()


def _write_row(sheet: Worksheet, number: int, values: Sequence[Any]) -> None:
    for place, value in enumerate(values, 1):
        cell = sheet.cell(number, place)
        assert isinstance(cell, Cell)
        if isinstance(value, str):
            _write_text(cell, value)
        elif value is not None:
            cell.value = value
        if isinstance(value, date):
            cell.number_format = "DD.MM.YYYY"
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_text(cell: Cell, text: str) -> None:
    """Write `text` as text: one that begins with "=" must not become a formula, now or when the cell is edited."""
    cleaned = ILLEGAL_CHARACTERS_RE.sub("", text)
    if cleaned:
        cell.value = cleaned
        cell.data_type = "s"
        if cleaned[0] in "=+-@":
            cell.quotePrefix = True


def _dress(sheet: Worksheet, last_row: int) -> None:
    for place, column in enumerate(COLUMNS, 1):
        head = sheet.cell(1, place)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="E9EEF0")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 14 if column in FIELDS else 46)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(last_row, 2)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _without_clock(content: bytes) -> bytes:
    """Return the workbook without the moment of saving: in the archive's entries, and in its own properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2026, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            body = source.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                body = _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z\g<2>", body)
            target.writestr(fixed, body)
    return out.getvalue()
