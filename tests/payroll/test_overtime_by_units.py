"""Overtime by units: what was made after the day's end, as long as the timesheet says, at one and a half and double."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.office import SettingIsWrong
from norms.work_type import Kind
from payroll.actions.quality import judge_work
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.overtime_pay import Part, part_of
from payroll.pay_line import PayLine
from payroll.quality import partly
from payroll.store.closed import closed_person_rows
from payroll.terms_text import terms_of_text, text_of_terms
from payroll.verification import troubles
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.worlds import choose
from worklog.actions.entry import Chosen, record_entry
from worklog.entry import NewEntry

OCTOBER = Period(2026, 10)
THURSDAY = date(2026, 10, 15)
NOVEMBER_2 = date(2026, 11, 2)
MOSCOW = ZoneInfo("Europe/Moscow")


def prepared(office: PayOffice) -> PayOffice:
    """An office that pays overtime by units from 18:00; on Thursday the 15th Anna stayed for three hours."""
    office.rate("5")
    choose(office, "timesheet", "kept")
    choose(office, "overtime_pay", "units")
    for period in (OCTOBER, OCTOBER.next()):
        fill_timesheet(office.session, office.accountant, period=period, now=noon(FOUNDED_ON))
    mark(office, "8/С3")
    return office


@pytest.fixture
def office(database: Database) -> Iterator[PayOffice]:
    with database.writing() as session:
        yield prepared(PayOffice.founded(session))


def mark(office: PayOffice, text: str) -> None:
    entered = enter_timesheet(
        office.session,
        office.accountant,
        period=OCTOBER,
        cells={(office.anna.id, THURSDAY): text},
        now=noon(NOVEMBER_2),
    )
    assert entered.problems == ()


def letter(office: PayOffice, at: str, code: str = "L10") -> int:
    moment = datetime.combine(THURSDAY, time.fromisoformat(at), MOSCOW).astimezone(UTC)
    new = NewEntry(
        kind=Kind.LETTER_OUT, employee_id=office.anna.id, day=THURSDAY, at=moment, title=at, entered_by=office.anna.id
    )
    entry, _ = record_entry(office.session, new, Chosen(code), actor=office.anna, now=moment, today=THURSDAY)
    return entry.id


def overtime(office: PayOffice, month: str = "2026-10") -> list[PayLine]:
    return [line for line in office.month(month).pay if line.kind == "OVER" and line.source_period is None]


def test_two_hours_bring_a_half_more_and_the_third_as_much_again(office: PayOffice):
    for at in ("17:59", "18:00", "19:59", "20:00", "20:59:59", "21:00"):
        letter(office, at)

    [line] = overtime(office)
    assert line.formula_en == "100.00 × (1.5 − 1) + 100.00 × (2 − 1) = 150.00"
    assert (line.first_day, line.amount) == (THURSDAY, Decimal("150.00"))


def test_nothing_made_in_those_hours_brings_nothing_more(office: PayOffice):
    letter(office, "12:00")

    assert overtime(office) == []


def test_hours_without_a_mark_in_the_timesheet_are_no_overtime(office: PayOffice):
    mark(office, "8")
    letter(office, "19:00")

    assert overtime(office) == []


def test_an_office_may_let_overtime_run_from_another_time(office: PayOffice):
    choose(office, "overtime_from", "17:00")
    letter(office, "17:30")

    assert [line.amount for line in overtime(office)] == [Decimal("25.00")]


def test_over_the_whole_month_it_is_counted_by_hours(office: PayOffice):
    choose(office, "overtime_count", "month")
    letter(office, "12:00")

    [line] = overtime(office)
    assert "× (1.5 − 1)" in line.formula_en
    assert line.first_day == OCTOBER.first_day


def test_the_judged_part_and_not_the_full_price_is_raised(office: PayOffice):
    bad = letter(office, "18:30")
    judge_work(
        office.session, office.head, entry_id=bad, judged=partly(Decimal(60)), reason="акт № 3", now=noon(THURSDAY)
    )

    assert [line.amount for line in overtime(office)] == [Decimal("15.00")]


def test_the_single_price_of_overtime_does_not_count_towards_the_minimum(office: PayOffice):
    letter(office, "12:00")
    without = _top_up(office)

    letter(office, "18:30")

    assert _top_up(office) == without


def _top_up(office: PayOffice) -> list[Decimal]:
    own = [line for line in office.month("2026-10").pay if line.employee_id == office.anna.id]
    return [line.amount for line in own if line.kind == "MROT"]


def test_a_late_finding_corrects_the_overtime_too(office: PayOffice):
    late = letter(office, "18:30")
    office.accept(office.anna, THURSDAY)
    office.close("2026-10", on=NOVEMBER_2)

    choose(office, "overtime_from", "20:00", since=date(2026, 11, 1))
    office.recode(late, "L5", on=date(2026, 11, 3))
    office.close("2026-11", on=date(2026, 12, 2))

    [correction] = office.month("2026-11").adjustments
    assert [(line.mark.value, line.amount) for line in correction.pay if line.kind == "OVER"] == [
        ("storno", Decimal("-25.00")),
        ("right", Decimal("12.50")),
    ]
    assert list(troubles(office.session)) == []


@pytest.mark.parametrize(
    ("at", "hours", "part"),
    [
        ("17:59:59", "3", None),
        ("18:00", "3", Part.FIRST),
        ("19:59:59", "3", Part.FIRST),
        ("20:00", "3", Part.FURTHER),
        ("20:59:59", "3", Part.FURTHER),
        ("21:00", "3", None),
        ("18:29", "0.5", Part.FIRST),
        ("18:30", "0.5", None),
    ],
)
def test_the_end_of_overtime_is_not_inside(at: str, hours: str, part: Part | None):
    moment = datetime.combine(THURSDAY, time.fromisoformat(at), MOSCOW)

    assert part_of(moment, begins=time(18), hours=Decimal(hours)) is part


def test_what_closing_freezes_says_from_when_overtime_ran_only_where_it_is_by_units(office: PayOffice):
    letter(office, "18:30")
    office.accept(office.anna, THURSDAY)
    office.close("2026-10", on=NOVEMBER_2)

    [row] = closed_person_rows(office.session, office.month("2026-10").closings[0].id, office.anna.id)
    terms, sheet = terms_of_text(row.terms)
    assert terms.acts.overtime_from == "18:00"
    assert text_of_terms(terms, sheet) == row.terms


def test_a_time_that_is_none_is_refused(office: PayOffice):
    with pytest.raises(SettingIsWrong, match="overtime_from"):
        choose(office, "overtime_from", "вечером")


def test_overtime_by_units_counts_alike_on_both_engines(any_db: Database):
    with any_db.writing() as session:
        office = prepared(PayOffice.founded(session))
        letter(office, "18:30")
        letter(office, "20:30", "L5")

        assert [line.amount for line in overtime(office)] == [Decimal("50.00")]
