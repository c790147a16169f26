"""What the day page shows, gathered in one place for the page and for its script's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from naryad import employment, staff
from naryad.calendar import Calendar, YearNotInCalendar
from naryad.days import Period, Week, days_between, local_day
from naryad.office import Office, setting
from naryad.people import Employee, may
from naryad.years import calendar_of
from norms import store as norms_store
from norms.catalog import Catalog, CatalogEntry
from norms.work_type import Kind
from worklog.acceptance import Cause, causes_of
from worklog.call import Call
from worklog.entry import Entry
from worklog.held_age import Age, age_of
from worklog.sending import HeldLetter
from worklog.store.call import call_of, missed_calls
from worklog.store.client import client_names
from worklog.store.day import (
    Acceptance,
    DayLine,
    acceptance_of,
    day_facts,
    day_lines,
    day_minutes,
    day_work,
    month_minutes,
    used_types,
)
from worklog.store.letter import held_of
from worklog.store.month import untyped_of

MISSED_DAYS = 14
USUAL_DAYS = 45


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the week strip; `share` is its minutes against the tallest day or a full one, 0 to 100."""

    day: date
    minutes: Decimal
    share: Decimal
    norm_share: Decimal
    is_future: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for a type: work that arrived by itself, or a letter that is held."""

    line: DayLine | None
    letter: HeldLetter | None
    hand: Call | None = None
    """The call entered by hand that this one may be."""
    age: Age | None = None
    """How long a held letter has waited."""

    @property
    def entry_id(self) -> int:
        if self.letter is not None:
            return self.letter.entry_id
        assert self.line is not None
        return self.line.entry.id

    @property
    def uid(self) -> str:
        if self.letter is not None:
            return self.letter.uid
        assert self.line is not None
        return self.line.entry.uid

    @property
    def kind(self) -> Kind:
        if self.letter is not None:
            return Kind.LETTER_OUT
        assert self.line is not None
        return self.line.entry.kind

    @property
    def day(self) -> date:
        if self.letter is not None:
            return self.letter.day
        assert self.line is not None
        return self.line.entry.day

    @property
    def at(self) -> datetime:
        if self.letter is not None:
            return self.letter.received_at
        assert self.line is not None
        return self.line.entry.at


@dataclass(frozen=True, slots=True)
class Sheet:
    """One employee's day as the page shows it."""

    employee: Employee
    day: date
    today: date
    is_own: bool
    waiting: tuple[Waiting, ...]
    done: tuple[DayLine, ...]
    void: tuple[DayLine, ...]
    minutes: Decimal
    entries: int
    full_minutes: Decimal
    month: Period
    month_minutes: Decimal
    month_full_minutes: Decimal
    strip: tuple[StripDay, ...]
    acceptance: Acceptance | None
    causes: tuple[Cause, ...]
    accepted_after: date | None
    """The working day at whose end the day is accepted by itself; None where the calendar does not know the year."""
    missed_count: int
    catalog: Catalog
    names: dict[int, str]
    clients: dict[int, str]
    hidden_count: int = 0
    """How many works of a colleague's day the reader is still to judge blind: they are not on the page."""

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def may_type(self) -> bool:
        """Own counted work of the day may still be corrected freely."""
        return self.is_own and self.acceptance is None

    def type_of(self, line: DayLine) -> CatalogEntry | None:
        """Return the type a line has, as the catalog of the page's day knows it."""
        coding = line.coding
        return None if coding is None or coding.work_type_id is None else self.catalog.by_id(coding.work_type_id)

    def offered(self, kind: Kind) -> tuple[CatalogEntry, ...]:
        return self.catalog.of_kind(kind)


def sheet_of(session: Session, employee: Employee, day: date, *, me: Employee, office: Office, now: datetime) -> Sheet:
    """Return the day page's contents. On today's page the untyped work of earlier days stands first."""
    today = local_day(now, office.zone)
    is_own = employee.id == me.id
    lines = day_work(session, employee.id, day)
    may_see = is_own or may(me, "worklog.see_days")
    waiting = _waiting(session, employee, day, lines, office=office, now=now) if may_see else ()
    counted = tuple(line for line in lines if line.entry.is_counted and not line.is_void)
    figures = day_minutes(session, employee.id, day, day).get(day)
    acceptance = acceptance_of(session, employee.id, day)
    calendar = calendar_of(session)
    return Sheet(
        employee=employee,
        day=day,
        today=today,
        is_own=is_own,
        waiting=waiting,
        done=counted,
        void=tuple(line for line in lines if line.is_void),
        minutes=figures.norm_minutes if figures else Decimal(0),
        entries=figures.entries if figures else 0,
        full_minutes=_full_minutes(session, employee, day, calendar),
        month=Period.of_day(day),
        month_minutes=month_minutes(session, employee.id, Period.of_day(day)),
        month_full_minutes=_month_full_minutes(session, employee, Period.of_day(day), calendar),
        strip=_strip(session, employee, day, today, calendar),
        acceptance=acceptance,
        causes=_causes(session, employee, day, calendar) if acceptance is None and day < today else (),
        accepted_after=_accepted_after(day, calendar),
        missed_count=_missed_count(session, employee, now) if is_own and may(me, "worklog.missed_calls") else 0,
        catalog=norms_store.catalog(session, day),
        names={person.id: person.short_name for person in staff.employees(session)},
        clients=client_names(session, [line.entry.client_id for line in lines]),
    )


def without(sheet: Sheet, hidden: frozenset[int]) -> Sheet:
    """Return the sheet without the works that its reader must not meet yet; one's own day is always whole."""
    kept = tuple(line for line in sheet.done if line.entry.id not in hidden)
    if sheet.is_own or len(kept) == len(sheet.done):
        return sheet
    return replace(sheet, done=kept, hidden_count=len(sheet.done) - len(kept))


def usual_types(session: Session, employee_id: int, day: date) -> dict[int, int]:
    """Return how often the employee used each norm lately, by norm id."""
    return used_types(session, employee_id, day - timedelta(days=USUAL_DAYS))


def _waiting(
    session: Session, employee: Employee, day: date, lines: Sequence[DayLine], *, office: Office, now: datetime
) -> tuple[Waiting, ...]:
    today = local_day(now, office.zone)
    held = [letter for letter in held_of(session, employee.id) if day == today or letter.day == day]
    if day == today:
        entries: list[Entry] = untyped_of(session, employee.id)
        untyped = day_lines(session, entries)
    else:
        untyped = [line for line in lines if not line.entry.is_counted and line.coding is None]
    found = [Waiting(None, letter, age=age_of(letter.received_at, now=now, zone=office.zone)) for letter in held]
    for line in untyped:
        found.append(Waiting(line, None, call_of(session, line.match.hand_entry_id) if line.match else None))
    return tuple(sorted(found, key=lambda each: (each.at, each.entry_id)))


def _full_minutes(session: Session, employee: Employee, day: date, calendar: Calendar) -> Decimal:
    try:
        return calendar.hours_on(day) * employment.employment(session, employee.id, day).fte * 60
    except YearNotInCalendar:
        return Decimal(0)


def _month_full_minutes(session: Session, employee: Employee, period: Period, calendar: Calendar) -> Decimal:
    try:
        return calendar.norm_hours(period) * employment.employment(session, employee.id, period.last_day).fte * 60
    except YearNotInCalendar:
        return Decimal(0)


def _strip(session: Session, employee: Employee, day: date, today: date, calendar: Calendar) -> tuple[StripDay, ...]:
    week = Week.of_day(day)
    figures = day_minutes(session, employee.id, week.first_day, week.last_day)
    full = {
        each: _full_minutes(session, employee, each, calendar) for each in days_between(week.first_day, week.last_day)
    }
    top = max([*full.values(), *(each.norm_minutes for each in figures.values()), Decimal(1)])
    return tuple(
        StripDay(
            day=each,
            minutes=figures[each].norm_minutes if each in figures else Decimal(0),
            share=(figures[each].norm_minutes if each in figures else Decimal(0)) * 100 / top,
            norm_share=norm * 100 / top,
            is_future=each > today,
        )
        for each, norm in full.items()
    )


def _causes(session: Session, employee: Employee, day: date, calendar: Calendar) -> tuple[Cause, ...]:
    try:
        [facts] = day_facts(session, [(employee.id, day)], calendar)
    except YearNotInCalendar:
        return ()
    return causes_of(facts, amber_percent=setting(session, "amber_percent", day))


def _accepted_after(day: date, calendar: Calendar) -> date | None:
    try:
        return calendar.next_workday(day)
    except YearNotInCalendar:
        return None


def _missed_count(session: Session, employee: Employee, now: datetime) -> int:
    return len(missed_calls(session, employee_id=employee.id, since=now - timedelta(days=MISSED_DAYS)))
