"""A leaver closed early where a timesheet is kept: own days and hours on every sheet, and what refusals say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from naryad.days import Period
from naryad.db import Database
from naryad.office import set_setting
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.month import (
    LastDayIsAhead,
    LastDayIsNotEntered,
    MonthHasBlockers,
    ReopeningNeedsReason,
    WholeMonthIsSealed,
)
from payroll.verification import troubles
from payroll.workbook.export import export_workbook
from tests.payroll.office import FOUNDED_ON, PayOffice, noon

AUGUST = Period(2026, 8)
AUGUST_14 = date(2026, 8, 14)
SEPTEMBER_2 = date(2026, 9, 2)


@pytest.fixture
def office(any_db: Database) -> Iterator[PayOffice]:
    """Anna and Boris each wrote a letter on 14 August, Anna's last day; the timesheet is filled by the calendar."""
    with any_db.writing() as session:
        made = PayOffice.founded(session)
        made.rate("5")
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=made.head, now=noon(FOUNDED_ON))
        for person in (made.anna, made.boris):
            made.letter(person, "L25", on=AUGUST_14)
            made.accept(person, AUGUST_14)
        yield made


def leave_with_timesheet(office: PayOffice) -> None:
    office.leaves(office.anna, AUGUST_14)
    fill_timesheet(office.session, office.accountant, period=AUGUST, now=noon(AUGUST_14))


def sheets(office: PayOffice) -> dict[str, list[tuple[object, ...]]]:
    out = io.BytesIO()
    now = datetime(2026, 9, 2, tzinfo=UTC)
    export_workbook(office.session, AUGUST, out, language="ru", zone=ZoneInfo("Europe/Moscow"), now=now)
    book = load_workbook(io.BytesIO(out.getvalue()))
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_without_days_in_the_timesheet_a_leaver_is_not_closed(office: PayOffice):
    office.leaves(office.anna, AUGUST_14)

    with pytest.raises(MonthHasBlockers) as refusal:
        office.close("2026-08", on=AUGUST_14, only=office.anna)

    assert "дни, пропущенные в табеле (12)" in refusal.value.message("ru")


def test_a_leavers_days_and_top_up_follow_the_own_timesheet(office: PayOffice):
    leave_with_timesheet(office)

    early = office.close("2026-08", on=AUGUST_14, only=office.anna)

    slip = office.slip("2026-08", office.anna)
    assert (slip.person.worked_days, slip.person.worked_hours) == (10, Decimal(80))
    assert slip.person.norm_hours == Decimal(80)
    assert early.amount == slip.total


def test_the_leaver_stands_on_every_sheet_of_the_closed_month_and_adds_up(office: PayOffice):
    leave_with_timesheet(office)
    early = office.close("2026-08", on=AUGUST_14, only=office.anna)
    whole = office.close("2026-08", on=SEPTEMBER_2)
    assert "2026-08" in str(whole.period)

    month, found = office.month("2026-08"), sheets(office)

    assert month.amount == early.amount + whole.amount
    for name in ("Для 1С", "Табель"):
        assert [row[0] for row in found[name]].count("101") >= 1, name
    for name in ("Начисления", "Выполненные работы", "Работы"):
        assert any("101" in row for row in found[name]), name
    assert not any("НЕ СХОДИТСЯ" in row for row in found["Контроль"])
    assert list(troubles(office.session)) == []


def test_the_closed_timesheet_of_a_leaver_is_not_changed_any_more(office: PayOffice):
    leave_with_timesheet(office)
    office.close("2026-08", on=AUGUST_14, only=office.anna)

    entered = enter_timesheet(
        office.session,
        office.accountant,
        period=AUGUST,
        cells={(office.anna.id, AUGUST_14): "Б", (office.boris.id, AUGUST_14): "Б"},
        now=noon(SEPTEMBER_2),
    )

    assert [problem.where for problem in entered.problems] == ["Смирнова Анна Юрьевна, 14.08.2026"]


def test_each_refusal_of_an_early_closing_says_what_to_do(office: PayOffice):
    with pytest.raises(LastDayIsNotEntered) as no_day:
        office.close("2026-08", on=AUGUST_14, only=office.anna)
    leave_with_timesheet(office)
    with pytest.raises(LastDayIsAhead) as ahead:
        office.close("2026-08", on=date(2026, 8, 13), only=office.anna)
    office.close("2026-08", on=AUGUST_14, only=office.anna)
    with pytest.raises(ReopeningNeedsReason) as no_reason:
        office.reopen("2026-08", on=AUGUST_14, only=office.anna, reason=" ")
    office.reopen("2026-08", on=AUGUST_14, only=office.anna, reason="забыли отпуск")
    office.close("2026-08", on=AUGUST_14, only=office.anna)
    office.close("2026-08", on=SEPTEMBER_2)
    with pytest.raises(WholeMonthIsSealed) as sealed:
        office.reopen("2026-08", on=SEPTEMBER_2, only=office.anna)

    assert "Укажите его в карточке сотрудника" in no_day.value.message("ru")
    assert "последний день работы — 14.08.2026" in ahead.value.message("ru")
    assert "Напишите, почему" in no_reason.value.message("ru")
    assert "Сначала откройте весь месяц" in sealed.value.message("ru")
