"""Making the office, its dated choices, and the trial of a new office."""

from __future__ import annotations

from datetime import date

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.errors import DomainError
from naryad.i18n import gettext, use_language
from naryad.office import (
    NoOffice,
    OfficeExists,
    OfficeIsWrong,
    SettingIsWrong,
    TimeZoneDiffers,
    UnknownSetting,
    check_time_zone,
    is_trial,
    make_office,
    office_of,
    set_setting,
    setting,
    setting_on_days,
)
from naryad.people import NotAllowed, Role
from tests.floor.people import NOW, hire, office


def test_a_database_without_an_office_says_how_to_make_one(database: Database) -> None:
    with database.reading() as session, pytest.raises(NoOffice) as refusal:
        office_of(session)

    assert "naryad init" in refusal.value.message("ru")


def test_an_office_is_made_once(database: Database) -> None:
    with database.writing() as session:
        office(session)
        with pytest.raises(OfficeExists, match="Заря"):
            office(session)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "  ", "дайте ему название"),
        ("mail_domain", "не домен", "напишите в виде example.ru"),
        ("mail_domain", "localhost", "напишите в виде example.ru"),
        ("timezone", "Mars/Olympus", "напишите в виде Europe/Moscow"),
        ("timezone", "../etc/passwd", "напишите в виде Europe/Moscow"),
        ("currency", "рубль", "код ISO"),
        ("language", "fr", "выберите ru или en"),
    ],
)
def test_an_office_with_a_wrong_value_is_refused_and_not_made(
    database: Database, field: str, value: str, told: str
) -> None:
    given = {
        "name": "Заря",
        "mail_domain": "zarya.example",
        "timezone": "Europe/Moscow",
        "currency": "RUB",
        "language": "ru",
        field: value,
    }

    with database.writing() as session, pytest.raises(OfficeIsWrong) as refusal:
        make_office(session, **given, now=NOW)

    assert told in refusal.value.message("ru")
    with database.reading() as session, pytest.raises(NoOffice):
        office_of(session)


def test_the_first_two_months_of_a_new_office_are_a_trial(database: Database) -> None:
    with database.writing() as session:
        office(session)

        assert is_trial(session, Period(2026, 10))
        assert is_trial(session, Period(2026, 11))
        assert not is_trial(session, Period(2026, 12))


def test_a_choice_is_in_force_from_its_day_and_never_before(database: Database) -> None:
    with database.writing() as session:
        office(session)
        accountant = hire(session, "Вера Ким", "3", [Role.ACCOUNTANT])

        set_setting(session, "rounding", "line", effective_from=date(2026, 11, 1), actor=accountant, now=NOW)

        assert setting(session, "rounding", date(2026, 10, 31)) == "unit"
        assert setting(session, "rounding", date(2026, 11, 1)) == "line"


def test_many_days_are_asked_at_once_and_each_has_its_own_choice(database: Database) -> None:
    with database.writing() as session:
        office(session)
        accountant = hire(session, "Вера Ким", "3", [Role.ACCOUNTANT])
        for value in ("unit", "line"):
            set_setting(session, "rounding", value, effective_from=date(2026, 11, 1), actor=accountant, now=NOW)
        days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 12, 5)]

        assert setting_on_days(session, "rounding", days) == {day: setting(session, "rounding", day) for day in days}
        assert setting_on_days(session, "rounding", []) == {}


def test_the_last_choice_for_a_day_is_the_one_in_force(database: Database) -> None:
    with database.writing() as session:
        office(session)
        administrator = hire(session, "Глеб Лис", "2", [Role.ADMINISTRATOR])
        for percent in (150, 140):
            set_setting(
                session, "amber_percent", percent, effective_from=date(2026, 11, 1), actor=administrator, now=NOW
            )

        assert setting(session, "amber_percent", date(2026, 11, 1)) == 140


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("rounding", "bankers", SettingIsWrong),
        ("amber_percent", 99, SettingIsWrong),
        ("amber_percent", True, SettingIsWrong),
        ("amber_percent", "130", SettingIsWrong),
        ("trial_until", "завтра", SettingIsWrong),
        ("untyped_letters", "", SettingIsWrong),
        ("colour", "red", UnknownSetting),
    ],
)
def test_a_wrong_choice_is_refused(database: Database, name: str, value: object, error: type[DomainError]) -> None:
    with database.writing() as session:
        office(session)
        head = hire(session, "Дина Рей", "1", [Role.HEAD])

        with pytest.raises(error):
            set_setting(session, name, value, effective_from=date(2026, 11, 1), actor=head, now=NOW)


def test_an_employee_does_not_choose_for_the_office(database: Database) -> None:
    with database.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")

        with pytest.raises(NotAllowed, match="Анна Белова"):
            set_setting(session, "rounding", "line", effective_from=date(2026, 11, 1), actor=anna, now=NOW)


def test_another_time_zone_than_the_offices_stops_the_start(database: Database) -> None:
    with database.writing() as session:
        office(session)

        check_time_zone(session, "")
        check_time_zone(session, "Europe/Moscow")
        with pytest.raises(TimeZoneDiffers, match="Asia/Omsk"):
            check_time_zone(session, "Asia/Omsk")


def test_an_empty_text_stays_empty_in_every_language() -> None:
    for code in ("ru", "en"):
        with use_language(code):
            assert gettext("") == ""
