"""The sample of a timesheet file: the month's people and days as they stand, the empty ones as the calendar says."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from naryad.days import Period
from payroll.workbook.cells import clean_text

REST = PatternFill("solid", fgColor="EDEAE3")


def sample_grid(
    period: Period, people: Iterable[tuple[str, str, dict[date, str]]], *, rest_days: Iterable[date], language: str
) -> bytes:
    """Return an Excel file with a row for each (number, name, texts by day); every cell is text."""
    russian = language == "ru"
    book, days, rest = Workbook(), list(period.days()), set(rest_days)
    sheet = book.active
    assert sheet is not None
    sheet.title = "Табель" if russian else "Timesheet"
    titles = ["Табельный номер", "ФИО"] if russian else ["Personnel number", "Name"]
    sheet.append([*titles, *(day.day for day in days)])
    for number, name, cells in people:
        sheet.append([clean_text(number), clean_text(name), *(cells.get(day) or None for day in days)])
    for row, line in enumerate(sheet.iter_rows(), 1):
        for column, cell in enumerate(line, 1):
            cell.font = Font(bold=row == 1)
            if row > 1:
                cell.number_format = "@"
                cell.data_type = "n" if cell.value is None else "s"
            if column > len(titles):
                cell.alignment = Alignment(horizontal="center")
                if days[column - len(titles) - 1] in rest:
                    cell.fill = REST
    for column, width in ((1, 16), (2, 34)):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in range(3, len(days) + 3):
        sheet.column_dimensions[get_column_letter(column)].width = 6.5
    sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
