"""Signs that counting changes work: summed by the database, shown with what is expected, judging nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from audit.signs import (
    Mix,
    last_workdays,
    list_shares,
    mix_by_month,
    mix_by_person,
    month_end_signs,
    paces_by_type,
)
from audit.store.sign import differing_by_list
from naryad.calendar import Calendar
from naryad.days import Period
from naryad.db import Database
from norms.store import all_types
from tests.audit.conftest import TestOffice, found_office
from worklog.sign import CallPace, GivenType, MonthEnd
from worklog.store.sign import call_paces, given_types, month_ends

OCTOBER = Period.of_month("2026-10")
ANNA, BORIS = 1, 2


@pytest.fixture
def small(any_db: Database) -> Iterator[TestOffice]:
    with any_db.writing() as session:
        yield found_office(session)


def test_calls_that_bring_most_for_a_real_minute_stand_first() -> None:
    paces = paces_by_type(
        [CallPace(8, ANNA, 4, Decimal(32), 1920), CallPace(8, BORIS, 4, Decimal(32), 1920),
         CallPace(4, ANNA, 5, Decimal(20), 600), CallPace(15, ANNA, 4, Decimal(60), 60)]
    )  # fmt: skip

    assert [(type_id, round(pace.index, 2), pace.calls) for type_id, pace in paces] == [(4, 2.0, 5), (8, 1.0, 8)]
    assert paces[0][1].mean_minutes == 2


def test_the_last_two_working_days_take_the_days_off_after_them_along() -> None:
    days = last_workdays([OCTOBER], Calendar.russian())

    assert days == [date(2026, 10, 29), date(2026, 10, 30), date(2026, 10, 31)]


def test_the_months_end_is_held_against_an_even_share_of_the_days_worked() -> None:
    signs = month_end_signs(
        [MonthEnd(OCTOBER, ANNA, 100, 20, 20, 2), MonthEnd(OCTOBER, BORIS, 100, 10, 20, 2),
         MonthEnd(OCTOBER, 3, 19, 19, 10, 2), MonthEnd(OCTOBER, 4, 50, 0, 10, 0)]
    )  # fmt: skip

    assert [(sign.employee_id, sign.times, sign.share) for sign in signs] == [(ANNA, 2.0, 0.2), (BORIS, 1.0, 0.1)]


def test_the_mix_is_held_against_what_was_suggested() -> None:
    minutes_of = {5: Decimal(5), 10: Decimal(10)}
    given = [
        GivenType(OCTOBER, ANNA, 5, 5, 15),
        GivenType(OCTOBER, ANNA, 5, 10, 5),
        GivenType(OCTOBER, BORIS, 10, 5, 2),
    ]

    assert mix_by_month(given, minutes_of) == [(OCTOBER, Mix(22, 135 / 22, 120 / 22))]
    assert mix_by_person(given, minutes_of) == [(ANNA, Mix(20, 6.25, 5.0))], "two works of Boris say nothing"


def test_a_list_outside_the_limits_of_chance_is_marked() -> None:
    weeks = [date(2026, 9, day) for day in (6, 13, 20, 27)] + [date(2026, 10, 4)]

    shares = list_shares([(day, differing, 20) for day, differing in zip(weeks, (1, 0, 2, 1, 11), strict=True)])

    assert [each.is_outside for each in shares] == [False, False, False, False, True]
    assert shares[0].limits.centre == pytest.approx(0.15)


def test_four_lists_make_no_chart_and_empty_ones_are_none() -> None:
    assert list_shares([(date(2026, 9, 6), 1, 20)] * 4) == []
    assert list_shares([(date(2026, 9, 6), 0, 0)] * 6) == []


def test_the_database_sums_calls_month_ends_suggestions_and_lists(small: TestOffice) -> None:
    for day in (date(2026, 10, 5), date(2026, 10, 30)):
        small.letter(small.anna, "L10", day)
    call = small.call(small.anna, "K5", date(2026, 10, 30))
    _length(small, call.id, 150)
    types = {each.code: each.id for each in all_types(small.session)}
    _suggested(small, call.id, types["K4"], types["K5"])

    assert call_paces(small.session, *_days(OCTOBER)) == [CallPace(types["K5"], small.anna.id, 1, Decimal(5), 150)]
    assert month_ends(small.session, [OCTOBER], last_workdays([OCTOBER], Calendar.russian())) == [
        MonthEnd(OCTOBER, small.anna.id, 3, 2, 2, 1)
    ]
    assert given_types(small.session, [OCTOBER]) == [GivenType(OCTOBER, small.anna.id, types["K4"], types["K5"], 1)]
    assert given_types(small.session, [OCTOBER.next()]) == []
    assert differing_by_list(small.session, *_days(OCTOBER)) == []


def test_each_list_counts_its_works_that_differ(small: TestOffice) -> None:
    small.week_of_letters(small.anna, "L10 L5 L25")
    small.accept_all()
    small.draw(small.freeze())
    small.judge_all("L5")

    assert differing_by_list(small.session, *_days(OCTOBER)) == [(date(2026, 10, 11), 2, 3)]


def _days(period: Period) -> tuple[date, date]:
    return period.first_day, period.last_day


def _length(office: TestOffice, entry_id: int, seconds: int) -> None:
    office.session.connection().execute(
        text(
            "INSERT INTO call (entry_id, direction, number, number_key, party, started_at, seconds, extension, by_hand)"
            " VALUES (:id, 'out', '', '', '', :at, :seconds, '', :no)"
        ),
        {"id": entry_id, "at": datetime(2026, 10, 30, 9, tzinfo=UTC), "seconds": seconds, "no": False},
    )


def _suggested(office: TestOffice, entry_id: int, suggested: int, given: int) -> None:
    office.session.connection().execute(
        text(
            "INSERT INTO suggestion_shown (entry_id, employee_id, at, work_type_id, given_work_type_id, taken,"
            " probability, digest) VALUES (:id, :who, :at, :suggested, :given, :taken, 9000, 'x')"
        ),
        {
            "id": entry_id,
            "who": office.anna.id,
            "at": datetime(2026, 10, 30, 9, tzinfo=UTC),
            "suggested": suggested,
            "given": given,
            "taken": suggested == given,
        },
    )
