"""The rows of a table from Excel or CSV as they stand in the file; a formula counts with the value saved beside it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from naryad.errors import DomainError

BYTES_AT_MOST = 700_000
"""The file travels once more inside the form that confirms it."""
UNPACKED_AT_MOST = 80_000_000
ROWS_AT_MOST = 12_000
COLUMNS_AT_MOST = 120


class FileIsNotATimesheet(DomainError):
    code = "file_is_not_a_timesheet"
    status = 422
    en = "“{name}” cannot be read as a timesheet: {why_en}. Give an .xlsx or .csv file made from the sample."
    ru = "«{name}» не читается как табель: {why_ru}. Загрузите файл .xlsx или .csv по образцу."


@dataclass(frozen=True, slots=True)
class LostFormula:
    """A cell whose formula has no value: the program that wrote the file never calculated it."""


def rows_of_file(name: str, content: bytes) -> list[Sequence[Any]]:
    """Return the rows from the first one on, so that a row's place is its number in the file.

    Raises:
        FileIsNotATimesheet: too large, empty, or no table.
    """
    if len(content) > BYTES_AT_MOST:
        raise FileIsNotATimesheet(
            name=name,
            why_en="it is larger than 700 kB; give it in parts, for example by department",
            why_ru="он больше 700 кБ; загрузите его по частям, например по отделам",
        )
    if not content.strip():
        raise FileIsNotATimesheet(name=name, why_en="it is empty", why_ru="он пуст")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileIsNotATimesheet(
            name=name, why_en="it is an old .xls; save it as .xlsx", why_ru="это старый .xls; сохраните его как .xlsx"
        )
    rows = _excel(name, content) if content.startswith(b"PK") else _csv(name, content)
    if len(rows) > ROWS_AT_MOST:
        raise FileIsNotATimesheet(
            name=name, why_en=f"more than {ROWS_AT_MOST} rows", why_ru=f"в нём больше {ROWS_AT_MOST} строк"
        )
    return rows


def _excel(name: str, content: bytes) -> list[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > UNPACKED_AT_MOST:
            raise FileIsNotATimesheet(
                name=name, why_en="unpacked it is too large", why_ru="в распакованном виде он слишком велик"
            )
        values, formulas = _sheet(content, values=True), _sheet(content, values=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, EOFError) as trouble:
        raise FileIsNotATimesheet(
            name=name, why_en="it is not an Excel workbook", why_ru="это не книга Excel"
        ) from trouble
    return [
        tuple(LostFormula() if _is_lost(value, formula) else value for value, formula in zip(row, beside, strict=False))
        for row, beside in zip(values, formulas, strict=False)
    ]


def _sheet(content: bytes, *, values: bool) -> list[Sequence[Any]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=values)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    return list(sheet.iter_rows(values_only=True, max_row=ROWS_AT_MOST + 1, max_col=COLUMNS_AT_MOST))


def _is_lost(value: Any, formula: Any) -> bool:
    return value is None and isinstance(formula, str) and formula.startswith("=")


def _csv(name: str, content: bytes) -> list[Sequence[Any]]:
    if b"\x00" in content:
        raise FileIsNotATimesheet(name=name, why_en="it is neither .xlsx nor text", why_ru="это не .xlsx и не текст")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    delimiter = max(";,\t", key=text[:4000].count)
    try:
        return [row[:COLUMNS_AT_MOST] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as trouble:
        raise FileIsNotATimesheet(
            name=name, why_en="its lines are broken", why_ru="строки в нём повреждены"
        ) from trouble
