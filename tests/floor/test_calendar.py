"""The production calendar against the published norm hours (tests/cases/pay-cases.csv, RU-31, RU-33, RU-34)."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from naryad.calendar import Calendar, YearNotInCalendar
from naryad.days import Period

CASES = {row["id"]: row for row in csv.DictReader((Path(__file__).parents[1] / "cases/pay-cases.csv").open())}
RUSSIAN = Calendar.russian()


@pytest.mark.parametrize(("case", "year"), [("RU-33", 2026), ("RU-34", 2025)])
def test_the_norm_hours_of_each_month_are_the_published_ones(case: str, year: int) -> None:
    published = [Decimal(hours) for hours in re.findall(r"[A-Z][a-z]{2}(\d+)", CASES[case]["expected_result"])]

    assert [RUSSIAN.norm_hours(Period(year, month)) for month in range(1, 13)] == published
    assert sum(published) == 1972


def test_a_shorter_week_loses_the_same_hour_on_a_shortened_day() -> None:
    assert RUSSIAN.workdays(Period(2025, 3)) == 21
    assert RUSSIAN.norm_hours(Period(2025, 3), 36) == Decimal("150.2")


def test_days_off_working_weekends_and_shortened_days() -> None:
    assert not RUSSIAN.is_workday(date(2026, 1, 9))
    assert RUSSIAN.is_workday(date(2025, 11, 1))
    assert RUSSIAN.hours_on(date(2025, 11, 1)) == 7
    assert RUSSIAN.hours_on(date(2026, 11, 4)) == 0
    assert RUSSIAN.next_workday(date(2026, 11, 3)) == date(2026, 11, 5)
    assert RUSSIAN.workday_after(date(2026, 10, 30), 5) == date(2026, 11, 9)


def test_work_goes_on_in_a_year_without_data_but_its_norm_hours_are_refused() -> None:
    assert RUSSIAN.is_workday(date(2031, 3, 10))
    assert not RUSSIAN.is_workday(date(2031, 1, 2))

    with pytest.raises(YearNotInCalendar, match="no year 2031"):
        RUSSIAN.norm_hours(Period(2031, 3))
