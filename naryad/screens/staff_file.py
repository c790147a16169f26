"""A list of staff from Excel or CSV: good rows as values, every bad row named with its number and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from naryad.errors import DomainError, Problem
from naryad.people import Employee
from naryad.screens.sheet_file import Refusal, heading_of, sample_workbook, table_rows
from naryad.screens.staff_row import COLUMNS, Person, against, person_of, text_of


class FileIsNotAList(DomainError):
    code = "file_is_not_a_list"
    status = 422
    en = "“{name}” cannot be read as a list of staff: {why_en}. Give an .xlsx or .csv file made from the sample."
    ru = "«{name}» не читается как список сотрудников: {why_ru}. Загрузите файл .xlsx или .csv по образцу."


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
    rows = table_rows(content, not_a_list(name))
    where = {"ru": "строка {}", "en": "row {}"}.get(language, "row {}")
    heading = heading_of(COLUMNS, rows[0][1])
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


def staff_sample(language: str) -> bytes:
    """Return an Excel file with the headings and two rows to write over."""
    return sample_workbook("Сотрудники" if language == "ru" else "Staff", COLUMNS, language)


def not_a_list(name: str) -> Refusal:
    """Return how a file is refused that is no list of staff."""
    return lambda why_en, why_ru: FileIsNotAList(name=name, why_en=why_en, why_ru=why_ru)


def _row_of(problem: Problem) -> int:
    return int(problem.where.rsplit(" ", 1)[1])
