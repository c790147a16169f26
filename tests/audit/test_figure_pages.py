"""The pages of plan and figures, asked for as a browser does: who sees what, and what an empty or wrong one says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import audit.web
import payroll.web
from naryad.app import assemble
from naryad.db import Database
from naryad.office import setting
from naryad.settings import Settings
from payroll.accrual import RatePer
from payroll.actions.rate import set_rate
from tests.audit.conftest import DRAWN_ON, FROZEN_ON, at
from tests.audit.test_pages import House

FIGURES = ("/audit", "/audit/plan", "/audit/results", "/audit/confusion", "/audit/signs")


class FiguresHouse(House):
    """Pay stands beside the check; Anna's and Boris's week is judged: nearly all are easy letters."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        settings = Settings(database_url=database.url, data_dir=folder)
        webs = [audit.web, payroll.web]
        self.client = TestClient(assemble(settings, database, webs, clock=lambda: self.now))
        with database.writing() as session:
            self.office.session = session
            set_rate(
                session, self.office.darya, amount=Decimal(600), per=RatePer.HOUR, effective_from=date(2026, 9, 1),
                now=at(date(2026, 9, 2)), today=date(2026, 9, 2),
            )  # fmt: skip
            self.office.draw(self.office.freeze())
            self.office.judge_all("L5")
        self.now = at(DRAWN_ON, 14)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> FiguresHouse:
    return FiguresHouse(database, tmp_path)


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> House:
    made = House(database, tmp_path)
    made.now = at(FROZEN_ON)
    return made


def test_figures_are_for_administrator_and_head_alone(house: FiguresHouse) -> None:
    for url in (*FIGURES, "/audit/results/102", "/audit/confusion/L5/L10"):
        for person in (house.office.gleb, house.office.darya):
            assert "<h1>" in house.browser(person).get(url)
        for person in (house.office.anna, house.office.egor):
            house.browser(person).get(url, status=403)


def test_a_person_sees_their_own_figures_and_nobody_elses(house: FiguresHouse) -> None:
    anna = house.browser(house.office.anna)

    own = anna.get("/audit/results/mine")
    assert "Мои цифры" in own
    assert "Показатель E" in own
    assert house.office.gleb.short_name not in own, "who judged is not the employee's to see"
    assert anna.get("/audit/results/101") == own or "Мои цифры" in anna.get("/audit/results/101")
    anna.get("/audit/results/102", status=403)


def test_an_office_that_has_judged_nothing_is_told_what_comes(empty: House) -> None:
    gleb = empty.browser(empty.office.gleb)

    assert "Списков ещё не составляли" in gleb.get("/audit/plan")
    for url in ("/audit", "/audit/results", "/audit/confusion", "/audit/results/101"):
        assert "Ещё ничего не проверено" in gleb.get(url)
    assert "Списков пока мало" in gleb.get("/audit/signs")


def test_figures_explain_themselves_with_the_pages_own_numbers(house: FiguresHouse) -> None:
    page = house.browser(house.office.darya).get("/audit/results")

    assert "T = Σ e / p" in page
    assert "завышено: 3 из 3 работ" in page
    assert "альфа" not in page.split("Насколько согласны")[0]
    assert "взысканий по расхождениям нет" in page


def test_money_is_for_those_who_see_pay(house: FiguresHouse) -> None:
    """20 + 5 + 5 minutes too much at 10 roubles a minute; everything was drawn, so the estimate is the truth."""
    head = house.browser(house.office.darya).get("/audit/results")
    administrator = house.browser(house.office.gleb).get("/audit/results")

    assert "В деньгах: завышено" in head
    assert "300,00" in head
    assert "В деньгах" not in administrator
    assert "100,00" in house.browser(house.office.darya).get("/audit/confusion?unit=money")
    assert 'href="/audit/confusion?weeks=13&amp;unit=money' not in house.browser(house.office.gleb).get(
        "/audit/confusion?unit=money"
    )


def test_a_person_sees_what_the_own_differences_are_worth(house: FiguresHouse) -> None:
    assert "200,00" in house.browser(house.office.anna).get("/audit/results/mine")


def test_the_table_opens_its_works_without_texts(house: FiguresHouse) -> None:
    gleb = house.browser(house.office.gleb)

    assert 'href="/audit/confusion/L5/L25?weeks=13"' in gleb.get("/audit/confusion")
    works = gleb.get("/audit/confusion/L5/L25")
    assert "/norms/types/L25/portrait#cases" in works
    assert "Письмо" not in works.split("<table")[1].split("</table>")[0]
    assert "Типа «НЕТ» нет" in gleb.get("/audit/confusion/НЕТ/L5", status=404)
    assert "За эти недели таких работ нет" in gleb.get("/audit/confusion/L60/L3")


def test_another_budget_is_tried_without_being_chosen(house: FiguresHouse) -> None:
    gleb = house.browser(house.office.gleb)

    tried = gleb.get("/audit/plan?minutes=90")

    assert "план офиса по-прежнему 20" in tried
    assert tried.count("<svg") >= 2
    with house.database.reading() as session:
        assert setting(session, "audit_minutes_a_week", DRAWN_ON) == 20


def test_a_plan_is_chosen_on_its_page_and_a_wrong_one_refused_there(house: FiguresHouse) -> None:
    gleb = house.browser(house.office.gleb)
    later = (DRAWN_ON + timedelta(days=4)).isoformat()

    gleb.post("/audit/plan", minutes=40, size_rule="minutes", effective_from=later)
    refused = gleb.post("/audit/plan", status=422, minutes=40, size_rule="minutes", effective_from="2026-10-01")

    assert "с 19.10.2026" in gleb.get("/audit/plan")
    assert "План действует с сегодняшнего дня (15.10.2026) или позже" in refused
    assert "«завтра» — не дата" in gleb.post(
        "/audit/plan", status=422, minutes=40, size_rule="minutes", effective_from="завтра"
    )
    house.browser(house.office.anna).post("/audit/plan", status=403, minutes=40, size_rule="minutes")


def test_the_overview_says_what_waits_and_what_was_confused(house: FiguresHouse) -> None:
    house.now = at(date(2026, 10, 16), 16)

    page = house.browser(house.office.gleb).get("/audit")

    assert "Пятничная записка" in page
    assert 'href="/norms/types/L10/portrait#cases"' in page
    assert "как обычно" in page


def test_a_half_judged_list_shows_how_far_it_is(database: Database, tmp_path: Path) -> None:
    made = House(database, tmp_path)
    with database.writing() as session:
        made.office.session = session
        made.office.draw(made.office.freeze())
    made.now = at(DRAWN_ON, 14)

    assert "проверено 0 из 3 работ" in made.browser(made.office.gleb).get("/audit")
