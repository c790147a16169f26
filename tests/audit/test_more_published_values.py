"""Published values that stand in no table of cases: the functions are general, not fitted to the rows."""

from __future__ import annotations

import math
import random

import krippendorff
import pytest

from audit import acceptance, agreement, bayes, control_chart, estimate, monetary, sample_size, sequential, survey
from audit.inspection_table import AQLS, LETTERS, Inspection, Level, SinglePlan, code_letter, plan_for, plan_of_letter
from audit.sample_size import Expectation
from norms import time_study, work_sampling

RETAILER = [
    *(bayes.Part(5000, 300, errors) for errors in (21, 16, 15, 14, 16)),
    *(bayes.Part(5000, 150, errors) for errors in (5, 4, 3, 4, 5)),
    *(bayes.Part(10_000, 50, errors) for errors in (2, 3, 2, 1, 0)),
    *(bayes.Part(10_000, 15, errors) for errors in (0, 0, 0, 1)),
    bayes.Part(4000, 15, 3),
]


# jfa, tests/testthat/test-planning.R (f5-v0.1.0 to f5-v0.6.5)
@pytest.mark.parametrize(
    ("size", "sample", "errors"),
    [
        (sample_size.poisson(0.01, risk=0.05), 300, 0),
        (sample_size.poisson(0.05, Expectation(errors=2), risk=0.05), 126, 2),
        (sample_size.gamma(0.05, Expectation(0.025), risk=0.05), 228, 5.7),
        (sample_size.gamma(0.01, risk=0.05), 299, 0),
        (sample_size.binomial(0.01, risk=0.05), 299, 0),
        (sample_size.binomial(0.05, Expectation(errors=2), risk=0.05), 124, 2),
        (sample_size.beta(0.05, Expectation(0.025), risk=0.05), 220, 5.5),
        (sample_size.beta(0.05, risk=0.05), 58, 0),
        (sample_size.hypergeometric(1000, 0.01, risk=0.05), 258, 0),
        (sample_size.hypergeometric(1000, 0.05, Expectation(errors=2), risk=0.05), 119, 2),
        (sample_size.hypergeometric(10_000, 0.05, risk=0.05), 59, 0),
        (sample_size.beta_binomial(1000, 0.05, Expectation(0.025), risk=0.05), 196, 5),
        (sample_size.beta_binomial(10_000, 0.05, risk=0.05), 58, 0),
    ],
)
def test_sizes_as_jfa_plans_them(size: sample_size.Size, sample: int, errors: float) -> None:
    assert (size.sample, round(size.errors, 6)) == (sample, errors)


# jfa, vignette "Evaluating statistical audit samples", version 0.7.1
def test_evaluations_as_jfa_prints_them() -> None:
    pooled = bayes.UNIFORM.after(115, 2575)

    assert monetary.confidence_factor(1, risk=0.05) / 100 == pytest.approx(0.04743865, abs=5e-9)
    assert bayes.impartial(0.05).after(1, 100).upper() == pytest.approx(0.04110834, abs=5e-9)
    assert bayes.impartial(0.05).after(1, 100).mode == pytest.approx(0.0088878, abs=5e-8)
    assert pooled.interval() == pytest.approx((0.03735, 0.053345), abs=5e-6)
    assert pooled.mode == pytest.approx(0.04466, abs=5e-6)
    assert bayes.point_bayes_factor(bayes.UNIFORM, 115, 2575, rate=0.05) == pytest.approx(0.022725, abs=5e-7)


@pytest.mark.parametrize(
    ("errors", "sample", "low", "high"),
    [(21, 300, 0.04637, 0.10467), (4, 150, 0.01084, 0.06643), (0, 50, 0.00050, 0.06978), (3, 15, 0.07266, 0.45646)],
)
def test_intervals_of_single_strata_as_jfa_prints_them(errors: int, sample: int, low: float, high: float) -> None:
    assert bayes.UNIFORM.after(errors, sample).interval() == pytest.approx((low, high), abs=5e-6)


def test_a_stratified_interval_is_the_same_every_time_and_in_every_order() -> None:
    assert bayes.stratified_interval(RETAILER) == bayes.stratified_interval(RETAILER)
    assert bayes.stratified_interval(RETAILER[::-1]) == pytest.approx(bayes.stratified_interval(RETAILER), abs=1e-9)


def test_a_single_stratum_is_its_own_beta_law() -> None:
    alone = bayes.stratified_interval([bayes.Part(5000, 300, 21)])

    assert alone == pytest.approx(bayes.UNIFORM.after(21, 300).interval(), abs=2e-6)


# SHANGRLA, tests/core/test_NonnegMean.py
def test_sequential_values_as_shangrla_tests_them() -> None:
    looked = [1, 1, 1, 1, 1, 0]

    assert sequential.kaplan_markov([1] * 5, null=0.5) == pytest.approx(2**-5)
    assert sequential.kaplan_wald([1] * 5, null=0.5) == pytest.approx(2**-5)
    assert sequential.kaplan_markov(looked, null=0.5, padding=0.1, random_order=False) == pytest.approx(
        (1.1 / 0.6) ** -5 * 6
    )
    assert sequential.kaplan_wald(looked, null=0.5, padding=0.1, random_order=False) == pytest.approx(1.9**-5 * 10)
    assert sequential.alpha([0.5] * 5, null=0.5, alternative=0.75, population=10**6) == pytest.approx(1.0)
    assert sequential.alpha([1, 0, 1, 1, 0, 0, 1], null=3 / 7, alternative=0.6, population=7) == 0
    assert sequential.alpha_size([0.75], null=0.5, alternative=0.75, risk=0.05, population=1000) == 14
    assert sequential.kaplan_wald_size([1], null=0.5, risk=0.05, padding=0.1) == math.ceil(
        math.log(20) / math.log(0.9 / 0.5 + 0.1)
    )
    assert sequential.kaplan_wald_size([0.75], null=0.5, risk=0.05, padding=0.1) == math.ceil(
        math.log(20) / math.log(0.75 * 0.9 / 0.5 + 0.1)
    )


def test_bravo_needs_fewer_works_the_clearer_the_share() -> None:
    assert [sequential.bravo_size(share, risk=0.05) for share in (0.6, 0.75, 1.0)] == [17, 8, 5]


# MIL-STD-105E, tables I and II-A to II-C
@pytest.mark.parametrize(
    ("lot", "aql", "level", "inspection", "plan"),
    [
        (2, "6.5", Level.II, Inspection.NORMAL, (2, 0, 1)),
        (8, "10", Level.II, Inspection.NORMAL, (5, 1, 2)),
        (150, "1.0", Level.II, Inspection.NORMAL, (13, 0, 1)),
        (151, "1.0", Level.II, Inspection.NORMAL, (50, 1, 2)),
        (500, "0.65", Level.II, Inspection.NORMAL, (80, 1, 2)),
        (1200, "15", Level.II, Inspection.NORMAL, (80, 21, 22)),
        (3200, "15", Level.II, Inspection.NORMAL, (80, 21, 22)),
        (3200, "100", Level.III, Inspection.NORMAL, (13, 21, 22)),
        (90, "250", Level.II, Inspection.NORMAL, (13, 44, 45)),
        (600_000, "0.010", Level.III, Inspection.NORMAL, (1250, 0, 1)),
        (600_000, "0.015", Level.III, Inspection.NORMAL, (800, 0, 1)),
        (600_000, "0.025", Level.III, Inspection.NORMAL, (2000, 1, 2)),
        (600_000, "0.025", Level.III, Inspection.TIGHTENED, (3150, 1, 2)),
        (15, "6.5", Level.II, Inspection.TIGHTENED, (3, 0, 1)),
        (8, "10", Level.II, Inspection.TIGHTENED, (8, 1, 2)),
        (50, "4.0", Level.II, Inspection.TIGHTENED, (20, 1, 2)),
        (1200, "10", Level.II, Inspection.TIGHTENED, (80, 12, 13)),
        (3200, "15", Level.II, Inspection.TIGHTENED, (80, 18, 19)),
        (8, "40", Level.II, Inspection.REDUCED, (2, 2, 3)),
        (15, "40", Level.II, Inspection.REDUCED, (2, 2, 4)),
        (25, "40", Level.II, Inspection.REDUCED, (2, 2, 5)),
        (25, "6.5", Level.II, Inspection.REDUCED, (3, 0, 2)),
        (1200, "1.5", Level.II, Inspection.REDUCED, (32, 1, 4)),
        (280, "2.5", Level.S4, Inspection.NORMAL, (20, 1, 2)),
    ],
)
def test_plans_of_the_standard(
    lot: int, aql: str, level: Level, inspection: Inspection, plan: tuple[int, int, int]
) -> None:
    assert plan_for(lot, aql, level, inspection) == SinglePlan(*plan)


def test_code_letters_of_the_special_levels() -> None:
    lots = (2, 50, 51, 500, 501, 3200, 10_001, 500_001)

    assert "".join(code_letter(lot, Level.S1) for lot in lots) == "AABBCCCD"
    assert "".join(code_letter(lot, Level.S3) for lot in lots) == "ABCDEEFH"
    assert "".join(code_letter(lot, Level.III) for lot in lots) == "BEFJKLNR"


def test_every_cell_of_the_tables_leads_to_a_plan_and_a_higher_aql_is_never_stricter() -> None:
    for inspection in Inspection:
        for letter in LETTERS[:-1]:
            plans = [plan_of_letter(letter, aql, inspection) for aql in AQLS]
            rates = [plan.accept / plan.sample for plan in plans]

            assert all(0 <= plan.accept < plan.reject for plan in plans)
            assert rates == sorted(rates)


def test_tightened_inspection_passes_bad_lists_no_more_often_and_only_reduced_leaves_a_gap() -> None:
    for letter in LETTERS[:-1]:
        for aql in AQLS[:15]:
            normal, tightened, reduced = (plan_of_letter(letter, aql, kind) for kind in Inspection)
            rate = min(0.9, 4 * float(aql) / 100)

            assert acceptance.binomial(tightened.sample, tightened.accept, rate) <= acceptance.binomial(
                normal.sample, normal.accept, rate
            )
            assert (normal.reject, tightened.reject) == (normal.accept + 1, tightened.accept + 1)
            assert reduced.sample <= normal.sample


# Montgomery, Introduction to Statistical Quality Control, chapter 15: table 15.2, the AOQ example, the sequential plan
def test_operating_characteristics_as_montgomery_prints_them() -> None:
    chances = [round(acceptance.binomial(89, 2, rate), 4) for rate in (0.01, 0.02, 0.03, 0.05)]
    lines = acceptance.wald_lines(0.01, 0.06, producer_risk=0.05, consumer_risk=0.10)

    assert chances == [0.9397, 0.7366, 0.4985, 0.1721]
    assert acceptance.outgoing_quality(89, 2, 0.01, 10_000) == pytest.approx(0.0093, abs=5e-5)
    assert (round(lines.h1, 2), round(lines.h2, 2), round(lines.slope, 3)) == (1.22, 1.57, 0.028)
    assert lines.decision(44, 0) is True
    assert lines.decision(43, 0) is None
    assert lines.decision(2, 2) is False


# Stephens and Larson (1967): lots in a row on normal inspection (2 - a^4) / ((1 - a)(1 - a^4)), on tightened
# (1 - b^5) / ((1 - b) b^5)
@pytest.mark.parametrize("rate", [0.005, 0.02, 0.03, 0.05])
def test_the_scheme_spends_its_lists_as_the_closed_formulas_say(rate: float) -> None:
    a, b = acceptance.binomial(200, 7, rate), acceptance.binomial(200, 5, rate)
    on_normal = (2 - a**4) / ((1 - a) * (1 - a**4))
    on_tightened = (1 - b**5) / ((1 - b) * b**5)

    found = acceptance.scheme(rate, normal=SinglePlan(200, 7, 8), tightened=SinglePlan(200, 5, 6))

    assert found.normal == pytest.approx(on_normal / (on_normal + on_tightened), rel=1e-9)
    assert found.passed == pytest.approx(found.normal * a + found.tightened * b, rel=1e-12)


def test_reduced_inspection_saves_work_on_good_lists_only() -> None:
    plans = {"normal": SinglePlan(200, 7, 8), "tightened": SinglePlan(200, 5, 6), "reduced": SinglePlan(80, 3, 6)}

    assert acceptance.scheme(0.002, **plans).sample == pytest.approx(80, abs=0.5)
    assert acceptance.scheme(0.06, **plans).sample == pytest.approx(200, abs=0.5)


# Montgomery, example 7.1 (orange juice cans): 30 samples of 50, 347 nonconforming
def test_limits_of_shares_as_montgomery_prints_them() -> None:
    limits = control_chart.share_limits(347 / 1500, 50)

    assert (round(limits.centre, 4), round(limits.low, 4), round(limits.high, 4)) == (0.2313, 0.0524, 0.4102)
    assert control_chart.outside([2, 3, 2, 3, 12, 2], [50] * 6) == [4]
    assert control_chart.np_chart([1, 0, 1], 50).low == 0


# AICPA Audit Guide, appendix C: factors as printed
def test_factors_as_the_guide_prints_them() -> None:
    assert monetary.printed_factors(5, risk=0.05) == [3.00, 4.75, 6.30, 7.76, 9.16, 10.52]
    assert monetary.printed_factors(3, risk=0.10) == [2.31, 3.89, 5.33, 6.69]


def test_stringer_bounds_are_the_attribute_limits_when_everything_is_wrong() -> None:
    assert monetary.stringer_binomial([], 60) == pytest.approx(estimate.binomial_upper(0, 60, risk=0.05))
    assert monetary.stringer_binomial([1.0, 1.0], 60) == pytest.approx(estimate.binomial_upper(2, 60, risk=0.05))
    assert monetary.stringer_poisson([1.0], 60) == pytest.approx(monetary.confidence_factor(1, risk=0.05) / 60)


def test_an_entry_longer_than_the_interval_is_met_more_than_once() -> None:
    met = monetary.fixed_interval_selection([("A", 3), ("B", 25), ("C", 2)], interval=10, start=10)

    assert met == ["B", "B", "C"]


# ILO, Introduction to Work Study, chapters 19 and 21
def test_work_study_as_the_ilo_prints_it() -> None:
    assert work_sampling.observations(0.25, error=0.10, z=2) == pytest.approx(75)
    assert time_study.z_of(0.9545) == pytest.approx(2, abs=1e-4)
    assert time_study.standard_time(10, 0.2, time_study.AllowanceOf.WORK_DAY) == pytest.approx(12.5)
    assert time_study.minutes_of_tmus(100_000) == pytest.approx(60)
    assert time_study.minutes_of_mods(1000) == pytest.approx(2.15)
    assert time_study.piece_calculation_time(10.82, 30, 60) == pytest.approx(11.32)


# Niebel, work sampling: relative error; the two forms agree where the points are that share of p
def test_relative_and_absolute_errors_of_work_sampling_agree() -> None:
    relative = work_sampling.observations_relative(0.3, error=0.1, z=1.96)

    assert relative == pytest.approx(work_sampling.observations(0.3, error=0.03, z=1.96))
    assert work_sampling.error_of(0.3, round(relative), z=1.96) == pytest.approx(0.03, abs=1e-4)


# Krippendorff, Content Analysis: alpha of nominal values is Fleiss' kappa with the small sample taken into account
def test_fleiss_kappa_and_alpha_differ_by_the_number_of_judgements_only() -> None:
    counts = [[0, 3, 1], [4, 0, 0], [1, 1, 2], [0, 4, 0], [2, 2, 0]]
    units = [[float(k) for k, count in enumerate(row) for _ in range(count)] for row in counts]

    kappa = agreement.fleiss_kappa(counts)

    assert agreement.krippendorff_alpha(units, agreement.nominal) == pytest.approx(1 - (1 - kappa) * 19 / 20)


def test_judges_who_see_everything_leave_the_rate_as_it_is() -> None:
    assert agreement.rogan_gladen(0.12, sensitivity=1, specificity=1) == pytest.approx(0.12)
    assert agreement.rogan_gladen(0.02, sensitivity=0.9, specificity=0.95) == 0.0
    assert agreement.mcnemar(0, 0) == agreement.PairedTest(1.0, 0.0)
    assert agreement.mcnemar(5, 5).p_value == 1.0


# Cochran, Sampling Techniques: a sample that is the whole list has no error left
def test_a_whole_list_leaves_no_error() -> None:
    assert survey.mean_with_fpc(20, 20, 6.0, 2.0) == (6.0, 0.0)
    assert survey.difference_estimate([1.0, 0.0, 5.0], 3).low == pytest.approx(6.0)
    assert survey.size_for_mean(10**9, 6, 0.8, 1.96) == pytest.approx(216.09, abs=1e-3)


@pytest.mark.parametrize("seed", range(10))
def test_alpha_is_that_of_the_krippendorff_library(seed: int) -> None:
    chance = random.Random(seed)
    raters = [[chance.choice([1.0, 2.0, 3.0, 5.0, math.nan]) for _ in range(30)] for _ in range(3)]
    units = [[row[at] for row in raters if not math.isnan(row[at])] for at in range(30)]
    metrics = {
        "nominal": agreement.nominal,
        "ordinal": agreement.ordinal(units),
        "interval": agreement.interval,
        "ratio": agreement.ratio,
    }

    for level, metric in metrics.items():
        expected = krippendorff.alpha(reliability_data=raters, level_of_measurement=level)
        assert agreement.krippendorff_alpha(units, metric) == pytest.approx(expected, abs=1e-12)
