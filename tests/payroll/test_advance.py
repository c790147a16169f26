"""The figure on account for days 1 to 15: counted, approved by a person, shown beside the whole month."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from naryad.days import Period
from naryad.db import Database
from naryad.people import NotAllowed
from payroll.actions.advance import approve_advance
from payroll.advance import (
    Advance,
    AdvanceComesTooLate,
    AdvanceHasChanged,
    AdvanceLacksRates,
    AdvanceNeedsReason,
    AdvanceStandsAlready,
    HalfIsNotOver,
    NothingOnAccount,
    TrialMonthHasNoAdvance,
)
from payroll.store.advance import advance_figures, last_advance
from payroll.workbook.export import export_workbook
from tests.payroll.office import PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
SEPTEMBER = Period(2026, 9)
SEPTEMBER_15 = date(2026, 9, 15)
SEPTEMBER_16 = date(2026, 9, 16)
OCTOBER_1 = date(2026, 10, 1)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def session(any_db: Database) -> Iterator[Session]:
    with any_db.writing() as opened:
        yield opened


@pytest.fixture
def half(session: Session) -> PayOffice:
    """A letter of Anna's on the 15th (42.00), one on the 16th (21.00), one of Boris's on the 1st (21.00)."""
    made = PayOffice.founded(session)
    made.rate("4.20")
    made.letter(made.anna, "L10", on=SEPTEMBER_15)
    made.letter(made.anna, "L5", on=SEPTEMBER_16)
    made.letter(made.boris, "L5", on=date(2026, 9, 1))
    made.accept(made.anna, SEPTEMBER_15, SEPTEMBER_16)
    made.accept(made.boris, date(2026, 9, 1))
    return made


def approve(
    half: PayOffice, *, on: date = SEPTEMBER_16, reason: str = "", seen: str | None = None, period: Period = SEPTEMBER
) -> Advance:
    told = None if seen is None else Decimal(seen)
    return approve_advance(half.session, half.head, period=period, now=noon(on), today=on, reason=reason, seen=told)


def exported(half: PayOffice) -> bytes:
    out = io.BytesIO()
    now = datetime(2026, 12, 1, tzinfo=UTC)
    export_workbook(half.session, SEPTEMBER, out, language="ru", zone=MOSCOW, now=now)
    return out.getvalue()


def test_days_1_to_15_are_paid_on_account_and_the_16th_is_not(half: PayOffice):
    approved = approve(half, seen="63.00")

    assert [(one.number, one.amount, one.norm_minutes) for one in approved.people] == [
        ("101", Decimal("42.00"), Decimal(10)),
        ("102", Decimal("21.00"), Decimal(5)),
    ]
    assert approved.amount == Decimal("63.00")


def test_the_lines_are_kept_as_they_were_approved(half: PayOffice):
    approve(half)
    half.letter(half.anna, "L60", on=date(2026, 9, 14))

    kept = last_advance(half.session, SEPTEMBER)

    assert kept is not None
    assert [line.amount for one in kept.people for line in one.lines] == [Decimal("42.00"), Decimal("21.00")]
    assert advance_figures(half.session, SEPTEMBER).amount == Decimal("315.00")


def test_the_slip_shows_what_was_paid_on_account_and_what_is_left(half: PayOffice):
    approve(half)
    half.close("2026-09", on=OCTOBER_1)

    slip = half.slip("2026-09", half.anna)

    assert slip.on_account is not None
    assert (slip.total, slip.on_account.amount, slip.rest) == (Decimal("63.00"), Decimal("42.00"), Decimal("21.00"))


def test_the_workbook_has_a_sheet_of_it_and_agrees(half: PayOffice):
    approve(half)
    half.close("2026-09", on=OCTOBER_1)

    book = load_workbook(io.BytesIO(exported(half)))

    assert [[cell.value for cell in row][5:] for row in book["Аванс"].iter_rows(min_row=2)] == [
        [Decimal("63"), Decimal("42"), Decimal("21")],
        [Decimal("21"), Decimal("21"), Decimal("0")],
    ]


def test_a_month_without_a_figure_on_account_has_the_bytes_it_had(half: PayOffice):
    half.close("2026-09", on=OCTOBER_1)
    before = exported(half)

    assert "Аванс" not in load_workbook(io.BytesIO(before)).sheetnames
    assert exported(half) == before


def test_the_whole_month_is_not_changed_by_what_was_paid_on_account(half: PayOffice):
    approve(half)

    assert half.close("2026-09", on=OCTOBER_1).amount == Decimal("84.00")


def test_it_is_approved_after_the_15th(half: PayOffice):
    with pytest.raises(HalfIsNotOver) as refusal:
        approve(half, on=SEPTEMBER_15)

    assert refusal.value.message("ru") == (
        "Сентябрь 2026: аванс утверждают после 15.09.2026, до тех пор работа этих дней ещё идёт."
    )


def test_without_a_rate_it_names_the_person_and_the_day(session: Session):
    made = PayOffice.founded(session)
    made.letter(made.anna, "L10", on=SEPTEMBER_15)

    with pytest.raises(AdvanceLacksRates) as refusal:
        approve(made)

    assert "Смирнова Анна Юрьевна (15.09.2026)" in refusal.value.message("ru")
    assert "Set the rates" in refusal.value.message("en")


def test_without_work_there_is_nothing_to_approve(half: PayOffice):
    with pytest.raises(NothingOnAccount) as refusal:
        approve(half, period=Period(2026, 8))

    assert refusal.value.message("ru").startswith("За 1–15 числа (август 2026) ни у кого нет учтённой работы")


def test_a_trial_month_has_none(session: Session):
    made = PayOffice.founded(session, trial_until="2026-09-30")
    made.rate("4.20")
    made.letter(made.anna, "L10", on=SEPTEMBER_15)

    with pytest.raises(TrialMonthHasNoAdvance):
        approve(made)


def test_a_closed_month_takes_no_more_on_account(half: PayOffice):
    half.close("2026-09", on=OCTOBER_1)

    with pytest.raises(AdvanceComesTooLate) as refusal:
        approve(half, on=date(2026, 10, 2))

    assert refusal.value.message("ru") == "Сентябрь 2026 — закрыт: теперь к выплате вся сумма месяца, а не аванс."


def test_the_sum_seen_is_the_sum_approved(half: PayOffice):
    with pytest.raises(AdvanceHasChanged) as refusal:
        approve(half, seen="62.99")

    assert "На странице было 62,99, а сейчас аванс за сентябрь 2026 — 63." in refusal.value.message("ru")


def test_a_second_approval_needs_a_change_and_a_reason(half: PayOffice):
    approve(half)
    with pytest.raises(AdvanceStandsAlready):
        approve(half)
    half.letter(half.anna, "L5", on=date(2026, 9, 14))
    with pytest.raises(AdvanceNeedsReason) as refusal:
        approve(half)

    again = approve(half, reason="письмо дошло позже")

    assert refusal.value.message("ru") == (
        "За сентябрь 2026 аванс уже утверждён. Напишите, почему он утверждается заново."
    )
    assert (again.revision, again.reason, again.amount) == (2, "письмо дошло позже", Decimal("84.00"))


def test_an_employee_does_not_approve_it(half: PayOffice):
    half.head = half.anna
    with pytest.raises(NotAllowed):
        approve(half)


def test_who_was_closed_early_before_stays_out_and_later_keeps_what_was_paid(half: PayOffice):
    half.leaves(half.boris, date(2026, 9, 10))
    half.close("2026-09", on=date(2026, 9, 10), only=half.boris)
    assert [one.number for one in approve(half).people] == ["101"]
    half.leaves(half.anna, date(2026, 9, 18))
    half.close("2026-09", on=date(2026, 9, 18), only=half.anna)

    assert last_advance(half.session, SEPTEMBER) is not None
    assert [one.amount for one in advance_figures(half.session, SEPTEMBER).people] == [Decimal("42.00")]
    slip = half.slip("2026-09", half.anna)
    assert slip.on_account is not None
    assert slip.rest == Decimal("21.00")


def test_the_figure_is_approved_and_taken_as_a_file_on_its_page(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant, page = desk(office.accountant), "/payroll/periods/2026-10/advance"

    assert "42,00" in accountant.get(page)
    assert "На странице было 1" in accountant.post(page, seen="1.00")
    assert accountant.status == 409
    assert "Аванс утверждён" in accountant.post(page, seen="42.00")
    assert "101;Смирнова Анна Юрьевна" in accountant.post(f"{page}/csv")
    assert "Аванс за 01.10.2026 – 15.10.2026: 42,00 ₽; осталось: 0,00 ₽" in accountant.get(
        "/payroll/periods/2026-10/slips/101"
    )
    anna = desk(office.anna)
    anna.get(page)
    assert anna.status == 403
