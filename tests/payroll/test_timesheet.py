"""The timesheet: what may stand on a day, what a cell of it means, and the sums that pay asks for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from naryad.calendar import Calendar, YearNotInCalendar
from naryad.days import Period
from naryad.errors import DomainError
from payroll.rules.fault import Fault
from payroll.time_code import CODES, Sense, time_code
from payroll.timesheet import Mark, Timesheet, TimesheetDay, day_from_text, from_calendar

THURSDAY = date(2026, 10, 15)
SATURDAY = date(2026, 10, 17)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("8", [("Я", "8")]),
        ("7,5", [("Я", "7.5")]),
        ("Я 8", [("Я", "8")]),
        ("я8/н2", [("Я", "8"), ("Н", "2")]),
        ("Я=8; С=2", [("Я", "8"), ("С", "2")]),
        ("Z8", [("Я", "8")]),
        ("рв 4.25", [("РВ", "4.25")]),
        ("Б", [("Б", "0")]),
        (" в ", [("В", "0")]),
    ],
)
def test_a_cell_is_read_as_people_write_it(text: str, marks: list[tuple[str, str]]):
    assert day_from_text(THURSDAY, text).marks == tuple(Mark(code, Decimal(hours)) for code, hours in marks)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Щ 8", "“Щ” is no code of the timesheet. The codes are: Я, Н, С, РВ"),
        ("Я", "15.10.2026: the code Я needs its hours, for example Я 8."),
        ("", "15.10.2026: the code Я needs its hours, for example Я 8."),
        ("25", "15.10.2026: 25 hours under Я do not fit in a day."),
        ("Я 14/С 11", "15.10.2026: 25 hours under Я, С do not fit in a day."),
        ("8,125", "15.10.2026: 8.125 hours under Я do not fit in a day."),
        ("-8", "“-” is no code of the timesheet."),
        ("8 часов", "15.10.2026: 8 часов hours under ? do not fit in a day."),
        ("Я4/Н6", "15.10.2026: 6 night hours cannot be more than the 4 hours worked"),
        ("Б/Я 8", "15.10.2026: Б, Я cannot stand on one day."),
        ("Я 8/Я 2", "15.10.2026: Я, Я cannot stand on one day."),
        ("РВ 8/Я 2", "15.10.2026: РВ, Я cannot stand on one day."),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_day(text: str, said: str):
    with pytest.raises(DomainError) as refused:
        day_from_text(THURSDAY, text)

    assert refused.value.message("en").startswith(said)
    assert "{" not in refused.value.message("ru")


def test_every_code_is_typed_in_either_layout():
    assert [time_code(each.latin).code for each in CODES] == [each.code for each in CODES]
    assert len({text for each in CODES for text in (each.code, each.latin)}) == 2 * len(CODES)


def test_the_month_is_prefilled_from_calendar_employment_and_share_of_full_time():
    april = from_calendar(
        Period(2026, 4),
        Calendar.russian(),
        is_employed=lambda day: day >= date(2026, 4, 15),
        fte_on=lambda day: Decimal("0.5"),
        known={date(2026, 4, 16): TimesheetDay(date(2026, 4, 16), (Mark("Б"),))},
    )

    said = {day.day.day: str(day) for day in april.days}
    assert said[15] == "Я 4"
    assert said[16] == "Б"
    assert said[18] == "В"
    assert said[30] == "Я 3.5"
    assert min(said) == 15


def test_a_year_without_a_calendar_is_not_prefilled():
    with pytest.raises(YearNotInCalendar):
        from_calendar(Period(2035, 4), Calendar.russian(), is_employed=lambda day: True, fte_on=lambda day: Decimal(1))


def test_sums_keep_ordinary_overtime_rest_day_night_and_idle_hours_apart():
    sheet = Timesheet(
        (
            day_from_text(date(2026, 10, 14), "Я8/С3/Н2"),
            day_from_text(THURSDAY, "Я5/РП3"),
            day_from_text(SATURDAY, "РВ4"),
            day_from_text(date(2026, 10, 18), "В"),
            day_from_text(date(2026, 10, 19), "НП8"),
        )
    )

    assert sheet.worked_days == 3
    assert (sheet.worked_hours, sheet.ordinary_hours) == (20, 13)
    assert sheet.hours(Sense.NIGHT) == 2
    assert sheet.days_of(Sense.OVERTIME) == {date(2026, 10, 14): 3}
    assert [sheet.idle_hours(fault) for fault in (*Fault, None)] == [3, 8, 0, 11]
    assert sheet.missing([THURSDAY, date(2026, 10, 20)]) == (date(2026, 10, 20),)
