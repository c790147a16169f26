"""A timesheet taken from a file: looked at first, its faults named by cell, the good cells entered when told to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from naryad.days import Period
from naryad.errors import DomainError, Problem
from naryad.people import Employee, require
from naryad.staff import employees
from payroll.actions.timesheet import Entered, Foreseen, enter_timesheet, foresee_timesheet
from payroll.workbook.grid_file import GridFile, GridLine, read_grid


class NumberIsNobodys(DomainError):
    code = "number_is_nobodys"
    status = 422
    en = "nobody in the office has the personnel number {number}. Correct it, or enter the person under “Staff”."
    ru = "табельного номера {number} в офисе ни у кого нет. Исправьте его или заведите человека в «Сотрудниках»."


class NumberStandsTwice(DomainError):
    code = "number_stands_twice"
    status = 422
    en = "the personnel number {number} stands twice, first in {first}. Leave one line for each person."
    ru = "табельный номер {number} встречается дважды, первый раз в {first}. Оставьте по одной строке на человека."


class NameIsAnothers(DomainError):
    code = "name_is_anothers"
    status = 422
    en = "the number {number} is {known}'s, and the line says “{given}”. Correct the number or the name."
    ru = "номер {number} принадлежит другому: это {known}, а в строке «{given}». Исправьте номер или фамилию."


@dataclass(frozen=True, slots=True)
class _Cells:
    texts: dict[tuple[int, date], str]
    places: dict[tuple[int, date], str]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would do: how many lines and cells it holds, what would change, every fault by its cell."""

    lines: int
    cells: int
    foreseen: Foreseen
    problems: tuple[Problem, ...]


def look_at_timesheet_file(
    session: Session, actor: Employee | None, *, period: Period, name: str, content: bytes
) -> Looked:
    """Read the file and say what entering its good cells would do.

    Raises:
        NotAllowed, FileIsNotATimesheet, FileIsOfAnotherMonth.
    """
    require(actor, "payroll.keep_timesheet")
    grid = read_grid(name, content, period)
    found = _cells(session, grid)
    foreseen = foresee_timesheet(session, actor, period=period, cells=found.texts, places=found.places)
    problems = in_order_of_cells([*found.problems, *foreseen.problems])
    return Looked(len(grid.lines), len(found.texts), foreseen, problems)


def take_timesheet_file(
    session: Session, actor: Employee | None, *, period: Period, name: str, content: bytes, now: datetime
) -> Entered:
    """Enter the good cells of the file; the same file once more changes nothing.

    Raises:
        NotAllowed, FileIsNotATimesheet, FileIsOfAnotherMonth.
    """
    require(actor, "payroll.keep_timesheet")
    found = _cells(session, read_grid(name, content, period))
    entered = enter_timesheet(
        session,
        actor,
        period=period,
        cells=found.texts,
        places=found.places,
        now=now,
        source=f"import:{name[:80]}",
        take_good_ones=True,
    )
    return Entered(entered.changed, in_order_of_cells([*found.problems, *entered.problems]))


def in_order_of_cells(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems by row of the file, then by column."""

    def order(problem: Problem) -> tuple[int, int, str]:
        letters = problem.where.rstrip("0123456789")
        return int(problem.where[len(letters) :] or 0), len(letters), letters

    return tuple(sorted(problems, key=order))


def _cells(session: Session, grid: GridFile) -> _Cells:
    """Find whose each line is; a line that is nobody's for certain gives a problem and no cells."""
    people = employees(session)
    found = _Cells({}, {}, list(grid.problems))
    first: dict[int, str] = {}
    for line in grid.lines:
        try:
            person = _person(line, people)
            if person.id in first:
                raise NumberStandsTwice(number=person.number, first=first[person.id])
        except DomainError as error:
            found.problems.append(Problem(line.place, error))
            continue
        first[person.id] = line.place
        for cell in line.cells:
            found.texts[(person.id, cell.day)] = cell.text
            found.places[(person.id, cell.day)] = cell.place
    return found


def _person(line: GridLine, people: list[Employee]) -> Employee:
    """Return whose number it is; one that lost its leading zeros in the spreadsheet still counts, if only one fits."""
    same = [person for person in people if person.number.casefold() == line.number.casefold()]
    bare = line.number.lstrip("0")
    same = same or [person for person in people if bare and person.number.lstrip("0") == bare]
    if len(same) != 1:
        raise NumberIsNobodys(number=line.number[:20])
    if line.name and _surname(line.name) != _surname(same[0].name):
        raise NameIsAnothers(number=same[0].number, known=same[0].name, given=line.name[:60])
    return same[0]


def _surname(name: str) -> str:
    words = name.casefold().replace("ё", "е").replace(",", " ").split()
    return words[0] if words else ""
