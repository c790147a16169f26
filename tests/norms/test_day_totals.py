"""Norms from days' totals: planted minutes are found again, whoever is drawn, and what cannot be told is refused."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from norms.day_totals import TooFewDays, WorkedDay, WorkExplainsTooLittle, totals
from norms.regression import TypesCannotBeToldApart, condition_number, non_negative

TRUE = {1: 3, 2: 5, 3: 12, 4: 25}
NORMS = {1: Decimal(3), 2: Decimal(5), 3: Decimal(10), 4: Decimal(25), 9: Decimal(60)}


def planted(people: int = 10, days: int = 60, *, seed: int = 7, rare_days: int = 0) -> list[WorkedDay]:
    """Days made of the planted minutes: 40 a day that no work explains, and a noise that grows with the works."""
    chance = random.Random(seed)
    found = []
    for person in range(people):
        for number in range(days):
            done = {
                1: chance.randint(0, 12),
                2: chance.randint(0, 14),
                3: chance.randint(0, 10),
                4: chance.randint(0, 4),
            }
            clock = 40 + sum(count * TRUE[one] for one, count in done.items())
            clock += chance.gauss(0, 4) * sum(done.values()) ** 0.5
            if person == 0 and number < rare_days:
                done[9] = 1
                clock += 60
            quantities = {one: Decimal(count) for one, count in done.items() if count}
            clock_minutes = Decimal(repr(round(max(clock, 1.0), 2)))
            found.append(WorkedDay(person, date(2026, 8, 3) + timedelta(days=number), clock_minutes, quantities))
    return found


def test_planted_minutes_are_found_again_with_intervals_that_hold_them() -> None:
    found = totals(planted(), NORMS, seed=1, rounds=200)

    assert [one.work_type_id for one in found.types] == [1, 2, 3, 4]
    for one in found.types:
        assert one.low <= TRUE[one.work_type_id] <= one.high
        assert abs(one.minutes - TRUE[one.work_type_id]) / TRUE[one.work_type_id] < Decimal("0.1")
    assert (found.days, found.people) == (600, 10)
    assert abs(found.rest - 40) < 10
    assert found.condition < 10
    assert found.types[2].low > NORMS[3]
    assert found.explained_percent > 90


def test_the_fit_is_that_of_the_published_method_on_the_days_themselves() -> None:
    days = planted(people=4, days=15)
    rows = [[*(float(day.quantities.get(one, 0)) for one in (1, 2, 3, 4)), 1.0] for day in days]
    weights = [1 / max(1.0, float(sum(day.quantities.values(), Decimal(0)))) for day in days]
    minutes = [float(day.clock_minutes) for day in days]

    found = totals(days, NORMS, seed=1, rounds=20)

    expected = non_negative(rows, minutes, weights)
    assert [float(one.minutes) for one in found.types] == pytest.approx(expected[:4], abs=1e-3)
    assert float(found.rest) == pytest.approx(expected[4], abs=1e-3)
    scaled = [[value * weight**0.5 for value in row] for row, weight in zip(rows, weights, strict=True)]
    assert float(found.condition) == pytest.approx(condition_number(scaled), abs=0.06)


def test_a_type_that_takes_nothing_is_zero_and_never_less() -> None:
    days = [
        WorkedDay(day.employee_id, day.day, day.clock_minutes, {**day.quantities, 5: Decimal(at % 7)})
        for at, day in enumerate(planted(people=4, days=20))
    ]

    found = totals(days, {**NORMS, 5: Decimal(1)}, seed=1, rounds=40)

    assert all(one.minutes >= 0 and one.low >= 0 for one in found.types)
    assert found.types[4].minutes < Decimal("1.5")


def test_a_rare_type_is_taken_at_its_norm_and_the_others_are_not_blamed_for_it() -> None:
    found = totals(planted(rare_days=9), NORMS, seed=1, rounds=40)

    assert found.rare == (9,)
    assert abs(found.types[2].minutes - 12) < 1


def test_the_same_seed_gives_the_same_figures_and_progress_is_told() -> None:
    told: list[int] = []
    days = planted(people=3, days=20)

    first = totals(days, NORMS, seed=5, rounds=50, tell=told.append)

    assert first == totals(list(days), NORMS, seed=5, rounds=50)
    assert told == [25, 50]


def test_types_always_in_one_proportion_cannot_be_told_apart() -> None:
    days = [
        WorkedDay(one.employee_id, one.day, one.clock_minutes, {1: Decimal(at % 5 + 1), 2: Decimal(2 * (at % 5 + 1))})
        for at, one in enumerate(planted(people=3, days=20))
    ]

    with pytest.raises(TypesCannotBeToldApart):
        totals(days, NORMS, seed=1, rounds=20)


@pytest.mark.parametrize(("people", "days"), [(1, 60), (2, 9)])
def test_too_few_days_or_people_tell_nothing(people: int, days: int) -> None:
    with pytest.raises(TooFewDays, match="at least 20 days of two people"):
        totals(planted(people=people, days=days), NORMS, seed=1, rounds=20)


def test_days_without_clock_minutes_or_work_are_left_out() -> None:
    idle = [
        WorkedDay(0, date(2026, 11, 1), Decimal(480), {}),
        WorkedDay(0, date(2026, 11, 2), Decimal(0), {1: Decimal(3)}),
    ]

    assert totals([*planted(people=3, days=20), *idle], NORMS, seed=1, rounds=20).days == 60


@pytest.mark.parametrize("spread", [0, 30])
def test_eight_hours_a_day_whatever_was_done_say_nothing_of_norms(spread: int) -> None:
    chance = random.Random(3)
    days = [
        WorkedDay(one.employee_id, one.day, Decimal(480 + chance.randint(0, spread)), one.quantities)
        for one in planted()
    ]

    with pytest.raises(WorkExplainsTooLittle) as caught:
        totals(days, NORMS, seed=1, rounds=20)

    assert "Измерьте секундомером" in caught.value.message("ru")
