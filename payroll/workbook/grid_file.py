"""A timesheet from Excel or CSV: each cell with its place in the file, and every fault named by that place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from naryad.days import Period
from naryad.errors import DomainError, Problem
from payroll.month import MonthRefusal
from payroll.workbook.grid_rows import FileIsNotATimesheet, LostFormula, rows_of_file

HEADER_IN_FIRST_ROWS = 40
DAYS_IN_HEADER = 10
"""A row that names at least so many days of the month, in order, is the header."""


class FileIsOfAnotherMonth(MonthRefusal):
    code = "file_is_of_another_month"
    status = 422
    en = "The days in the file's header are of {found}, and this page is of {month}. Open the page of the right month."
    ru = "В заголовке файла стоят дни другого месяца ({found}), а это страница за {month}. Откройте нужный месяц."


class FormulaWithoutValue(DomainError):
    code = "formula_without_value"
    status = 422
    en = "a formula without a saved value. Open the file, save it, or put the value in the place of the formula."
    ru = "формула без сохранённого значения. Откройте файл и сохраните его или вставьте вместо формулы значение."


class CellIsADate(DomainError):
    code = "cell_is_a_date"
    status = 422
    en = "the cell holds the date {day}: a spreadsheet makes one of 8/2. Format the cell as text and write Я8/Н2."
    ru = "в ячейке дата {day}: так таблица прочла, например, 8/2. Сделайте ячейку текстовой и напишите Я8/Н2."


class CellIsNoText(DomainError):
    code = "cell_is_no_text"
    status = 422
    en = "“{given}” is neither hours nor a code. Write, for example, 8, Я8/Н2, ОТ or В."
    ru = "«{given}» — не часы и не код. Напишите, например, 8, Я8/Н2, ОТ или В."


class NoSuchDay(DomainError):
    code = "no_such_day"
    status = 422
    en = "the month has no day {number}. Clear the cell."
    ru = "в этом месяце нет {number}-го числа. Очистите ячейку."


class RowHasNoNumber(DomainError):
    code = "row_has_no_number"
    status = 422
    en = "the row has days and no personnel number. Write whose days they are."
    ru = "в строке есть дни, но нет табельного номера. Напишите, чьи они."


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands under a day of the month for a person, and where in the file."""

    place: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """One person's line: the number as written, its place, the name if the file has any, the filled cells."""

    place: str
    number: str
    name: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class GridFile:
    lines: tuple[GridLine, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    number_at: int
    name_at: int | None
    days: dict[int, int]
    """Column -> day of the month."""


def read_grid(name: str, content: bytes, period: Period) -> GridFile:
    """Read a grid of people and days. Empty cells are not in it: they say nothing about a day.

    A row without a number right under a person's holds that person's hours where the row above holds the codes, as
    the printed form T-13 has them.

    Raises:
        FileIsNotATimesheet: it is no table, or none with a personnel number and the days of a month.
        FileIsOfAnotherMonth: its header has the dates of another one.
    """
    rows = rows_of_file(name, content)
    header = _header(name, rows, period)
    lines: list[GridLine] = []
    problems: list[Problem] = []
    for index in range(header.row + 1, len(rows)):
        row = rows[index]
        number, above = _plain(_at(row, header.number_at)), rows[index - 1]
        if _is_row_of_hours(row, above, header):
            continue
        below = rows[index + 1] if index + 1 < len(rows) else ()
        hours = below if _is_row_of_hours(below, row, header) else None
        cells = list(_cells(row, hours, index + 1, header, period, problems))
        if not number:
            if cells:
                problems.append(Problem(_place(header.number_at, index + 1), RowHasNoNumber()))
            continue
        if not cells and not re.search(r"\d", number):
            continue
        who = "" if header.name_at is None else _plain(_at(row, header.name_at))
        lines.append(GridLine(_place(header.number_at, index + 1), number, who, tuple(cells)))
    if not lines and not problems:
        raise FileIsNotATimesheet(name=name, why_en="it has no rows of people", why_ru="в нём нет строк с людьми")
    return GridFile(tuple(lines), tuple(problems))


def _cells(
    row: Sequence[Any],
    hours: Sequence[Any] | None,
    number: int,
    header: _Header,
    period: Period,
    problems: list[Problem],
) -> Iterator[GridCell]:
    for column, day in header.days.items():
        place = _place(column, number)
        try:
            text = _text(_at(row, column))
            if hours is not None:
                text = _joined(text, _text(_at(hours, column)))
            if not text or (day > period.last_day.day and text.upper() in ("X", "Х")):
                continue
            if day > period.last_day.day:
                raise NoSuchDay(number=day)
        except DomainError as error:
            problems.append(Problem(place, error))
            continue
        yield GridCell(place, period.first_day.replace(day=day), text)


def _joined(codes: str, hours: str) -> str:
    """Return codes and hours of the two rows of a person as one text: «Я/Н» over «8/2» is «Я8/Н2»."""
    if not codes or not hours:
        return codes or hours
    first, second = codes.split("/"), hours.split("/")
    second += [""] * (len(first) - len(second))
    return "/".join(f"{code.strip()}{count.strip()}" for code, count in zip(first, second, strict=False))


def _is_row_of_hours(row: Sequence[Any], above: Sequence[Any], header: _Header) -> bool:
    """Say whether `row`, without a number and name, has only numbers under the codes of the numbered row above."""
    if _plain(_at(row, header.number_at)) or not _plain(_at(above, header.number_at)):
        return False
    if header.name_at is not None and _plain(_at(row, header.name_at)):
        return False
    given = [_plain(_at(row, column)) for column in header.days]
    codes = [_plain(_at(above, column)) for column in header.days]
    filled = [text for text in given if text and text.upper() not in ("X", "Х")]
    is_coded = any(text and not re.search(r"\d", text) for text in codes)
    return bool(filled) and is_coded and all(re.fullmatch(r"[\d.,/ :]+", text) for text in filled)


def _header(name: str, rows: Sequence[Sequence[Any]], period: Period) -> _Header:
    for index, row in enumerate(rows[:HEADER_IN_FIRST_ROWS]):
        days = _days_of(row, period)
        if len(days) < DAYS_IN_HEADER:
            continue
        before = min(days)
        titles = [row, *reversed(rows[max(0, index - 3) : index])]
        number_at = _titled(titles, before, _NUMBER)
        if number_at is None:
            continue
        if index + 1 < len(rows) and min(_days_of(rows[index + 1], period).values(), default=1) == 16:
            raise FileIsNotATimesheet(
                name=name,
                why_en="its days stand in two rows, 1 to 15 and 16 to 31; put them into one row",
                why_ru="числа стоят в две строки, с 1 по 15 и с 16 по 31; поставьте их в одну строку",
            )
        return _Header(index, number_at, _titled(titles, before, _NAME), days)
    raise FileIsNotATimesheet(
        name=name,
        why_en="no row has a column “Personnel number” and the days of the month, 1, 2, 3 and so on",
        why_ru="ни в одной строке нет столбца «Табельный номер» и чисел месяца: 1, 2, 3 и так далее",
    )


_NUMBER = re.compile(r"таб\w*\.?\s*(?:№|ном)|№\s*таб|^таб\.?$|personnel n|employee n|staff n|^number$|^no\.?$", re.I)
_NAME = re.compile(r"фио|ф\.\s*и\.\s*о|фамилия|сотрудник|^имя|^name|full name|employee$", re.I)
_DAY_TITLE = re.compile(r"0?(\d{1,2})(?:\s*[,.]?\s*(?:пн|вт|ср|чт|пт|сб|вс|mo|tu|we|th|fr|sa|su)\w*\.?)?", re.I)


def _titled(rows: Sequence[Sequence[Any]], before: int, wanted: re.Pattern[str]) -> int | None:
    """Return the column left of the days whose title says it, in the header's row or one of the three above."""
    for row in rows:
        for column in range(min(before, len(row))):
            if wanted.search(_plain(row[column])):
                return column
    return None


def _days_of(row: Sequence[Any], period: Period) -> dict[int, int]:
    """Return column -> day of the columns that name days in order, once each; a half-month's totals are passed over."""
    days: dict[int, int] = {}
    read = [_day_of(value) for value in row]
    others = [day for day in read if isinstance(day, date) and Period.of_day(day) != period]
    if len(others) >= DAYS_IN_HEADER:
        raise FileIsOfAnotherMonth(found=Period.of_day(others[0]), month=period)
    for column, found in enumerate(read):
        day = found.day if isinstance(found, date) else found
        if day is not None and 1 <= day <= 31 and day == max(days.values(), default=day - 1) + 1:
            days[column] = day
    return days


def _day_of(value: Any) -> int | date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _plain(value)
    as_date = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if as_date:
        try:
            return date(int(as_date[3]), int(as_date[2]), int(as_date[1]))
        except ValueError:
            return None
    found = _DAY_TITLE.fullmatch(text)
    return int(found[1]) if found else None


# Cells.


def _text(value: Any) -> str:
    """Return a cell as the timesheet reads it; a time of the clock is hours.

    Raises:
        FormulaWithoutValue, CellIsADate, CellIsNoText.
    """
    if isinstance(value, LostFormula):
        raise FormulaWithoutValue()
    if isinstance(value, datetime | date):
        raise CellIsADate(day=value.date() if isinstance(value, datetime) else value)
    if isinstance(value, time):
        return _hours(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, timedelta):
        return _hours(value)
    if isinstance(value, bool):
        raise CellIsNoText(given=str(value).upper())
    text = _plain(value)
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    if clock:
        return _hours(timedelta(hours=int(clock[1]), minutes=int(clock[2])))
    if text in ("·", "-", "–", "—"):
        return ""
    if text.startswith(("=", "#", "-")) or len(text) > 40:
        raise CellIsNoText(given=text[:20])
    return text


def _hours(length: timedelta) -> str:
    hours = Decimal(length.days * 86_400 + length.seconds) / 3600
    return f"{hours.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP).normalize():f}"


def _plain(value: Any) -> str:
    """Return a cell as a person reads it: whole numbers without a point, spaces taken together."""
    if value is None or isinstance(value, LostFormula):
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}" if value == value and abs(value) < 1e15 else str(value)
    return " ".join(str(value).replace("\xa0", " ").split())


def _at(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else None


def _place(column: int, row: int) -> str:
    return f"{get_column_letter(column + 1)}{row}"
