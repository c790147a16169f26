"""How many people judge one work, and what stands when they do not find the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.panel import Ground, Opinion, Vote, is_wanted, locked
from audit.recoding import Verdict
from audit.second_choice import Candidate, Stratum, choose, known_comes_now, pick_known, spread, strata

SEED = "b6" * 32
L5, L10, L25 = (1, Decimal(1)), (2, Decimal(1)), (3, Decimal(1))


def said(auditor_id: int, found: Vote | None, *, claimed: Vote = L10) -> Opinion:
    verdict = Verdict.TYPE if found else Verdict.NOT_SURE
    return Opinion(recoding_id=auditor_id, auditor_id=auditor_id, verdict=verdict, found=found, claimed=claimed)


@pytest.mark.parametrize(
    ("found", "ground", "stands"),
    [
        ((L10,), Ground.ALONE, 1),
        ((None,), Ground.ALONE, 1),
        ((L5, L5), Ground.AGREED, 1),
        ((L10, L10), Ground.AGREED, 1),
        ((None, L10), Ground.ALONE, 2),
        ((L10, None), Ground.ALONE, 1),
        ((None, None), Ground.AGREED, 1),
        ((L5, L10, L10), Ground.ADJUDICATED, 3),
        ((L5, L25, L10), Ground.ADJUDICATED, 3),
        ((L5, L25, None), Ground.ADJUDICATED, 3),
    ],
)
def test_what_stands_of_judgements_that_need_no_further_person(
    found: tuple[Vote | None, ...], ground: Ground, stands: int
) -> None:
    result = locked([said(i, vote) for i, vote in enumerate(found, 1)], is_chosen=False, others=2)

    assert result is not None
    assert (result.ground, result.opinion.auditor_id) == (ground, stands)


@pytest.mark.parametrize("found", [(L5,), (L5, L10), (L10, L5), (L5, L25), (L5, None), (None, L5)])
def test_a_difference_that_nobody_has_confirmed_waits_for_one_more_person(found: tuple[Vote | None, ...]) -> None:
    given = [said(i, vote) for i, vote in enumerate(found, 1)]

    assert locked(given, is_chosen=False, others=1) is None
    assert is_wanted(given, is_chosen=False)


@pytest.mark.parametrize(
    ("found", "ground", "stands"),
    [
        ((L5,), Ground.ALONE, 1),
        ((L5, L10), Ground.SPLIT, 1),
        ((L10, L5), Ground.SPLIT, 2),
        ((L5, L25), Ground.SPLIT, 1),
        ((None, L5), Ground.SPLIT, 2),
    ],
)
def test_where_nobody_is_left_to_ask_the_difference_goes_to_the_employee(
    found: tuple[Vote | None, ...], ground: Ground, stands: int
) -> None:
    result = locked([said(i, vote) for i, vote in enumerate(found, 1)], is_chosen=True, others=0)

    assert result is not None
    assert (result.ground, result.opinion.auditor_id) == (ground, stands)
    assert result.opinion.differs


def test_a_work_named_by_the_lot_waits_for_a_second_person_though_the_first_agrees() -> None:
    assert locked([said(1, L10)], is_chosen=True, others=1) is None
    assert locked([said(1, L10)], is_chosen=True, others=0) is not None
    assert locked([], is_chosen=True, others=0) is None


def test_a_difference_in_quantity_alone_is_a_difference() -> None:
    twice = (2, Decimal(2))

    assert said(1, L10, claimed=twice).differs
    assert locked([said(1, L10, claimed=twice)], is_chosen=False, others=1) is None


def _drawn(count: int, code: str, minutes: int) -> list[Candidate]:
    return [Candidate(f"{code}-{number:03}", code, Decimal(minutes)) for number in range(count)]


def test_one_work_in_seven_is_judged_twice_and_more_of_those_whose_minutes_lie_apart() -> None:
    drawn = [*_drawn(40, "L5", 5), *_drawn(9, "L60", 60)]
    spreads = {"L5": spread([], Decimal(5)), "L60": spread([], Decimal(60))}

    allocation = strata(drawn, spreads)

    # 49 works, 7 of them twice: 40 x 1 against 9 x 12 minutes, by largest remainders 1.89 and 5.11.
    assert allocation == [Stratum("L5", 40, Decimal("1.000"), 2), Stratum("L60", 9, Decimal("12.000"), 5)]


def test_a_stratum_never_gets_more_second_opinions_than_it_has_works() -> None:
    drawn = [*_drawn(26, "L3", 3), *_drawn(2, "L60", 60)]

    allocation = strata(drawn, {"L3": Decimal("0.1"), "L60": Decimal(30)})

    assert [(each.code, each.chosen) for each in allocation] == [("L3", 2), ("L60", 2)]


def test_the_spread_is_that_of_two_auditors_once_five_works_were_judged_twice() -> None:
    assert spread([5.0, -5.0, 5.0, -5.0], Decimal(10)) == Decimal("2.000")
    assert spread([5.0, -5.0, 5.0, -5.0, 0.0], Decimal(10)) == Decimal("5.000")
    assert spread([0.0] * 30, Decimal(10)) == Decimal("0.1")


def test_the_lot_alone_says_which_works_and_their_order_changes_nothing() -> None:
    drawn = _drawn(30, "L5", 5)
    allocation = [Stratum("L5", 30, Decimal(1), 4)]

    chosen = choose(SEED, drawn, allocation)

    assert len(chosen) == 4
    assert choose(SEED, drawn[::-1], allocation) == chosen
    assert choose("c7" * 32, drawn, allocation) != chosen
    assert strata([], {}) == []


def test_a_work_of_known_type_comes_about_once_in_eight_and_is_the_lots_choice() -> None:
    comes = sum(known_comes_now(SEED, "104", f"uid-{number}") for number in range(4000))

    assert 440 <= comes <= 560
    assert pick_known(SEED, "104", ["a", "b", "c"]) == pick_known(SEED, "104", ["c", "a", "b"])
    assert pick_known(SEED, "104", []) is None
