"""The paper kit: order and annex in force on a day, the sheet of acquaintance, who has not signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from naryad.db import Database
from naryad.office import set_setting
from naryad.people import NotAllowed
from payroll.accrual import RatePer
from payroll.actions.acknowledgement import record_acknowledgements, withdraw_acknowledgement
from payroll.actions.rate import set_rate
from payroll.annex import (
    AlreadyAcknowledged,
    Annex,
    NoAnnexYet,
    NobodyIsChosen,
    NotAcknowledged,
    SignatureDayIsWrong,
)
from payroll.store.annex import acknowledgements, annex_on, change_days
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
SEPTEMBER_1 = date(2026, 9, 1)
SEPTEMBER_7 = date(2026, 9, 7)


@pytest.fixture
def session(any_db: Database) -> Iterator[Session]:
    with any_db.writing() as opened:
        yield opened


@pytest.fixture
def firm(session: Session) -> PayOffice:
    made = PayOffice.founded(session)
    made.rate("4.20")
    return made


def annex(firm: PayOffice, day: date = SEPTEMBER_7) -> Annex:
    found = annex_on(firm.session, day)
    assert found is not None
    return found


def sign(
    firm: PayOffice,
    *people: int,
    announced_on: date = SEPTEMBER_1,
    signed_on: date = SEPTEMBER_7,
    day: date = SEPTEMBER_7,
) -> None:
    record_acknowledgements(
        firm.session,
        firm.accountant,
        day=day,
        employee_ids=people,
        announced_on=announced_on,
        signed_on=signed_on,
        now=noon(SEPTEMBER_7),
        today=SEPTEMBER_7,
    )


def position_rate(firm: PayOffice, amount: str, since: date) -> None:
    set_rate(
        firm.session,
        firm.accountant,
        amount=Decimal(amount),
        per=RatePer.NORM_MINUTE,
        effective_from=since,
        position="менеджер",
        now=noon(since),
        today=since,
    )


def test_the_annex_has_each_type_with_its_norm_and_piece_rate(firm: PayOffice):
    rows = {row.code: (row.norm_minutes, row.piece_rates) for row in annex(firm).rows}

    assert rows["L10"] == (Decimal(10), (Decimal("42.00"),))
    assert rows["L60"] == (Decimal(60), (Decimal("252.00"),))
    assert "OTH" not in rows
    assert annex(firm).since == FOUNDED_ON


def test_a_price_of_a_position_is_a_column_of_its_own(firm: PayOffice):
    position_rate(firm, "5.00", SEPTEMBER_1)

    assert [rate.position for rate in annex(firm).rates] == ["", "менеджер"]
    row = next(row for row in annex(firm).rows if row.code == "L10")
    assert row.piece_rates == (Decimal("42.00"), Decimal("50.00"))


def test_prices_agreed_with_one_person_are_counted_and_not_printed(firm: PayOffice):
    set_rate(
        firm.session,
        firm.accountant,
        amount=Decimal("9.99"),
        per=RatePer.NORM_MINUTE,
        effective_from=SEPTEMBER_1,
        employee_id=firm.anna.id,
        now=noon(SEPTEMBER_1),
        today=SEPTEMBER_1,
    )

    assert [rate.amount for rate in annex(firm).rates] == [Decimal("4.20")]
    assert annex(firm).own_rates == 1


def test_where_lines_are_rounded_the_piece_rate_has_four_decimals(firm: PayOffice):
    set_setting(firm.session, "rounding", "line", effective_from=FOUNDED_ON, actor=firm.head, now=noon(FOUNDED_ON))
    row = next(row for row in annex(firm).rows if row.code == "L3")

    assert row.piece_rates == (Decimal("12.6000"),)


def test_the_annex_of_an_earlier_day_is_what_was_in_force_then(firm: PayOffice):
    before = annex(firm, date(2026, 8, 31))
    position_rate(firm, "5.00", SEPTEMBER_1)

    assert annex(firm, date(2026, 8, 31)) == before
    assert annex(firm).since == SEPTEMBER_1
    assert change_days(firm.session, SEPTEMBER_7, 5) == [SEPTEMBER_1, FOUNDED_ON]


def test_before_the_first_norm_there_is_none(firm: PayOffice):
    with pytest.raises(NoAnnexYet) as refusal:
        sign(firm, firm.anna.id, day=date(2026, 8, 2))

    assert refusal.value.message("ru") == (
        "02.08.2026 ещё не действовала ни одна норма: приложения с нормами и расценками на этот день нет. "
        "Выберите позже."
    )


def test_a_signature_holds_until_norms_or_rates_change(firm: PayOffice):
    sign(firm, firm.anna.id, firm.boris.id)
    assert set(acknowledgements(firm.session, annex(firm).since)) == {firm.anna.id, firm.boris.id}

    position_rate(firm, "5.00", SEPTEMBER_1)

    assert acknowledgements(firm.session, annex(firm).since) == {}


def test_a_signature_recorded_by_mistake_is_taken_back(firm: PayOffice):
    sign(firm, firm.anna.id)
    withdraw_acknowledgement(
        firm.session, firm.accountant, day=SEPTEMBER_7, employee_id=firm.anna.id, now=noon(SEPTEMBER_7)
    )

    assert acknowledgements(firm.session, FOUNDED_ON) == {}
    with pytest.raises(NotAcknowledged) as refusal:
        withdraw_acknowledgement(
            firm.session, firm.accountant, day=SEPTEMBER_7, employee_id=firm.anna.id, now=noon(SEPTEMBER_7)
        )
    assert refusal.value.message("ru") == (
        "Подписи (Смирнова Анна Юрьевна) под приложением от 03.08.2026 нет: отменять нечего."
    )


def test_the_same_signature_is_not_recorded_twice(firm: PayOffice):
    sign(firm, firm.anna.id)
    with pytest.raises(AlreadyAcknowledged) as refusal:
        sign(firm, firm.anna.id)

    assert "уже записана" in refusal.value.message("ru")


@pytest.mark.parametrize(
    ("announced_on", "signed_on"),
    [(date(2026, 9, 8), date(2026, 9, 8)), (SEPTEMBER_7, date(2026, 9, 6)), (SEPTEMBER_1, date(2026, 9, 8))],
)
def test_a_signature_lies_between_announcement_and_today(firm: PayOffice, announced_on: date, signed_on: date):
    with pytest.raises(SignatureDayIsWrong) as refusal:
        sign(firm, firm.anna.id, announced_on=announced_on, signed_on=signed_on)

    assert "сегодня 07.09.2026" in refusal.value.message("ru")
    assert "Signing comes in between" in refusal.value.message("en")


def test_somebody_must_be_chosen(firm: PayOffice):
    with pytest.raises(NobodyIsChosen) as refusal:
        sign(firm)

    assert refusal.value.message("ru") == "Никто не отмечен. Отметьте тех, кто расписался в листе ознакомления."


def test_an_employee_does_not_record_signatures(firm: PayOffice):
    firm.accountant = firm.anna
    with pytest.raises(NotAllowed):
        sign(firm, firm.anna.id)


def test_the_papers_are_printed_and_signatures_recorded_on_their_pages(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant, sheet = desk(office.accountant), "/payroll/papers/acquaintance"

    assert "5 человек ещё не расписались" in accountant.get("/payroll/papers")
    said = accountant.get("/payroll/papers/annex")
    assert "О нормах времени и сдельных расценках" in said
    assert "42,00" in said
    fields = {"day": "2026-08-03", "announced_on": "2026-10-01"}
    assert "Никто не отмечен" in accountant.post(sheet, **fields, signed_on="2026-10-05")
    assert accountant.status == 422
    assert "День не указан" in accountant.post(sheet, **fields, signed_on="", person="101")
    said = accountant.post(sheet, **fields, signed_on="2026-10-05", person=["101", "102"])
    assert "Подписи записаны" in said
    assert "3 человека ещё не расписались" in said
    assert "05.10.2026" in said
    assert "Запись отменена" in accountant.post(sheet, day="2026-08-03", withdrawn="101")
    assert accountant.get("/payroll/papers/annex?day=2020-01-01")
    assert accountant.status == 409


def test_an_employee_does_not_see_the_papers(desk: Callable[..., Desk], office: PayOffice):
    anna = desk(office.anna)
    for page in ("/payroll/papers", "/payroll/papers/annex", "/payroll/papers/acquaintance"):
        anna.get(page)
        assert anna.status == 403
