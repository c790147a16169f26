"""Corrections of a closed month: storno and right lines, and when their money is due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import AccrualLine, Mark
from payroll.adjustment import Adjustment, AdjustmentLine, Standing, correction_lines, standing_of
from payroll.output import WorkDone
from payroll.scheme import DIRECT
from tests.payroll.values import ANNA, always, described, per_hour, per_minute, work

SEPTEMBER = Period(2026, 9)
OCTOBER = Period(2026, 10)
NOVEMBER = Period(2026, 11)
SEPTEMBER_30 = date(2026, 9, 30)
RATE = per_minute("4.20", since=date(2026, 1, 1))


def priced(*groups: WorkDone) -> tuple[AccrualLine, ...]:
    return DIRECT.accrue(groups, rate_of=always(RATE), rounding=Rounding.UNIT).lines


def booked(lines: tuple[AdjustmentLine, ...], standing: Standing, booked_in: Period = OCTOBER) -> Adjustment:
    return Adjustment(
        employee_id=ANNA,
        source_period=SEPTEMBER,
        booked_in=booked_in,
        lines=lines,
        standing=standing,
        settled_in=booked_in if standing is Standing.DUE else None,
        reason="",
    )


def test_an_overtyped_letter_is_a_storno_and_the_right_line():
    closed = priced(work("L10", quantity="3", norm="10", on=SEPTEMBER_30))
    right = priced(work("L10", quantity="2", norm="10", on=SEPTEMBER_30), work("L5", norm="5", on=SEPTEMBER_30))

    lines = correction_lines(period=SEPTEMBER, closed=closed, booked=(), right=right)

    assert [(line.mark, line.type_code, line.quantity, line.amount) for line in lines] == [
        (Mark.STORNO, "L10", Decimal(-1), Decimal("-42.00")),
        (Mark.RIGHT, "L5", Decimal(1), Decimal("21.00")),
    ]
    assert {line.source_period for line in lines} == {SEPTEMBER}


def test_nothing_changed_gives_no_lines():
    closed = priced(work("L10", quantity="3", norm="10", on=SEPTEMBER_30))

    assert correction_lines(period=SEPTEMBER, closed=closed, booked=(), right=closed) == ()


def test_what_was_booked_already_is_not_booked_again():
    closed = priced(work("L10", norm="10", on=SEPTEMBER_30))
    right = priced(work("L5", norm="5", on=SEPTEMBER_30))
    october = correction_lines(period=SEPTEMBER, closed=closed, booked=(), right=right)

    assert correction_lines(period=SEPTEMBER, closed=closed, booked=october, right=right) == ()


def test_a_restored_type_turns_the_earlier_correction_and_nets_to_zero():
    closed = priced(work("L10", norm="10", on=SEPTEMBER_30))
    october = correction_lines(
        period=SEPTEMBER, closed=closed, booked=(), right=priced(work("L5", norm="5", on=SEPTEMBER_30))
    )

    november = correction_lines(period=SEPTEMBER, closed=closed, booked=october, right=closed)

    assert [line.amount for line in october] == [Decimal("-42.00"), Decimal("21.00")]
    assert [line.amount for line in november] == [Decimal("-21.00"), Decimal("42.00")]
    assert sum(line.amount for line in (*october, *november)) == 0


def test_the_difference_in_rounding_mode_line_is_of_rounded_lines():
    rate = per_hour("250", since=date(2026, 1, 1))
    closed = DIRECT.accrue(
        [work("C5", quantity="1", norm="5", on=SEPTEMBER_30)], rate_of=always(rate), rounding=Rounding.LINE
    )
    right = DIRECT.accrue(
        [work("C5", quantity="2", norm="5", on=SEPTEMBER_30)], rate_of=always(rate), rounding=Rounding.LINE
    )

    [line] = correction_lines(period=SEPTEMBER, closed=closed.lines, booked=(), right=right.lines)

    assert line.amount == Decimal("41.67") - Decimal("20.83")


def test_described_work_recoded_to_a_norm_moves_between_the_kinds():
    closed = priced(described("15", on=SEPTEMBER_30))
    right = priced(work("L10", norm="10", on=SEPTEMBER_30))

    lines = correction_lines(period=SEPTEMBER, closed=closed, booked=(), right=right)

    assert [(line.kind, line.mark, line.amount) for line in lines] == [
        ("TIME", Mark.STORNO, Decimal("-63.00")),
        ("PIECE", Mark.RIGHT, Decimal("42.00")),
    ]


def test_voided_work_is_a_storno_alone():
    closed = priced(work("L10", norm="10", on=SEPTEMBER_30))

    lines = correction_lines(period=SEPTEMBER, closed=closed, booked=(), right=())

    assert [(line.mark, line.amount) for line in lines] == [(Mark.STORNO, Decimal("-42.00"))]


def test_what_was_underpaid_is_due_at_once():
    lines = correction_lines(
        period=SEPTEMBER,
        closed=priced(work("L5", norm="5", on=SEPTEMBER_30)),
        booked=(),
        right=priced(work("L10", norm="10", on=SEPTEMBER_30)),
    )

    adjustment = booked(lines, Standing.DUE)

    assert standing_of(adjustment, ()) is Standing.DUE
    assert adjustment.due_on == date(2026, 10, 15)


def test_what_was_overpaid_is_only_offered_for_voluntary_return():
    lines = correction_lines(
        period=SEPTEMBER, closed=priced(work("L10", norm="10", on=SEPTEMBER_30)), booked=(), right=()
    )

    assert standing_of(booked(lines, Standing.OFFERED), ()) is Standing.OFFERED


def test_a_restored_sum_that_was_never_returned_is_not_paid_twice():
    closed = priced(work("L10", norm="10", on=SEPTEMBER_30))
    october = correction_lines(
        period=SEPTEMBER, closed=closed, booked=(), right=priced(work("L5", norm="5", on=SEPTEMBER_30))
    )
    november = correction_lines(period=SEPTEMBER, closed=closed, booked=october, right=closed)
    offered, restored = booked(october, Standing.OFFERED), booked(november, Standing.DUE, NOVEMBER)

    assert standing_of(restored, [offered]) is Standing.DUE
    assert restored.net + offered.net == 0


def test_a_gain_smaller_than_what_is_still_offered_stays_offered():
    closed = priced(work("L10", quantity="2", norm="10", on=SEPTEMBER_30))
    october = correction_lines(period=SEPTEMBER, closed=closed, booked=(), right=())
    november = correction_lines(
        period=SEPTEMBER, closed=closed, booked=october, right=priced(work("L10", norm="10", on=SEPTEMBER_30))
    )

    gain = booked(november, Standing.OFFERED, NOVEMBER)

    assert gain.net == Decimal("42.00")
    assert standing_of(gain, [booked(october, Standing.OFFERED)]) is Standing.OFFERED
