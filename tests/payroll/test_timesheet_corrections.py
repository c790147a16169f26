"""A wrong day of a closed timesheet: booked in an open month with its reason, while the closed one stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.office import set_setting
from naryad.people import NotAllowed
from payroll.actions.closed_timesheet import (
    CorrectionNeedsMoney,
    CorrectionNeedsReason,
    DayIsSo,
    MonthHasNoTimesheet,
    TimesheetIsOpen,
    correct_timesheet,
)
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.adjustment import Standing
from payroll.timesheet import CodeNeedsHours, DayOutsideEmployment
from payroll.verification import troubles
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk
from tests.payroll.worlds import hourly

__all__ = ["desk"]
OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
SATURDAY = date(2026, 10, 17)
NOVEMBER_2 = date(2026, 11, 2)
DECEMBER_2 = date(2026, 12, 2)


def kept(office: PayOffice) -> PayOffice:
    """October with a timesheet, closed: Anna's two letters of Saturday the 17th stand on a day of rest."""
    office.rate("5")
    set_setting(office.session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    for period in (OCTOBER, NOVEMBER):
        fill_timesheet(office.session, office.accountant, period=period, now=noon(FOUNDED_ON))
    for _letter in range(2):
        office.letter(office.anna, "L25", on=SATURDAY)
    office.accept(office.anna, SATURDAY)
    return office


@pytest.fixture
def office(database: Database) -> Iterator[PayOffice]:
    with database.writing() as session:
        yield kept(PayOffice.founded(session))


def correct(office: PayOffice, day: date, text: str, *, reason: str = "служебная записка № 4") -> None:
    correct_timesheet(
        office.session,
        office.accountant,
        period=OCTOBER,
        employee_id=office.anna.id,
        day=day,
        text=text,
        reason=reason,
        now=noon(date(2026, 11, 5)),
    )


def test_a_day_of_rest_that_was_forgotten_is_paid_in_the_next_month(office: PayOffice):
    office.close("2026-10", on=NOVEMBER_2)
    closed = office.month("2026-10")

    correct(office, SATURDAY, "РВ4")
    office.close("2026-11", on=DECEMBER_2)

    [correction] = office.month("2026-11").adjustments
    rest = [line for line in correction.pay if line.kind == "REST"]
    assert [(line.amount, line.mark.value) for line in rest] == [(Decimal("250.00"), "right")]
    assert correction.reason == "табель 17.10.2026: РВ 4 — служебная записка № 4"
    assert office.month("2026-10") == closed
    assert list(troubles(office.session)) == []


def test_hours_that_were_too_many_are_offered_for_return(office: PayOffice):
    enter_timesheet(
        office.session,
        office.accountant,
        period=OCTOBER,
        cells={(office.anna.id, SATURDAY): "РВ4"},
        now=noon(NOVEMBER_2),
    )
    office.close("2026-10", on=NOVEMBER_2)

    correct(office, SATURDAY, "В")
    office.close("2026-11", on=DECEMBER_2)

    [correction] = office.month("2026-11").adjustments
    storno = [line.amount for line in correction.pay if line.kind == "REST"]
    assert storno == [Decimal("-250.00")]
    assert (correction.standing, correction.settled_in) == (Standing.OFFERED, None)


def test_a_reopened_month_takes_its_corrected_days_and_corrects_nothing_more(office: PayOffice):
    office.close("2026-10", on=NOVEMBER_2)
    correct(office, SATURDAY, "РВ4")

    office.reopen("2026-10", on=date(2026, 11, 6))
    office.close("2026-10", on=date(2026, 11, 6))
    office.close("2026-11", on=DECEMBER_2)

    assert [line.amount for line in office.month("2026-10").pay if line.kind == "REST"] == [Decimal("250.00")]
    assert office.month("2026-11").adjustments == ()


def test_a_correction_corrected_back_books_nothing(office: PayOffice):
    office.close("2026-10", on=NOVEMBER_2)

    correct(office, SATURDAY, "РВ4")
    correct(office, SATURDAY, "В")
    office.close("2026-11", on=DECEMBER_2)

    assert office.month("2026-11").adjustments == ()


def test_an_open_month_is_entered_not_corrected(office: PayOffice):
    with pytest.raises(TimesheetIsOpen):
        correct(office, SATURDAY, "РВ4")


@pytest.mark.parametrize(
    ("day", "text", "reason", "refusal"),
    [
        (SATURDAY, "РВ4", " ", CorrectionNeedsReason),
        (SATURDAY, "В", "записка", DayIsSo),
        (SATURDAY, "", "записка", CodeNeedsHours),
        (date(2026, 11, 1), "8", "записка", DayOutsideEmployment),
        (date(2026, 10, 15), "Я8/Н2", "записка", CorrectionNeedsMoney),
    ],
)
def test_what_cannot_be_corrected_is_refused(
    office: PayOffice, day: date, text: str, reason: str, refusal: type[Exception]
):
    office.close("2026-10", on=NOVEMBER_2)

    with pytest.raises(refusal):
        correct(office, day, text, reason=reason)


def test_night_hours_are_corrected_where_the_closed_month_knew_a_tariff(office: PayOffice):
    hourly(office, office.anna, "tariff", "200", since=date(2026, 10, 1))
    office.close("2026-10", on=NOVEMBER_2)

    correct(office, date(2026, 10, 15), "Я8/Н2")
    office.close("2026-11", on=DECEMBER_2)

    [correction] = office.month("2026-11").adjustments
    assert [line.amount for line in correction.pay if line.kind == "NIGHT"] == [Decimal("80.00")]


def test_a_month_closed_without_a_timesheet_has_no_day_to_correct(database: Database):
    with database.writing() as session:
        office = PayOffice.founded(session)
        office.rate("5")
        office.close("2026-10", on=NOVEMBER_2)

        with pytest.raises(MonthHasNoTimesheet):
            correct(office, SATURDAY, "РВ4")


def test_only_who_keeps_the_timesheet_corrects_it(office: PayOffice):
    office.close("2026-10", on=NOVEMBER_2)

    with pytest.raises(NotAllowed):
        correct_timesheet(
            office.session,
            office.anna,
            period=OCTOBER,
            employee_id=office.anna.id,
            day=SATURDAY,
            text="РВ4",
            reason="записка",
            now=noon(NOVEMBER_2),
        )


PAGE = "/payroll/periods/2026-10/timesheet"


@pytest.fixture
def closed(database: Database, office: PayOffice) -> PayOffice:
    office.close("2026-10", on=NOVEMBER_2)
    office.session.commit()
    return office


def test_the_page_of_a_closed_month_corrects_one_day_and_keeps_showing_what_was_closed(
    desk: Callable[..., Desk], closed: PayOffice
):
    accountant = desk(closed.accountant)
    given = {"employee": "101", "day": "2026-10-17", "text": "РВ4", "reason": "служебная записка № 4"}

    refused = accountant.post(f"{PAGE}/correction", **{**given, "reason": ""})
    done = accountant.post(f"{PAGE}/correction", **given)

    assert "Напишите, почему 17.10.2026 у сотрудника Смирнова Анна Юрьевна неверно" in refused
    assert "Исправление записано" in done
    assert "Дни, исправленные после закрытия" in done
    assert "РВ 4" in done
    assert "РВ4" not in done
