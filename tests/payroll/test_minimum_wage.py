"""The minimum wage, and the warning about a rate below it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from naryad.calendar import Calendar
from naryad.days import Period
from payroll.minimum_wage import minimum_wage_on, minimum_wages, months_below_minimum


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2023, 1, 1), "16242"),
        (date(2024, 12, 31), "19242"),
        (date(2025, 1, 1), "22440"),
        (date(2025, 12, 31), "22440"),
        (date(2026, 1, 1), "27093"),
    ],
)
def test_the_minimum_wage_of_a_day_is_that_of_its_year(day: date, amount: str):
    wage = minimum_wage_on(day)

    assert wage is not None
    assert wage.amount == Decimal(amount)


def test_every_minimum_wage_names_its_law():
    assert all("Федеральный закон" in wage.source for wage in minimum_wages())


def test_a_year_without_data_has_no_minimum_rather_than_the_last_one():
    assert minimum_wage_on(date(2022, 12, 31)) is None
    assert minimum_wage_on(date(2027, 1, 1)) is None


def test_a_rate_of_225_77_an_hour_is_below_the_minimum_in_january_2026_and_225_78_is_not():
    months = months_below_minimum(Decimal("225.77"), effective_from=date(2026, 1, 1), calendar=Calendar.russian())

    assert [month.period for month in months] == [Period(2026, 1)]
    assert (months[0].pays, months[0].least_per_hour) == (Decimal("27092.40"), Decimal("225.78"))
    assert months_below_minimum(Decimal("225.78"), effective_from=date(2026, 1, 1), calendar=Calendar.russian()) == ()


def test_a_rate_is_looked_at_from_the_month_it_starts_in_to_the_end_of_the_year():
    months = months_below_minimum(Decimal("155"), effective_from=date(2026, 10, 15), calendar=Calendar.russian())

    assert [str(month.period) for month in months] == ["2026-11"]
