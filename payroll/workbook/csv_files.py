"""The data sheets as CSV for programs that take no Excel: `;` between values, decimal comma, UTF-8 with its mark."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from zoneinfo import ZoneInfo

from payroll.closing import MonthSnapshot, WorkLine
from payroll.workbook.archive import member
from payroll.workbook.book import data_sheets
from payroll.workbook.cells import CellValue, Column, Formula, Look, NormOf, Sheet, clean_text

_ROWS_PER_PIECE = 500
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t")


def csv_of(sheet: Sheet, language: str) -> Iterator[bytes]:
    """Yield the sheet as CSV in pieces: the mark of UTF-8, the headings, the rows; lines end in CR LF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([column.label.to(language) for column in sheet.columns])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([_written(column, value) for column, value in zip(sheet.columns, row, strict=True)])
        if number % _ROWS_PER_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def write_bundle(
    snapshot: MonthSnapshot, work: Iterable[WorkLine], out: IO[bytes], *, language: str, zone: ZoneInfo
) -> str:
    """Write every data sheet as a CSV file of one zip to `out` (empty, seekable); return the zip's SHA-256.

    The files are named by the sheets' codes, whatever the language. A closed month gives the same bytes every time.
    """
    with zipfile.ZipFile(out, "w") as archive:
        for sheet in data_sheets(snapshot, work, language=language, zone=zone):
            with member(archive, f"{sheet.code}.csv") as file:
                for piece in csv_of(sheet, language):
                    file.write(piece)
    out.seek(0)
    return hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def _written(column: Column, value: CellValue) -> str:
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, NormOf):
        value = value.minutes
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%m.%Y}" if column.look is Look.MONTH else f"{value:%d.%m.%Y}"
    if isinstance(value, str):
        text = clean_text(value)
        return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
    return "" if value is None else str(value)
