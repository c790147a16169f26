"""Overpaid sums offered for voluntary return: asked, answered, and taken into the next month that is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from naryad.days import Period
from naryad.db import Database
from naryad.people import NotAllowed
from payroll.actions.returns import answer_return, record_statement
from payroll.adjustment import Standing
from payroll.checklist import CheckCode
from payroll.return_offer import (
    Answer,
    NoAnswerToTakeBack,
    NothingIsOffered,
    OfferHasChanged,
    ReturnIsSettled,
    ReturnOffer,
    SignedOnAWrongDay,
    StatementNeedsNumber,
)
from payroll.store.checklist import month_checklist
from payroll.store.offers import return_offers
from payroll.verification import troubles
from tests.payroll.office import PayOffice, noon

SEPTEMBER = Period(2026, 9)
SEPTEMBER_30 = date(2026, 9, 30)
OCTOBER_20 = date(2026, 10, 20)
NOVEMBER_2 = date(2026, 11, 2)
NOVEMBER_5 = date(2026, 11, 5)
DECEMBER_1 = date(2026, 12, 1)
JANUARY_4 = date(2027, 1, 4)


@pytest.fixture
def session(any_db: Database) -> Iterator[Session]:
    with any_db.writing() as opened:
        yield opened


@pytest.fixture
def overpaid(session: Session) -> tuple[PayOffice, int]:
    """Anna's September closed with 42.00; October closed with 21.00 of it offered for return."""
    office = PayOffice.founded(session)
    office.rate("4.20")
    letter = office.letter(office.anna, "L10", on=SEPTEMBER_30)
    office.accept(office.anna, SEPTEMBER_30)
    office.close("2026-09", on=date(2026, 10, 1))
    office.recode(letter, "L5", on=OCTOBER_20)
    office.close("2026-10", on=NOVEMBER_2)
    return office, letter


def answer(office: PayOffice, what: Answer, *, on: date = NOVEMBER_5, stated: str | None = None) -> None:
    told = None if stated is None else Decimal(stated)
    answer_return(office.session, office.anna, period=SEPTEMBER, answer=what, now=noon(on), today=on, stated=told)


def statement(
    office: PayOffice, what: Answer = Answer.AGREED, *, signed_on: date = NOVEMBER_5, paper: str = "17-В"
) -> None:
    record_statement(
        office.session,
        office.accountant,
        employee_id=office.anna.id,
        period=SEPTEMBER,
        answer=what,
        signed_on=signed_on,
        paper=paper,
        now=noon(NOVEMBER_5),
        today=NOVEMBER_5,
    )


def offer_of(office: PayOffice) -> ReturnOffer:
    [offer] = return_offers(office.session, employee_id=office.anna.id)
    return offer


def test_what_a_person_agrees_to_return_stands_in_the_next_closed_month(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.AGREED, stated="21.00")

    office.close("2026-11", on=DECEMBER_1)

    november = office.month("2026-11")
    assert [(one.amount, one.source_period) for one in november.accruals] == [(Decimal("-21.00"), SEPTEMBER)]
    assert [(one.standing, one.settled_in) for one in november.adjustments] == [(Standing.RETURNED, Period(2026, 11))]
    assert office.slip("2026-11", office.anna).total == Decimal("-21.00")
    assert return_offers(office.session) == []
    assert list(troubles(office.session)) == []


def test_the_month_that_offered_it_keeps_showing_what_it_froze(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    before = office.month("2026-10")
    answer(office, Answer.AGREED)
    office.close("2026-11", on=DECEMBER_1)

    assert office.month("2026-10") == before


def test_what_a_person_refuses_stays_theirs_and_is_not_asked_again(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.REFUSED)

    office.close("2026-11", on=DECEMBER_1)

    assert office.month("2026-11").accruals == ()
    offer = offer_of(office)
    assert (offer.state, offer.asked, offer.refused) == (Answer.REFUSED, Decimal(0), Decimal("21.00"))


def test_only_sums_that_wait_for_an_answer_are_warned_about(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid

    def warned() -> int:
        lines = month_checklist(office.session, Period(2026, 11)).lines
        return next(line.count for line in lines if line.code is CheckCode.FINDINGS)

    assert warned() == 1
    answer(office, Answer.REFUSED)
    assert warned() == 0
    answer(office, Answer.PENDING)
    assert warned() == 1
    answer(office, Answer.AGREED)
    assert warned() == 0


def test_a_consent_taken_back_before_closing_takes_nothing(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.AGREED)
    answer(office, Answer.PENDING)

    office.close("2026-11", on=DECEMBER_1)

    assert office.month("2026-11").accruals == ()
    assert offer_of(office).state is Answer.PENDING


def test_a_consent_given_after_a_month_is_closed_lands_in_the_next_open_one(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    office.close("2026-11", on=DECEMBER_1)
    answer(office, Answer.AGREED, on=date(2026, 12, 3))

    office.close("2026-12", on=JANUARY_4)

    assert office.month("2026-11").accruals == ()
    assert [one.amount for one in office.month("2026-12").accruals] == [Decimal("-21.00")]


def test_a_returned_sum_is_paid_back_when_the_type_is_restored(overpaid: tuple[PayOffice, int]):
    office, letter = overpaid
    answer(office, Answer.AGREED)
    office.close("2026-11", on=DECEMBER_1)
    office.recode(letter, "L10", on=date(2026, 12, 10))

    office.close("2026-12", on=JANUARY_4)

    assert [one.amount for one in office.month("2026-12").accruals] == [Decimal("21.00")]


def test_a_refused_sum_is_not_paid_twice_when_the_type_is_restored(overpaid: tuple[PayOffice, int]):
    office, letter = overpaid
    answer(office, Answer.REFUSED)
    office.recode(letter, "L10", on=date(2026, 11, 10))

    office.close("2026-11", on=DECEMBER_1)

    assert sum(one.amount for one in office.month("2026-11").accruals) == Decimal(0)
    assert return_offers(office.session) == []


def test_somebody_who_refused_may_still_agree(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.REFUSED)
    answer(office, Answer.AGREED, on=date(2026, 11, 20))

    office.close("2026-11", on=DECEMBER_1)

    assert [one.amount for one in office.month("2026-11").accruals] == [Decimal("-21.00")]


def test_a_gain_that_does_not_outweigh_the_rest_lowers_what_is_asked(session: Session):
    office = PayOffice.founded(session)
    office.rate("4.20")
    letters = [office.letter(office.anna, "L10", on=SEPTEMBER_30) for _ in range(2)]
    office.accept(office.anna, SEPTEMBER_30)
    office.close("2026-09", on=date(2026, 10, 1))
    for letter in letters:
        office.recode(letter, "L5", on=OCTOBER_20)
    office.close("2026-10", on=NOVEMBER_2)
    assert offer_of(office).asked == Decimal("42.00")
    office.recode(letters[0], "L10", on=date(2026, 11, 10))
    office.close("2026-11", on=DECEMBER_1)

    assert offer_of(office).asked == Decimal("21.00")
    answer(office, Answer.AGREED, on=date(2026, 12, 3), stated="21.00")
    office.close("2026-12", on=JANUARY_4)

    assert sum(one.amount for one in office.month("2026-12").accruals) == Decimal("-21.00")
    assert return_offers(office.session) == []


def test_a_statement_holds_when_its_month_is_reopened_and_closed_with_the_same_sum(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.AGREED)
    office.reopen("2026-10", on=NOVEMBER_5)
    office.close("2026-10", on=NOVEMBER_5)

    office.close("2026-11", on=DECEMBER_1)

    assert [one.amount for one in office.month("2026-11").accruals] == [Decimal("-21.00")]


def test_reopening_the_month_that_took_the_sum_lets_the_answer_be_changed(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.AGREED)
    office.close("2026-11", on=DECEMBER_1)
    with pytest.raises(ReturnIsSettled) as refusal:
        answer(office, Answer.PENDING, on=DECEMBER_1)
    office.reopen("2026-11", on=DECEMBER_1)
    answer(office, Answer.PENDING, on=DECEMBER_1)
    office.close("2026-11", on=DECEMBER_1)

    assert office.month("2026-11").accruals == ()
    assert refusal.value.message("ru") == (
        "Возврат (Смирнова Анна Юрьевна, сентябрь 2026) уже учтён в начислениях: ноябрь 2026. Ответ больше не "
        "изменить. Пока следующий месяц не закрыт, этот можно открыть снова — тогда и ответ можно изменить."
    )


def test_a_leaver_closed_early_returns_what_they_agreed_to(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    answer(office, Answer.AGREED)
    office.leaves(office.anna, date(2026, 11, 16))

    early = office.close("2026-11", on=date(2026, 11, 16), only=office.anna)
    whole = office.close("2026-11", on=DECEMBER_1)

    assert (early.amount, whole.amount) == (Decimal("-21.00"), Decimal(0))


def test_the_accountant_records_a_signed_statement(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    statement(office)

    offer = offer_of(office)
    assert (offer.state, offer.paper, offer.signed_on) == (Answer.AGREED, "17-В", NOVEMBER_5)


def test_an_employee_does_not_record_statements(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    office.accountant = office.boris

    with pytest.raises(NotAllowed):
        statement(office)


def test_a_statement_without_a_number_is_none(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    with pytest.raises(StatementNeedsNumber) as refusal:
        statement(office, paper="  ")

    assert refusal.value.message("ru") == (
        "Укажите номер подписанного заявления за сентябрь 2026: без бумаги за сотрудника Смирнова Анна Юрьевна "
        "ответить нельзя."
    )


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 6)])
def test_a_statement_is_signed_between_the_offer_and_today(overpaid: tuple[PayOffice, int], day: date):
    office, _ = overpaid
    with pytest.raises(SignedOnAWrongDay) as refusal:
        statement(office, signed_on=day)

    assert "предложено 02.11.2026" in refusal.value.message("ru")
    assert "the offer was made on" in refusal.value.message("en")


def test_a_statement_over_another_sum_is_refused(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    with pytest.raises(OfferHasChanged) as refusal:
        answer(office, Answer.AGREED, stated="42.00")

    assert "Напечатайте заявление заново" in refusal.value.message("ru")
    assert "Print the statement again" in refusal.value.message("en")


def test_nothing_is_answered_where_nothing_is_offered(overpaid: tuple[PayOffice, int]):
    office, _ = overpaid
    with pytest.raises(NothingIsOffered) as refusal:
        answer_return(
            office.session,
            office.boris,
            period=SEPTEMBER,
            answer=Answer.AGREED,
            now=noon(NOVEMBER_5),
            today=NOVEMBER_5,
        )
    with pytest.raises(NoAnswerToTakeBack):
        answer(office, Answer.PENDING)

    assert refusal.value.message("ru") == (
        "По сотруднику Волков Борис Андреевич за сентябрь 2026 нечего возвращать. Посмотрите список возвратов: "
        "возможно, уже зачтено."
    )
