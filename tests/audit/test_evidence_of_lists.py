"""Evidence is carried from list to list by what was over-claimed alone; one slip in a short week accuses nobody."""

from __future__ import annotations

import math
import random

import pytest

from audit.evidence import Looked, Tainted, Wagers, evidence_of, surely_above
from audit.power import chance_to_notice, smallest_finds

LONG = 1_000_000


def find(taint: float, *, place: int = 0, minutes: float = 10.0) -> Tainted:
    """An over-claimed work of a long list in which every work has the same size."""
    return Tainted(10, 10 * place, minutes, taint, LONG * 10, LONG * minutes)


def test_works_that_agree_only_multiply_wherever_they_stood() -> None:
    looked = [Looked(10, 10.0, taint) for taint in (0, 0.5, 0, 0, 0.8, 0)]
    found = [find(0.5, place=1), find(0.8, place=4)]

    whole = Wagers().carried_on(looked, sizes_total=LONG * 10, minutes_total=LONG * 10.0)

    assert evidence_of(found, 4).e_value == pytest.approx(whole.e_value, rel=1e-4)


def test_one_slip_in_a_short_week_does_not_refute_the_tolerance() -> None:
    slip = Tainted(60, 0, 60.0, 0.58, 500, 500.0)

    exact = Wagers().carried_on([Looked(60, 60.0, 0.58), Looked(10, 10.0, 0)], sizes_total=500, minutes_total=500.0)

    assert exact.e_value == math.inf, "a list judged by itself is over the tolerance"
    assert evidence_of([slip], 25).e_value < 1, "a quarter with one such week is not"


def test_nothing_over_claimed_lets_the_evidence_shrink_and_proves_no_lower_bound() -> None:
    assert evidence_of([], 0).e_value == 1
    assert evidence_of([], 20).e_value == pytest.approx(0.1, abs=0.02)
    assert surely_above([], 20) == pytest.approx(0, abs=1e-9)


def test_half_of_ten_works_over_claimed_by_half_is_surely_more_than_the_tolerance() -> None:
    found = [find(0.5, place=place) for place in range(5)]

    assert evidence_of(found, 5).e_value == pytest.approx(75.215, abs=0.001)
    assert 0.05 < surely_above(found, 5) < 0.25


@pytest.mark.parametrize(
    ("share", "draws", "chance"),
    [(0.10, 9, 0.142), (0.20, 9, 0.591), (0.30, 9, 0.922), (0.10, 26, 0.325), (0.20, 26, 0.947), (0.20, 0, 0.0)],
)
def test_the_chance_to_notice_is_counted_find_by_find(share: float, draws: int, chance: float) -> None:
    assert chance_to_notice(share, draws) == pytest.approx(chance, abs=0.0006)


def test_the_chance_to_notice_agrees_with_playing_it() -> None:
    dice = random.Random(5)
    plays, noticed = 4000, 0
    needed = [smallest_finds(draws, level=10, tolerance=0.05, taint=0.5) for draws in range(27)]
    for _play in range(plays):
        finds = 0
        for draws in range(1, 27):
            finds += dice.random() < 0.4
            if finds >= needed[draws]:
                noticed += 1
                break

    assert noticed / plays == pytest.approx(chance_to_notice(0.20, 26), abs=0.015)


def test_somebody_within_the_tolerance_is_noticed_at_most_as_often_as_promised() -> None:
    assert chance_to_notice(0.05, 600) < 0.1
    assert chance_to_notice(0.05, 600, level=20) < 0.05
    assert chance_to_notice(0.0, 600) == 0


@pytest.mark.slow
def test_at_most_one_in_twenty_at_the_tolerance_ever_reaches_twenty_in_a_year_of_weeks() -> None:
    """Each week has forty works of 5 to 60 minutes, three of them drawn by minutes. A tenth of the minutes is claimed
    twice too high, so a twentieth is over-claimed.
    """
    dice = random.Random(20261122)
    years, flagged = 600, 0
    for _year in range(years):
        found: list[Tainted] = []
        agreeing, worst = 0, 0.0
        for _week in range(52):
            minutes = [dice.choice((5, 10, 25, 60)) for _ in range(40)]
            whole = sum(minutes)
            wrong = _worth(dice, minutes, whole / 10)
            order = sorted(range(40), key=lambda place: dice.expovariate(1) / minutes[place])
            before = 0
            for place in order[:3]:
                size = minutes[place]
                if place in wrong:
                    found.append(Tainted(size, before, float(size), 0.5, whole, float(whole)))
                else:
                    agreeing += 1
                before += size
            worst = max(worst, evidence_of(found, agreeing).e_value)
        flagged += worst >= 20

    assert flagged / years <= 0.05


def _worth(dice: random.Random, minutes: list[int], target: float) -> set[int]:
    """Return works that make up at most `target` minutes, chosen at random."""
    wrong, so_far = set(), 0
    for place in dice.sample(range(len(minutes)), len(minutes)):
        if so_far + minutes[place] <= target:
            wrong.add(place)
            so_far += minutes[place]
    return wrong
