"""The first ten minutes of a small office, as a new administrator and a new employee live them over HTTP."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook

from naryad import access, staff
from naryad.app import create_app
from naryad.db import Database
from naryad.office import make_office
from naryad.people import Role
from naryad.settings import Settings
from tests.path.living import living_office, told_in

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Monday, 10:00 in Moscow."""

DOMAIN = "romashka.example"
HEADING = ("Таб. номер", "ФИО", "Почта", "Роли", "Должность", "Ставка", "Дата приёма")
TEN_PEOPLE = (
    (101, "Белова Анна Игоревна", "anna@romashka.example", "сотрудник", "специалист", 1, date(2024, 3, 1)),
    (102, "Орлов Борис Андреевич", "boris@romashka.example", "сотрудник", "специалист", 1, date(2025, 2, 3)),
    (103, "Громова Варвара Ильинична", "varvara@romashka.example", "сотрудник", "специалист", 0.5, "15.06.2025"),
    (104, "Дьяков Григорий Олегович", "grigory.romashka.example", "сотрудник", "специалист", 1, "01.09.2025"),
    (105, "Ершова Дарья Юрьевна", "darya@romashka.example", "сотрудник; оператор", "оператор", 1, "01.09.2025"),
    (106, "Жуков Егор Павлович", "egor@romashka.example", "сотрудник", "ведущий специалист", 1, None),
    (107, "Зимина Жанна Львовна", "zhanna@romashka.example", "менеджер", "специалист", 1, "32.13.2025"),
    (108, "Ильин Захар Петрович", "zahar@romashka.example", None, "специалист", 1, "12.01.2026"),
    (109, "Кравец Инна Сергеевна", "inna@romashka.example", "сотрудник", "специалист", 1, "12.01.2026"),
    (110, "Лапин Кирилл Денисович", "kirill@romashka.example", "бухгалтер", "бухгалтер", 1, "12.01.2026"),
)


@dataclass
class Visitor:
    """Somebody's browser: it follows links and posts forms with their token; `text` is the page it shows."""

    web: TestClient
    text: str = ""
    html: str = ""
    url: str = ""

    def get(self, url: str) -> str:
        return self._shown(self.web.get(url))

    def post(
        self,
        url: str,
        form: dict[str, str | list[str]],
        files: dict[str, tuple[str, bytes]] | None = None,
        *,
        status: int = 200,
    ) -> str:
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.html)
        assert token is not None, f"no form on {self.url}"
        return self._shown(self.web.post(url, data={**form, "csrf": token[1]}, files=files), status)

    def _shown(self, answer: httpx.Response, status: int = 200) -> str:
        assert answer.status_code == status, f"{answer.url}: {answer.status_code} {told_in(answer.text)}"
        self.html, self.url, self.text = answer.text, answer.url.path, told_in(answer.text)
        return self.text

    def values(self, name: str, *, checked: bool = False) -> list[str]:
        """Return the values of the inputs of this name on the page."""
        inputs = [tag for tag in re.findall(r"<input[^>]*>", self.html) if f'name="{name}"' in tag]
        return [re.findall(r'value="([^"]*)"', tag)[0] for tag in inputs if not checked or " checked" in tag]

    def steps_left(self) -> list[str]:
        """Return the titles of the first steps that still wait, as the page of first steps has them."""
        self.get("/welcome")
        return re.findall(r"предстоит: </span>([^<]+)<", self.html)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Settings:
    """An office as `naryad init` and `naryad staff add` make it: one administrator, who is the head too."""
    with database.writing() as session:
        make_office(
            session,
            name="Ромашка",
            mail_domain=DOMAIN,
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=NOW,
        )
        maria = staff.add_employee(
            session,
            name="Соколова Мария Павловна",
            email="maria@romashka.example",
            number="1",
            roles=[Role.ADMINISTRATOR, Role.HEAD],
            employed_from=date(2026, 11, 23),
            actor=None,
            now=NOW,
        )
        access.set_password(session, maria.id, "розовый сад 77", actor=None, now=NOW)
    return Settings(data_dir=tmp_path, next_hop=f"maildir:{tmp_path / 'mail'}", secret_key="for this test")


@pytest.fixture
def maria(house: Settings, database: Database) -> Iterator[Visitor]:
    with TestClient(create_app(house, database, clock=lambda: NOW, regular=False)) as web:
        yield Visitor(web)


@pytest.fixture
def anna(house: Settings, database: Database) -> Iterator[Visitor]:
    with TestClient(create_app(house, database, clock=lambda: NOW, regular=False)) as web:
        yield Visitor(web)


def sheet_of_ten() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADING, *TEN_PEOPLE):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sign_in(maria: Visitor) -> None:
    maria.get("/")
    assert maria.url == "/sign-in"
    maria.post("/sign-in", {"email": "maria@romashka.example", "password": "розовый сад 77", "next": "/"})
    assert maria.url == "/"


def take_the_catalog(maria: Visitor) -> None:
    maria.get("/norms/starter")
    page = maria.post("/norms/starter", {"types": maria.values("types", checked=True)})
    assert "Следующий из первых шагов: Внесите сотрудников" in page
    assert "19 норм подтверждено" in maria.post("/norms/founding/confirmation", {})


def take_the_staff(maria: Visitor) -> None:
    maria.get("/staff/import")
    seen = maria.post("/staff/import", {}, {"file": ("staff.xlsx", sheet_of_ten())})
    assert "2 строки взять нельзя" in seen
    assert "строка 5 Почта: «grigory.romashka.example» не подходит" in seen
    assert "строка 8 Роли: «менеджер» не подходит" in seen
    assert "строка 8 Работает с: «32.13.2025» не подходит" in seen
    good = {"name": maria.values("name")[0], "content": maria.values("content")[0]}
    page = maria.post("/staff/import/take", {**good})
    assert "Добавлено 8" in page or "8 сотрудников" in page
    assert "Следующий из первых шагов: Пригласите их" in page


def invite(maria: Visitor) -> str:
    """Invite everybody and return the path of Anna's link."""
    maria.get("/staff/invitations")
    people = maria.values("people", checked=True)
    assert len(people) == 8
    page = maria.post("/staff/invitations", {"people": people})
    assert "откроются только на нём" in page
    link = re.search(r"anna@romashka\.example.*?(/invitation/[\w-]+)", page)
    assert link is not None
    return link[1]


def mend_a_portrait(maria: Visitor) -> None:
    maria.get("/norms/types/L10/portrait")
    parts = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?([^<]*)</textarea>', maria.html))
    parts["belongs_ru"] += "\nОтвет на претензию по срокам доставки"
    parts["does_not_belong_ru"] += "\nПоздравление с праздником -> п3"
    page = maria.post("/norms/types/L10/portrait", {**parts, "reason": "спрашивали о претензиях"})
    assert "Ответ на претензию по срокам доставки" in page
    assert "Поздравление с праздником → это L3" in page


def try_the_desk(maria: Visitor) -> None:
    for step, code in (("1", "L5"), ("2", "L10"), ("3", "L3")):
        assert f"Письмо {step} из 3" in maria.get(f"/audit/desk/trial?step={step}")
        page = maria.post("/audit/desk/trial", {"step": step, "code": code})
        assert "Верно" in page or "Верный тип" in page
    assert "Выбрать минуты в неделю" in maria.get("/audit/desk/trial?step=4")


def test_an_administrator_sets_a_new_office_up_without_leaving_the_first_steps(maria: Visitor) -> None:
    sign_in(maria)
    assert "Первые шаги: администратор" in maria.text

    take_the_catalog(maria)
    take_the_staff(maria)
    invite(maria)
    mend_a_portrait(maria)
    try_the_desk(maria)
    maria.get("/audit/plan")
    chosen = maria.post("/audit/plan", {"minutes": "20", "size_rule": "minutes"})
    assert "Следующий из первых шагов: Пусть письмо без типа ждёт, а не отвергается" in chosen
    maria.get("/settings")
    maria.post("/settings/untyped_letters", {"value": "hold", "effective_from": "2026-11-23"})

    assert "Первые шаги: администратор" not in maria.get("/")
    assert maria.steps_left() == [
        "Заведите реестр, если вы нумеруете документы",
        "Согласуйте цену нормо-минуты с бухгалтером",
    ]


def test_an_employee_comes_by_a_link_practises_and_earns_the_first_ten_minutes(
    maria: Visitor, anna: Visitor, house: Settings
) -> None:
    sign_in(maria)
    take_the_catalog(maria)
    take_the_staff(maria)
    link = invite(maria)

    assert "Добро пожаловать, Белова Анна Игоревна" in anna.get(link)
    anna.post(link, {"password": "белые ромашки 7", "again": "белые ромашки 7"})
    assert anna.url == "/welcome"
    practise(anna)
    anna.get("/welcome")
    assert 'href="/mail/program"' in anna.html
    assert "anna@romashka.example" in anna.get("/mail/program")
    write_without_a_type(anna, house)
    enter_a_mobile_call(anna)

    assert "10 мин 2 работы" in anna.get("/day")
    assert anna.steps_left() == ["Посмотрите свой листок за этот месяц"]
    assert "ноябрь 2026 открыт пробный 2 10" in anna.get("/payroll/me")
    assert "Приглашение уже использовано" in told_in(anna.web.get(link).text)


def practise(anna: Visitor) -> None:
    right = 0
    for letter, digits in ((1, "5"), (2, "25"), (3, "3"), (4, "60"), (5, "10")):
        page = anna.get(f"/practice?letter={letter}&right={right}&typed={digits}")
        assert "Верно" in page
        right = letter
    assert "5 из 5" in anna.post("/practice/over", {"round": "1", "right": "5"})


def write_without_a_type(anna: Visitor, house: Settings) -> None:
    anna.get("/compose")
    letter = {"to": f"boris@{DOMAIN}", "subject": "Оплата по счёту 9", "text": "Борис, оплата пришла."}
    sender = anna.values("sender")[0]
    asked = anna.post("/compose", {"draft": "", "sender": sender, **letter, "do": "send"}, status=422)
    assert "Какой это тип?" in asked
    draft = anna.values("draft")[0]
    waits = anna.post("/compose", {"draft": draft, "sender": sender, **letter, "do": "hold"})
    assert "Письмо сохранено и ещё не отправлено: оно ждёт типа" in waits
    assert not list((house.data_dir / "mail").rglob("*.naryad"))

    anna.get("/day")
    entries = anna.values("entry")
    assert len(set(entries)) == 1
    assert "+5 минут" in anna.post("/day/code", {"entry": entries[:1], "work_type": "L5"})
    assert len(list((house.data_dir / "mail").rglob("*.naryad"))) == 1


def enter_a_mobile_call(anna: Visitor) -> None:
    anna.get("/calls/new")
    call = {"direction": "out", "number": "8 911 222-33-44", "day": "2026-11-23", "clock": "09:40", "minutes": "4"}
    assert "+5 минут" in anna.post("/calls/new", {**call, "work_type": "K5"})


def test_registers_are_kept_by_an_administrator_who_may_not_read_the_clients_papers(
    database: Database, tmp_path: Path
) -> None:
    with living_office(database, tmp_path) as office:
        gleb = office.as_("2")

        page = gleb.post("/documents/registers", {"series": "ДГ", "title_ru": "Договоры"})

        assert page.status_code == 200
        assert "ДГ Договоры" in told_in(page.text)
        assert 'href="/documents/registers"' in gleb.get("/").text
        assert gleb.office.web.get("/documents").status_code == 403


def test_a_page_that_is_not_there_keeps_the_menu_of_whoever_is_signed_in(database: Database, tmp_path: Path) -> None:
    with living_office(database, tmp_path) as office:
        office.as_("101").get("/day")

        page = office.web.get("/nowhere")

        assert page.status_code == 404
        assert 'href="/day"' in page.text
