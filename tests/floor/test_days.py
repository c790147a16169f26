"""Months, weeks and the local day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from naryad.days import NotAMonth, NotAWeek, Period, Week, local_day
from naryad.uid import new_uid

MOSCOW = ZoneInfo("Europe/Moscow")


def test_the_day_of_a_moment_is_the_office_day() -> None:
    assert local_day(datetime(2026, 10, 31, 20, 59, tzinfo=UTC), MOSCOW) == date(2026, 10, 31)
    assert local_day(datetime(2026, 10, 31, 21, 0, tzinfo=UTC), MOSCOW) == date(2026, 11, 1)


def test_a_naive_moment_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 10, 31, 20, 59), MOSCOW)  # noqa: DTZ001 - the wrong case itself


def test_a_month_knows_its_days_and_neighbours() -> None:
    october = Period.of_month("2026-10")

    assert (october.first_day, october.last_day) == (date(2026, 10, 1), date(2026, 10, 31))
    assert str(october.next()) == "2026-11"
    assert str(Period(2026, 12).next()) == "2027-01"
    assert str(Period(2026, 1).previous()) == "2025-12"
    assert Period.of_number(202610) == october
    assert october.number == 202610
    assert len(list(Period(2028, 2).days())) == 29


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "10-2026", "2026-00", "２０２６-10", "2026-10-01"])
def test_a_wrong_month_is_named_with_an_example(text: str) -> None:
    with pytest.raises(NotAMonth) as refusal:
        Period.of_month(text)

    assert f"«{text}» — это не месяц" in refusal.value.message("ru")
    assert "2026-10" in refusal.value.message("en")


def test_weeks_follow_iso_over_the_new_year() -> None:
    assert str(Week.of_day(date(2027, 1, 3))) == "2026-W53"
    assert Week.of_key("2026-W41").first_day == date(2026, 10, 5)
    assert Week.of_key("2026-W41").last_day == date(2026, 10, 11)
    assert str(Week.of_key("2026-W53").next()) == "2027-W01"


@pytest.mark.parametrize("text", ["2026-41", "2026-W54", "W41", "2026-Wxx"])
def test_a_wrong_week_is_named_with_an_example(text: str) -> None:
    with pytest.raises(NotAWeek):
        Week.of_key(text)


def test_identifiers_grow_and_are_of_version_seven() -> None:
    made = [new_uid() for _ in range(10_000)]

    assert made == sorted(made)
    assert len(set(made)) == 10_000
    assert {uid[14] for uid in made} == {"7"}
