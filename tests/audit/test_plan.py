"""The plan says before what minutes a week will let one notice, and is chosen from a day on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from audit.actions.plan import PlanBeginsInThePast, choose_plan
from audit.budget import Attention, Share
from audit.plan import SUPPOSED_SPREAD, budgets, margin, plan_for, whole_week
from audit.results import Thresholds
from naryad.db import Database
from naryad.office import SettingIsWrong, setting, setting_history
from naryad.people import NotAllowed
from tests.audit.conftest import TestOffice, at, found_office

TEN = [Share(str(number), 45, Decimal(750)) for number in range(101, 111)]
TODAY = date(2026, 10, 19)


@pytest.fixture
def small(database: Database) -> Iterator[TestOffice]:
    with database.writing() as session:
        yield found_office(session)


def test_twenty_minutes_in_an_office_of_ten_notice_a_fifth_over_claimed_in_a_quarter() -> None:
    plan = plan_for(20, TEN, thresholds=Thresholds(), spread=SUPPOSED_SPREAD)

    assert (plan.sample, plan.needed) == (20, 20)
    assert plan.month == pytest.approx((0.142, 0.591, 0.922), abs=0.001)
    assert plan.quarter == pytest.approx((0.325, 0.947, 1.0), abs=0.001)
    assert plan.quarter_margin == pytest.approx(0.0264, abs=0.0002)


def test_more_minutes_never_notice_less() -> None:
    plans = [plan_for(each, TEN, thresholds=Thresholds(), spread=SUPPOSED_SPREAD) for each in (10, 20, 40, 80, 200)]

    for low, high in pairwise(plans):
        assert all(a <= b for a, b in zip(low.quarter, high.quarter, strict=True))
        assert (low.quarter_margin or 0) > (high.quarter_margin or 0) > 0


def test_a_plan_of_nothing_notices_nothing_and_promises_no_margin() -> None:
    plan = plan_for(0, TEN, thresholds=Thresholds(), spread=SUPPOSED_SPREAD)

    assert (plan.sample, plan.month, plan.month_margin) == (0, (0.0, 0.0, 0.0), None)
    assert plan.people[0].upper_if_none is None


def test_an_office_without_people_has_an_empty_plan() -> None:
    plan = plan_for(20, [], thresholds=Thresholds(), spread=SUPPOSED_SPREAD)

    assert (plan.people, plan.sample, plan.quarter_margin) == ((), 0, None)


def test_an_open_question_gets_twice_and_a_quiet_quarter_half() -> None:
    shares = [
        Share("101", 45, Decimal(750), Attention.OPEN_QUESTION),
        Share("102", 45, Decimal(750)),
        Share("103", 45, Decimal(750), Attention.QUIET),
    ]

    sizes = [person.sample for person in plan_for(24, shares, thresholds=Thresholds(), spread=0.05).people]

    assert sizes == [13, 7, 4]


def test_no_error_in_a_quarter_still_leaves_an_upper_limit() -> None:
    [one] = plan_for(2, [Share("101", 45, Decimal(750))], thresholds=Thresholds(), spread=0.05).people

    assert one.quarter_sample == 26
    assert one.upper_if_none == pytest.approx(0.105, abs=0.002)


def test_a_list_judged_whole_leaves_no_margin() -> None:
    assert margin(40, 40, 0.05) == 0
    assert margin(40, 0, 0.05) is None


def test_the_curve_reaches_past_what_is_chosen_and_tried() -> None:
    assert budgets(10, 20, 60) == [*range(10, 121, 10)]
    assert 37 in budgets(10, 37)
    assert max(budgets(2500, 20)) >= 7500
    assert whole_week(TEN) == (450, Decimal(7500))


def test_a_plan_is_chosen_from_a_day_on_by_who_may(small: TestOffice) -> None:
    chosen: dict[str, Any] = {"minutes": 40, "size_rule": "equal", "now": at(TODAY), "today": TODAY}

    assert choose_plan(small.session, small.gleb, effective_from=date(2026, 10, 26), **chosen)

    assert setting(small.session, "audit_minutes_a_week", date(2026, 10, 25)) == 20
    assert setting(small.session, "audit_minutes_a_week", date(2026, 10, 26)) == 40
    with pytest.raises(NotAllowed):
        choose_plan(small.session, small.anna, effective_from=TODAY, **chosen)


def test_choosing_what_holds_already_adds_nothing(small: TestOffice) -> None:
    chosen: dict[str, Any] = {
        "minutes": 40,
        "size_rule": "minutes",
        "effective_from": TODAY,
        "now": at(TODAY),
        "today": TODAY,
    }
    choose_plan(small.session, small.gleb, **chosen)

    assert not choose_plan(small.session, small.gleb, **chosen)

    assert len(setting_history(small.session, "audit_minutes_a_week")) == 1


@pytest.mark.parametrize(
    ("minutes", "day", "error", "says"),
    [
        (40, date(2026, 10, 18), PlanBeginsInThePast, "План действует с сегодняшнего дня (19.10.2026) или позже"),
        (2401, TODAY, SettingIsWrong, "Значение «2401» не подходит"),
        (-1, TODAY, SettingIsWrong, "Значение «-1» не подходит"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    small: TestOffice, minutes: int, day: date, error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as refusal:
        choose_plan(
            small.session, small.gleb, minutes=minutes, size_rule="minutes", effective_from=day, now=at(TODAY),
            today=TODAY,
        )  # fmt: skip

    assert says in refusal.value.message("ru")  # type: ignore[attr-defined]
