"""Pay that gets worse: two months' notice, or each person's written consent; never for days already worked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from naryad.db import Database
from payroll.accrual import RatePer
from payroll.actions import set_rate
from payroll.actions.pay_terms import set_scheme
from payroll.notice import (
    AnnouncedLater,
    PaperIsMissing,
    PayNeedsNotice,
    PayWouldFallInThePast,
    Told,
    is_worse,
)
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.rules.premium import Percents, PlanPremium
from payroll.rules.progressive import Band, Progression, Surplus
from payroll.tables.pay import PayConsentRow
from tests.payroll.office import PayOffice, noon

OCTOBER_2 = date(2026, 10, 2)
DECEMBER_2, DECEMBER_3 = date(2026, 12, 2), date(2026, 12, 3)


@pytest.fixture
def session(database: Database):
    with database.writing() as open_session:
        yield open_session


@pytest.fixture
def office(session: Session) -> PayOffice:
    made = PayOffice.founded(session)
    made.rate("4.20")
    return made


def lower(office: PayOffice, amount: str | None, since: date, told: Told | None = None, **owner: object):
    return set_rate(
        office.session,
        office.head,
        amount=None if amount is None else Decimal(amount),
        per=RatePer.NORM_MINUTE,
        effective_from=since,
        now=noon(OCTOBER_2),
        today=OCTOBER_2,
        told=told or Told(),
        **owner,  # type: ignore[arg-type]
    )


def premium(percent: str, base: PremiumBase = PremiumBase.PIECE) -> SchemeTerms:
    return SchemeTerms("с премией", premiums=(PremiumTerm("Премия", base, PlanPremium(Decimal(percent)), "приказ"),))


def test_a_lower_rate_begins_two_months_after_it_was_announced(office: PayOffice):
    with pytest.raises(PayNeedsNotice) as refused:
        lower(office, "4.00", DECEMBER_2, employee_id=office.anna.id)

    assert refused.value.message("ru") == (
        "С 02.12.2026 оплата стала бы ниже, чем сейчас. Кого это касается: Смирнова Анна Юрьевна. "
        "Объявленная 02.10.2026, она может начать действовать 03.12.2026 или позже (извещение за два "
        "месяца, ст. 162 ТК РФ). Выберите этот день или запишите письменное согласие каждого."
    )
    assert "it may begin on 03.12.2026 or later" in refused.value.message("en")
    assert lower(office, "4.00", DECEMBER_3, employee_id=office.anna.id).amount == Decimal("4.00")


def test_a_raise_and_a_first_rate_need_no_notice(office: PayOffice):
    assert lower(office, "4.30", date(2026, 10, 3)).amount == Decimal("4.30")


def test_the_notice_runs_from_the_day_of_the_announcement_and_not_from_one_to_come(office: PayOffice):
    told = Told(announced_on=date(2026, 9, 1))

    assert lower(office, "4.00", date(2026, 11, 2), told).amount == Decimal("4.00")
    with pytest.raises(AnnouncedLater, match=r"03\.10\.2026"):
        lower(office, "3.90", date(2026, 12, 20), Told(announced_on=date(2026, 10, 3)))


def test_with_the_consent_of_everybody_it_touches_it_begins_tomorrow_and_the_consents_are_kept(office: PayOffice):
    own = {"employee_id": office.anna.id}
    told = Told(agreed=frozenset({office.anna.id}), paper="заявление от 02.10.2026")

    with pytest.raises(PaperIsMissing):
        lower(office, "4.00", date(2026, 10, 3), Told(agreed=told.agreed), **own)
    rate = lower(office, "4.00", date(2026, 10, 3), told, **own)

    [consent] = office.session.exec(select(PayConsentRow)).all()
    assert (consent.rate_id, consent.employee_id, consent.paper) == (
        rate.id,
        office.anna.id,
        "заявление от 02.10.2026",
    )


def test_consents_of_some_do_not_lower_the_pay_of_others(office: PayOffice):
    told = Told(agreed=frozenset({office.anna.id}), paper="заявление")

    with pytest.raises(PayNeedsNotice) as refused:
        lower(office, "4.00", date(2026, 10, 3), told)

    assert "Волков Борис Андреевич" in refused.value.message("ru")
    assert "Смирнова" not in refused.value.message("ru")


def test_ending_an_own_rate_is_a_lower_rate_where_the_wider_one_is_lower(office: PayOffice):
    lower(office, "5.00", date(2026, 10, 3), employee_id=office.anna.id)
    told = {"now": noon(date(2026, 10, 10)), "today": date(2026, 10, 10)}

    with pytest.raises(PayNeedsNotice, match=r"11\.12\.2026"):
        set_rate(
            office.session,
            office.head,
            amount=None,
            per=RatePer.NORM_MINUTE,
            effective_from=date(2026, 11, 1),
            employee_id=office.anna.id,
            **told,  # type: ignore[arg-type]
        )


def test_an_office_rate_that_touches_nobody_may_fall(office: PayOffice):
    for person in (office.anna, office.boris, office.head, office.accountant, office.administrator):
        lower(office, "5.00", date(2026, 10, 3), employee_id=person.id)

    assert lower(office, "3.00", date(2026, 10, 5)).amount == Decimal("3.00")


def choose(office: PayOffice, terms: SchemeTerms | None, since: date, today: date, told: Told | None = None) -> None:
    set_scheme(
        office.session,
        office.head,
        terms=terms,
        effective_from=since,
        ground="приказ № 4",
        now=noon(today),
        today=today,
        told=told or Told(),
    )


def test_a_worse_scheme_needs_notice_or_consents_and_a_better_one_nothing(office: PayOffice):
    choose(office, premium("10"), date(2026, 10, 1), OCTOBER_2)
    choose(office, premium("15"), date(2026, 11, 1), date(2026, 10, 10))

    with pytest.raises(PayNeedsNotice, match=r"11\.12\.2026"):
        choose(office, premium("9"), date(2026, 12, 1), date(2026, 10, 10))
    with pytest.raises(PayNeedsNotice):
        choose(office, None, date(2026, 12, 1), date(2026, 10, 10))
    choose(office, None, date(2026, 12, 11), date(2026, 10, 10))


def test_a_scheme_never_takes_from_days_already_worked(office: PayOffice):
    choose(office, premium("10"), date(2026, 10, 1), OCTOBER_2)
    everybody = frozenset({1, 2, 3, 4, 5})

    with pytest.raises(PayWouldFallInThePast) as refused:
        choose(office, premium("9"), date(2026, 10, 5), date(2026, 10, 10), Told(agreed=everybody, paper="заявления"))

    assert "За уже отработанные дни оплата не снижается" in refused.value.message("ru")
    assert "keep their pay" in refused.value.message("en")


def test_a_mistyped_scheme_is_entered_anew_on_the_same_day(office: PayOffice):
    choose(office, premium("100"), date(2026, 10, 5), OCTOBER_2)

    choose(office, premium("10"), date(2026, 10, 5), OCTOBER_2)


BANDS = Progression((Band(Decimal(100), Decimal("1.2")), Band(Decimal(120), Decimal("1.5"))), Surplus.WHOLE)


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (SchemeTerms(), premium("10"), False),
        (premium("10"), SchemeTerms(), True),
        (premium("10"), premium("10"), False),
        (premium("10"), premium("10", PremiumBase.TARIFF), True),
        (SchemeTerms(progression=BANDS), SchemeTerms(progression=Progression(BANDS.bands)), True),
        (SchemeTerms(progression=Progression(BANDS.bands)), SchemeTerms(progression=BANDS), False),
        (
            SchemeTerms(premiums=(PremiumTerm("П", PremiumBase.PIECE, PlanPremium(Decimal(10)), "п", True),)),
            SchemeTerms(
                premiums=(
                    PremiumTerm(
                        "П", PremiumBase.PIECE, PlanPremium(Decimal(9), Decimal(5), None, Percents.WHOLE), "п", True
                    ),
                )
            ),
            True,
        ),
    ],
)
def test_a_scheme_is_worse_where_some_fulfilment_pays_less(before: SchemeTerms, after: SchemeTerms, worse: bool):
    assert is_worse(before, after) is worse
