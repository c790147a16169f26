"""The month: its states, who may step when, and what the refusals say."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from naryad.days import Period
from payroll.month import (
    AdjustmentIsBooked,
    LastDayIsAhead,
    LastDayIsNotEntered,
    LaterMonthIsClosed,
    Leaver,
    MonthIsAt,
    MonthIsNotOver,
    MonthState,
    MonthStep,
    ReopeningNeedsReason,
    Step,
    require_freezable,
    require_reopenable,
    require_step,
    state_after,
)

OCTOBER = Period(2026, 10)
NOVEMBER_2 = datetime(2026, 11, 2, 9, tzinfo=UTC)


def steps(*taken: Step) -> list[MonthStep]:
    return [MonthStep(period=OCTOBER, employee_id=None, step=step, by=1, at=NOVEMBER_2) for step in taken]


def test_a_month_without_steps_is_open():
    assert state_after([]) is MonthState.OPEN


def test_a_month_is_frozen_then_approved_then_closed_and_may_be_reopened():
    assert state_after(steps(Step.FREEZE)) is MonthState.FROZEN
    assert state_after(steps(Step.FREEZE, Step.APPROVE)) is MonthState.APPROVED
    assert state_after(steps(Step.FREEZE, Step.APPROVE, Step.CLOSE)) is MonthState.CLOSED
    assert state_after(steps(Step.FREEZE, Step.APPROVE, Step.CLOSE, Step.REOPEN)) is MonthState.OPEN


@pytest.mark.parametrize(
    ("step", "state", "next_step"),
    [
        (Step.FREEZE, MonthState.FROZEN, "Теперь его утверждает руководитель."),
        (Step.APPROVE, MonthState.OPEN, "Сначала закончите приём."),
        (Step.CLOSE, MonthState.OPEN, "Сначала закончите приём."),
        (Step.CLOSE, MonthState.FROZEN, "Теперь его утверждает руководитель."),
        (Step.APPROVE, MonthState.APPROVED, "Теперь его закрывает бухгалтер."),
        (Step.REOPEN, MonthState.OPEN, "Сначала закончите приём."),
    ],
)
def test_a_step_out_of_turn_is_refused_and_told_what_comes_next(step: Step, state: MonthState, next_step: str):
    with pytest.raises(MonthIsAt) as refused:
        require_step(step, period=OCTOBER, state=state)

    assert refused.value.message("ru").startswith("Октябрь 2026 — сейчас ")
    assert refused.value.message("ru").endswith(next_step)
    assert refused.value.message("en").startswith("October 2026 is ")


def test_a_month_is_frozen_only_after_its_last_day():
    require_freezable(OCTOBER, today=date(2026, 11, 1))

    with pytest.raises(MonthIsNotOver) as refused:
        require_freezable(OCTOBER, today=date(2026, 10, 31))

    assert "31.10.2026" in refused.value.message("ru")


def test_a_leaver_is_frozen_from_the_last_day_of_employment():
    require_freezable(OCTOBER, today=date(2026, 10, 20), leaver=Leaver("Анна", date(2026, 10, 20)))

    with pytest.raises(LastDayIsAhead) as refused:
        require_freezable(OCTOBER, today=date(2026, 10, 19), leaver=Leaver("Анна", date(2026, 10, 20)))

    assert "20.10.2026" in refused.value.message("en")


def test_early_closing_needs_a_last_day_of_employment():
    with pytest.raises(LastDayIsNotEntered):
        require_freezable(OCTOBER, today=date(2026, 10, 20), leaver=Leaver("Анна", None))


def test_reopening_needs_a_reason():
    with pytest.raises(ReopeningNeedsReason):
        require_reopenable(OCTOBER, reason="  ", later_closed=None, adjustment_booked_in=None)


def test_a_month_is_not_reopened_once_a_later_one_is_closed():
    with pytest.raises(LaterMonthIsClosed) as refused:
        require_reopenable(OCTOBER, reason="ошибка", later_closed=Period(2026, 11), adjustment_booked_in=None)

    assert refused.value.message("ru").startswith("Октябрь 2026 нельзя открыть: ноябрь 2026 уже закрыт")


def test_a_month_is_not_reopened_once_a_correction_of_it_is_booked():
    with pytest.raises(AdjustmentIsBooked) as refused:
        require_reopenable(OCTOBER, reason="ошибка", later_closed=None, adjustment_booked_in=Period(2026, 12))

    assert "декабрь 2026" in refused.value.message("ru")
