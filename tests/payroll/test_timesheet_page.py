"""The page of the timesheet: filled by the calendar, changed cell by cell, wrong cells kept in sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.office import set_setting
from payroll.store.pay_inputs import timesheets
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
PAGE = "/payroll/periods/2026-10/timesheet"
OCTOBER = Period(2026, 10)


@pytest.fixture
def kept(database: Database, office: PayOffice) -> PayOffice:
    with database.writing() as session:
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    return office


def entered(database: Database, person_id: int) -> dict[date, str]:
    with database.reading() as session:
        return {day: str(value) for day, value in timesheets(session, OCTOBER).get(person_id, {}).items()}


def test_the_calendar_fills_the_month_and_cells_change_it(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    accountant = desk(kept.accountant)

    assert "155 дней не заполнено" in accountant.get(PAGE)
    assert "155 дней заполнено по календарю" in accountant.post(f"{PAGE}/fill")
    assert "Пустых дней нет." in accountant.get(PAGE)
    assert "2 дня записано" in accountant.post(PAGE, **{"c-101-2026-10-15": "Я8/Н2", "c-101-2026-10-16": "б"})

    assert entered(database, kept.anna.id)[date(2026, 10, 15)] == "Я 8, Н 2"
    assert entered(database, kept.anna.id)[date(2026, 10, 16)] == "Б"
    accountant.get(PAGE)
    assert 'value="Я8/Н2"' in accountant.text


def test_with_a_wrong_cell_nothing_is_entered_and_everything_typed_stays(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    accountant = desk(kept.accountant)

    said = accountant.post(PAGE, **{"c-101-2026-10-15": "Я 30", "c-101-2026-10-16": "7"})

    assert accountant.status == 422
    assert "Смирнова Анна Юрьевна, 15.10.2026" in said
    assert "не помещаются в сутки" in said
    assert 'value="Я 30"' in accountant.text
    assert 'value="7"' in accountant.text
    assert entered(database, kept.anna.id) == {}


@pytest.mark.parametrize(
    ("field", "status"), [("c-999-2026-10-15", 422), ("c-101-2026-13-40", 422), ("c-101-2026-11-15", 422)]
)
def test_cells_of_nobody_or_of_no_day_of_the_month_are_refused(
    desk: Callable[..., Desk], kept: PayOffice, field: str, status: int
):
    accountant = desk(kept.accountant)

    accountant.post(PAGE, **{field: "8"})

    assert accountant.status == status


def test_a_closed_month_shows_its_timesheet_and_has_no_cells_to_change(desk: Callable[..., Desk], kept: PayOffice):
    accountant, head = desk(kept.accountant), desk(kept.head)
    accountant.post(f"{PAGE}/fill")
    accountant.post("/payroll/periods/2026-10/freezing")
    head.post("/payroll/periods/2026-10/approval")
    accountant.post("/payroll/periods/2026-10/closing")

    assert "Пустых дней нет." in accountant.get(PAGE)
    assert 'name="c-101-2026-10-15"' not in accountant.text


def test_an_office_that_keeps_it_elsewhere_is_told_so(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    assert "ведёт табель в другой программе" in accountant.get(PAGE)
    assert "timesheet" not in accountant.client.get("/payroll/periods/2026-10").text


def test_only_the_accountant_and_the_head_see_it(desk: Callable[..., Desk], kept: PayOffice):
    anna = desk(kept.anna)

    anna.get(PAGE)

    assert anna.status == 403
