"""Every row of cases/audit-values.csv is either recomputed here or named below as belonging to a later depth of
the audit.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit import agreement, estimate, evidence, published_samplers
from audit.draw import draw, ticket, whole_order

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
    found = estimate.poisson_total([(12, 0.5), (0, 0.2), (5, 0.25), (20, 0.8)])
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
    return estimate.attribute_sample(float(given["tolerable"]), float(given["expected"]), risk=risk)


def _poisson_size(inputs: str) -> int:
    given = _named(inputs)
    tolerable = float(given["tolerable"])
    expected = float(given["expected/tolerable"]) * tolerable
    return estimate.monetary_sample(tolerable, expected, risk=1 - float(given["conf"]))


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
    "Hajek mean": lambda _: estimate.hajek_mean([(12, 0.5), (0, 0.2), (5, 0.25), (20, 0.8)]),
    "Hansen-Hurwitz total and variance": lambda _: list(estimate.draws_total([(3, 0.06), (10, 0.20), (7, 0.10)])),
    "Horvitz-Thompson variance estimate (HT form)": lambda _: estimate.horvitz_thompson_variance(
        [3, 10, 7], [0.169416, 0.488, 0.271], {(0, 1): 0.06264, (0, 2): 0.03312, (1, 2): 0.10200}
    ),
    "Horvitz-Thompson total": lambda _: estimate.poisson_total([(3, 0.169416), (10, 0.488), (7, 0.271)]).minutes,
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
    "OC values": lambda _: [estimate.binomial_at_most(0, 20, 0.05), estimate.binomial_at_most(0, 20, 0.15)],
    "samplingplans OC points": lambda _: [
        estimate.binomial_upper(2, 68, risk=0.95),
        estimate.binomial_upper(2, 68, risk=0.05),
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
        estimate.plan_between(accept_at=0.05, accept_chance=0.95, reject_at=0.15, reject_chance=0.075)
    ),
    "confidence factors (Poisson, 95%)": lambda _: [estimate.poisson_upper(k, risk=0.05) for k in range(6)],
    "MUS sample size, Poisson, table C-1": _poisson_size,
    "Neyman allocation": lambda _: estimate.neyman([4421, 755, 1018], [166.0629, 671.0737, 395.3571], 200),
    "SRS mean and SE (fpc)": lambda _: list(estimate.mean_with_fpc(6194, 200, 656.585, 132.9752793)),
    "stratified total and SE (fpc)": lambda _: list(
        estimate.stratified_total(
            [(4421, 100, 416.78, 166.0628809), (755, 50, 1320.70, 671.0737132), (1018, 50, 832.48, 395.3571488)]
        )
    ),
}

LATER: dict[str, int] = {
    "hypergeometric sample size, expected rate": 1,
    "binomial sample size, expected rate": 1,
    "Poisson sample size, expected rate": 1,
    "Bayesian binomial sample size, beta(1,1) prior": 1,
    "Z1.4/MIL-STD-105E single plan, worked example": 1,
    "Z1.4/MIL-STD-105E single plan": 8,
    "code letters, level I/II/III": 1,
    "switching scheme OC (Stephens-Larson Markov chain)": 1,
    "Wald SPRT lines (h1,h2,slope)": 1,
    "MUS sample size (expansion factor)": 1,
    "MUS projected misstatement": 1,
    "MUS upper limit (same data)": 1,
    "MUS tainting projection": 1,
    "MUS basic precision": 1,
    "Stringer bound, binomial": 1,
    "Stringer bound, Poisson": 1,
    "taint binomial upper bound": 1,
    "taint MLE": 1,
    "fixed-interval MUS selection": 1,
    "difference estimator, no fpc": 1,
    "difference estimator, with fpc (1-n/N)": 1,
    "stratified mean and SE (fpc)": 1,
    "sample size for a mean with fpc": 1,
    "Jeffreys 95%": 1,
    "Korn-Graubard (beta) CI for stratified proportion": 1,
    "Bayes upper 95%, beta(1,1)": 1,
    "Bayes factor BF10, beta(1,1)": 1,
    "impartial prior beta(1,b) and BF10": 1,
    "beta-binomial upper 95% (finite population)": 1,
    "beta-binomial upper 95% (our size)": 1,
    "beta-binomial P(K/N>5%), prior from past months": 1,
    "stratified Bayes, no pooling, poststratified 95% CI": 1,
    "drand quicknet randomness = SHA-256(signature)": 1,
    "drand mainnet randomness = SHA-256(signature)": 1,
    "Kaplan-Wald p-value": 1,
    "Kaplan-Markov p-value": 1,
    "ALPHA/BRAVO sample size": 1,
    "Fleiss kappa": 1,
    "McNemar exact two-sided p and chi2 (cc)": 1,
    "Rogan-Gladen corrected rate": 1,
    "overclaim leverage example (E/M level 3 vs 4 wRVU)": 1,
    "break-even penalty multiple for item-only clawback": 1,
    "time-study observations, 95.45%, +-5%": 1,
    "time-study observations, 95%, +-10%": 1,
    "observations from CV (Russian manual)": 1,
    "work sampling observations": 1,
    "element statistics (time study)": 1,
    "Tsht = Top(1+(a_obs+a_otl)/100)": 1,
    "PMTS units": 1,
    "regression through origin (NIST StRD NoInt1)": 1,
    "regression through origin (NIST StRD NoInt2)": 1,
    "norms from totals: NNLS coefficients": 1,
    "norms from totals: SE and 95% CI of type 1": 1,
    "norms from totals: Bayesian (prior N(m,(0.3m)^2), m=10,20,20; sigma=9)": 1,
    "norms from totals: exact recovery": 1,
    "p-chart limits": 1,
}
"""Topic -> number of its rows that belong to a later depth of the audit (agreement, plans, norms from time studies)."""


def test_every_row_is_either_recomputed_or_named_as_later() -> None:
    topics = Counter(row["topic"] for row in ROWS)

    assert dict(topics) == {topic: topics[topic] for topic in CHECKS} | LATER
    assert not CHECKS.keys() & LATER.keys()
    assert len(ROWS) == 138


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["topic"] in CHECKS], ids=lambda row: f"{row['topic']} {row['inputs']}"[:90]
)
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
