"""The pages of the check, asked for as a browser does: what each person may see, and what nobody at the desk may."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import audit.web
from audit.store.desk import desk_of
from audit.store.frame import frames
from audit.store.sample import works
from naryad import access
from naryad.app import assemble
from naryad.db import Database
from naryad.people import Employee
from naryad.settings import Settings
from norms.store import all_types
from tests.audit.conftest import DRAWN_ON, RATES, RATES_ON, TestOffice, at, found_office
from worklog.store.entry import entry_by_id

NOW = at(DRAWN_ON, 14)


class Browser:
    """One signed-in person; forms carry the page's own secret."""

    def __init__(self, client: TestClient, person: Employee, secret: str) -> None:
        self.client, self.person, self.secret = client, person, secret

    def get(self, url: str, status: int = 200) -> str:
        answer = self.client.get(url, headers=self._headers())
        assert answer.status_code == status, re.sub(r"<[^>]+>|\s+", " ", answer.text)[-900:]
        return answer.text

    def post(self, url: str, status: int = 303, **fields: object) -> str:
        page = self.client.get("/audit/lists", headers=self._headers())
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf is not None
        answer = self.client.post(
            url, data={"csrf": csrf[1], **fields}, headers=self._headers(), follow_redirects=False
        )
        assert answer.status_code == status, re.sub(r"<[^>]+>|\s+", " ", answer.text)[-900:]
        return answer.headers.get("location", answer.text)

    def _headers(self) -> dict[str, str]:
        return {"cookie": f"naryad_session={self.secret}"}


class House:
    """The application over one database with its clock stopped, and the office in it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.now: datetime = NOW
        self.database = database
        settings = Settings(database_url=database.url, data_dir=folder)
        self.client = TestClient(assemble(settings, database, [audit.web], clock=lambda: self.now))
        with database.writing() as session:
            self.office = found_office(session)
            self._record(self.office)

    def browser(self, person: Employee) -> Browser:
        with self.database.writing() as session:
            secret = access.open_session(session, person, client="test", now=self.now)
        return Browser(self.client, person, secret)

    @staticmethod
    def _record(office: TestOffice) -> None:
        office.letter(office.anna, "L25", date(2026, 10, 5), title="[#L25] Письмо от Анны Петровой")
        office.week_of_letters(office.boris, "L10 L10")
        office.accept_all()


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    made = House(database, tmp_path)
    made.now = at(date(2026, 10, 13))
    return made


def _freeze_and_draw(house: House) -> Browser:
    gleb = house.browser(house.office.gleb)
    gleb.post("/audit/lists", span="2026-W41", kind="rates", day=RATES_ON.isoformat(), currencies="USD EUR CNY GBP JPY")
    house.now = NOW
    gleb = house.browser(house.office.gleb)
    with house.database.reading() as session:
        frame_id = frames(session)[0].id
    gleb.post(f"/audit/lists/{frame_id}/draw", currency=list(RATES), rate=list(RATES.values()))
    return gleb


def test_an_administrator_goes_from_overview_to_an_empty_desk(house: House) -> None:
    gleb = house.browser(house.office.gleb)

    assert "Составить список за" in gleb.get("/audit")
    assert "/audit/desk/trial" in gleb.get("/audit/desk")


def test_the_trial_desk_answers_at_once_and_keeps_nothing(house: House) -> None:
    gleb = house.browser(house.office.gleb)

    assert "Письмо 1 из 3" in gleb.get("/audit/desk/trial")
    assert "Верно" in gleb.post("/audit/desk/trial", status=200, step=1, code="L5")
    assert "Верный тип" in gleb.post("/audit/desk/trial", status=200, step=1, code="L60")
    assert "Вот и всё" in gleb.get("/audit/desk/trial?step=4")


def test_the_desk_shows_neither_author_nor_claim_nor_entry(house: House) -> None:
    gleb = _freeze_and_draw(house)
    with house.database.reading() as session:
        queue = desk_of(session, house.office.gleb.id, NOW).queue
        entries = {work.handle: entry_by_id(session, work.entry_id) for work in queue}

    for _ in queue:
        source = gleb.get("/audit/desk")
        handle = _action(source).rpartition("/")[2]
        entry = entries[handle]
        author = house.office.anna if entry.employee_id == house.office.anna.id else house.office.boris
        for secret in (entry.uid, author.name, author.number, author.email, "Петров", "[#L25]", "claimed"):
            assert secret not in source.replace(handle, "")
        assert source.count('name="code"') == _letter_types(house)
        gleb.post(f"/audit/desk/{handle}", verdict="not_sure")
    assert "На столе пусто" in gleb.get("/audit/desk")


def test_two_works_that_differ_only_in_the_claim_give_the_same_page(house: House) -> None:
    with house.database.writing() as session:
        house.office.session = session
        house.office.letter(house.office.vera, "L3", date(2026, 10, 6), title="Одно и то же")
        house.office.letter(house.office.vera, "L60", date(2026, 10, 6), title="Одно и то же")
        house.office.accept_all()
    gleb = _freeze_and_draw(house)
    seen = []
    while "data-desk" in (source := gleb.get("/audit/desk")):
        handle = _action(source).rpartition("/")[2]
        if "Одно и то же" in source:
            # What moves on by itself: the handle, the form's secret, how many are done and left, the last answer.
            body = re.sub(r'<article class="desk-work"', "\n\\g<0>", source).split("\n<article")[1]
            seen.append(re.sub(rf'{re.escape(handle)}|name="csrf" value="[^"]+"', "", body))
        gleb.post(f"/audit/desk/{handle}", verdict="not_sure")

    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_a_finding_goes_its_way_through_the_pages(house: House) -> None:
    gleb = _freeze_and_draw(house)
    while "data-desk" in (source := gleb.get("/audit/desk")):
        gleb.post(_action(source), code="L10")
    anna, darya = house.browser(house.office.anna), house.browser(house.office.darya)

    listed = anna.get("/audit/findings")
    url = re.findall(r'href="(/audit/findings/\d+)"', listed)[0]
    assert "Не согласен" in anna.get(url)
    anna.post(f"{url}/answer", reply="appealed", comment="Большое предложение")
    assert "Ваш ответ" not in anna.get(url)
    assert "Решает другой человек" in gleb.get(url)
    assert "Большое предложение" in darya.get(url)
    darya.post(f"{url}/decision", outcome="stays", reason="Портрет за сотрудника")

    assert "Портрет за сотрудника" in anna.get(url)
    house.browser(house.office.boris).get(url, status=404)


def test_an_employee_sees_the_own_part_and_nobody_elses(house: House) -> None:
    _freeze_and_draw(house)
    anna = house.browser(house.office.anna)

    page = anna.get("/audit/lists/2026-W41")
    assert house.office.anna.name in page
    assert house.office.boris.name not in page
    with house.database.reading() as session:
        own = {work.uid for work in works(session, employee_id=house.office.anna.id)}
        others = {work.uid for work in works(session, employee_id=house.office.boris.id)}
    lines = anna.get("/audit/lists/2026-W41/own")
    seed = anna.get("/audit/lists/2026-W41/1/seed.json")
    assert all(uid in lines and uid in seed for uid in own)
    assert not any(uid in lines or uid in seed for uid in others)
    anna.get("/audit/lists/2026-W41/1/snapshot.json", status=403)
    for url in ("/audit", "/audit/desk", "/audit/results", "/audit/decisions", "/audit/plan"):
        anna.get(url, status=403)


@pytest.mark.parametrize(
    "url",
    [
        "/audit",
        "/audit/lists",
        "/audit/plan",
        "/audit/plan?minutes=60",
        "/audit/results",
        "/audit/results/101",
        "/audit/decisions",
        "/audit/findings",
        "/audit/lists/2026-W41",
    ],
)
def test_the_heads_pages_open_after_a_week(house: House, url: str) -> None:
    gleb = _freeze_and_draw(house)
    while "data-desk" in (source := gleb.get("/audit/desk")):
        gleb.post(_action(source), code="L10")

    assert "<h1>" in house.browser(house.office.darya).get(url)


def test_the_budget_is_chosen_on_the_plan_page(house: House) -> None:
    gleb = house.browser(house.office.gleb)

    gleb.post("/audit/plan", minutes=40, size_rule="equal")

    assert 'value="40"' in gleb.get("/audit/plan")


def test_a_refusal_says_what_to_do(house: House) -> None:
    gleb = house.browser(house.office.gleb)

    said = gleb.post(
        "/audit/lists", status=422, span="2026-W41", kind="rates", day="2026-10-14", currencies="USD EUR CNY GBP JPY"
    )

    assert "первый такой день — 15.10.2026" in said


def _action(source: str) -> str:
    """Return where the desk's answer goes."""
    found = re.search(r'action="(/audit/desk/[^"]+)" data-desk', source)
    assert found is not None
    return found[1]


def _letter_types(house: House) -> int:
    with house.database.reading() as session:
        return sum(
            "letter_out" in {kind.value for kind in each.kinds} and each.purpose.value != "described"
            for each in all_types(session)
        )
