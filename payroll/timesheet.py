"""The timesheet (табель): what each day of a person's month was, in codes and hours, and the sums that pay asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.errors import DomainError
from naryad.money import round_half_up
from payroll.rules.fault import Fault
from payroll.time_code import Sense, TimeCode, time_code

HOURS_IN_A_DAY = Decimal(24)
WORKED = (Sense.WORK, Sense.OVERTIME, Sense.REST_DAY)


class HoursOutOfBounds(DomainError):
    code = "hours_out_of_bounds"
    status = 422
    en = "{day}: {hours} hours under {codes} do not fit in a day. Enter 0 to 24 in all, with at most 2 decimals."
    ru = "{day}: {hours} ч ({codes}) не помещаются в сутки. Введите от 0 до 24 в сумме, не более 2 знаков."


class CodeNeedsHours(DomainError):
    code = "code_needs_hours"
    status = 422
    en = "{day}: the code {given} needs its hours, for example {given} 8."
    ru = "{day}: у кода {given} должны быть часы, например {given} 8."


class NightLongerThanWork(DomainError):
    code = "night_longer_than_work"
    status = 422
    en = "{day}: {night} night hours cannot be more than the {worked} hours worked: they are counted inside them."
    ru = "{day}: ночных часов {night} не может быть больше отработанных {worked}: они входят в отработанные."


class CodesExcludeEachOther(DomainError):
    code = "codes_exclude_each_other"
    status = 422
    en = "{day}: {codes} cannot stand on one day. Leave the one that was so."
    ru = "{day}: {codes} не могут стоять в один день. Оставьте то, что было."


class DayOutsideEmployment(DomainError):
    code = "day_outside_employment"
    status = 422
    en = "{name} is not employed on {day}: the timesheet of that day stays empty."
    ru = "{name} на {day} не работает в офисе: табель этого дня остаётся пустым."


@dataclass(frozen=True, slots=True)
class Mark:
    """A code with its hours; 0 where the code has none."""

    code: str
    hours: Decimal = Decimal(0)

    @property
    def meaning(self) -> TimeCode:
        return time_code(self.code)

    def __str__(self) -> str:
        return f"{self.code} {self.hours.normalize():f}" if self.hours else self.code


@dataclass(frozen=True, slots=True)
class TimesheetDay:
    """One day as it was: one absence, or worked time under one or several codes.

    Raises:
        UnknownTimeCode, CodeNeedsHours, HoursOutOfBounds, NightLongerThanWork, CodesExcludeEachOther.
    """

    day: date
    marks: tuple[Mark, ...]

    def __post_init__(self) -> None:
        codes = [mark.code for mark in self.marks]
        senses = [mark.meaning.sense for mark in self.marks]
        whole_days = [mark.code for mark in self.marks if not mark.meaning.has_hours]
        if len(set(codes)) != len(codes) or (whole_days and len(codes) > 1):
            raise CodesExcludeEachOther(day=self.day, codes=codes)
        if Sense.REST_DAY in senses and Sense.WORK in senses:
            raise CodesExcludeEachOther(day=self.day, codes=codes)
        for mark in self.marks:
            if mark.meaning.has_hours and mark.hours == 0:
                raise CodeNeedsHours(day=self.day, given=mark.code)
            if not mark.hours.is_finite() or mark.hours < 0 or mark.hours != round_half_up(mark.hours, 2):
                raise HoursOutOfBounds(day=self.day, hours=mark.hours, codes=codes)
        present = sum((mark.hours for mark in self.marks if mark.meaning.sense is not Sense.NIGHT), Decimal(0))
        if present > HOURS_IN_A_DAY:
            raise HoursOutOfBounds(day=self.day, hours=present, codes=codes)
        if self.hours(Sense.NIGHT) > self.worked:
            raise NightLongerThanWork(day=self.day, night=self.hours(Sense.NIGHT), worked=self.worked)

    def hours(self, *senses: Sense) -> Decimal:
        """Return the hours under codes of one of these senses."""
        return sum((mark.hours for mark in self.marks if mark.meaning.sense in senses), Decimal(0))

    @property
    def worked(self) -> Decimal:
        return self.hours(*WORKED)

    def __str__(self) -> str:
        return ", ".join(str(mark) for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Timesheet:
    """A person's days of a month, in order; days without an entry are missing."""

    days: tuple[TimesheetDay, ...] = ()

    @property
    def worked_days(self) -> int:
        return sum(1 for day in self.days if day.worked)

    @property
    def worked_hours(self) -> Decimal:
        """Everything worked: within the schedule, overtime, on days of rest."""
        return sum((day.worked for day in self.days), Decimal(0))

    @property
    def ordinary_hours(self) -> Decimal:
        """Worked within the schedule: what the minimum wage is measured against."""
        return self.hours(Sense.WORK)

    def hours(self, *senses: Sense) -> Decimal:
        return sum((day.hours(*senses) for day in self.days), Decimal(0))

    def idle_hours(self, fault: Fault | None = None) -> Decimal:
        """Return idle hours, of one fault if given."""
        return sum(
            (
                mark.hours
                for day in self.days
                for mark in day.marks
                if mark.meaning.sense is Sense.IDLE and fault in (None, mark.meaning.fault)
            ),
            Decimal(0),
        )

    def days_of(self, sense: Sense) -> dict[date, Decimal]:
        """Return the hours of a sense by day, without days that have none."""
        return {day.day: hours for day in self.days if (hours := day.hours(sense))}

    def missing(self, days: Iterable[date]) -> tuple[date, ...]:
        """Return those of `days` that have no entry."""
        known = {day.day for day in self.days}
        return tuple(day for day in days if day not in known)


def from_calendar(
    period: Period,
    calendar: Calendar,
    *,
    is_employed: Callable[[date], bool],
    fte_on: Callable[[date], Decimal],
    known: Mapping[date, TimesheetDay] | None = None,
) -> Timesheet:
    """Return the month as the calendar says: work on working days by the share of full time, rest on the others.

    Days in `known` stay as they are; days outside the employment are not in the timesheet.

    Raises:
        YearNotInCalendar: the calendar has no such year.
    """
    calendar.norm_hours(period)
    days: list[TimesheetDay] = []
    for day in period.days():
        if not is_employed(day):
            continue
        entered = (known or {}).get(day)
        days.append(entered or _as_planned(day, round_half_up(calendar.hours_on(day) * fte_on(day), 2)))
    return Timesheet(tuple(days))


def _as_planned(day: date, hours: Decimal) -> TimesheetDay:
    return TimesheetDay(day, (Mark("Я", hours),) if hours else (Mark("В"),))


def day_from_text(day: date, text: str) -> TimesheetDay:
    """Read a cell such as "8", "Я 8", "Я8/Н2", "РВ 4,5", "Б" or «В»; a bare number is work.

    Raises:
        UnknownTimeCode, CodeNeedsHours, HoursOutOfBounds, NightLongerThanWork, CodesExcludeEachOther.
    """
    marks: list[Mark] = []
    for part in text.replace(";", "/").replace("+", "/").split("/"):
        cleaned = part.strip()
        if not cleaned:
            continue
        digits = next((place for place, letter in enumerate(cleaned) if letter.isdigit()), len(cleaned))
        letters, number = cleaned[:digits].strip(" ="), cleaned[digits:].strip().replace(",", ".")
        code = time_code(letters).code if letters else "Я"
        marks.append(Mark(code, _hours(day, number, cleaned)))
    if not marks:
        raise CodeNeedsHours(day=day, given="Я")
    return TimesheetDay(day, tuple(marks))


def _hours(day: date, number: str, text: str) -> Decimal:
    if not number:
        return Decimal(0)
    whole, _, part = number.partition(".")
    if not whole.isascii() or not whole.isdigit() or (part and not (part.isascii() and part.isdigit())):
        raise HoursOutOfBounds(day=day, hours=text[:20], codes=["?"])
    return Decimal(number)
