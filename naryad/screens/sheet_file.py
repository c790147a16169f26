"""A table from Excel or CSV, read kindly: its rows, its headings, a sample to fill in, and the file inside a form.

What every import of the pages shares. A file is looked at first; the form that takes it carries the file once more, and
it is read again, so that nothing a browser sends is trusted.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from naryad.errors import DomainError
from naryad.screens.staff_row import Column, plain, text_of

ROWS_AT_MOST = 5_000
BYTES_AT_MOST = 700_000
"""The file travels once more inside the form that confirms it; a list of five thousand people is smaller."""

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Refusal = Callable[[str, str], DomainError]
"""Makes the refusal of a whole file from its reason in English and in Russian."""


class ColumnIsMissing(DomainError):
    code = "column_is_missing"
    status = 422
    en = "The file has no column “{column_en}”. The first row must name the columns as the sample does."
    ru = "В файле нет столбца «{column_ru}». В первой строке должны стоять названия столбцов, как в образце."


def table_rows(content: bytes, refused: Refusal) -> list[tuple[int, Sequence[Any]]]:
    """Return the rows that hold anything, each with its number as a spreadsheet shows it; at least one.

    Raises:
        What `refused` makes: the file is too large, empty, or no table at all.
    """
    if len(content) > BYTES_AT_MOST:
        raise refused("it is larger than 700 kB", "он больше 700 кБ")
    if not content.strip():
        raise refused("it is empty", "он пуст")
    rows = _excel(content, refused) if content.startswith(b"PK") else _csv(content, refused)
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(text_of(cell) for cell in row)]
    if not filled:
        raise refused("it is empty", "он пуст")
    if len(filled) > ROWS_AT_MOST + 1:
        raise refused(f"more than {ROWS_AT_MOST} rows", f"в нём больше {ROWS_AT_MOST} строк")
    return filled


def heading_of(columns: Sequence[Column], first_row: Sequence[Any]) -> dict[str, int]:
    """Return the place of each column by its name; columns that need not be there may be missing.

    Raises:
        ColumnIsMissing.
    """
    titles = [plain(text_of(cell)) for cell in first_row]
    heading: dict[str, int] = {}
    for column in columns:
        wanted = {plain(title) for title in (*column.ru, *column.en)}
        place = next((place for place, title in enumerate(titles) if title in wanted), None)
        if place is not None:
            heading[column.name] = place
        elif column.required:
            raise ColumnIsMissing(column_en=column.en[0], column_ru=column.ru[0])
    return heading


def sample_workbook(title: str, columns: Sequence[Column], language: str) -> bytes:
    """Return an Excel file with the headings and two rows to write over."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append([column.ru[0] if language == "ru" else column.en[0] for column in columns])
    for row in (0, 1):
        sheet.append([column.sample[row] for column in columns])
    for place, column in enumerate(columns, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(14, len(column.sample[0]) + 3)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(content: bytes) -> str:
    """Return a file as the form that takes it carries it."""
    return base64.b64encode(content).decode()


def unpacked(text: str, refused: Refusal) -> bytes:
    """Return the file that a form carried.

    Raises:
        What `refused` makes: the form is damaged.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise refused("the form is damaged", "форма повреждена") from None


def _excel(content: bytes, refused: Refusal) -> list[Sequence[Any]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=ROWS_AT_MOST + 50)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as trouble:
        raise refused("it is not an Excel workbook", "это не книга Excel") from trouble


def _csv(content: bytes, refused: Refusal) -> list[Sequence[Any]]:
    if b"\x00" in content:
        raise refused("it is neither .xlsx nor text", "это не .xlsx и не текст")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    first = text.lstrip().splitlines()[0]
    delimiter = max(";,\t", key=first.count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))
