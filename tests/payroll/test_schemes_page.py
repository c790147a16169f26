"""Schemes: composed on a plain form, shown in words and in figures, chosen with a ground, refused where incomplete."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import set_setting
from payroll.rules.progressive import BandsAreOutOfOrder
from payroll.scheme_example import example_of
from payroll.scheme_form import (
    SchemeNumberIsWrong,
    SchemePartIsIncomplete,
    form_of_scheme,
    scheme_of_form,
)
from payroll.store.schemes import chosen_schemes
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
PAGE = "/payroll/schemes"
BANDS = {
    "surplus": "marginal",
    "band1_above": "100",
    "band1_times": "1,2",
    "band2_above": "120",
    "band2_times": "1,5",
}
PREMIUM = {
    "premium1_name": "За план",
    "premium1_percent": "10",
    "premium1_base": "piece",
    "premium1_plan": "1",
    "premium1_above": "0,5",
    "premium1_most": "20",
    "premium1_percents": "whole",
    "premium1_ground": "Положение о премировании",
}
COMMON = {"owner": "office", "effective_from": "2026-12-01", "name": "с премией", "ground": "приказ № 4"}


def test_a_scheme_is_read_from_the_form_and_written_back_without_loss():
    scheme = scheme_of_form({**BANDS, **PREMIUM, "name": "с премией"})

    assert scheme_of_form(form_of_scheme(scheme)) == scheme


def test_an_empty_form_is_the_direct_scheme():
    assert scheme_of_form({"name": "", "surplus": "marginal"}).premiums == ()
    assert scheme_of_form({}).progression is None


def test_the_example_is_counted_by_the_engine_itself():
    example = example_of(scheme_of_form({**BANDS, **PREMIUM}))

    assert example.piece == Decimal(44_000)
    assert {line.kind: line.amount for line in example.lines} == {
        "PROGR": Decimal("800.00"),
        "PREM": Decimal("6600.00"),
    }
    assert example.total == Decimal("51400.00")


@pytest.mark.parametrize(
    ("fields", "refusal", "said"),
    [
        ({"band1_above": "100"}, SchemePartIsIncomplete, "Ступень 1: не заполнено — множитель"),
        ({"band2_times": "1,2"}, SchemePartIsIncomplete, "Ступень 2: не заполнено — с какого процента"),
        ({"band1_above": "90", "band1_times": "1,2"}, BandsAreOutOfOrder, "Ступени начинаются со 100%"),
        ({**BANDS, "band1_times": "0,9"}, BandsAreOutOfOrder, "множитель не меньше 1"),
        ({**BANDS, "band1_times": "NaN"}, SchemeNumberIsWrong, "Ступень 1: «NaN» не подходит"),
        ({"premium1_name": "За план"}, SchemePartIsIncomplete, "Премия 1: не заполнено — процент"),
        ({**PREMIUM, "premium1_ground": ""}, SchemePartIsIncomplete, "Премия 1: не заполнено — основание"),
        ({**PREMIUM, "premium1_percent": "-5"}, SchemeNumberIsWrong, "Премия 1: «-5» не подходит"),
        ({**PREMIUM, "premium1_above": "много"}, SchemeNumberIsWrong, "от 0 до 1000"),
    ],
)
def test_a_part_that_is_incomplete_or_no_number_is_named(fields: dict[str, str], refusal: type[DomainError], said: str):
    with pytest.raises(refusal) as refused:
        scheme_of_form(fields)

    assert said in refused.value.message("ru")
    assert refused.value.message("en")


def test_a_scheme_is_looked_at_in_words_and_figures_before_it_is_chosen(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)

    shown = accountant.post(PAGE, **COMMON, **BANDS, **PREMIUM, step="look")

    assert "Всё, что выше 100% норм, до следующей ступени оплачивается с множителем 1,2." in shown
    assert "10% от сдельной оплаты , при выполнении норм" in shown or "10% от сдельной оплаты, при" in shown
    assert "Всего 51 400,00 до вычета НДФЛ." in shown
    with database.reading() as session:
        assert chosen_schemes(session) == []

    assert "Система оплаты назначена." in accountant.post(PAGE, **COMMON, **BANDS, **PREMIUM, step="set")
    with database.reading() as session:
        [chosen] = chosen_schemes(session)
    assert (chosen.scope, chosen.ground) == ("office", "приказ № 4")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ground": " "}, "Укажите, откуда это"),
        ({"effective_from": ""}, "День не указан"),
        ({"owner": "position:космонавт"}, "Должности «космонавт» ни у кого нет"),
        ({"premium1_percent": ""}, "не заполнено — процент"),
    ],
)
def test_a_refused_scheme_keeps_what_was_typed(
    desk: Callable[..., Desk], office: PayOffice, wrong: dict[str, str], said: str
):
    accountant = desk(office.accountant)

    assert said in accountant.post(PAGE, **{**COMMON, **PREMIUM, **wrong}, step="set")
    assert accountant.status == 422
    assert 'value="За план"' in accountant.text


def test_a_worse_scheme_asks_for_notice_or_consents_on_its_page(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)
    accountant.post(PAGE, **COMMON, **PREMIUM, step="set")
    worse = {**COMMON, **PREMIUM, "effective_from": "2026-12-15", "premium1_percent": "5"}

    assert "может начать действовать 03.01.2027 или позже" in accountant.post(PAGE, **worse, step="set")
    assert "Смирнова А. Ю. — согласие получено письменно" in " ".join(accountant.text.split())
    assert "Система оплаты назначена." in accountant.post(PAGE, **{**worse, "effective_from": "2027-01-03"}, step="set")


def test_schemes_stand_in_the_menu_of_an_office_that_keeps_a_timesheet(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)
    accountant.get("/payroll")
    assert f'href="{PAGE}"' not in accountant.text
    assert "системы оплаты не считаются" in accountant.get(PAGE)

    with database.writing() as session:
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    accountant.get("/payroll")
    assert f'href="{PAGE}"' in accountant.text


def test_only_the_accountant_and_the_head_choose_schemes(desk: Callable[..., Desk], office: PayOffice):
    for person in (office.anna, office.administrator):
        visitor = desk(person)
        visitor.get(PAGE)
        assert visitor.status == 403
        visitor.post(PAGE, **COMMON, **PREMIUM, step="set")
        assert visitor.status == 403
