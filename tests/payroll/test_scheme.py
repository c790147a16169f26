"""The direct scheme: units become money by their norm and the rate of their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.money import Rounding
from payroll.accrual import Mark
from payroll.accrual_sums import accruals_of
from payroll.kind import PIECE, WITHOUT_NORM
from payroll.scheme import DIRECT, MissingRate
from tests.payroll.values import ANNA, BORIS, always, described, per_hour, per_minute, work

SEPTEMBER_30 = date(2026, 9, 30)
OCTOBER_1 = date(2026, 10, 1)
OCTOBER_2 = date(2026, 10, 2)
JANUARY_1 = date(2026, 1, 1)


def test_a_line_is_quantity_times_the_piece_rate():
    letters = work("L5", quantity="5", norm="5", on=OCTOBER_1)

    accrued = DIRECT.accrue([letters], rate_of=always(per_minute("4.20", since=JANUARY_1)), rounding=Rounding.UNIT)

    [line] = accrued.lines
    assert (line.piece_rate, line.amount) == (Decimal("21.00"), Decimal("105.00"))
    assert (line.kind, line.mark, line.coefficient) == (PIECE.code, Mark.ACCRUAL, Decimal(1))


def test_rounding_by_unit_multiplies_the_rounded_piece_rate():
    calls = work("C5", quantity="2", norm="5", on=OCTOBER_1)

    accrued = DIRECT.accrue([calls], rate_of=always(per_hour("250", since=JANUARY_1)), rounding=Rounding.UNIT)

    assert [(line.piece_rate, line.amount) for line in accrued.lines] == [(Decimal("20.83"), Decimal("41.66"))]


def test_rounding_by_line_rounds_once():
    calls = work("C5", quantity="2", norm="5", on=OCTOBER_1)

    accrued = DIRECT.accrue([calls], rate_of=always(per_hour("250", since=JANUARY_1)), rounding=Rounding.LINE)

    assert [(line.piece_rate, line.amount) for line in accrued.lines] == [(None, Decimal("41.67"))]


def test_parts_of_a_minute_are_paid_by_the_piece_rate_of_a_minute():
    call = work("C6", quantity="12.345", norm="1", on=OCTOBER_1, entries=1)

    accrued = DIRECT.accrue([call], rate_of=always(per_minute("4.20", since=JANUARY_1)), rounding=Rounding.UNIT)

    assert [line.amount for line in accrued.lines] == [Decimal("51.85")]


def test_approved_work_without_a_norm_has_a_kind_of_its_own_and_is_not_output():
    other = described("45", on=OCTOBER_1)

    accrued = DIRECT.accrue([other], rate_of=always(per_minute("4.20", since=JANUARY_1)), rounding=Rounding.UNIT)

    [line] = accrued.lines
    assert (line.kind, line.norm_version, line.amount) == (WITHOUT_NORM.code, None, Decimal("189.00"))


def test_unapproved_described_work_pays_nothing():
    other = described("0", on=OCTOBER_1)

    accrued = DIRECT.accrue([other], rate_of=always(per_minute("4.20", since=JANUARY_1)), rounding=Rounding.UNIT)

    assert accrued.lines == ()
    assert accrued.missing_rates == ()


def test_a_zero_minute_type_stands_as_a_line_of_nothing():
    thanks = work("THX", quantity="3", norm="0", on=OCTOBER_1)

    accrued = DIRECT.accrue([thanks], rate_of=always(per_minute("4.20", since=JANUARY_1)), rounding=Rounding.UNIT)

    assert [(line.entries, line.amount) for line in accrued.lines] == [(3, Decimal("0.00"))]


def test_work_without_a_rate_names_every_person_and_day_once():
    groups = [
        work("L5", norm="5", on=OCTOBER_1),
        work("L10", norm="10", on=OCTOBER_1),
        work("L5", norm="5", on=OCTOBER_2, by=BORIS),
        work("THX", norm="0", on=OCTOBER_2),
    ]

    accrued = DIRECT.accrue(groups, rate_of=lambda _employee, _day: None, rounding=Rounding.UNIT)

    assert accrued.lines == ()
    assert accrued.missing_rates == (MissingRate(ANNA, OCTOBER_1), MissingRate(BORIS, OCTOBER_2))


def test_every_accrual_is_the_sum_of_its_lines():
    groups = [work("L5", quantity="5", norm="5", on=OCTOBER_1), work("L10", quantity="2", norm="10", on=OCTOBER_2)]
    rate = per_minute("4.20", since=JANUARY_1)

    [accrual] = accruals_of(DIRECT.accrue(groups, rate_of=always(rate), rounding=Rounding.UNIT).lines)

    assert (accrual.amount, accrual.norm_minutes) == (Decimal("189.00"), Decimal(45))
    assert (accrual.first_day, accrual.last_day) == (OCTOBER_1, date(2026, 10, 31))
    assert accrual.rate_amount == Decimal("4.20")


def test_late_work_of_an_earlier_month_is_an_accrual_of_that_months_days():
    groups = [work("L5", norm="5", on=SEPTEMBER_30), work("L5", norm="5", on=OCTOBER_1)]
    rate = per_minute("4.20", since=JANUARY_1)

    accruals = accruals_of(DIRECT.accrue(groups, rate_of=always(rate), rounding=Rounding.UNIT).lines)

    assert [(accrual.first_day, accrual.amount) for accrual in accruals] == [
        (date(2026, 9, 1), Decimal("21.00")),
        (OCTOBER_1, Decimal("21.00")),
    ]


def test_an_accrual_of_several_rates_names_none_of_them():
    groups = [work("L5", norm="5", on=OCTOBER_1), work("L5", norm="5", on=OCTOBER_2)]
    old, new = per_minute("4.20", since=JANUARY_1, row=1), per_minute("4.50", since=OCTOBER_2, row=2)

    accrued = DIRECT.accrue(groups, rate_of=lambda _, day: new if day >= OCTOBER_2 else old, rounding=Rounding.UNIT)

    [accrual] = accruals_of(accrued.lines)
    assert (accrual.rate_amount, accrual.amount) == (None, Decimal("43.50"))
