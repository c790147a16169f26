"""Norms from days' totals: against scipy, and where days tell too little."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy import optimize, stats

from naryad.bounds import FiguresDoNotPair, NotPositive, TooFewFigures
from norms import regression, time_study, work_sampling
from norms.regression import TypesCannotBeToldApart

DAYS = [[10, 5, 2], [8, 10, 1], [12, 2, 4], [5, 15, 0], [9, 6, 3], [11, 4, 2]]
MINUTES = [250, 330, 262, 366, 287, 257]


def _days(seed: int, days: int, types: int) -> tuple[list[list[float]], list[float]]:
    drawn = np.random.default_rng(seed)
    counts = drawn.poisson(3, size=(days, types)) + 0.01 * drawn.random((days, types))
    return counts.tolist(), (counts @ drawn.normal(4, 6, types) + drawn.normal(0, 20, days)).tolist()


@pytest.mark.parametrize("seed", range(30))
def test_non_negative_minutes_are_those_of_scipy(seed: int) -> None:
    counts, minutes = _days(seed, days=8 + 2 * seed, types=3 + seed % 5)

    expected = optimize.nnls(np.array(counts), np.array(minutes))[0]

    assert regression.non_negative(counts, minutes) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_least_squares_are_those_of_numpy_with_their_errors(seed: int) -> None:
    counts, minutes = _days(seed, days=40, types=4)
    table = np.array(counts)

    found = regression.least_squares(counts, minutes)

    solution, left, _, _ = np.linalg.lstsq(table, np.array(minutes))
    variance = left[0] / 36
    errors = np.sqrt(variance * np.diag(np.linalg.inv(table.T @ table)))
    half = stats.t.ppf(0.975, 36) * errors[1]
    assert found.minutes == pytest.approx(solution, rel=1e-9)
    assert found.standard_errors == pytest.approx(errors, rel=1e-9)
    assert found.interval(1) == pytest.approx((solution[1] - half, solution[1] + half), rel=1e-9)


def test_a_line_through_the_origin_is_that_of_one_column() -> None:
    found = regression.through_origin([1, 2, 3, 4], [2.1, 3.9, 6.2, 7.8])

    assert found.minutes[0] == pytest.approx(59.7 / 30)
    assert found.degrees == 3


def test_weights_count_a_day_as_if_it_stood_there_so_often() -> None:
    weighted = regression.least_squares(DAYS, MINUTES, weights=[2, 1, 1, 1, 1, 1])
    repeated = regression.least_squares([DAYS[0], *DAYS], [MINUTES[0], *MINUTES])

    assert weighted.minutes == pytest.approx(repeated.minutes)


def test_minutes_that_would_fall_below_zero_stay_at_zero() -> None:
    found = regression.non_negative([[1, 1], [2, 1], [3, 1]], [9, 19, 29])

    assert found[1] == 0
    assert found[0] == pytest.approx(134 / 14)


def test_a_tight_prior_keeps_the_norms_and_a_loose_one_lets_the_days_speak() -> None:
    free = regression.least_squares(DAYS, MINUTES).minutes

    tight = regression.with_prior(
        DAYS, MINUTES, prior_minutes=[10, 20, 20], prior_deviations=[1e-6] * 3, error_deviation=9
    )
    loose = regression.with_prior(
        DAYS, MINUTES, prior_minutes=[10, 20, 20], prior_deviations=[1e6] * 3, error_deviation=9
    )

    assert tight.minutes == pytest.approx((10, 20, 20), abs=1e-6)
    assert loose.minutes == pytest.approx(free, abs=1e-4)


def test_the_condition_number_is_that_of_columns_of_one_length() -> None:
    table = np.array(DAYS, float)

    assert regression.condition_number(DAYS) == pytest.approx(np.linalg.cond(table / np.linalg.norm(table, axis=0)))
    assert regression.condition_number([[1, 2], [2, 4], [3, 6]]) == float("inf")
    assert regression.condition_number([[1, 0], [2, 0]]) == float("inf")
    assert regression.days_per_type(DAYS) == (6, 6, 5)


def test_intervals_over_people_hold_the_true_minutes_and_repeat() -> None:
    drawn = random.Random(7)
    paces = {"Анна": 0.94, "Борис": 0.97, "Вера": 0.98, "Глеб": 1.0, "Дарья": 1.02, "Егор": 1.03, "Жанна": 1.06}
    people, counts, minutes = [], [], []
    for person, pace in paces.items():
        for _ in range(20):
            day = [drawn.randint(2, 9), drawn.randint(0, 6)]
            people.append(person)
            counts.append(day)
            minutes.append(pace * (12 * day[0] + 25 * day[1]) + drawn.gauss(0, 15))

    found = regression.clustered_intervals(counts, minutes, people, seed=1, rounds=200)

    assert found == regression.clustered_intervals(counts, minutes, people, seed=1, rounds=200)
    assert found[0][0] < 12 < found[0][1]
    assert found[1][0] < 25 < found[1][1]


def test_types_that_always_come_together_are_not_told_apart() -> None:
    with pytest.raises(TypesCannotBeToldApart) as refused:
        regression.least_squares([[1, 2], [2, 4], [3, 6], [4, 8]], [5, 10, 15, 20])

    assert refused.value.message("en") == (
        "These 4 days cannot tell 2 types apart: some always come in the same proportion, or there are too few days. "
        "Add days, or take types together."
    )
    assert refused.value.message("ru") == (
        "По этим дням (4) типы друг от друга не отличить (их 2): какие-то всегда идут в одной пропорции либо дней "
        "мало. Добавьте дни или объедините типы."
    )


def test_as_many_days_as_types_say_nothing_about_the_spread() -> None:
    with pytest.raises(TypesCannotBeToldApart):
        regression.least_squares([[1, 2], [3, 4]], [5, 6])


def test_days_without_their_minutes_are_refused() -> None:
    with pytest.raises(FiguresDoNotPair) as refused:
        regression.non_negative(DAYS, MINUTES[:-1])

    assert refused.value.message("ru") == (
        "Списки относятся друг к другу и должны быть одной длины, а здесь: 6, 5. Проверьте, что пропущено."
    )
    with pytest.raises(TooFewFigures):
        regression.non_negative([], [])
    with pytest.raises(TooFewFigures):
        regression.clustered_intervals(DAYS, MINUTES, ["Анна"] * 6, seed=1)


def test_readings_of_zero_or_of_one_piece_are_no_time_study() -> None:
    with pytest.raises(NotPositive) as refused:
        time_study.element([3.0, 0.0, 2.9])
    with pytest.raises(TooFewFigures):
        time_study.element([3.0])

    assert refused.value.message("en") == "The time has to be above zero; 0 is not. Correct it."


@pytest.mark.parametrize(
    ("kind", "standard"), [(time_study.AllowanceOf.JOB_TIME, 11.5), (time_study.AllowanceOf.WORK_DAY, 10 / 0.85)]
)
def test_an_allowance_is_a_share_of_the_work_or_of_the_day(kind: time_study.AllowanceOf, standard: float) -> None:
    assert time_study.element([9.0, 11.0], allowance=0.15, allowance_of=kind).standard == pytest.approx(standard)
    # Watched 480 minutes, 60% at this work, 28.8 units: 10 minutes each before the allowance.
    assert work_sampling.unit_time(480, share=0.6, units=28.8, allowance=0.15, allowance_of=kind) == pytest.approx(
        standard
    )
