"""A decision after closing: storno and right line in an open month, never a changed closed one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from naryad.days import Period
from naryad.db import Database
from naryad.tables import EmployeeRow
from payroll.accrual import Mark
from payroll.adjustment import Standing
from payroll.month import AdjustmentIsBooked, LaterMonthIsClosed, MonthHasBlockers
from payroll.payslip import line_formula
from tests.payroll.office import PayOffice

SEPTEMBER_30 = date(2026, 9, 30)
OCTOBER_1 = date(2026, 10, 1)
NOVEMBER_2 = date(2026, 11, 2)
DECEMBER_1 = date(2026, 12, 1)


@pytest.fixture
def session(any_db: Database) -> Iterator[Session]:
    with any_db.writing() as opened:
        yield opened


@pytest.fixture
def september(session: Session) -> tuple[PayOffice, int]:
    """A closed September with one letter of Anna's, typed L10 and paid 42.00."""
    office = PayOffice.founded(session)
    office.rate("4.20")
    letter = office.letter(office.anna, "L10", on=SEPTEMBER_30)
    office.accept(office.anna, SEPTEMBER_30)
    office.close("2026-09", on=OCTOBER_1)
    return office, letter


def test_a_finding_upheld_after_closing_is_booked_in_the_open_month(september: tuple[PayOffice, int]):
    office, letter = september
    closed = office.slip("2026-09", office.anna)

    office.recode(letter, "L5", on=date(2026, 10, 20))
    office.close("2026-10", on=NOVEMBER_2)

    assert office.slip("2026-09", office.anna) == closed
    [adjustment] = office.slip("2026-10", office.anna).adjustments
    assert [(line.mark, line.amount) for line in adjustment.lines] == [
        (Mark.STORNO, Decimal("-42.00")),
        (Mark.RIGHT, Decimal("21.00")),
    ]
    assert [line_formula(line, "ru") for line in adjustment.lines] == [
        "−1 письмо × 10 мин × 4,20 = −42,00",
        "1 письмо × 5 мин × 4,20 = 21,00",
    ]
    assert adjustment.reason == "№ 1 (30.09.2026, L10): по портрету"


def test_what_was_overpaid_is_offered_for_return_and_stands_in_no_sum(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L5", on=date(2026, 10, 20))

    office.close("2026-10", on=NOVEMBER_2)

    slip = office.slip("2026-10", office.anna)
    assert (slip.total, slip.offered) == (Decimal(0), Decimal("-21.00"))
    month = office.month("2026-10")
    assert [one.standing for one in month.adjustments] == [Standing.OFFERED]
    assert (month.accruals, month.lines) == ((), ())


def test_what_was_underpaid_is_paid_in_the_open_month(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L25", on=date(2026, 10, 20))

    office.close("2026-10", on=NOVEMBER_2)

    month = office.month("2026-10")
    [accrual] = month.accruals
    assert (accrual.amount, accrual.source_period) == (Decimal("63.00"), Period(2026, 9))
    assert sum(line.amount for line in month.lines) == Decimal("63.00")
    assert [one.standing for one in month.adjustments] == [Standing.DUE]


def test_upheld_then_restored_a_month_later_nets_to_zero_over_the_two_months(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L5", on=date(2026, 10, 20))
    office.close("2026-10", on=NOVEMBER_2)

    office.recode(letter, "L10", on=date(2026, 11, 20), reason="возражение принято")
    office.close("2026-11", on=DECEMBER_1)

    [october] = office.month("2026-10").adjustments
    november, settled = office.month("2026-11").adjustments
    assert (october.net, november.net) == (Decimal("-21.00"), Decimal("21.00"))
    assert (october.standing, settled.standing, november.standing) == (
        Standing.OFFERED,
        Standing.SETTLED,
        Standing.DUE,
    )
    assert sum(line.amount for line in office.month("2026-11").lines) == Decimal(0)
    assert office.slip("2026-11", office.anna).total == Decimal(0)


def test_in_ones_favour_then_restored_is_paid_and_then_offered_for_return(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L25", on=date(2026, 10, 20))
    office.close("2026-10", on=NOVEMBER_2)

    office.recode(letter, "L10", on=date(2026, 11, 20))
    office.close("2026-11", on=DECEMBER_1)

    assert office.slip("2026-10", office.anna).total == Decimal("63.00")
    slip = office.slip("2026-11", office.anna)
    assert (slip.total, slip.offered) == (Decimal(0), Decimal("-63.00"))


def test_a_correction_is_counted_with_the_rates_of_the_closed_month(september: tuple[PayOffice, int]):
    office, letter = september
    office.rate("6.00", since=OCTOBER_1, today=OCTOBER_1)
    office.recode(letter, "L25", on=date(2026, 10, 20))

    office.close("2026-10", on=NOVEMBER_2)

    assert office.slip("2026-10", office.anna).total == Decimal("63.00")


def test_a_correction_is_booked_once(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L25", on=date(2026, 10, 20))
    office.close("2026-10", on=NOVEMBER_2)

    office.close("2026-11", on=DECEMBER_1)

    assert office.month("2026-11").adjustments == ()


def test_described_work_the_head_has_not_decided_holds_the_month(session: Session):
    office = PayOffice.founded(session)
    office.rate("4.20")
    entry = office.described(office.anna, "45", on=SEPTEMBER_30)
    office.accept(office.anna, SEPTEMBER_30)

    with pytest.raises(MonthHasBlockers):
        office.close("2026-09", on=OCTOBER_1)
    office.reopen("2026-09", on=OCTOBER_1)
    office.approve_described(entry, on=OCTOBER_1)
    office.close("2026-09", on=OCTOBER_1)

    [section] = office.slip("2026-09", office.anna).sections
    assert (section.kind.code, section.amount) == ("TIME", Decimal("189.00"))


def test_described_work_found_to_have_a_type_moves_to_piece_pay_in_the_open_month(session: Session):
    office = PayOffice.founded(session)
    office.rate("4.20")
    entry = office.described(office.anna, "15", on=SEPTEMBER_30)
    office.approve_described(entry, on=SEPTEMBER_30)
    office.accept(office.anna, SEPTEMBER_30)
    office.close("2026-09", on=OCTOBER_1)
    office.recode(entry, "OTH", on=date(2026, 10, 5))

    office.close("2026-10", on=NOVEMBER_2)

    [adjustment] = office.slip("2026-10", office.anna).adjustments
    assert (adjustment.net, adjustment.standing) == (Decimal("-63.00"), Standing.OFFERED)


def test_a_month_with_a_booked_correction_is_not_reopened(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L25", on=date(2026, 10, 20))
    office.close("2026-10", on=NOVEMBER_2)

    with pytest.raises(LaterMonthIsClosed):
        office.reopen("2026-09", on=NOVEMBER_2)


def test_reopening_the_booking_month_takes_its_corrections_back(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L25", on=date(2026, 10, 20))
    office.close("2026-10", on=NOVEMBER_2)

    office.reopen("2026-10", on=NOVEMBER_2)
    office.close("2026-10", on=NOVEMBER_2)

    assert [one.net for one in office.month("2026-10").adjustments] == [Decimal("63.00")]
    assert office.slip("2026-10", office.anna).total == Decimal("63.00")


def test_a_leaver_is_closed_early_with_the_corrections_of_earlier_months(september: tuple[PayOffice, int]):
    office, letter = september
    office.letter(office.anna, "L5", on=date(2026, 10, 9))
    office.letter(office.boris, "L5", on=date(2026, 10, 9))
    office.accept(office.anna, date(2026, 10, 9))
    office.accept(office.boris, date(2026, 10, 9))
    office.recode(letter, "L25", on=date(2026, 10, 12))
    office.leaves(office.anna, date(2026, 10, 16))

    early = office.close("2026-10", on=date(2026, 10, 16), only=office.anna)
    whole = office.close("2026-10", on=NOVEMBER_2)

    assert (early.amount, whole.amount) == (Decimal("84.00"), Decimal("21.00"))
    month = office.month("2026-10")
    assert month.amount == Decimal("105.00")
    assert [closing.employee_id for closing in month.closings] == [None, office.anna.id]
    assert [one.net for one in month.adjustments] == [Decimal("63.00")]


def test_a_correction_booked_by_an_early_closing_keeps_the_corrected_month_closed(september: tuple[PayOffice, int]):
    office, letter = september
    office.recode(letter, "L25", on=date(2026, 10, 12))
    office.leaves(office.anna, date(2026, 10, 16))
    office.close("2026-10", on=date(2026, 10, 16), only=office.anna)

    with pytest.raises((AdjustmentIsBooked, LaterMonthIsClosed)):
        office.reopen("2026-09", on=date(2026, 10, 17))


def test_somebody_who_has_left_is_still_paid_a_correction_of_an_earlier_month(database: Database) -> None:
    with database.writing() as session:
        office = PayOffice.founded(session)
        office.rate("4.20")
        letter = office.letter(office.boris, "L10", on=date(2026, 10, 5))
        office.accept(office.boris, date(2026, 10, 5))
        office.close("2026-10", on=date(2026, 11, 3))
        left = session.get_one(EmployeeRow, office.boris.id)
        left.employed_to = date(2026, 10, 31)
        office.recode(letter, "L25", on=date(2026, 11, 10))

        office.close("2026-11", on=date(2026, 12, 2))

        november = office.month("2026-11")
        assert [(one.employee_id, one.amount) for one in november.accruals] == [(office.boris.id, Decimal("63.00"))]
        assert november.person(office.boris.id).norm_hours == 0
