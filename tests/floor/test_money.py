"""Rounding and sharing: every kopeck has one place where it is made."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naryad.money import kopecks, minutes3, round_half_up, share_by_largest_remainder


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("2.345", "2.35"), ("1.005", "1.01"), ("-1.005", "-1.01"), ("0.004", "0.00"), ("41.666666", "41.67")],
)
def test_money_is_rounded_half_up_to_the_kopeck(exact: str, rounded: str) -> None:
    assert str(kopecks(Decimal(exact))) == rounded


def test_norm_minutes_keep_three_decimals() -> None:
    assert str(minutes3(Decimal("12.0005"))) == "12.001"
    assert str(minutes3(Decimal(7))) == "7.000"


def test_a_tie_goes_away_from_zero_at_any_number_of_places() -> None:
    assert round_half_up(Decimal("0.5"), 0) == 1
    assert round_half_up(Decimal("-0.5"), 0) == -1


def test_a_pool_shared_by_coefficients_adds_up_to_the_pool() -> None:
    parts = share_by_largest_remainder(
        Decimal("900.00"), [Decimal("1.0"), Decimal("0.8"), Decimal("1.2"), Decimal("1.1")]
    )

    assert [str(part) for part in parts] == ["219.51", "175.61", "263.42", "241.46"]


def test_a_negative_sum_is_shared_like_a_positive_one() -> None:
    parts = share_by_largest_remainder(Decimal("-10.00"), [Decimal(1), Decimal(1), Decimal(1)])

    assert [str(part) for part in parts] == ["-3.34", "-3.33", "-3.33"]


@given(
    st.integers(-(10**9), 10**9).map(lambda kopeck: Decimal(kopeck) / 100),
    st.lists(st.integers(0, 10_000).map(lambda weight: Decimal(weight) / 100), min_size=1, max_size=30).filter(any),
)
def test_shares_always_add_up(total: Decimal, weights: list[Decimal]) -> None:
    assert sum(share_by_largest_remainder(total, weights)) == total


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(1), Decimal(-1)]])
def test_shares_without_a_positive_weight_are_refused(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weights"):
        share_by_largest_remainder(Decimal(1), weights)


def test_a_total_finer_than_the_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 2 decimals"):
        share_by_largest_remainder(Decimal("1.001"), [Decimal(1)])
