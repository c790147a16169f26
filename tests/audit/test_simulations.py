"""What the checks promise in the long run, tried on thousands of draws with fixed seeds: each run is the same."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass

import pytest

from audit import estimate, evidence, survey
from audit.draw import draw

pytestmark = pytest.mark.slow

DRAWS = 20_000
SAMPLE = 4

SIZES = {
    "a": 3, "b": 5, "c": 10, "d": 15, "e": 20, "f": 30, "g": 45, "h": 60, "i": 10, "j": 5,
    "k": 8, "l": 12, "m": 25, "n": 40, "o": 7, "p": 9, "q": 18, "r": 22, "s": 33, "t": 50,
}  # fmt: skip
OVER_CLAIMS = {"c": 5, "e": 10, "g": 15, "j": 2, "m": -10, "p": 4, "r": 12, "t": 25}
PREDICTED = {"c": 3, "g": 9, "h": 6, "r": 10, "t": 18}
TOTAL = sum(OVER_CLAIMS.values())


@dataclass(frozen=True)
class Tried:
    """What 20,000 draws gave: totals, their estimated variances, totals helped by predictions, who was in."""

    totals: list[float]
    variances: list[float]
    predicted: list[float]
    met: Counter[str]


@pytest.fixture(scope="module")
def tried() -> Tried:
    found = Tried([], [], [], Counter())
    for seed in range(DRAWS):
        drawn = draw(str(seed), SIZES.items(), SAMPLE)
        judged = [
            estimate.Judgement(estimate.inclusion(item.size, drawn.threshold), OVER_CLAIMS.get(item.id, 0))
            for item in drawn.sample
        ]
        total = estimate.total(judged)
        found.totals.append(total.minutes)
        found.variances.append(total.variance)
        guesses = [PREDICTED.get(item.id, 0) for item in drawn.sample]
        helped = estimate.total_with_prediction(PREDICTED.values(), zip(judged, guesses, strict=True))
        found.predicted.append(helped.minutes)
        found.met.update(item.id for item in drawn.sample)
    return found


def _standard_errors_away(values: list[float], truth: float) -> float:
    mean, deviation = survey.mean_and_deviation(values)
    return abs(mean - truth) / (deviation / math.sqrt(len(values)))


def test_the_total_is_right_on_average(tried: Tried) -> None:
    assert _standard_errors_away(tried.totals, TOTAL) < 4


def test_the_total_helped_by_predictions_is_right_on_average_and_spreads_less(tried: Tried) -> None:
    assert _standard_errors_away(tried.predicted, TOTAL) < 4
    assert survey.mean_and_deviation(tried.predicted)[1] < survey.mean_and_deviation(tried.totals)[1]


def test_the_estimated_variance_is_right_on_average(tried: Tried) -> None:
    squares = [(total - TOTAL) ** 2 - variance for total, variance in zip(tried.totals, tried.variances, strict=True)]

    assert _standard_errors_away(squares, 0) < 4


def test_a_larger_entry_is_met_more_often(tried: Tried) -> None:
    by_size = sorted(SIZES, key=SIZES.__getitem__)
    largest, smallest = by_size[-5:], by_size[:5]

    assert sum(tried.met[id] for id in largest) > 3 * sum(tried.met[id] for id in smallest)
    assert sum(tried.met.values()) == DRAWS * SAMPLE


def test_with_equal_sizes_every_entry_is_met_equally_often() -> None:
    met: Counter[str] = Counter()
    for seed in range(2000):
        met.update(item.id for item in draw(f"equal {seed}", [(id, 1000) for id in SIZES], 5).sample)

    # 500 times each, with a standard deviation of 19.4.
    assert all(abs(count - 500) < 4 * 19.4 for count in met.values())


def test_a_longer_sample_continues_the_shorter_one_and_the_order_of_the_list_changes_nothing() -> None:
    shuffled = random.Random(5)
    for seed in range(150):
        listed = list(SIZES.items())
        whole = [item.id for item in draw(str(seed), listed, 20).sample]
        shuffled.shuffle(listed)

        for count in (1, 6, 13, 20):
            drawn = draw(str(seed), listed, count)
            assert [item.id for item in drawn.sample] == whole[:count]
            assert drawn == draw(str(seed), SIZES.items(), count)


def _month(chance: random.Random, sizes: list[int], minutes: list[float], taints: list[float]) -> list[evidence.Looked]:
    """Return ten entries of a month in the order of a draw with these sizes."""
    ranks = [(chance.expovariate(1) / size, at) for at, size in enumerate(sizes)]
    return [evidence.Looked(sizes[at], minutes[at], taints[at]) for _, at in sorted(ranks)[:10]]


@pytest.mark.parametrize(
    ("sizes", "minutes", "taints"),
    [
        pytest.param([1] * 60, [1.0] * 60, [1.0] * 3 + [0.0] * 57, id="three of sixty wholly wrong"),
        pytest.param([1] * 60, [1.0] * 60, [0.5] * 6 + [0.0] * 54, id="six of sixty half wrong"),
        pytest.param([5, 10, 20] * 20, [5.0, 10.0, 20.0] * 20, [0.0, 0.0, 0.5] * 3 + [0.0] * 51, id="by minutes"),
        pytest.param([7, 10, 14] * 20, [5.0, 10.0, 20.0] * 20, [1.0, 0.75, 0.25] * 2 + [0.0] * 54, id="by risk"),
    ],
)
def test_at_the_tolerance_evidence_of_20_comes_up_in_at_most_a_twentieth_of_years(
    sizes: list[int], minutes: list[float], taints: list[float]
) -> None:
    whole = sum(minutes)
    share = sum(taint * x for taint, x in zip(taints, minutes, strict=True)) / whole
    assert share <= evidence.TOLERANCE

    chance = random.Random(20261122)
    years, alarms = 1500, 0
    for _ in range(years):
        wagers, highest = evidence.Wagers(), 0.0
        for _ in range(12):
            looked = _month(chance, sizes, minutes, taints)
            for seen in (3, 6, 10):
                now = wagers.carried_on(looked[:seen], sizes_total=sum(sizes), minutes_total=whole)
                highest = max(highest, now.e_value)
            wagers = now
        alarms += highest >= 20

    assert alarms / years <= 0.05


def test_far_above_the_tolerance_evidence_comes_within_a_year() -> None:
    chance = random.Random(3)
    taints, found = [1.0] * 18 + [0.0] * 42, 0
    for _ in range(200):
        wagers = evidence.Wagers()
        for _ in range(12):
            looked = _month(chance, [1] * 60, [1.0] * 60, taints)
            wagers = wagers.carried_on(looked, sizes_total=60, minutes_total=60.0)
        found += wagers.e_value >= 20

    assert found >= 195


def test_the_horvitz_thompson_total_and_its_variances_are_right_over_all_samples() -> None:
    """Two draws of three entries with replacement: every outcome is counted with its own chance."""
    values, chances = (3.0, 10.0, 7.0), (0.2, 0.5, 0.3)
    inclusions = [survey.inclusion_in_draws(p, 2) for p in chances]
    mean = square = estimated = 0.0
    for first in range(3):
        for second in range(3):
            weight = chances[first] * chances[second]
            met = sorted({first, second})
            total = survey.horvitz_thompson_total([(values[at], inclusions[at]) for at in met])
            joint = {(0, 1): survey.joint_inclusion_in_draws(chances[met[0]], chances[met[-1]], 2)} if met[1:] else {}
            mean += weight * total
            square += weight * total**2
            estimated += weight * survey.horvitz_thompson_variance(
                [values[at] for at in met], [inclusions[at] for at in met], joint
            )

    assert mean == pytest.approx(20)
    assert estimated == pytest.approx(square - 400)
