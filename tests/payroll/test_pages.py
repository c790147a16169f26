"""The pages of pay: who sees what, and a month taken through its steps by its own forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from naryad import access
from naryad.app import create_app
from naryad.db import Database
from naryad.people import Employee
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from norms.actions import propose_norm
from norms.store import catalog
from payroll.store.impact import norm_impact
from tests.payroll.office import PayOffice

OCTOBER_1 = date(2026, 10, 1)
NOVEMBER_2 = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass
class Desk:
    """A signed-in person's browser."""

    client: TestClient
    text: str = ""
    status: int = 0

    def get(self, url: str) -> str:
        return self._read(self.client.get(url))

    def post(self, url: str, **fields: Any) -> str:
        token = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/profile").text)
        assert token is not None
        return self._read(self.client.post(url, data={"csrf": token.group(1), **fields}))

    def _read(self, answer: httpx.Response) -> str:
        self.status = answer.status_code
        self.text = answer.text
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split()).replace("\u202f", " ")


@pytest.fixture
def office(database: Database) -> PayOffice:
    """October with one accepted letter of Anna's; nothing is frozen."""
    with database.writing() as session:
        made = PayOffice.founded(session)
        made.rate("4.20")
        made.letter(made.anna, "L10", on=OCTOBER_1)
        made.accept(made.anna, OCTOBER_1)
    return made


@pytest.fixture
def desk(database: Database, office: PayOffice, tmp_path: Path) -> Iterator[Callable[[Employee], Desk]]:
    settings = Settings(database_url=database.url, data_dir=tmp_path / "var", secret_key="for this test only")
    app = create_app(settings, database, clock=lambda: NOVEMBER_2, regular=False)

    def sit(person: Employee) -> Desk:
        client = TestClient(app)
        with database.writing() as session:
            secret = access.open_session(session, person, client="test", now=NOVEMBER_2)
        client.cookies.set(SESSION_COOKIE, secret)
        return Desk(client)

    return sit


def test_a_month_goes_from_open_to_closed_by_its_own_forms(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant, head = desk(office.accountant), desk(office.head)

    assert "Закончить приём" in accountant.get("/payroll/periods/2026-10")
    assert "Приём за месяц окончен." in accountant.post("/payroll/periods/2026-10/freezing")
    assert "Месяц утверждён." in head.post("/payroll/periods/2026-10/approval")
    assert "Месяц закрыт. Книга Excel готова." in accountant.post("/payroll/periods/2026-10/closing")
    assert "Запись о закрытии, редакция 1" in accountant.get("/payroll/periods/2026-10")
    assert "Напишите, почему" in accountant.post("/payroll/periods/2026-10/reopening", reason=" ")
    assert "Месяц снова открыт." in accountant.post("/payroll/periods/2026-10/reopening", reason="забыли звонки")


def test_two_clicks_lead_from_a_sum_to_its_letters(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant = desk(office.accountant)
    accountant.get("/payroll/periods/2026-10")
    slip = re.search(r'href="(/payroll/periods/2026-10/slips/101)">42,00', accountant.text)
    assert slip is not None

    assert "1 письмо × 10 мин × 4,20 = 42,00" in accountant.get(slip.group(1))
    works = re.search(r'href="([^"]+/works[^"]+)"', accountant.text)
    assert works is not None
    shown = accountant.get(unescape(works.group(1)))

    assert "01.10.2026 1 письмо × 10 мин × 4,20 = 42,00" in shown
    assert "исходящее письмо" in shown
    assert "A-" not in shown


def test_a_person_sees_only_the_own_slip(desk: Callable[[Employee], Desk], office: PayOffice):
    anna, boris = desk(office.anna), desk(office.boris)

    assert "Смирнова Анна Юрьевна" in anna.get("/payroll/periods/2026-10/slips/101")
    assert "до вычета НДФЛ" in anna.get("/payroll/me")
    boris.get("/payroll/periods/2026-10/slips/101")
    assert boris.status == 403
    boris.get("/payroll/periods/2026-10")
    assert boris.status == 403


def test_the_administrator_sees_nobodys_pay(desk: Callable[[Employee], Desk], office: PayOffice):
    administrator = desk(office.administrator)

    for url in ("/payroll", "/payroll/periods/2026-10", "/payroll/rates", "/payroll/periods/2026-10/slips/101"):
        administrator.get(url)
        assert administrator.status == 403


def test_a_refused_step_comes_back_on_the_months_page(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant = desk(office.accountant)

    shown = accountant.post("/payroll/periods/2026-11/freezing")

    assert accountant.status == 409
    assert "закончить приём можно только после последнего дня, 30.11.2026" in shown


def test_a_rate_below_the_minimum_wage_is_set_only_knowingly(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant = desk(office.accountant)
    below = {"amount": "150", "per": "hour", "effective_from": "2026-12-01", "owner": "employee:102"}

    warned = accountant.post("/payroll/rates", **below)
    assert "Это ниже МРОТ" in warned
    assert "декабрь 2026: 176 ч при 100% норм дают 26 400,00, а МРОТ — 27 093,00" in warned
    assert "153,94 в час" in warned
    refused = accountant.post("/payroll/rates", **below, below_is_known="1")
    assert "Кого это касается: Волков Борис Андреевич" in refused
    assert "может начать действовать 03.01.2027 или позже" in refused
    agreed = {"agreed": str(office.boris.id), "paper": "заявление от 30.10.2026"}
    assert "Цена назначена." in accountant.post("/payroll/rates", **below, below_is_known="1", **agreed)


def test_a_rate_that_is_no_number_is_refused_with_what_was_typed(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant = desk(office.accountant)

    shown = accountant.post("/payroll/rates", amount="двести", per="hour", effective_from="2026-12-01", owner="office")

    assert accountant.status == 422
    assert "«двести» — не число" in shown
    assert 'value="двести"' in accountant.text


def test_the_workbook_of_a_closed_month_is_the_same_bytes_each_time(
    desk: Callable[[Employee], Desk], office: PayOffice
):
    accountant, head = desk(office.accountant), desk(office.head)
    accountant.post("/payroll/periods/2026-10/freezing")
    head.post("/payroll/periods/2026-10/approval")
    accountant.post("/payroll/periods/2026-10/closing")
    token = re.search(r'name="csrf" value="([^"]+)"', accountant.client.get("/payroll/periods/2026-10").text)
    assert token is not None

    books = [
        accountant.client.post("/payroll/periods/2026-10/workbook", data={"csrf": token.group(1)}).content
        for _ in range(2)
    ]

    assert books[0][:2] == b"PK"
    assert books[0] == books[1]


def test_money_stands_on_ones_own_day_page_behind_a_key(desk: Callable[[Employee], Desk], office: PayOffice):
    anna = desk(office.anna)

    shown = anna.get("/day/2026-10-01")

    assert "Деньги за месяц" in shown
    assert "data-sum>42,00" in anna.text.replace("\u202f", " ")


def test_the_page_of_a_proposed_norm_shows_who_loses_and_carries_the_digest(
    desk: Callable[[Employee], Desk], office: PayOffice, database: Database
):
    with database.writing() as session:
        medium = catalog(session, OCTOBER_1).find("L10")
        assert medium is not None
        norm = propose_norm(
            session,
            work_type_id=medium.work_type.id,
            minutes=Decimal(8),
            effective_from=date(2027, 2, 1),
            source="хронометраж",
            announced_on=date(2026, 11, 2),
            actor=office.administrator,
            now=NOVEMBER_2,
            today=NOVEMBER_2.date(),
        )
        digest = norm_impact(session, norm.id, today=NOVEMBER_2.date()).digest
    head = desk(office.head)

    shown = head.get(f"/norms/proposals/{norm.id}")

    assert "Смирнова А. Ю. 1 10 → 8 42,00 → 33,60" in shown
    assert f'name="impact_digest" value="{digest}"' in head.text
    assert "−8,40" in head.get(f"/payroll/impact/{norm.id}")
    desk(office.administrator).get(f"/payroll/impact/{norm.id}")


def test_a_month_that_waits_stands_on_the_first_page_of_whoever_is_next(
    desk: Callable[[Employee], Desk], office: PayOffice
):
    accountant, head, anna = desk(office.accountant), desk(office.head), desk(office.anna)

    assert "Месяц кончился. Посмотрите проверку и закончите приём." in accountant.get("/")
    accountant.post("/payroll/periods/2026-10/freezing")
    assert "Приём окончен. Посмотрите суммы и утвердите их." in head.get("/")
    assert "Посмотрите суммы" not in accountant.get("/")
    assert "Посмотрите суммы" not in anna.get("/")
