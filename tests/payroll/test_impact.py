"""The effect of a proposed norm on pay: who gains, who loses, and the digest its approval carries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding
from payroll.impact import NormEffect, months_before, norm_effect
from payroll.output import WorkDone
from tests.payroll.values import ANNA, BORIS, VERA, always, per_minute, work

MONTHS = (Period(2026, 8), Period(2026, 9), Period(2026, 10))
RATE = always(per_minute("4.20", since=date(2026, 1, 1)))


def effect(*groups: WorkDone, minutes: str, rate_of=RATE) -> NormEffect:
    return norm_effect(
        norm_id=77,
        minutes_after=Decimal(minutes),
        months=MONTHS,
        work=groups,
        rate_of=rate_of,
        rounding=Rounding.UNIT,
    )


def test_the_last_three_whole_months_are_looked_at():
    assert months_before(date(2026, 11, 22)) == MONTHS
    assert months_before(date(2026, 1, 1)) == (Period(2025, 10), Period(2025, 11), Period(2025, 12))


def test_a_shorter_norm_says_who_loses_how_much():
    told = effect(
        work("L10", quantity="10", norm="10", on=date(2026, 8, 3), by=ANNA),
        work("L10", quantity="30", norm="10", on=date(2026, 10, 5), by=BORIS),
        minutes="8",
    )

    assert [(person.employee_id, person.difference) for person in told.people] == [
        (BORIS, Decimal("-252.00")),
        (ANNA, Decimal("-84.00")),
    ]
    assert told.difference == Decimal("-336.00")
    assert told.impact.worse == {ANNA, BORIS}
    assert told.gaining == ()


def test_work_under_an_older_norm_may_gain_while_newer_work_loses():
    told = effect(
        work("L10", quantity="10", norm="6", on=date(2026, 8, 3), by=ANNA, version=1),
        work("L10", quantity="10", norm="10", on=date(2026, 10, 5), by=BORIS, version=2),
        work("L10", quantity="10", norm="8", on=date(2026, 10, 5), by=VERA, version=3),
        minutes="8",
    )

    assert [person.employee_id for person in told.gaining] == [ANNA]
    assert [person.employee_id for person in told.losing] == [BORIS]
    assert told.difference == Decimal("0.00")


def test_the_digest_stands_for_every_figure():
    one = effect(work("L10", quantity="10", norm="10", on=date(2026, 8, 3)), minutes="8")
    same = effect(work("L10", quantity="10", norm="10", on=date(2026, 8, 3)), minutes="8")
    more = effect(work("L10", quantity="11", norm="10", on=date(2026, 8, 3)), minutes="8")

    assert one.digest == same.digest
    assert one.digest != more.digest


def test_work_without_a_rate_counts_its_minutes_and_is_told_of():
    told = effect(work("L10", norm="10", on=date(2026, 8, 3)), minutes="8", rate_of=lambda _employee, _day: None)

    assert told.days_without_rate == 1
    assert told.impact.worse == {ANNA}
    assert told.difference == 0


def test_no_such_work_is_no_effect():
    told = effect(minutes="8")

    assert told.people == ()
    assert told.difference == 0
