"""What a month offers to be noted: days of rest worked, days off never taken, missed norms, premiums, proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from naryad.days import Period
from naryad.people import Employee, Role
from naryad.staff import employees
from payroll.closing import ClosedPerson, MonthPerson
from payroll.kind import MINIMUM, PREMIUM, REGIONAL
from payroll.pay_line import PayLine
from payroll.rules.premium import disciplinary_cut
from payroll.store.figures import MonthFigures
from payroll.store.pay_inputs import month_notes, sheet_of, timesheets
from payroll.tables.pay import MonthNoteRow, TimesheetDayRow
from payroll.time_code import Sense

DAY_OFF_CODE = "НВ"


@dataclass(frozen=True, slots=True)
class Noted:
    """A note in force."""

    employee_id: int
    what: str
    day: date | None
    worth: str
    reason: str


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day of rest that somebody worked, by the timesheet; and the day off, if one was chosen for it."""

    employee_id: int
    day: date
    hours: Decimal
    note: Noted | None


@dataclass(frozen=True, slots=True)
class Owed:
    """A day off chosen for a day of rest worked, and never taken by the last day of the employment."""

    employee_id: int
    day: date
    reason: str
    note: Noted | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A month below 100% of the norms, with the hours they are measured against."""

    person: MonthPerson
    fulfilment: Decimal
    note: Noted | None


@dataclass(frozen=True, slots=True)
class PremiumOf:
    """Somebody's premiums of the month, how much a disciplinary action may take of them, and what it does take."""

    employee_id: int
    premiums: Decimal
    most: Decimal
    taken: Decimal
    note: Noted | None


@dataclass(frozen=True, slots=True)
class NotesOffered:
    """Everything of a month that waits for a word, and every note in force."""

    rest_days: tuple[RestDay, ...]
    owed: tuple[Owed, ...]
    missed: tuple[Missed, ...]
    premiums: tuple[PremiumOf, ...]
    proposals: tuple[PayLine, ...]
    decided: tuple[Noted, ...]
    """Top-ups the head has decided to pay."""


def notes_in_force(session: Session, period: Period) -> list[Noted]:
    """Return the notes of a month, in the order of people and days."""
    rows = [row for of_person in month_notes(session, period).values() for row in of_person]
    return sorted(map(_noted, rows), key=lambda one: (one.employee_id, one.what, one.day or date.min))


def notes_offered(session: Session, period: Period, figures: MonthFigures) -> NotesOffered:
    """Return what the open month offers, people in the order of the staff list."""
    noted = {(one.employee_id, one.what, one.day): one for one in notes_in_force(session, period)}
    people = employees(session)
    place = {person.id: number for number, person in enumerate(people)}
    rest_days = [
        RestDay(person, day, hours, noted.get((person, "day_off", day)))
        for person, days in timesheets(session, period).items()
        for day, hours in sheet_of(days).days_of(Sense.REST_DAY).items()
    ]
    return NotesOffered(
        rest_days=tuple(sorted(rest_days, key=lambda one: (place[one.employee_id], one.day))),
        owed=tuple(_owed(session, period, people, noted)),
        missed=tuple(_missed(_piece_workers(people, figures.people), noted)),
        premiums=tuple(_premiums(figures.people, period, noted)),
        proposals=figures.proposals,
        decided=tuple(one for one in noted.values() if one.what == "top_up"),
    )


def _piece_workers(people: list[Employee], of_month: Iterable[ClosedPerson]) -> Iterable[ClosedPerson]:
    """Yield those who are paid by output: they are there to do such work, or have done some."""
    workers = {person.id for person in people if person.has(Role.EMPLOYEE)}
    return (one for one in of_month if one.person.employee_id in workers or one.person.entries)


def _missed(people: Iterable[ClosedPerson], noted: dict[tuple[int, str, date | None], Noted]) -> Iterable[Missed]:
    for one in people:
        percent = one.person.fulfilment_percent
        if one.person.fulfilment_hours and percent is not None and percent < 100:
            yield Missed(one.person, percent, noted.get((one.person.employee_id, "shortfall", None)))


def _premiums(
    people: Iterable[ClosedPerson], period: Period, noted: dict[tuple[int, str, date | None], Noted]
) -> Iterable[PremiumOf]:
    for one in people:
        own = [line for line in one.pay if line.source_period is None]
        premiums = sum((line.amount for line in own if line.kind == PREMIUM.code and line.amount > 0), Decimal(0))
        if not premiums:
            continue
        taken = -sum((line.amount for line in own if line.kind == PREMIUM.code and line.amount < 0), Decimal(0))
        later = (MINIMUM.code, REGIONAL.code)
        month = sum((line.amount for line in one.lines if line.source_period is None), Decimal(0))
        month += sum((line.amount for line in own if line.kind not in later), Decimal(0)) + taken
        most = disciplinary_cut(asked=premiums, premium_of_period=premiums, month_pay=month, day=period.last_day)
        number = one.person.employee_id
        yield PremiumOf(number, premiums, most, taken, noted.get((number, "cut", None)))


def _owed(
    session: Session, period: Period, people: list[Employee], noted: dict[tuple[int, str, date | None], Noted]
) -> Iterable[Owed]:
    """Yield the days off never taken of those who leave in the month; a day off taken settles the earliest chosen."""
    leavers = [person.id for person in people if person.employed_to is not None and person.employed_to in period]
    if not leavers:
        return
    chosen, settled = _chosen(session, leavers), _days_noted(session, leavers, "day_off_unused", before=period)
    taken = _days_off_taken(session, leavers)
    for person in leavers:
        left = list(taken.get(person, ()))
        for day, reason in sorted(chosen.get(person, {}).items()):
            used = next((off for off in left if off > day), None)
            if used is not None:
                left.remove(used)
            elif (person, day) not in settled:
                yield Owed(person, day, reason, noted.get((person, "day_off_unused", day)))


def _chosen(session: Session, people: list[int]) -> dict[int, dict[date, str]]:
    found: dict[int, dict[date, str]] = {}
    for row in _last_rows(session, people, "day_off"):
        if not row.is_withdrawn and row.day is not None:
            found.setdefault(row.employee_id, {})[row.day] = row.reason
    return found


def _days_noted(session: Session, people: list[int], what: str, *, before: Period) -> set[tuple[int, date]]:
    rows = _last_rows(session, people, what)
    return {
        (row.employee_id, row.day)
        for row in rows
        if row.day is not None and not row.is_withdrawn and row.period < before.number
    }


def _last_rows(session: Session, people: list[int], what: str) -> list[MonthNoteRow]:
    """Return the last note of each person, month and day."""
    query = select(MonthNoteRow).where(MonthNoteRow.what == what, col(MonthNoteRow.employee_id).in_(people))
    last = {(row.employee_id, row.period, row.day): row for row in session.exec(query.order_by(col(MonthNoteRow.id)))}
    return list(last.values())


def _days_off_taken(session: Session, people: list[int]) -> dict[int, list[date]]:
    """Return the days marked as the day off for a day of rest worked, in order."""
    last = (
        select(func.max(TimesheetDayRow.id))
        .where(col(TimesheetDayRow.employee_id).in_(people))
        .group_by(col(TimesheetDayRow.employee_id), col(TimesheetDayRow.day))
    )
    found: dict[int, list[date]] = {}
    query = select(TimesheetDayRow).where(col(TimesheetDayRow.id).in_(last)).order_by(col(TimesheetDayRow.day))
    for row in session.exec(query):
        if any(code == DAY_OFF_CODE for code, _hours in row.marks):
            found.setdefault(row.employee_id, []).append(row.day)
    return found


def _noted(row: MonthNoteRow) -> Noted:
    return Noted(row.employee_id, row.what, row.day, row.worth, row.reason)
