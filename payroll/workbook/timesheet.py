"""Sheet «Табель»: the days of the month with codes and hours, and what they come to, a row for each person."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from payroll.closing import MonthPerson, MonthSnapshot
from payroll.time_code import Sense
from payroll.timesheet import Timesheet, TimesheetDay
from payroll.workbook.cells import CellValue, Column, Label, Look, Sheet

TIMESHEET = Label("Табель", "Timesheet")
DAYS = range(1, 32)
"""Always 31 columns, so that every month has the same places."""
_DAY_WIDTH = 5.4
_LONGEST_ON_A_LINE = 5
_ABSENCES = (Sense.PAID_ABSENCE, Sense.UNPAID_ABSENCE)


def timesheet(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Табель»: only of a month whose timesheet the office keeps."""
    columns = (
        Column("personnel_number", Label("Таб. номер", "Personnel number"), Look.CODE, 9),
        Column("name", Label("ФИО", "Name"), Look.WRAPPED, 18),
        *(Column(f"day_{day:02d}", Label(str(day), str(day)), Look.MARKS, _DAY_WIDTH) for day in DAYS),
        Column("worked_days", Label("Дней", "Days"), Look.WHOLE, 6.5),
        Column("worked_hours", Label("Часов", "Hours"), Look.QUANTITY, 8.5),
        Column("night_hours", Label("Ночных", "Night"), Look.QUANTITY, 7.5),
        Column("overtime_hours", Label("Сверхурочно", "Overtime"), Look.QUANTITY, 10.5),
        Column("rest_day_hours", Label("В выходные", "Rest days"), Look.QUANTITY, 9),
        Column("idle_hours", Label("Простой", "Idle"), Look.QUANTITY, 7.5),
        Column("absence_days", Label("Неявок, дней", "Absent, days"), Look.WHOLE, 8),
        Column("absences", Label("Неявки по кодам", "Absences by code"), Look.WRAPPED, 10.5),
    )
    return Sheet("timesheet", TIMESHEET, columns, tuple(_rows(snapshot, language)), frozen_columns=2, heading_size=8)


def listed(snapshot: MonthSnapshot) -> list[tuple[MonthPerson, Timesheet]]:
    """Return everybody with a timesheet: those employed in the month, and nobody who is only owed a correction."""
    sheets = dict(snapshot.timesheets)
    return [
        (person, sheets[person.employee_id])
        for person in snapshot.people
        if person.employee_id in sheets and (sheets[person.employee_id].days or person.norm_days)
    ]


def _rows(snapshot: MonthSnapshot, language: str) -> Iterator[tuple[CellValue, ...]]:
    for person, sheet in listed(snapshot):
        marks = {day.day.day: _marks(day, language) for day in sheet.days}
        absences = _absences(sheet)
        yield (
            person.number,
            person.name,
            *(marks.get(day) for day in DAYS),
            sheet.worked_days,
            sheet.worked_hours,
            _filled(sheet.hours(Sense.NIGHT)),
            _filled(sheet.hours(Sense.OVERTIME)),
            _filled(sheet.hours(Sense.REST_DAY)),
            _filled(sheet.idle_hours()),
            sum(absences.values()) or None,
            ", ".join(f"{code} {days}" for code, days in absences.items()) or None,
        )


def _marks(day: TimesheetDay, language: str) -> str:
    """Return a day as it can be read in again, with spaces where its narrow cell may break: «Я8/ Н2», «РВ 4,25»."""
    return "/ ".join(_mark(mark.code, _hours(mark.hours, language)) for mark in day.marks)


def _mark(code: str, hours: str) -> str:
    return f"{code}{hours}" if len(code) + len(hours) <= _LONGEST_ON_A_LINE else f"{code} {hours}"


def _hours(hours: Decimal, language: str) -> str:
    if not hours:
        return ""
    text = f"{hours.normalize():f}"
    return text.replace(".", ",") if language == "ru" else text


def _absences(sheet: Timesheet) -> dict[str, int]:
    """Return days of absence by code, in the order in which they came; days of rest are none."""
    found: dict[str, int] = {}
    for day in sheet.days:
        for mark in day.marks:
            if mark.meaning.sense in _ABSENCES:
                found[mark.code] = found.get(mark.code, 0) + 1
    return found


def _filled(hours: Decimal) -> Decimal | None:
    return hours or None
