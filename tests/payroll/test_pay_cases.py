"""The worked cases of tests/cases/pay-cases.csv: those of direct piece pay are tests here, the others are named."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.money import Rounding, kopecks, share_by_largest_remainder
from payroll.accrual import Mark, accruals_of
from payroll.adjustment import correction_lines
from payroll.rate import RateBook, piece_rate_of
from payroll.scheme import DIRECT
from tests.payroll.values import always, per_hour, per_minute, work

CASES = Path(__file__).parents[1] / "cases" / "pay-cases.csv"
JANUARY_1 = date(2026, 1, 1)
TESTED_HERE = {"RU-01", "RU-10", "RU-31", "RU-33", "RU-34", "RU-36", "RU-38", "RU-39", "RU-40"}
OF_THE_SCHEMES_AND_GUARANTEES_TO_COME = {
    # With premium, progressive, indirect, lump sum, crew by days: schemes other than the direct one.
    "RU-02", "RU-04", "RU-06", "RU-07", "RU-09", "RU-11", "RU-45",
    # Grades, shortfall, idle time, defects, minimum wage, regional coefficient, night, weekend, overtime, holidays:
    # they need the timesheet, tariffs and average earnings.
    "RU-12", "RU-14", "RU-15", "RU-17", "RU-19", "RU-21", "RU-22", "RU-23", "RU-24", "RU-25", "RU-27", "RU-29", "RU-30",
    "RU-42", "RU-44",
    # Other countries' rules.
    "US-01", "US-03", "US-04", "US-05", "UK-01", "UK-03", "UK-04",
}  # fmt: skip


def test_every_row_is_tested_here_or_named_as_one_of_a_later_rule():
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = {row["id"] for row in csv.DictReader(file)}

    assert rows == TESTED_HERE | OF_THE_SCHEMES_AND_GUARANTEES_TO_COME
    assert set() == TESTED_HERE & OF_THE_SCHEMES_AND_GUARANTEES_TO_COME


def test_ru_01_direct_piece_pay_is_units_times_the_unit_rate():
    rate = always(per_minute("30", since=JANUARY_1))
    months = [
        work("L10", quantity="32", norm="10", on=date(2026, 1, 30)),
        work("L10", quantity="54", norm="10", on=date(2026, 2, 27)),
        work("L10", quantity="58", norm="10", on=date(2026, 3, 31)),
    ]

    lines = DIRECT.accrue(months, rate_of=rate, rounding=Rounding.UNIT).lines

    assert {line.piece_rate for line in lines} == {Decimal("300.00")}
    assert [accrual.amount for accrual in accruals_of(lines)] == [
        Decimal("9600.00"),
        Decimal("16200.00"),
        Decimal("17400.00"),
    ]


def test_ru_10_shares_of_a_pool_add_up_to_it():
    weights = [Decimal("1.0"), Decimal("0.8"), Decimal("1.2"), Decimal("1.1")]

    parts = share_by_largest_remainder(Decimal("900.00"), weights)

    assert parts == [Decimal("219.51"), Decimal("175.61"), Decimal("263.42"), Decimal("241.46")]
    assert sum(parts) == Decimal("900.00")


def test_ru_31_norm_hours_of_a_shorter_week():
    assert Calendar.russian().norm_hours(Period(2025, 3), 36) == Decimal("150.2")
    assert Calendar.russian().norm_hours(Period(2025, 3)) == Decimal(167)


def test_ru_33_norm_hours_of_2026():
    hours = [Calendar.russian().norm_hours(Period(2026, month)) for month in range(1, 13)]

    assert hours == [120, 152, 168, 175, 151, 167, 184, 168, 176, 176, 159, 176]
    assert sum(hours) == 1972


def test_ru_34_norm_hours_of_2025():
    hours = [Calendar.russian().norm_hours(Period(2025, month)) for month in range(1, 13)]

    assert hours == [136, 160, 167, 175, 144, 151, 184, 168, 176, 184, 151, 176]
    assert sum(hours) == 1972


def test_ru_36_an_office_is_paid_norm_minutes_times_the_hourly_rate_over_sixty():
    day = date(2026, 10, 1)
    month = [
        work("L12", quantity="120", norm="12", on=day),
        work("C6", quantity="200", norm="6", on=day),
        work("D45", quantity="60", norm="45", on=day),
    ]

    for rounding in Rounding:
        accrued = DIRECT.accrue(month, rate_of=always(per_hour("250", since=JANUARY_1)), rounding=rounding)
        [accrual] = accruals_of(accrued.lines)
        assert (accrual.norm_minutes, accrual.amount) == (Decimal(5340), Decimal("22250.00"))


def test_ru_38_kopecks_are_rounded_half_up():
    assert kopecks(Decimal("2.345")) == Decimal("2.35")
    assert kopecks(Decimal("1.005")) == Decimal("1.01")
    assert piece_rate_of(Decimal(1), per_minute("2.345", since=JANUARY_1).amount or Decimal(0), _per()) == Decimal(
        "2.35"
    )


def test_ru_39_a_closed_month_is_corrected_by_storno_and_right_lines_in_the_open_one():
    june, day = Period(2026, 6), date(2026, 6, 15)
    rate = always(per_hour("250", since=JANUARY_1))
    closed = DIRECT.accrue([work("L12", quantity="20", norm="12", on=day)], rate_of=rate, rounding=Rounding.LINE)
    right = DIRECT.accrue(
        [work("L12", quantity="17", norm="12", on=day), work("C5", quantity="2", norm="5", on=day)],
        rate_of=rate,
        rounding=Rounding.LINE,
    )

    lines = correction_lines(period=june, closed=closed.lines, booked=(), right=right.lines)

    assert [(line.mark, line.quantity, line.amount, line.source_period) for line in lines] == [
        (Mark.STORNO, Decimal(-3), Decimal("-150.00"), june),
        (Mark.RIGHT, Decimal(2), Decimal("41.67"), june),
    ]
    assert sum(line.amount for line in lines) == Decimal("-108.33")


def test_ru_40_a_norm_approved_for_the_15th_prices_entries_by_their_own_day():
    month = [
        work("L10", quantity="40", norm="15", on=date(2026, 10, 14), version=1),
        work("L10", quantity="60", norm="12", on=date(2026, 10, 15), version=2),
    ]

    lines = DIRECT.accrue(month, rate_of=always(per_hour("250", since=JANUARY_1)), rounding=Rounding.UNIT).lines

    [accrual] = accruals_of(lines)
    assert [line.norm_version for line in lines] == [1, 2]
    assert (accrual.norm_minutes, accrual.amount) == (Decimal(1320), Decimal("5500.00"))


def test_ru_40_in_a_month_whose_rate_changes_each_day_has_its_own():
    book = RateBook([per_hour("250", since=JANUARY_1, row=1), per_hour("300", since=date(2026, 10, 15), row=2)])
    month = [
        work("L10", quantity="1", norm="12", on=date(2026, 10, 14)),
        work("L10", quantity="1", norm="12", on=date(2026, 10, 15)),
    ]

    lines = DIRECT.accrue(
        month,
        rate_of=lambda employee, day: book.find(employee_id=employee, position=None, day=day),
        rounding=Rounding.UNIT,
    ).lines

    assert [line.amount for line in lines] == [Decimal("50.00"), Decimal("60.00")]


def _per():
    return per_minute("1", since=JANUARY_1).per
