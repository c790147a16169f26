"""What a month's pay asks besides work and rates, read for everybody at once: timesheets, tariffs, schemes, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.employment import Employment, employment_on
from naryad.office import setting
from naryad.people import Employee
from naryad.years import calendar_of
from payroll.pay_terms import (
    DatedMoney,
    DayOffUnused,
    DisciplinaryCut,
    OfficeActs,
    PayTerms,
    SchemeTerms,
    ShortfallNote,
)
from payroll.rate import RateScope
from payroll.rules.fault import Fault
from payroll.rules.holiday import holidays_of
from payroll.tables.pay import HourlyMoneyRow, MonthNoteRow, SchemeRow, TimesheetDayRow
from payroll.terms_text import scheme_of_text
from payroll.timesheet import Timesheet, TimesheetDay


def keeps_timesheet(session: Session, period: Period) -> bool:
    """Say whether the office keeps a timesheet for the month: only then it has supplements and guarantees."""
    return bool(setting(session, "timesheet", period.last_day) == "kept")


def acts_of(session: Session, period: Period) -> OfficeActs:
    """Return what the office's own acts say, as in force on the last day of the month."""

    def amount(name: str) -> Decimal:
        return Decimal(str(setting(session, name, period.last_day)))

    is_summed = setting(session, "overtime_count", period.last_day) == "month"
    by_units = setting(session, "overtime_pay", period.last_day) == "units" and not is_summed
    return OfficeActs(
        night_percent=amount("night_percent"),
        rest_day_multiplier=amount("rest_day_multiplier"),
        is_overtime_summed=is_summed,
        overtime_from=setting(session, "overtime_from", period.last_day) if by_units else "",
        holiday_sum=amount("holiday_sum"),
        regional_coefficient=amount("regional_coefficient"),
        regional_minimum=amount("regional_minimum"),
    )


def timesheets(session: Session, period: Period, employee_id: int | None = None) -> dict[int, dict[date, TimesheetDay]]:
    """Return the days entered for a month by employee: of each day the row entered last, cleared days left out."""
    last = (
        select(func.max(TimesheetDayRow.id))
        .where(col(TimesheetDayRow.day) >= period.first_day, col(TimesheetDayRow.day) <= period.last_day)
        .group_by(col(TimesheetDayRow.employee_id), col(TimesheetDayRow.day))
    )
    if employee_id is not None:
        last = last.where(TimesheetDayRow.employee_id == employee_id)
    rows = session.exec(select(TimesheetDayRow).where(col(TimesheetDayRow.id).in_(last)))
    found: dict[int, dict[date, TimesheetDay]] = {}
    for row in rows:
        day = row.value()
        if day is not None:
            found.setdefault(row.employee_id, {})[row.day] = day
    return found


CORRECTION = "correction:"
"""The source of a day that was corrected behind the seal, with its reason."""


@dataclass(frozen=True, slots=True)
class CorrectedDay:
    """A day of a closed timesheet as it should have been, and why."""

    employee_id: int
    day: date
    text: str
    reason: str
    set_at: datetime


def corrected_days(session: Session, period: Period, employee_id: int | None = None) -> list[CorrectedDay]:
    """Return the days of a month that were corrected behind the seal, in the order they were entered."""
    query = select(TimesheetDayRow).where(
        col(TimesheetDayRow.day) >= period.first_day,
        col(TimesheetDayRow.day) <= period.last_day,
        col(TimesheetDayRow.source).startswith(CORRECTION),
    )
    if employee_id is not None:
        query = query.where(TimesheetDayRow.employee_id == employee_id)
    return [
        CorrectedDay(row.employee_id, row.day, str(row.value() or ""), row.source.removeprefix(CORRECTION), row.set_at)
        for row in session.exec(query.order_by(col(TimesheetDayRow.id)))
    ]


def sheet_of(days: dict[date, TimesheetDay]) -> Timesheet:
    return Timesheet(tuple(days[day] for day in sorted(days)))


def hourly_money(session: Session, what: str, until: date) -> dict[int, tuple[DatedMoney, ...]]:
    """Return tariffs (`tariff`) or averages (`average`) by employee that begin by `until`, the earliest first."""
    query = (
        select(HourlyMoneyRow)
        .where(HourlyMoneyRow.what == what, col(HourlyMoneyRow.effective_from) <= until)
        .order_by(col(HourlyMoneyRow.effective_from), col(HourlyMoneyRow.id))
    )
    found: dict[int, dict[date, HourlyMoneyRow]] = {}
    for row in session.exec(query):
        found.setdefault(row.employee_id, {})[row.effective_from] = row
    return {person: _dated(list(by_day.values())) for person, by_day in found.items()}


def _dated(rows: list[HourlyMoneyRow]) -> tuple[DatedMoney, ...]:
    """Return the money of rows in order of their days; a row without an amount ends the one before it."""
    known: list[DatedMoney] = []
    for row in sorted(rows, key=lambda row: row.effective_from):
        if row.amount is not None:
            known.append(row.value())
        elif known and known[-1].ended_from is None:
            known[-1] = replace(known[-1], ended_from=row.effective_from)
    return tuple(known)


_NOT_WRITTEN_YET = 2**62
"""A row without an id is the newest of its day."""


@dataclass(frozen=True)
class SchemeBook:
    """Schemes by owner; the row from the latest day holds, and of equal days the one entered last."""

    rows: tuple[SchemeRow, ...] = ()

    def find(self, employee_id: int, position: str, day: date) -> SchemeTerms:
        """Return a person's scheme: the own one, else the position's, else the office's, else the direct one."""
        row = self._row(employee_id, position, day)
        return SchemeTerms() if row is None else scheme_of_text(row.terms)

    def scope_of(self, employee_id: int, position: str, day: date) -> RateScope:
        """Return whose scheme a person has: the own, the position's, or (also where nobody chose one) the office's."""
        row = self._row(employee_id, position, day)
        return RateScope.OFFICE if row is None else RateScope(row.scope)

    def _row(self, employee_id: int, position: str, day: date) -> SchemeRow | None:
        for scope, owner in (("employee", employee_id), ("position", position), ("office", None)):
            row = self._own(scope, owner, day)
            if row is not None and row.terms is not None:
                return row
        return None

    def _own(self, scope: str, owner: int | str | None, day: date) -> SchemeRow | None:
        begun = [
            row
            for row in self.rows
            if row.scope == scope
            and row.effective_from <= day
            and owner == (row.employee_id if scope == "employee" else row.position or None)
        ]
        return max(begun, key=lambda row: (row.effective_from, row.id or _NOT_WRITTEN_YET)) if begun else None


def scheme_book(session: Session) -> SchemeBook:
    return SchemeBook(tuple(session.exec(select(SchemeRow).order_by(col(SchemeRow.id)))))


def month_notes(session: Session, period: Period) -> dict[int, list[MonthNoteRow]]:
    """Return the notes of a month in force by employee: of each subject the last, withdrawn ones left out."""
    last: dict[tuple[int, str, date | None], MonthNoteRow] = {}
    query = select(MonthNoteRow).where(MonthNoteRow.period == period.number).order_by(col(MonthNoteRow.id))
    for row in session.exec(query):
        last[(row.employee_id, row.what, row.day)] = row
    found: dict[int, list[MonthNoteRow]] = {}
    for row in last.values():
        if not row.is_withdrawn:
            found.setdefault(row.employee_id, []).append(row)
    return found


@dataclass(frozen=True)
class PayInputs:
    """Everything of a month for everybody, read in a handful of statements."""

    period: Period
    is_kept: bool
    calendar: Calendar = field(default_factory=Calendar.russian)
    acts: OfficeActs = field(default_factory=OfficeActs)
    sheets: dict[int, dict[date, TimesheetDay]] = field(default_factory=dict)
    tariffs: dict[int, tuple[DatedMoney, ...]] = field(default_factory=dict)
    averages: dict[int, tuple[DatedMoney, ...]] = field(default_factory=dict)
    schemes: SchemeBook = field(default_factory=SchemeBook)
    notes: dict[int, list[MonthNoteRow]] = field(default_factory=dict)
    federal_minimum: Decimal | None = None

    def sheet(self, employee_id: int) -> Timesheet:
        return sheet_of(self.sheets.get(employee_id, {}))

    def missing_days(self, person: Employee) -> tuple[date, ...]:
        """Return the days of a person's employment in the month that have no entry."""
        days = [day for day in self.period.days() if person.is_employed_on(day)]
        return self.sheet(person.id).missing(days)

    def terms(self, person: Employee, positions: Sequence[Employment]) -> PayTerms:
        """Return the terms of one person's month."""
        calendar, last = self.calendar, min(self.period.last_day, person.employed_to or self.period.last_day)
        now = employment_on(positions, last)
        notes = self.notes.get(person.id, [])
        return PayTerms(
            fte=now.fte,
            norm_hours=_whole_norm(calendar, self.period, positions),
            scheme=self.schemes.find(person.id, now.position, last),
            tariffs=self.tariffs.get(person.id, ()),
            averages=self.averages.get(person.id, ()),
            acts=self.acts,
            federal_minimum=self.federal_minimum,
            days_off_chosen=frozenset(_days(notes, "day_off")),
            days_off_unused=_unused(notes),
            shortfall=_shortfall(notes),
            cut=_cut(notes),
            top_up=next((note.reason for note in notes if note.what == "top_up"), ""),
            holidays=_holidays(calendar, self.period, person),
        )


def pay_inputs(session: Session, period: Period, federal_minimum: Decimal | None) -> PayInputs:
    """Read what the month's pay asks; nothing but the fact, where the office keeps no timesheet."""
    if not keeps_timesheet(session, period):
        return PayInputs(period, is_kept=False)
    return PayInputs(
        period,
        is_kept=True,
        calendar=calendar_of(session),
        acts=acts_of(session, period),
        sheets=timesheets(session, period),
        tariffs=hourly_money(session, "tariff", period.last_day),
        averages=hourly_money(session, "average", period.last_day),
        schemes=scheme_book(session),
        notes=month_notes(session, period),
        federal_minimum=federal_minimum,
    )


def _whole_norm(calendar: Calendar, period: Period, positions: Sequence[Employment]) -> Decimal:
    """Return the norm hours of the whole month by each day's share of full time, employed or not."""
    if not calendar.knows(period.year):
        return Decimal(0)
    return sum((calendar.hours_on(day) * employment_on(positions, day).fte for day in period.days()), Decimal(0))


def _holidays(calendar: Calendar, period: Period, person: Employee) -> tuple[date, ...]:
    if not calendar.knows(period.year):
        return ()
    return tuple(holidays_of(period, calendar, employed_from=person.employed_from, employed_to=person.employed_to))


def _days(notes: Iterable[MonthNoteRow], what: str) -> list[date]:
    return sorted(note.day for note in notes if note.what == what and note.day is not None)


def _unused(notes: Iterable[MonthNoteRow]) -> tuple[DayOffUnused, ...]:
    found = [note for note in notes if note.what == "day_off_unused" and note.day is not None]
    return tuple(
        DayOffUnused(note.day, Decimal(note.worth) if note.worth else None)
        for note in sorted(found, key=lambda note: str(note.day))
        if note.day is not None
    )


def _shortfall(notes: Iterable[MonthNoteRow]) -> ShortfallNote | None:
    found = next((note for note in notes if note.what == "shortfall"), None)
    return None if found is None else ShortfallNote(Fault(found.worth), found.reason)


def _cut(notes: Iterable[MonthNoteRow]) -> DisciplinaryCut | None:
    found = next((note for note in notes if note.what == "cut"), None)
    return None if found is None else DisciplinaryCut(Decimal(found.worth), found.reason)
