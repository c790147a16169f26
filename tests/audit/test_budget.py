"""Twenty minutes a week are spread by norm minutes, with at least one work each."""

from __future__ import annotations

from decimal import Decimal

from audit.budget import Attention, Share, bought, minutes_needed, samples

ANNA = Share("101", 60, Decimal(1200))
BORIS = Share("102", 40, Decimal(600))
VERA = Share("103", 3, Decimal(60))


def test_the_budget_is_spent_to_the_minute_by_norm_minutes() -> None:
    assert samples(20, [ANNA, BORIS, VERA]) == {"101": 12, "102": 6, "103": 2}


def test_everybody_has_one_even_where_the_budget_is_smaller() -> None:
    sizes = samples(2, [ANNA, BORIS, VERA])

    assert sizes == {"101": 1, "102": 1, "103": 1}
    assert minutes_needed(sizes) == 3


def test_nobody_gets_more_than_they_have_and_the_rest_goes_on() -> None:
    assert samples(50, [ANNA, VERA]) == {"101": 47, "103": 3}
    assert samples(500, [ANNA, VERA]) == {"101": 60, "103": 3}


def test_no_budget_checks_nobody() -> None:
    assert samples(0, [ANNA, BORIS]) == {"101": 0, "102": 0}


def test_a_newcomer_weighs_double_and_a_quiet_quarter_half() -> None:
    newcomer = Share("104", 60, Decimal(600), Attention.NEWCOMER)
    quiet = Share("105", 60, Decimal(600), Attention.QUIET)

    assert samples(17, [newcomer, quiet]) == {"104": 13, "105": 4}


def test_the_chance_of_detection_stands_beside_the_sample() -> None:
    seen = bought(Share("101", 400, Decimal(4000)), 20, wrong_percent=5)

    assert round(seen.chance_week, 10) == 0.6506679417
    assert seen.chance_quarter > 0.99
    assert bought(Share("101", 0, Decimal(0)), 0).chance_week == 0.0
