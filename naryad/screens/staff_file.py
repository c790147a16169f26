"""A list of staff from Excel or CSV: good rows as values, every bad row named with its number and reason."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from naryad.errors import DomainError, Problem
from naryad.people import Employee
from naryad.screens.staff_row import COLUMNS, Person, against, person_of, plain, text_of

ROWS_AT_MOST = 5_000
BYTES_AT_MOST = 700_000
"""The file travels once more inside the form that confirms it; a list of five thousand people is smaller."""


class FileIsNotAList(DomainError):
    code = "file_is_not_a_list"
    status = 422
    en = "“{name}” cannot be read as a list of staff: {why_en}. Give an .xlsx or .csv file made from the sample."
    ru = "«{name}» не читается как список сотрудников: {why_ru}. Загрузите файл .xlsx или .csv по образцу."


class ColumnIsMissing(DomainError):
    code = "column_is_missing"
    status = 422
    en = "The file has no column “{column_en}”. The first row must name the columns as the sample does."
    ru = "В файле нет столбца «{column_ru}». В первой строке должны стоять названия столбцов, как в образце."


@dataclass(frozen=True)
class StaffList:
    """What a file holds: people to take on, rows of people already here, and every bad row."""

    new: tuple[Person, ...]
    known: tuple[Person, ...]
    problems: tuple[Problem, ...]


def read_staff_list(name: str, content: bytes, *, known: Sequence[Employee], today: date, language: str) -> StaffList:
    """Read a list of staff; rows of people who are here already with the same name and mail are left alone.

    A row with anything wrong is in `problems` (all its faults, not only the first) and in neither of the others.

    Raises:
        FileIsNotAList: it is no table at all.
        ColumnIsMissing: it is a table of something else.
    """
    rows = _table(name, content)
    where = {"ru": "строка {}", "en": "row {}"}.get(language, "row {}")
    heading = _heading(name, rows)
    people: list[Person] = []
    problems: list[Problem] = []
    for number, cells in rows[1:]:
        texts = {key: text_of(cells[place]) if place < len(cells) else "" for key, place in heading.items()}
        raw = {key: cells[place] if place < len(cells) else None for key, place in heading.items()}
        if not any(texts.values()):
            continue
        person, faults = person_of(number, texts, raw, today)
        problems += [Problem(where.format(number), fault) for fault in faults]
        if person is not None:
            people.append(person)
    new: list[Person] = []
    here: list[Person] = []
    for person, fault, is_known in against(people, known):
        if fault is not None:
            problems.append(Problem(where.format(person.row), fault))
        else:
            (here if is_known else new).append(person)
    return StaffList(tuple(new), tuple(here), tuple(sorted(problems, key=_row_of)))


def sample_workbook(language: str) -> bytes:
    """Return an Excel file with the headings and two rows to write over."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Сотрудники" if language == "ru" else "Staff"
    sheet.append([column.ru[0] if language == "ru" else column.en[0] for column in COLUMNS])
    for row in (0, 1):
        sheet.append([column.sample[row] for column in COLUMNS])
    for place, column in enumerate(COLUMNS, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(14, len(column.sample[0]) + 3)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(name: str, content: bytes) -> list[tuple[int, Sequence[Any]]]:
    """Return the rows that hold anything, each with its number as a spreadsheet shows it."""
    if len(content) > BYTES_AT_MOST:
        raise FileIsNotAList(name=name, why_en="it is larger than 700 kB", why_ru="он больше 700 кБ")
    if not content.strip():
        raise FileIsNotAList(name=name, why_en="it is empty", why_ru="он пуст")
    rows = _excel(name, content) if content.startswith(b"PK") else _csv(name, content)
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(text_of(cell) for cell in row)]
    if not filled:
        raise FileIsNotAList(name=name, why_en="it is empty", why_ru="он пуст")
    if len(filled) > ROWS_AT_MOST + 1:
        raise FileIsNotAList(
            name=name, why_en=f"more than {ROWS_AT_MOST} rows", why_ru=f"в нём больше {ROWS_AT_MOST} строк"
        )
    return filled


def _excel(name: str, content: bytes) -> list[Sequence[Any]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=ROWS_AT_MOST + 50)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as trouble:
        raise FileIsNotAList(name=name, why_en="it is not an Excel workbook", why_ru="это не книга Excel") from trouble


def _csv(name: str, content: bytes) -> list[Sequence[Any]]:
    if b"\x00" in content:
        raise FileIsNotAList(name=name, why_en="it is neither .xlsx nor text", why_ru="это не .xlsx и не текст")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    first = text.lstrip().splitlines()[0]
    delimiter = max(";,\t", key=first.count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def _heading(name: str, rows: Sequence[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    titles = [plain(text_of(cell)) for cell in rows[0][1]]
    heading: dict[str, int] = {}
    for column in COLUMNS:
        wanted = {plain(title) for title in (*column.ru, *column.en)}
        place = next((place for place, title in enumerate(titles) if title in wanted), None)
        if place is not None:
            heading[column.name] = place
        elif column.required:
            raise ColumnIsMissing(column_en=column.en[0], column_ru=column.ru[0])
    return heading


def _row_of(problem: Problem) -> int:
    return int(problem.where.rsplit(" ", 1)[1])
