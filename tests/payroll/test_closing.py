"""Closing a month: what it freezes, what stops it, and that nothing done later changes it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from naryad.days import Period
from naryad.db import Database
from naryad.people import NotAllowed
from naryad.seal import Level, seal_level
from naryad.tables import SealMarkRow
from payroll.accrual import RatePer
from payroll.actions import approve_month, close_month, freeze_month, set_rate
from payroll.canonical import digest_of
from payroll.month import (
    LaterMonthIsClosed,
    MonthHasBlockers,
    MonthIsAt,
    MonthIsNotOver,
    MonthState,
)
from payroll.rate import RateBehindTheSeal, RateWouldFallInThePast
from payroll.store import month_state
from payroll.store.month import steps_of
from tests.payroll.office import FOUNDED_ON, PayOffice, noon

OCTOBER = Period(2026, 10)
OCTOBER_1 = date(2026, 10, 1)
OCTOBER_2 = date(2026, 10, 2)
NOVEMBER_2 = date(2026, 11, 2)
NOVEMBER_3 = date(2026, 11, 3)


@pytest.fixture
def session(any_db: Database) -> Iterator[Session]:
    with any_db.writing() as opened:
        yield opened


@pytest.fixture
def office(session: Session) -> PayOffice:
    return PayOffice.founded(session)


@pytest.fixture
def october(office: PayOffice) -> PayOffice:
    """October with two days of work, priced and accepted: Anna 25 minutes, Boris 10."""
    office.rate("4.20")
    office.letter(office.anna, "L5", on=OCTOBER_1)
    office.letter(office.anna, "L10", on=OCTOBER_1)
    office.letter(office.anna, "L10", on=OCTOBER_2)
    office.letter(office.boris, "L10", on=OCTOBER_2)
    office.accept(office.anna, OCTOBER_1, OCTOBER_2)
    office.accept(office.boris, OCTOBER_2)
    return office


def test_a_closed_month_keeps_who_when_and_with_what_sums(october: PayOffice):
    closing = october.close("2026-10", on=NOVEMBER_2)

    assert (closing.entries, closing.norm_minutes, closing.amount) == (4, Decimal(35), Decimal("147.00"))
    assert (closing.frozen_by, closing.approved_by, closing.closed_by) == (
        "Белова Вера Игоревна",
        "Орлова Ольга Петровна",
        "Белова Вера Игоревна",
    )
    assert (closing.revision, len(closing.values_hash), len(closing.journal_head)) == (1, 64, 64)


def test_lines_accruals_and_the_total_agree_to_the_kopeck(october: PayOffice):
    october.close("2026-10", on=NOVEMBER_2)

    month = october.month("2026-10")

    assert [(line.day, line.type_code, line.amount) for line in month.lines] == [
        (OCTOBER_1, "L10", Decimal("42.00")),
        (OCTOBER_1, "L5", Decimal("21.00")),
        (OCTOBER_2, "L10", Decimal("42.00")),
        (OCTOBER_2, "L10", Decimal("42.00")),
    ]
    assert [accrual.amount for accrual in month.accruals] == [Decimal("105.00"), Decimal("42.00")]
    assert month.amount == Decimal("147.00")


def test_everybody_employed_in_the_month_is_in_it_with_norm_hours(october: PayOffice):
    month = october.month("2026-10")

    assert [(person.number, person.norm_days, person.norm_hours) for person in month.people] == [
        ("1", 22, Decimal(176)),
        ("2", 22, Decimal(176)),
        ("3", 22, Decimal(176)),
        ("101", 22, Decimal(176)),
        ("102", 22, Decimal(176)),
    ]


def test_the_preview_of_an_open_month_is_what_closing_then_freezes(october: PayOffice):
    preview = october.month("2026-10")

    october.close("2026-10", on=NOVEMBER_2)

    closed = october.month("2026-10")
    assert (preview.lines, preview.accruals) == (closed.lines, closed.accruals)
    assert (preview.is_preview, closed.is_preview) == (True, False)


def test_closing_seals_the_days_and_records_the_highest_seq_of_each_person(october: PayOffice, session: Session):
    october.close("2026-10", on=NOVEMBER_2)

    assert seal_level(session, october.anna.id, date(2026, 10, 31)) is Level.CLOSED
    assert seal_level(session, october.anna.id, date(2026, 11, 1)) is None
    marks = session.exec(select(SealMarkRow.employee_id, SealMarkRow.highest_seq)).all()
    assert sorted(set(marks)) == [(october.anna.id, 3), (october.boris.id, 1)]


def test_whatever_is_done_later_the_closed_month_reads_the_same(october: PayOffice):
    october.close("2026-10", on=NOVEMBER_2)
    closed = digest_of(october.month("2026-10"))
    letter = october.letter(october.anna, "L60", on=date(2026, 11, 2))

    october.rate("9.99", since=NOVEMBER_3, today=NOVEMBER_3)
    october.accept(october.anna, date(2026, 11, 2))
    october.recode(letter, "L25", on=NOVEMBER_3)
    october.close("2026-11", on=date(2026, 12, 1))

    assert digest_of(october.month("2026-10")) == closed


def test_a_month_that_still_runs_is_not_frozen(october: PayOffice, session: Session):
    with pytest.raises(MonthIsNotOver):
        freeze_month(
            session, october.accountant, period=OCTOBER, now=noon(date(2026, 10, 31)), today=date(2026, 10, 31)
        )


def test_a_month_is_not_closed_before_the_head_approved_it(october: PayOffice, session: Session):
    freeze_month(session, october.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)

    with pytest.raises(MonthIsAt) as refused:
        close_month(session, october.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)

    assert refused.value.message("ru") == "Октябрь 2026 — сейчас приём окончен. Теперь его утверждает руководитель."


def test_only_the_head_approves_and_only_the_accountant_closes(october: PayOffice, session: Session):
    freeze_month(session, october.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)

    with pytest.raises(NotAllowed):
        approve_month(session, october.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)
    approve_month(session, october.head, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)
    with pytest.raises(NotAllowed):
        close_month(session, october.head, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)


def test_every_blocker_is_named_at_once(office: PayOffice, session: Session):
    office.letter(office.anna, "L5", on=OCTOBER_1)
    freeze_month(session, office.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)

    with pytest.raises(MonthHasBlockers) as refused:
        approve_month(session, office.head, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)

    assert refused.value.message("ru") == (
        "Октябрь 2026 пока нельзя закрыть: дни не приняты (1), дни без цены нормо-минуты (1). "
        "Красные строки проверки ведут к тому, что осталось сделать."
    )
    assert "days not accepted (1), days without a rate (1)" in refused.value.message("en")


def test_months_are_closed_in_their_order(october: PayOffice, session: Session):
    october.letter(october.anna, "L5", on=NOVEMBER_2)
    october.accept(october.anna, NOVEMBER_2)
    freeze_month(
        session, october.accountant, period=Period(2026, 11), now=noon(date(2026, 12, 1)), today=date(2026, 12, 1)
    )

    with pytest.raises(MonthHasBlockers) as refused:
        approve_month(
            session, october.head, period=Period(2026, 11), now=noon(date(2026, 12, 1)), today=date(2026, 12, 1)
        )

    assert "не закрыты предыдущие месяцы (1)" in refused.value.message("ru")


def test_a_finding_decided_between_approval_and_closing_needs_another_approval(october: PayOffice, session: Session):
    letter = october.letter(october.anna, "L10", on=date(2026, 10, 5))
    october.accept(october.anna, date(2026, 10, 5))
    steps = {"period": OCTOBER, "today": NOVEMBER_2}
    freeze_month(session, october.accountant, now=noon(NOVEMBER_2), **steps)
    approve_month(session, october.head, now=noon(NOVEMBER_2), **steps)
    october.recode(letter, "L5", on=NOVEMBER_2)

    with pytest.raises(Exception, match="the head approved 189, and it is 168 now"):
        close_month(session, october.accountant, now=noon(NOVEMBER_2), **steps)
    approve_month(session, october.head, now=noon(NOVEMBER_2), **steps)

    assert close_month(session, october.accountant, now=noon(NOVEMBER_2), **steps).amount == Decimal("168.00")


def test_closing_a_closed_month_is_refused(october: PayOffice, session: Session):
    october.close("2026-10", on=NOVEMBER_2)

    with pytest.raises(MonthIsAt) as refused:
        close_month(session, october.accountant, period=OCTOBER, now=noon(NOVEMBER_3), today=NOVEMBER_3)

    assert "закрыт" in refused.value.message("ru")


def test_a_reopened_month_is_closed_as_a_new_revision(october: PayOffice, session: Session):
    october.close("2026-10", on=NOVEMBER_2)

    october.reopen("2026-10", on=NOVEMBER_3)

    assert month_state(session, OCTOBER) is MonthState.OPEN
    assert seal_level(session, october.anna.id, OCTOBER_1) is None
    assert [step.step.value for step in steps_of(session, OCTOBER)] == ["freeze", "approve", "close", "reopen"]
    assert october.close("2026-10", on=NOVEMBER_3).revision == 2
    assert october.month("2026-10").amount == Decimal("147.00")


def test_a_month_is_not_reopened_once_the_next_one_is_closed(october: PayOffice):
    october.close("2026-10", on=NOVEMBER_2)
    october.close("2026-11", on=date(2026, 12, 1))

    with pytest.raises(LaterMonthIsClosed):
        october.reopen("2026-10", on=date(2026, 12, 2))


def test_decisions_behind_the_seal_are_in_the_figures_of_the_next_revision(october: PayOffice):
    letter = october.letter(october.anna, "L10", on=date(2026, 10, 5))
    october.accept(october.anna, date(2026, 10, 5))
    october.close("2026-10", on=NOVEMBER_2)
    october.recode(letter, "L25", on=NOVEMBER_3)

    october.reopen("2026-10", on=NOVEMBER_3)
    october.close("2026-10", on=NOVEMBER_3)

    assert october.slip("2026-10", october.anna).total == Decimal("210.00")
    october.close("2026-11", on=date(2026, 12, 1))
    assert october.month("2026-11").adjustments == ()


def test_a_rate_never_starts_in_a_closed_month(october: PayOffice):
    october.close("2026-10", on=NOVEMBER_2)

    with pytest.raises(RateBehindTheSeal) as refused:
        october.rate("5.00", since=date(2026, 10, 31), today=NOVEMBER_3)

    assert "01.11.2026" in refused.value.message("ru")


def test_pay_does_not_get_worse_in_the_past(october: PayOffice):
    with pytest.raises(RateWouldFallInThePast) as refused:
        october.rate("4.00", since=OCTOBER_1, today=OCTOBER_2)

    assert refused.value.message("ru").startswith("240 в час с 01.10.2026 меньше, чем 252")
    october.rate("4.00", since=date(2026, 12, 3), today=OCTOBER_2)


def test_a_mistyped_rate_is_entered_anew_on_the_same_day(office: PayOffice):
    office.rate("42.00")

    office.rate("4.20")

    office.letter(office.anna, "L5", on=OCTOBER_1)
    assert office.month("2026-10").amount == Decimal("21.00")


def test_an_own_rate_may_end_only_where_the_wider_one_is_not_lower_in_the_past(october: PayOffice, session: Session):
    own = {"per": RatePer.NORM_MINUTE, "employee_id": october.anna.id}
    set_rate(
        session,
        october.head,
        amount=Decimal("5.00"),
        effective_from=FOUNDED_ON,
        now=noon(FOUNDED_ON),
        today=FOUNDED_ON,
        **own,
    )

    with pytest.raises(RateWouldFallInThePast):
        set_rate(
            session, october.head, amount=None, effective_from=OCTOBER_1, now=noon(OCTOBER_2), today=OCTOBER_2, **own
        )

    december = date(2026, 12, 3)
    set_rate(session, october.head, amount=None, effective_from=december, now=noon(OCTOBER_2), today=OCTOBER_2, **own)


def test_a_trial_month_shows_what_would_have_been_and_owes_nothing(session: Session):
    office = PayOffice.founded(session, trial_until="2026-10-31")
    office.rate("4.20")
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    office.close("2026-10", on=NOVEMBER_2)

    month = office.month("2026-10")

    assert (month.trial, month.accruals) == (True, ())
    assert [accrual.amount for accrual in month.would_have_been] == [Decimal("42.00")]
    office.recode(letter, "L5", on=NOVEMBER_3)
    office.close("2026-11", on=date(2026, 12, 1))
    assert office.month("2026-11").adjustments == ()


def test_closing_twice_at_once_closes_once(any_db: Database):
    with any_db.writing() as session:
        office = PayOffice.founded(session)
        office.rate("4.20")
        office.letter(office.anna, "L10", on=OCTOBER_1)
        office.accept(office.anna, OCTOBER_1)
        freeze_month(session, office.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)
        approve_month(session, office.head, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)
    begin, outcomes = threading.Barrier(2), []

    def close() -> None:
        begin.wait()
        try:
            with any_db.writing() as own:
                close_month(own, office.accountant, period=OCTOBER, now=noon(NOVEMBER_2), today=NOVEMBER_2)
            outcomes.append("closed")
        except MonthIsAt:
            outcomes.append("refused")

    threads = [threading.Thread(target=close) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["closed", "refused"]
    with any_db.reading() as session:
        assert len([step for step in steps_of(session, OCTOBER) if step.step.value == "close"]) == 1
