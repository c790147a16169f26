"""What two blind auditors make of the same works: four figures, their intervals, and what they allow to follow."""

from __future__ import annotations

import random

import pytest

from audit import agreement
from audit.blind_pair import BlindPair, Gate, agreement_of

MINUTES = {1: 5.0, 2: 10.0, 3: 25.0}


def pair(item: int, first: int, second: int) -> BlindPair:
    return BlindPair(item, 103, first, MINUTES[first], 104, second, MINUTES[second])


def pairs(text: str) -> list[BlindPair]:
    """Read works as `12`: the first auditor's type and the second's."""
    return [pair(place, int(both[0]), int(both[1])) for place, both in enumerate(text.split())]


MIXED = pairs("11 22 22 12 33 33 11 22 21 32 11 33 22 22 11 33")


def test_the_figures_from_sums_are_those_of_the_books() -> None:
    found = agreement_of(MIXED)
    units = [(MINUTES[p.first_type_id], MINUTES[p.second_type_id]) for p in MIXED]
    table = [[sum((p.first_type_id, p.second_type_id) == (a, b) for p in MIXED) for b in MINUTES] for a in MINUTES]

    assert found.raw.value == pytest.approx(13 / 16)
    assert found.alpha.value == pytest.approx(agreement.krippendorff_alpha(units, agreement.interval))
    assert found.kappa.value == pytest.approx(agreement.cohen_kappa(table, agreement.quadratic(list(MINUTES.values()))))
    assert found.ac1.value == pytest.approx(agreement.gwet(table))


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    once, again = agreement_of(MIXED), agreement_of(list(MIXED))

    for figure in (once.raw, once.kappa, once.alpha, once.ac1):
        assert None not in (figure.value, figure.low, figure.high)
        assert (figure.low or 0) <= (figure.value or 0) <= (figure.high or 0)
    assert once == again


def test_below_ten_works_there_is_no_interval_and_nothing_follows() -> None:
    found = agreement_of(pairs("11 22 33 11 22 33 11 22 33"))

    assert (found.works, found.alpha.low) == (9, None)
    assert found.alpha.value == pytest.approx(1.0)
    assert found.gate is Gate.UNKNOWN


def test_works_of_one_type_alone_say_nothing_of_agreement() -> None:
    found = agreement_of(pairs("11 " * 12))

    assert (found.raw.value, found.alpha.value, found.kappa.value, found.ac1.value) == (1.0, None, None, None)
    assert found.gate is Gate.UNKNOWN


def test_no_works_give_no_figures() -> None:
    assert agreement_of([]).raw.value is None


@pytest.mark.parametrize(
    ("works", "gate"),
    [
        ("11 22 33 " * 5, Gate.SANCTIONS),
        ("11 22 33 22 11 12 12 33 22 11 23 23 33", Gate.ADVICE),
        ("13 22 31 12 33 11 23 32 13 21", Gate.NOTHING),
    ],
)
def test_consequences_need_an_alpha_of_eighty(works: str, gate: Gate) -> None:
    assert agreement_of(pairs(works)).gate is gate


def test_five_hundred_resamples_of_a_years_works_are_drawn_in_a_moment() -> None:
    dice = random.Random(1)
    found = agreement_of([pair(place, dice.randint(1, 3), dice.randint(1, 3)) for place in range(150)])

    assert found.works == 150
    assert found.gate is Gate.NOTHING
