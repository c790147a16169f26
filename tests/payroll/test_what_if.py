"""What if: closed months priced once more, to the kopeck, from what closing froze; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.office import set_setting
from payroll.accrual import RatePer
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.rate import RateScope
from payroll.scheme_form import scheme_of_form
from payroll.store.what_if import closed_months, last_closed_months
from payroll.what_if import Touches, Trial, WhatIf, what_if
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
PAGE = "/payroll/what-if"
OCTOBER = Period(2026, 10)
NOVEMBER_1 = date(2026, 11, 1)


@pytest.fixture
def closed(database: Database, office: PayOffice) -> PayOffice:
    """October closed with a timesheet: Anna one letter of 10 minutes (42.00), Boris two of 25 (210.00)."""
    with database.writing() as session:
        office.session = session
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
        for _letter in range(2):
            office.letter(office.boris, "L25", on=date(2026, 10, 5))
        office.accept(office.boris, date(2026, 10, 5))
        fill_timesheet(session, office.accountant, period=OCTOBER, now=noon(NOVEMBER_1))
        days = {(office.boris.id, day): "ОТ" for day in OCTOBER.days()}
        enter_timesheet(session, office.accountant, period=OCTOBER, cells=days, now=noon(NOVEMBER_1))
        office.close("2026-10", on=NOVEMBER_1)
    return office


def tried(database: Database, trial: Trial) -> WhatIf:
    with database.reading() as session:
        months = last_closed_months(session, 3)
        return what_if(trial, months, closed_months(session, months))


def differences(found: WhatIf, *people: int) -> list[Decimal]:
    return [next(one.difference for one in found.people if one.employee_id == person) for person in people]


def test_the_months_as_they_were_change_nothing(database: Database, closed: PayOffice):
    same = Trial(Touches.RATE, rate_amount=Decimal("4.20"), rate_per=RatePer.NORM_MINUTE)

    found = tried(database, same)

    assert found.difference == 0
    with database.reading() as session:
        assert sum(one.before for one in found.people) == sum(one.before for one in closed_months(session, (OCTOBER,)))


def test_a_higher_rate_pays_whom_the_floor_does_not_carry(database: Database, closed: PayOffice):
    found = tried(database, Trial(Touches.RATE, rate_amount=Decimal("5"), rate_per=RatePer.NORM_MINUTE))

    assert differences(found, closed.boris.id, closed.anna.id) == [Decimal("40.00"), Decimal("0.00")]
    assert (found.gaining, found.losing, found.difference) == (1, 0, Decimal("40.00"))


def test_a_rate_of_one_person_touches_nobody_else(database: Database, closed: PayOffice):
    trial = Trial(
        Touches.RATE,
        RateScope.EMPLOYEE,
        closed.boris.id,
        rate_amount=Decimal("300"),
        rate_per=RatePer.HOUR,
    )

    assert differences(tried(database, trial), closed.boris.id, closed.anna.id) == [Decimal("40.00"), Decimal(0)]


def test_a_shorter_norm_shows_who_loses_first(database: Database, closed: PayOffice):
    with database.reading() as session:
        [line] = {
            line.work_type_id
            for one in closed_months(session, (OCTOBER,))
            for line, _ in one.lines
            if line.type_code == "L25"
        }

    found = tried(database, Trial(Touches.NORM, work_type_id=line, minutes=Decimal(20)))

    assert found.people[0].employee_id == closed.boris.id
    assert found.people[0].difference == Decimal("-42.00")
    assert found.losing == 1


def test_a_premium_for_everybody_counts_on_what_was_closed(database: Database, closed: PayOffice):
    scheme = scheme_of_form({"premium1_name": "П", "premium1_percent": "10", "premium1_ground": "приказ"})

    found = tried(database, Trial(Touches.SCHEME, scheme=scheme))

    assert differences(found, closed.boris.id) == [Decimal("21.00")]


def test_the_digest_follows_from_what_was_tried_and_its_results(database: Database, closed: PayOffice):
    one = Trial(Touches.RATE, rate_amount=Decimal("5"), rate_per=RatePer.NORM_MINUTE)
    other = Trial(Touches.RATE, rate_amount=Decimal("5.01"), rate_per=RatePer.NORM_MINUTE)

    assert tried(database, one).digest == tried(database, one).digest
    assert tried(database, one).digest != tried(database, other).digest


def test_the_page_shows_who_gains_and_keeps_nothing(desk: Callable[..., Desk], closed: PayOffice):
    head = desk(closed.head)

    shown = head.get(f"{PAGE}?try=1&months=3&what=rate&amount=5&per=norm_minute&owner=office")

    assert "Волков Б. А. 210,00 250,00 +40,00" in shown
    assert "октябрь 2026 — октябрь 2026" in shown
    assert "Отпечаток условий и всех результатов" in shown
    assert "4,2" in head.get("/payroll/rates")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("what=rate&amount=0", "0 не может быть ценой"),
        ("what=rate&amount=много", "«много» — не число"),
        ("what=norm&type=L25&minutes=0", "Выберите тип и напишите минуты"),
        ("what=norm&type=&minutes=5", "Выберите тип и напишите минуты"),
        ("what=scheme&premium1_name=П", "Премия 1: не заполнено — процент"),
        ("what=rate&amount=5&owner=employee:999", "999"),
    ],
)
def test_what_cannot_be_tried_is_named(desk: Callable[..., Desk], closed: PayOffice, query: str, said: str):
    head = desk(closed.head)

    shown = head.get(f"{PAGE}?try=1&{query}")

    assert head.status >= 400
    assert said in shown


def test_before_the_first_closing_the_page_says_what_will_stand_here(desk: Callable[..., Desk], office: PayOffice):
    head = desk(office.head)

    assert "Пока ни один месяц не закрыт" in head.get(PAGE)
    assert f'href="{PAGE}"' not in head.text


def test_others_see_no_pay_here(desk: Callable[..., Desk], office: PayOffice):
    for person in (office.anna, office.administrator):
        visitor = desk(person)
        visitor.get(PAGE)
        assert visitor.status == 403
