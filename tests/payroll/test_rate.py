"""Rates: which one prices a day, and what a rate may be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from payroll.accrual import RatePer
from payroll.rate import (
    NoRateInForce,
    Rate,
    RateBook,
    RateHasTwoOwners,
    RateIsNotPositive,
    RateScope,
    money_for,
    piece_rate_of,
    rate_in_force,
)
from tests.payroll.values import ANNA, BORIS, per_hour, per_minute

JANUARY_1 = date(2026, 1, 1)
OCTOBER_1 = date(2026, 10, 1)
OCTOBER_14 = date(2026, 10, 14)
OCTOBER_15 = date(2026, 10, 15)


def test_a_rate_runs_until_the_day_before_the_next_one():
    rates = [per_minute("4.20", since=JANUARY_1, row=1), per_minute("4.50", since=OCTOBER_15, row=2)]

    book = RateBook(rates)

    assert book.find(employee_id=ANNA, position=None, day=OCTOBER_14) == rates[0]
    assert book.find(employee_id=ANNA, position=None, day=OCTOBER_15) == rates[1]


def test_the_order_in_which_rates_are_given_does_not_matter():
    rates = [per_minute("4.20", since=JANUARY_1, row=1), per_minute("4.50", since=OCTOBER_15, row=2)]

    assert RateBook(reversed(rates)).find(employee_id=ANNA, position=None, day=OCTOBER_14) == rates[0]


def test_an_own_rate_goes_before_the_positions_and_that_before_the_offices():
    office = per_minute("4.00", since=JANUARY_1, row=1)
    position = per_minute("4.20", since=JANUARY_1, row=2, position="менеджер")
    own = per_minute("4.40", since=JANUARY_1, row=3, employee=ANNA)

    book = RateBook([office, position, own])

    assert book.find(employee_id=ANNA, position="менеджер", day=OCTOBER_1) == own
    assert book.find(employee_id=BORIS, position="менеджер", day=OCTOBER_1) == position
    assert book.find(employee_id=BORIS, position="оператор", day=OCTOBER_1) == office


def test_an_own_rate_of_the_future_does_not_hide_todays_rate_of_the_office():
    office = per_minute("4.00", since=JANUARY_1, row=1)
    own = per_minute("4.40", since=OCTOBER_15, row=2, employee=ANNA)

    assert RateBook([office, own]).find(employee_id=ANNA, position=None, day=OCTOBER_14) == office


def test_an_ended_own_rate_gives_way_to_the_wider_one_from_its_day():
    office = per_minute("4.00", since=JANUARY_1, row=1)
    own = per_minute("4.40", since=JANUARY_1, row=2, employee=ANNA)
    ended = per_minute(None, since=OCTOBER_15, row=3, employee=ANNA)

    book = RateBook([office, own, ended])

    assert book.find(employee_id=ANNA, position=None, day=OCTOBER_14) == own
    assert book.find(employee_id=ANNA, position=None, day=OCTOBER_15) == office


def test_of_two_rates_from_the_same_day_the_one_entered_later_holds():
    mistyped = per_minute("42.00", since=OCTOBER_1, row=1)
    right = per_minute("4.20", since=OCTOBER_1, row=2)

    assert RateBook([right, mistyped]).find(employee_id=ANNA, position=None, day=OCTOBER_1) == right


def test_a_missing_rate_is_refused_by_name_and_day_and_never_a_silent_zero():
    rates = [per_minute("4.20", since=OCTOBER_15)]

    with pytest.raises(NoRateInForce) as refused:
        rate_in_force(rates, employee_id=ANNA, position=None, day=OCTOBER_14, name="Анна Смирнова")

    assert refused.value.message("ru") == (
        "У сотрудника Анна Смирнова нет цены нормо-минуты на 14.10.2026: ни своей, ни по должности, ни общей. "
        "Назначьте её с этого дня или раньше."
    )
    assert "has no rate in force on 14.10.2026" in refused.value.message("en")


@pytest.mark.parametrize("amount", ["0", "-1", "0.0000001", "1000000.000001", "NaN", "Infinity"])
def test_a_rate_is_money_above_zero_with_at_most_six_decimals(amount: str):
    with pytest.raises(RateIsNotPositive):
        per_minute(amount, since=OCTOBER_1)


def test_a_rate_belongs_to_one_owner():
    with pytest.raises(RateHasTwoOwners):
        Rate(
            id=1,
            scope=RateScope.EMPLOYEE,
            employee_id=ANNA,
            position="менеджер",
            per=RatePer.HOUR,
            amount=Decimal(250),
            effective_from=OCTOBER_1,
        )


def test_money_is_not_rounded_before_the_line():
    assert money_for(Decimal(10), Decimal(250), RatePer.HOUR).quantize(Decimal("0.000001")) == Decimal("41.666667")
    assert money_for(Decimal("2.5"), Decimal("4.205"), RatePer.NORM_MINUTE) == Decimal("10.5125")


def test_a_piece_rate_is_rounded_half_up_to_the_kopeck():
    assert piece_rate_of(Decimal(5), Decimal(250), RatePer.HOUR) == Decimal("20.83")
    assert piece_rate_of(Decimal(1), Decimal("4.205"), RatePer.NORM_MINUTE) == Decimal("4.21")


def test_an_hour_of_a_minute_rate_is_sixty_times_it():
    assert per_minute("4.20", since=OCTOBER_1).per_hour == Decimal("252.00")
    assert per_hour("250", since=OCTOBER_1).per_hour == Decimal(250)
