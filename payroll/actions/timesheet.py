"""Keeping the timesheet: days entered one by one, or the whole month filled as the calendar says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.employment import all_employments, employment_on
from naryad.errors import DomainError, Problem
from naryad.people import Employee, require
from naryad.staff import employees
from naryad.tables import Row
from naryad.years import calendar_of
from payroll.month import MonthRefusal, MonthState
from payroll.store.month import month_state, own_states
from payroll.store.pay_inputs import timesheets
from payroll.tables.pay import TimesheetDayRow
from payroll.timesheet import DayOutsideEmployment, TimesheetDay, day_from_text, from_calendar


class TimesheetIsClosed(MonthRefusal):
    code = "timesheet_is_closed"
    en = (
        "{name}'s timesheet of {month} cannot change: the month is closed. Correct the single day with its reason "
        "below the timesheet: the difference is booked in the next open month. Or reopen the month, if no later one "
        "is closed yet."
    )
    ru = (
        "Табель сотрудника {name} за {month} уже не изменить: месяц закрыт. Исправьте отдельный день с указанием "
        "причины под табелем — разница войдёт перерасчётом в следующий открытый месяц. Или откройте месяц, если "
        "следующий ещё не закрыт."
    )


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of entering many cells: how many days changed, and every cell that could not be read."""

    changed: int
    problems: tuple[Problem, ...]


def fill_timesheet(session: Session, actor: Employee | None, *, period: Period, now: datetime) -> int:
    """Fill every day that has no entry as the calendar and the employment say; return how many days there were.

    Days already entered stay as they are; people whose month is closed are left alone.

    Raises:
        NotAllowed, YearNotInCalendar.
    """
    require(actor, "payroll.keep_timesheet")
    assert actor is not None
    entered, positions = timesheets(session, period), all_employments(session)
    rows: list[Row] = []
    for person in _open_people(session, period):
        known = entered.get(person.id, {})
        held = positions.get(person.id, [])
        planned = from_calendar(
            period,
            calendar_of(session),
            is_employed=person.is_employed_on,
            fte_on=lambda day, held=held: employment_on(held, day).fte,  # type: ignore[misc]
            known=known,
        )
        rows += [
            TimesheetDayRow.of(day, employee_id=person.id, source="calendar", by=actor.id, now=now)
            for day in planned.days
            if day.day not in known
        ]
    _write(session, actor, period, rows, now)
    return len(rows)


def enter_timesheet(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    cells: Mapping[tuple[int, date], str],
    now: datetime,
    source: str = "person",
    take_good_ones: bool = False,
    places: Mapping[tuple[int, date], str] | None = None,
) -> Entered:
    """Enter cells of the grid by (employee, day); an empty text clears the day. Cells that say what is there stay.

    With a problem in any cell nothing is entered, unless `take_good_ones`. `places` are the cells' names in a file,
    where they came from one; else a problem names the person and the day.

    Raises:
        NotAllowed.
    """
    require(actor, "payroll.keep_timesheet")
    assert actor is not None
    changes, problems = _judged(session, period, cells, places or {})
    if problems and not take_good_ones:
        return Entered(0, tuple(problems))
    _write(session, actor, period, [_row(*change, source, actor, now) for change in changes], now)
    return Entered(len(changes), tuple(problems))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What entering many cells would do: the days that would change, by person, and the cells that cannot be read."""

    changes: tuple[tuple[Employee, int], ...]
    problems: tuple[Problem, ...]

    @property
    def days(self) -> int:
        return sum(days for _, days in self.changes)


def foresee_timesheet(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    cells: Mapping[tuple[int, date], str],
    places: Mapping[tuple[int, date], str],
) -> Foreseen:
    """Return what `enter_timesheet` would do with the good cells; nothing is entered.

    Raises:
        NotAllowed.
    """
    require(actor, "payroll.keep_timesheet")
    changes, problems = _judged(session, period, cells, places)
    counted = Counter(employee_id for employee_id, _, _ in changes)
    people = tuple((person, counted[person.id]) for person in employees(session) if person.id in counted)
    return Foreseen(people, tuple(problems))


def _judged(
    session: Session,
    period: Period,
    cells: Mapping[tuple[int, date], str],
    places: Mapping[tuple[int, date], str],
) -> tuple[list[tuple[int, date, TimesheetDay | None]], list[Problem]]:
    """Return the days that would change, and every cell that cannot be entered."""
    people = {person.id: person for person in employees(session)}
    open_ids = {person.id for person in _open_people(session, period)}
    entered = timesheets(session, period)
    changes: list[tuple[int, date, TimesheetDay | None]] = []
    problems: list[Problem] = []
    for (employee_id, day), text in sorted(cells.items()):
        person, known = people[employee_id], entered.get(employee_id, {}).get(day)
        try:
            wanted = _day_of(person, day, text)
            if wanted == known:
                continue
            if employee_id not in open_ids or day not in period.days():
                raise TimesheetIsClosed(name=person.name, month=period)
        except DomainError as error:
            place = places.get((employee_id, day), f"{person.name}, {day:%d.%m.%Y}")
            problems.append(Problem(place, error))
            continue
        changes.append((employee_id, day, wanted))
    return changes, problems


def _day_of(person: Employee, day: date, text: str) -> TimesheetDay | None:
    if not text.strip():
        return None
    if not person.is_employed_on(day):
        raise DayOutsideEmployment(name=person.name, day=day)
    return day_from_text(day, text)


def _row(
    employee_id: int, day: date, wanted: TimesheetDay | None, source: str, actor: Employee, now: datetime
) -> TimesheetDayRow:
    value = wanted or TimesheetDay(day, ())
    return TimesheetDayRow.of(value, employee_id=employee_id, source=source, by=actor.id, now=now)


def _open_people(session: Session, period: Period) -> list[Employee]:
    """Return the people of a month whose timesheet may still change, in the order of the staff list."""
    if month_state(session, period) is MonthState.CLOSED:
        return []
    apart = own_states(session, period)
    return [
        person
        for person in employees(session)
        if any(person.is_employed_on(day) for day in period.days()) and apart.get(person.id) is not MonthState.CLOSED
    ]


def _write(session: Session, actor: Employee, period: Period, rows: list[Row], now: datetime) -> None:
    if not rows:
        return
    session.add_all(rows)
    session.flush()
    facts = {"days": len(rows)}
    journal.record(session, actor.id, "payroll.timesheet", f"period:{period}", now, facts, rows=rows)
