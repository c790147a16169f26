"""Every row of cases/audit-values.csv is recomputed here from what stands in its inputs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit import (
    acceptance,
    agreement,
    bayes,
    control_chart,
    deterrence,
    drand,
    estimate,
    evidence,
    monetary,
    published_samplers,
    sample_size,
    sequential,
    survey,
)
from audit.draw import draw, ticket, whole_order
from audit.inspection_table import Inspection, Level, SinglePlan, code_letter, plan_for
from norms import regression, time_study, work_sampling

CASES = Path(__file__).parents[1] / "cases" / "audit-values.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8")))

SEED = "12345678901234567890"
IDS = [str(i) for i in range(1, 11)]
SIZES = dict(zip(IDS, (3, 5, 10, 15, 20, 30, 45, 60, 10, 5), strict=True))
OVER_CLAIMS = dict(zip(IDS, (0, 0, 5, 0, 10, 0, 15, 0, 0, 2), strict=True))
FIRST_FOUR = draw(SEED, SIZES.items(), 4)


RATERS = ("123321412---", "1233224125--", "-33323422513", "12332441251-")
RATINGS = [[None if r[i] == "-" else int(r[i]) - 1 for r in RATERS] for i in range(12)]
UNITS = [[float(r[i]) for r in RATERS if r[i] != "-"] for i in range(12)]
COHEN_1968 = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
DIAGNOSES = [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]]


PSYCHIATRISTS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
HANDOUT = [monetary.Item(100, 95), monetary.Item(11_700, 11_488), monetary.Item(65, 58.50)]
ACCOUNTS = [
    monetary.Item(claimed, found).taint
    for claimed, found in ((7090, 7050), (2399, 2149), (69_540, 69_000), (2291, 2191))
]
BUILD_IT = [0.0] * 95 + [184.37, 169.84, 285.13, 208.76, 131.86]
HALF = sample_size.Expectation(0.025)
RETAILER = [
    bayes.Part(*stratum)
    for stratum in (
        (5000, 300, 21), (5000, 300, 16), (5000, 300, 15), (5000, 300, 14), (5000, 300, 16),
        (5000, 150, 5), (5000, 150, 4), (5000, 150, 3), (5000, 150, 4), (5000, 150, 5),
        (10_000, 50, 2), (10_000, 50, 3), (10_000, 50, 2), (10_000, 50, 1), (10_000, 50, 0),
        (10_000, 15, 0), (10_000, 15, 0), (10_000, 15, 0), (10_000, 15, 1), (4000, 15, 3),
    )
]  # fmt: skip
DAYS = [[10, 5, 2], [8, 10, 1], [12, 2, 4], [5, 15, 0], [9, 6, 3], [11, 4, 2]]
DAY_MINUTES = [250, 330, 262, 366, 287, 257]


def _named(inputs: str) -> dict[str, str]:
    """Read `N=400; K=20` into {"N": "400", "K": "20"}."""
    return {
        name.strip(): value.strip().strip('"') for name, _, value in (part.partition("=") for part in inputs.split(";"))
    }


def _rivest(inputs: str) -> list[int]:
    given = _named(inputs)
    return published_samplers.numbered_draws(given["seed"], int(given["N"]), int(given["count"]))


def _tolerable(given: dict[str, str]) -> int:
    population = int(given["N"])
    return int(given["tolerable K"]) if "tolerable K" in given else round(float(given["tolerable"]) * population)


def _hypergeometric_size(inputs: str) -> int:
    given = _named(inputs)
    risk = 1 - float(given["conf"])
    return estimate.smallest_sample(int(given["N"]), _tolerable(given), risk=risk, errors=int(given["k"]))


def _hypergeometric_limit(inputs: str) -> float:
    given = _named(inputs)
    return estimate.upper_limit(int(given["N"]), int(given["n"]), int(given["k"]), risk=1 - float(given["conf"]))


def _upper_deviation(inputs: str) -> float:
    given = _named(inputs)
    percent = 100 * estimate.binomial_upper(int(given["k"]), int(given["n"]), risk=1 - float(given["conf"]))
    return -(-percent * 10 // 1) / 10


def _detection(inputs: str) -> float:
    given = _named(inputs)
    return estimate.detection(int(given["N"]), int(given["K"]), int(given["n"]))


def _interval(function: Callable[[int, int], tuple[float, float]]) -> Callable[[str], list[float]]:
    return lambda inputs: list(function(int(_named(inputs)["k"]), int(_named(inputs)["n"])))


def _sampled_total(_: str) -> list[float]:
    judged = [
        estimate.Judgement(estimate.inclusion(item.size, FIRST_FOUR.threshold), OVER_CLAIMS[item.id])
        for item in FIRST_FOUR.sample
    ]
    found = estimate.total(judged)
    return [found.minutes, found.variance]


def _poisson(_: str) -> list[float]:
    found = survey.poisson_total([(12, 0.5), (0, 0.2), (5, 0.25), (20, 0.8)])
    return [found.minutes, found.variance]


def _monthly_evidence(_: str) -> float:
    taints = [0.5, 0, 1, 0, 0, 0.8] + [0.0] * 14
    looked = [evidence.Looked(1, 1.0, taint) for taint in taints]
    return evidence.Wagers().carried_on(looked, sizes_total=400, minutes_total=400.0).e_value


def _alpha(metric: agreement.Metric) -> Callable[[str], float]:
    return lambda _: agreement.krippendorff_alpha(UNITS, metric)


def _binomial_size(inputs: str) -> int:
    given = _named(inputs)
    risk = 1 - float(given["conf"])
    return sample_size.binomial(
        float(given["tolerable"]), sample_size.Expectation(float(given["expected"])), risk=risk
    ).sample


def _poisson_size(inputs: str) -> int:
    given = _named(inputs)
    tolerable = float(given["tolerable"])
    expected = sample_size.Expectation(float(given["expected/tolerable"]) * tolerable)
    return sample_size.poisson(tolerable, expected, risk=1 - float(given["conf"])).sample


def _size(size: sample_size.Size) -> list[float]:
    return [size.sample, size.errors]


def _single_plan(inputs: str) -> list[int]:
    """Read `lot 281-500; level I; AQL 4.0; T -> ...`; the plan is the same at both ends of the lots."""
    first, last, level, aql, kind = re.match(r"lot (\d+)-(\d+); level (\w+); AQL ([\d.]+); ([NTR])", inputs).groups()  # type: ignore[union-attr]
    inspection = {"N": Inspection.NORMAL, "T": Inspection.TIGHTENED, "R": Inspection.REDUCED}[kind]
    plan = plan_for(int(first), aql, Level(level), inspection)
    assert plan == plan_for(int(last), aql, Level(level), inspection)
    return [plan.sample, plan.accept, plan.reject]


def _scheme(rate: float) -> float:
    return acceptance.scheme(rate, normal=SinglePlan(200, 7, 8), tightened=SinglePlan(200, 5, 6)).passed


def _wald(_: str) -> list[float]:
    lines = acceptance.wald_lines(0.01, 0.10, producer_risk=0.05, consumer_risk=0.10)
    return [lines.h1, lines.h2, lines.slope]


def _upper_misstatement(_: str) -> list[float]:
    found = monetary.upper_limit(HANDOUT, 1e6 / (1e6 * 3 / 34_000), [3.00, 4.75, 6.30])
    return [found.basic_precision, found.incremental_allowance, found.total]


def _difference(*, corrected: bool) -> list[float]:
    found = survey.difference_estimate(BUILD_IT, 3500, corrected=corrected)
    return [found.value, found.low, found.high]


def _korn_graubard(_: str) -> list[float]:
    sampled = [(4421, 100, 73), (755, 50, 16), (1018, 50, 24)]
    found = survey.korn_graubard([survey.Stratum.of_counts(*part) for part in sampled])
    return [found.value, found.standard_error, found.low, found.high]


def _element(_: str) -> list[float]:
    times = [23, 20, 21, 19, 22, 19, 21, 23, 20, 23]
    found = time_study.element(times, rating=1.10, allowance=0.15)
    return [found.deviation, found.mean, found.normal, found.standard]


def _from_totals_with_prior(_: str) -> list[float]:
    found = regression.with_prior(
        DAYS, DAY_MINUTES, prior_minutes=[10, 20, 20], prior_deviations=[3, 6, 6], error_deviation=9
    )
    return [*found.minutes, *found.deviations]


def _through_origin(xs: list[float], ys: list[float]) -> list[float]:
    found = regression.through_origin(xs, ys)
    return [found.minutes[0], found.standard_errors[0], found.residual_deviation]


def _p_chart(_: str) -> list[float]:
    limits = control_chart.p_chart([40, 44, 22, 34, 24, 32, 28, 32, 34, 30], [200] * 10)[0]
    return [limits.centre, limits.low, limits.high]


CHECKS: dict[str, Callable[[str], Any]] = {
    "Rivest sampler SHA-256(seed,i) mod N +1": _rivest,
    "Rivest sampler without replacement": lambda _: published_samplers.numbered_draws_without_replacement(
        "3546311556112163624615351222", 1, 876, 10
    ),
    "SHA-256 counter-mode block": lambda _: f"{ticket(SEED, '1'):064x}",
    "consistent_sampler ticket": lambda _: published_samplers.consistent_ticket("01382438112797316654", "AB-130"),
    "consistent_sampler order": lambda _: published_samplers.consistent_order(
        "314159", ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"]
    )[:4],
    "weighted ticket order (exponential ranks)": lambda _: whole_order(SEED, SIZES.items()),
    "threshold tau = rank of (n+1)-th": lambda _: float(FIRST_FOUR.threshold or 0),
    "conditional inclusion probabilities 1-exp(-s tau)": lambda _: [
        estimate.inclusion(item.size, FIRST_FOUR.threshold) for item in FIRST_FOUR.sample
    ],
    "rank-conditioning HT total and variance": _sampled_total,
    "equal sizes = consistent SRS order": lambda _: whole_order(SEED, [(id, 1000) for id in IDS]),
    "Poisson sampling HT total and variance": _poisson,
    "Hajek mean": lambda _: survey.hajek_mean([(12, 0.5), (0, 0.2), (5, 0.25), (20, 0.8)]),
    "Hansen-Hurwitz total and variance": lambda _: list(survey.draws_total([(3, 0.06), (10, 0.20), (7, 0.10)])),
    "Horvitz-Thompson variance estimate (HT form)": lambda _: survey.horvitz_thompson_variance(
        [3, 10, 7], [0.169416, 0.488, 0.271], {(0, 1): 0.06264, (0, 2): 0.03312, (1, 2): 0.10200}
    ),
    "Horvitz-Thompson total": lambda _: survey.horvitz_thompson_total([(3, 0.169416), (10, 0.488), (7, 0.271)]),
    "monthly e-value, equal weights WOR, mixture c=.05,.1,.2,.35,.5": _monthly_evidence,
    "hypergeometric sample size": _hypergeometric_size,
    "hypergeometric sample size (our sizes)": _hypergeometric_size,
    "hypergeometric upper limit (fraction)": _hypergeometric_limit,
    "hypergeometric upper limit (our sizes)": _hypergeometric_limit,
    "detection probability (>=1 hit)": _detection,
    "upper deviation limit %, table A-3 (5% risk; ceil to 0.1)": _upper_deviation,
    "upper deviation limit %, table A-4 (10% risk; ceil to 0.1)": _upper_deviation,
    "Clopper-Pearson 95%": _interval(estimate.clopper_pearson),
    "Wilson 95%": _interval(estimate.wilson),
    "OC values": lambda _: [acceptance.binomial(20, 0, 0.05), acceptance.binomial(20, 0, 0.15)],
    "samplingplans OC points": lambda _: [
        acceptance.quality_passed(68, 2, 0.95),
        acceptance.quality_passed(68, 2, 0.05),
    ],
    "direction test (exact sign/McNemar) one-sided p": lambda _: estimate.over_against_under(9, 1),
    "agreement, 4 raters x 12 subjects with NA: AC1": lambda _: agreement.gwet_of_many(RATINGS, 5),
    "agreement, 4 raters x 12 subjects with NA: AC2 quadratic": lambda _: agreement.gwet_of_many(
        RATINGS, 5, agreement.quadratic(range(1, 6))
    ),
    "agreement, 4 raters x 12 subjects with NA: Krippendorff alpha": _alpha(agreement.nominal),
    "agreement, 4 raters x 12 subjects with NA: alpha quadratic": _alpha(agreement.interval),
    "Krippendorff alpha nominal": _alpha(agreement.nominal),
    "Krippendorff alpha ordinal": _alpha(agreement.ordinal(UNITS)),
    "Krippendorff alpha interval": _alpha(agreement.interval),
    "Krippendorff alpha ratio": _alpha(agreement.ratio),
    "Cohen kappa": lambda _: agreement.cohen_kappa([[20, 5], [10, 15]]),
    "Cohen kappa and weighted kappa (1968)": lambda _: [
        agreement.cohen_kappa(COHEN_1968),
        agreement.cohen_kappa(COHEN_1968, agreement.of_disagreements([[0, 1, 3], [1, 0, 6], [3, 6, 0]])),
    ],
    "Cohen kappa: none, linear, quadratic": lambda _: [
        agreement.cohen_kappa(ABSTRACTORS),
        agreement.cohen_kappa(ABSTRACTORS, agreement.linear(range(3))),
        agreement.cohen_kappa(ABSTRACTORS, agreement.quadratic(range(3))),
    ],
    "Gwet AC1 / AC2 linear / AC2 quadratic": lambda _: [
        agreement.gwet(ABSTRACTORS),
        agreement.gwet(ABSTRACTORS, agreement.linear(range(3))),
        agreement.gwet(ABSTRACTORS, agreement.quadratic(range(3))),
    ],
    "Gwet AC1 and Cohen kappa, 4x4 diagnosis": lambda _: [agreement.gwet(DIAGNOSES), agreement.cohen_kappa(DIAGNOSES)],
    "kappa weighted by squared minutes": lambda _: agreement.cohen_kappa(
        [[50, 4, 1, 0], [8, 60, 6, 1], [2, 12, 40, 3], [0, 1, 9, 30]], agreement.quadratic([5, 10, 20, 45])
    ),
    "attribute sample size, binomial, table A-1 (5% risk)": _binomial_size,
    "find plan (binomial) from two risk points": lambda _: list(
        acceptance.plan_between(accept_at=0.05, accept_chance=0.95, reject_at=0.15, reject_chance=0.075)
    ),
    "confidence factors (Poisson, 95%)": lambda _: monetary.confidence_factors(5, risk=0.05),
    "MUS sample size, Poisson, table C-1": _poisson_size,
    "Neyman allocation": lambda _: survey.neyman([4421, 755, 1018], [166.0629, 671.0737, 395.3571], 200),
    "SRS mean and SE (fpc)": lambda _: list(survey.mean_with_fpc(6194, 200, 656.585, 132.9752793)),
    "stratified total and SE (fpc)": lambda _: list(
        survey.stratified_total(
            [
                survey.Stratum(4421, 100, 416.78, 166.0628809),
                survey.Stratum(755, 50, 1320.70, 671.0737132),
                survey.Stratum(1018, 50, 832.48, 395.3571488),
            ]
        )
    ),
    "hypergeometric sample size, expected rate": lambda _: (
        sample_size.hypergeometric(1000, 0.05, HALF, risk=0.05).sample
    ),
    "binomial sample size, expected rate": lambda _: _size(sample_size.binomial(0.05, HALF, risk=0.05)),
    "Poisson sample size, expected rate": lambda _: _size(sample_size.poisson(0.05, HALF, risk=0.05)),
    "Bayesian binomial sample size, beta(1,1) prior": lambda _: sample_size.beta(0.05, HALF, risk=0.05).sample,
    "Z1.4/MIL-STD-105E single plan, worked example": lambda _: _single_plan("lot 3201-10000; level II; AQL 1.5; N"),
    "Z1.4/MIL-STD-105E single plan": _single_plan,
    "code letters, level I/II/III": lambda _: [
        "/".join(code_letter(lot, level) for level in (Level.I, Level.II, Level.III)) for lot in (151, 500, 501, 3200)
    ],
    "switching scheme OC (Stephens-Larson Markov chain)": lambda _: [_scheme(0.019296), _scheme(0.045884)],
    "Wald SPRT lines (h1,h2,slope)": _wald,
    "MUS sample size (expansion factor)": lambda _: monetary.sample_size(
        1e6, 50_000, 10_000, reliability_factor=3, expansion_factor=1.6
    ),
    "MUS projected misstatement": lambda _: monetary.projected(HANDOUT, 11_333.33),
    "MUS upper limit (same data)": _upper_misstatement,
    "MUS tainting projection": lambda _: monetary.projection(monetary.Item(5000, 2000), 10_000),
    "MUS basic precision": lambda _: monetary.basic_precision(26_882, 3.0),
    "Stringer bound, binomial": lambda _: monetary.stringer_binomial(ACCOUNTS, 20),
    "Stringer bound, Poisson": lambda _: monetary.stringer_poisson(ACCOUNTS, 20),
    "taint binomial upper bound": lambda _: monetary.taint_upper_bound(ACCOUNTS, 20),
    "taint MLE": lambda _: monetary.most_likely_share(ACCOUNTS, 20),
    "fixed-interval MUS selection": lambda _: monetary.fixed_interval_selection(
        list(zip("ABCDEFGHIJ", [7, 3, 4, 9, 0, 1, 8, 2, 6, 5], strict=True)), interval=9, start=2
    ),
    "difference estimator, no fpc": lambda _: _difference(corrected=False),
    "difference estimator, with fpc (1-n/N)": lambda _: _difference(corrected=True),
    "stratified mean and SE (fpc)": lambda _: list(
        survey.stratified_mean(
            [
                survey.Stratum(4421, 100, 674.43, 125.2494283),
                survey.Stratum(755, 50, 625.82, 109.3027419),
                survey.Stratum(1018, 50, 636.60, 117.5791527),
            ]
        )
    ),
    "sample size for a mean with fpc": lambda _: survey.size_for_mean(400, 6, 0.8, 1.96),
    "Jeffreys 95%": _interval(estimate.jeffreys),
    "Korn-Graubard (beta) CI for stratified proportion": _korn_graubard,
    "Bayes upper 95%, beta(1,1)": lambda _: bayes.UNIFORM.after(1, 100).upper(),
    "Bayes factor BF10, beta(1,1)": lambda _: bayes.bayes_factor(bayes.UNIFORM, 1, 100, tolerable=0.05),
    "impartial prior beta(1,b) and BF10": lambda _: [
        bayes.impartial(0.05).b,
        bayes.bayes_factor(bayes.impartial(0.05), 1, 100, tolerable=0.05),
    ],
    "beta-binomial upper 95% (finite population)": lambda _: bayes.Finite(1000, 60, 0).upper(),
    "beta-binomial upper 95% (our size)": lambda _: bayes.Finite(400, 30, 1).upper(),
    "beta-binomial P(K/N>5%), prior from past months": lambda _: bayes.Finite(400, 20, 1, bayes.Beta(2, 48)).above(
        0.05
    ),
    "stratified Bayes, no pooling, poststratified 95% CI": lambda _: list(bayes.stratified_interval(RETAILER)),
    "drand quicknet randomness = SHA-256(signature)": lambda inputs: drand.randomness(
        inputs.split("sig ")[1], chain=drand.QUICKNET, round=657413
    ),
    "drand mainnet randomness = SHA-256(signature)": lambda inputs: drand.randomness(
        inputs.split("sig ")[1], chain=drand.MAINNET, round=3311596
    ),
    "Kaplan-Wald p-value": lambda _: sequential.kaplan_wald([1, 1, 1, 1, 1, 0], null=0.5, padding=0.1),
    "Kaplan-Markov p-value": lambda _: sequential.kaplan_markov([1, 1, 1, 1, 1, 0], null=0.5, padding=0.1),
    "ALPHA/BRAVO sample size": lambda _: sequential.alpha_size(
        [1], null=0.5, alternative=0.75, risk=0.05, population=1000
    ),
    "Fleiss kappa": lambda _: agreement.fleiss_kappa(PSYCHIATRISTS),
    "McNemar exact two-sided p and chi2 (cc)": lambda _: [
        agreement.mcnemar(86, 150).p_value,
        agreement.mcnemar(86, 150).chi_squared,
    ],
    "Rogan-Gladen corrected rate": lambda _: agreement.rogan_gladen(0.12, sensitivity=0.90, specificity=0.95),
    "overclaim leverage example (E/M level 3 vs 4 wRVU)": lambda _: deterrence.leverage(0.97, 1.50),
    "break-even penalty multiple for item-only clawback": lambda _: [
        deterrence.break_even_multiple(inclusion) for inclusion in (0.05, 0.10, 0.20)
    ],
    "time-study observations, 95.45%, +-5%": lambda _: time_study.observations_from([7, 6, 7, 7, 6], error=0.05, z=2),
    "time-study observations, 95%, +-10%": lambda _: time_study.observations_from([8, 7, 8, 9, 7], error=0.10, z=2),
    "observations from CV (Russian manual)": lambda _: time_study.observations_of_variation(20, error=15, t=1.96),
    "work sampling observations": lambda _: work_sampling.observations(0.30, error=0.04, z=2),
    "element statistics (time study)": _element,
    "Tsht = Top(1+(a_obs+a_otl)/100)": lambda _: time_study.piece_time(10, tending_percent=5.9, rest_percent=2.3),
    "PMTS units": lambda _: [
        time_study.SECONDS_PER_MOD,
        time_study.mods_per_second(),
        time_study.SECONDS_PER_TMU,
    ],
    "regression through origin (NIST StRD NoInt1)": lambda _: _through_origin(
        [60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70], [130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140]
    ),
    "regression through origin (NIST StRD NoInt2)": lambda _: _through_origin([4, 5, 6], [3, 4, 4])[:2],
    "norms from totals: NNLS coefficients": lambda _: list(regression.non_negative(DAYS, DAY_MINUTES)),
    "norms from totals: SE and 95% CI of type 1": lambda _: [
        regression.least_squares(DAYS, DAY_MINUTES).standard_errors[0],
        *regression.least_squares(DAYS, DAY_MINUTES).interval(0),
    ],
    "norms from totals: Bayesian (prior N(m,(0.3m)^2), m=10,20,20; sigma=9)": _from_totals_with_prior,
    "norms from totals: exact recovery": lambda _: list(regression.non_negative(DAYS, [250, 311, 244, 360, 273, 242])),
    "p-chart limits": _p_chart,
}


def test_every_row_is_recomputed() -> None:
    assert {row["topic"] for row in ROWS} == CHECKS.keys()
    assert len(ROWS) == 138


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['topic']} {row['inputs']}"[:90])
def test_published_value(row: dict[str, str]) -> None:
    found = CHECKS[row["topic"]](row["inputs"])

    expected = row["expected"]
    if isinstance(found, str):
        assert found == expected
    else:
        _assert_near(found, json.loads(expected), float(row["tolerance"]))


def _assert_near(found: Any, expected: Any, tolerance: float) -> None:
    if isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            _assert_near(one, other, tolerance)
    elif isinstance(expected, str):
        assert found == expected
    else:
        assert abs(Decimal(found) - Decimal(str(expected))) <= Decimal(str(tolerance)) + Decimal("1e-15")
