"""What stops a month is told on its page in both languages: the thing by name, why, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.office import set_setting
from naryad.people import Employee
from naryad.staff import choose_language, employee_of
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import NOVEMBER_2, Desk, desk

__all__ = ["desk"]
OCTOBER = Period(2026, 10)
OCTOBER_1 = date(2026, 10, 1)
MONTH = "/payroll/periods/2026-10"
Sit = Callable[[Employee], Desk]


@pytest.fixture
def office(database: Database) -> PayOffice:
    """October with one accepted letter of Anna's, a timesheet kept, and nothing of Boris's on the 7th."""
    with database.writing() as session:
        made = PayOffice.founded(session)
        made.rate("4.20", since=date(2026, 8, 10))
        made.letter(made.anna, "L10", on=OCTOBER_1)
        made.accept(made.anna, OCTOBER_1)
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=made.head, now=noon(FOUNDED_ON))
        fill_timesheet(session, made.accountant, period=OCTOBER, now=noon(FOUNDED_ON))
        cleared = {(made.boris.id, date(2026, 10, 7)): "", (made.anna.id, OCTOBER_1): "Я8/Н2"}
        enter_timesheet(session, made.accountant, period=OCTOBER, cells=cleared, now=noon(FOUNDED_ON))
    return made


def speak(database: Database, person: Employee, language: str) -> None:
    with database.writing() as session:
        choose_language(session, employee_of(session, person.id), language, NOVEMBER_2)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            (
                "Октябрь 2026 пока нельзя закрыть: дни, пропущенные в табеле (1), нет часового тарифа или среднего "
                "заработка (1). Красные строки проверки ведут к тому, что осталось сделать.",
                "День без кода не посчитать. Заполните пустые дни по календарю",
                "Волков Б. А., 07.10.2026 — нет записи в табеле",
                "Назначьте его с этого дня или раньше, с основанием.",
                "Смирнова А. Ю., 01.10.2026 — нет часового тарифа",
            ),
        ),
        (
            "en",
            (
                "October 2026 cannot be closed yet: days missing in the timesheet (1), missing tariffs or averages "
                "(1). Each red line of the checklist leads to what is left to do.",
                "A day without a code cannot be counted. Fill the empty days by the calendar",
                "Волков Б. А., 07.10.2026 — no entry in the timesheet",
                "Set it from that day or earlier, with its source.",
                "Смирнова А. Ю., 01.10.2026 — no hourly tariff",
            ),
        ),
    ],
)
def test_a_month_with_blockers_names_each_with_why_and_the_next_step(
    database: Database, desk: Sit, office: PayOffice, language: str, told: tuple[str, ...]
):
    speak(database, office.head, language)
    desk(office.accountant).post(f"{MONTH}/freezing")
    head = desk(office.head)

    shown = head.post(f"{MONTH}/approval")

    assert head.status == 409
    for sentence in told:
        assert sentence in shown
    assert f'href="{MONTH}/timesheet#102"' in head.text
    assert 'href="/payroll/hourly?employee=101"' in head.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            (
                "Работу за день без цены оплатить нельзя. Назначьте цену с этого дня или раньше: свою, по должности "
                "или общую.",
                "Волков Б. А., 05.08.2026 — нет цены",
            ),
        ),
        (
            "en",
            (
                "Work of a day without a rate cannot be paid. Set one from that day or earlier: the person's own, the "
                "position's or the office's.",
                "Волков Б. А., 05.08.2026 — no rate",
            ),
        ),
    ],
)
def test_a_missing_rate_names_the_person_and_the_day_and_leads_to_the_rate(
    database: Database, desk: Sit, office: PayOffice, language: str, told: tuple[str, ...]
):
    with database.writing() as session:
        office.session = session
        office.letter(office.boris, "L10", on=date(2026, 8, 5))
    speak(database, office.accountant, language)
    accountant = desk(office.accountant)

    shown = accountant.get("/payroll/periods/2026-08")

    for sentence in told:
        assert sentence in shown
    assert "/payroll/rates?employee=102&amp;from=2026-08-05" in accountant.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", "Октябрь 2026 нельзя открыть без причины. Напишите, почему"),
        ("en", "October 2026 cannot be reopened without a reason. Write why"),
    ],
)
def test_a_month_is_not_opened_again_without_a_reason(
    database: Database, desk: Sit, office: PayOffice, language: str, told: str
):
    speak(database, office.accountant, language)
    accountant = desk(office.accountant)
    accountant.post(f"{MONTH}/freezing")

    assert told in accountant.post(f"{MONTH}/reopening", reason="  ")
    assert accountant.status == 422


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", ("Норма типа L10 не может начать действовать 01.10.2026", "Выберите")),
        ("en", ("The norm of L10 cannot start on 01.10.2026", "Choose")),
    ],
)
def test_a_norm_that_reaches_back_is_refused(
    database: Database, desk: Sit, office: PayOffice, language: str, told: tuple[str, ...]
):
    speak(database, office.head, language)
    head = desk(office.head)

    shown = head.post("/norms/types/L10/norm", minutes="9", effective_from="2026-10-01", source="хронометраж")

    for sentence in told:
        assert sentence in shown


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            (
                "Это ниже МРОТ",
                "декабрь 2026: 176 ч при 100% норм дают 26 400,00, а МРОТ — 27 093,00. Нужно не меньше 153,94 в час.",
                "Исправьте цену или назначьте её сознательно.",
            ),
        ),
        (
            "en",
            (
                "This is below the minimum wage",
                "December 2026: 176 hours at 100% of the norms give 26,400.00, the minimum wage is 27,093.00",
                "The least rate is 153.94 an hour.",
                "Correct the rate, or set it knowingly.",
            ),
        ),
    ],
)
def test_a_rate_below_the_minimum_wage_says_which_months_fall_short_and_what_is_enough(
    database: Database, desk: Sit, office: PayOffice, language: str, told: tuple[str, ...]
):
    speak(database, office.accountant, language)
    accountant = desk(office.accountant)

    shown = accountant.post(
        "/payroll/rates", amount="150", per="hour", effective_from="2026-12-01", owner="employee:102"
    )

    for sentence in told:
        assert sentence in shown


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            (
                "C3 «ЩЩ» — не код табеля. Есть коды: Я",
                "A4 табельного номера 999 в офисе ни у кого нет. Исправьте его",
            ),
        ),
        (
            "en",
            (
                "C3 “ЩЩ” is no code of the timesheet. The codes are: Я",
                "A4 nobody in the office has the personnel number 999. Correct it",
            ),
        ),
    ],
)
def test_an_import_names_every_bad_cell(
    database: Database, desk: Sit, office: PayOffice, language: str, told: tuple[str, ...]
):
    speak(database, office.accountant, language)
    accountant = desk(office.accountant)
    days = ";".join(str(day) for day in range(1, 32))
    file = f"Табельный номер;{days}\n101;8;8\n102;8;ЩЩ\n999;8;8\n".encode()
    token = re.search(r'name="csrf" value="([^"]+)"', accountant.client.get("/profile").text)
    assert token is not None

    shown = accountant._read(
        accountant.client.post(
            f"{MONTH}/timesheet/file", data={"csrf": token.group(1)}, files={"file": ("табель.csv", file, "text/csv")}
        )
    )

    for sentence in told:
        assert sentence in shown
