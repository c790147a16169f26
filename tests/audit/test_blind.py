"""Who may still judge a work blind cannot learn whose it is or what it was typed as, on a page or over the API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from audit.actions.desk import lay_next
from audit.actions.recoding import judge
from audit.recoding import Verdict
from audit.store.desk import entries_to_be_judged
from naryad import access, staff, tokens
from naryad.app import create_app
from naryad.db import Database
from naryad.people import Employee, Role
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from tests.audit.conftest import DRAWN_ON, PEOPLE, TestOffice, at, found_office
from tests.worklog.mail.sent import letter, sent_letter
from tests.worklog.mail.test_readers import _flat
from worklog.store.entry import entry_by_id

NOW = at(DRAWN_ON, 14)
MARK = "zqmark"
ALIKE = 4
"""How many pages of one shape are looked at: types, months and days have one each."""

JUDGES = {"gleb": {Role.ADMINISTRATOR}, "vera": {Role.ADMINISTRATOR, Role.EMPLOYEE}}
AUDITORS = (
    *((number, name, login, JUDGES.get(login, roles)) for number, name, login, roles in PEOPLE),
    ("107", "Жанна Игоревна Лис", "zhanna", {Role.ADMINISTRATOR, Role.HEAD, Role.ACCOUNTANT}),
)
"""Gleb is nothing but an auditor, Vera also works, Zhanna is also head and accountant."""


@dataclass
class House:
    """The whole program over an office of three auditors in which one letter of Anna's was drawn."""

    database: Database
    people: dict[str, Employee]
    entry_id: int
    uid: str
    client: TestClient

    def get(self, who: str, path: str) -> tuple[int, str]:
        with self.database.writing() as session:
            secret = access.open_session(session, self.people[who], client="test", now=NOW)
        answer = self.client.get(path, headers={"cookie": f"{SESSION_COOKIE}={secret}"})
        return answer.status_code, answer.text

    def desk(self, who: str) -> str:
        status, text = self.get(who, "/audit/desk")
        assert status == 200
        return text

    def judge(self, who: str, code: str, *, now: datetime = NOW) -> None:
        with self.database.writing() as session:
            laid = lay_next(session, self.people[who], now=now)
            assert laid is not None
            judge(session, self.people[who], handle=laid.handle, verdict=Verdict.TYPE, code=code, now=now)

    def reachable(self, who: str) -> Iterator[tuple[str, str]]:
        """Yield (address, text) of every page this person gets to by links and by addresses without parameters."""
        with self.database.writing() as session:
            secret = access.open_session(session, self.people[who], client="test", now=NOW)
        headers = {"cookie": f"{SESSION_COOKIE}={secret}"}
        waiting = ["/", *sorted(r.path for r in _flat(self.client.app.routes) if "{" not in r.path)]  # type: ignore[attr-defined]
        waiting += [f"/entries/{self.uid}", f"/entries/{self.uid}/text", f"/entries/{self.uid}/files/0"]
        waiting += ["/day/2026-10-05?employee=101", "/audit/results/101", "/payroll/periods/2026-10/slips/101"]
        seen: set[str] = set()
        alike: Counter[str] = Counter()
        while waiting:
            path = waiting.pop(0)
            shape = re.sub(r"[\d-]+|(?<=/types/)[^/]+", "#", path.partition("?")[0])
            if path in seen or path.startswith("/static") or path.endswith(".pdf") or alike[shape] == ALIKE:
                continue
            seen.add(path)
            alike[shape] += 1
            answer = self.client.get(path, headers=headers)
            yield path, answer.text + str(answer.headers)
            if "text/html" in answer.headers.get("content-type", ""):
                links = (unescape(link) for link in re.findall(r'href="(/[^"#]*)', answer.text))
                waiting += [link for link in links if link not in seen and not urlsplit(link).netloc]


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("blind")
    (folder / "naryad.sqlite").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    with database.writing() as session:
        office = found_office(session, people=AUDITORS)
        people = {person.email.partition("@")[0]: person for person in staff.employees(session)}
    raw = letter(f"{MARK} subject", f"Dear Pavel, {MARK} text\n-- \nАнна Петрова", file_name=f"{MARK}.pdf")
    entry_id = sent_letter(database, office.anna, raw, at(date(2026, 10, 5)), code="L25")
    with database.writing() as session:
        drawn = TestOffice(**{**vars(office), "session": session})
        drawn.accept_all(on=date(2026, 10, 13))
        drawn.draw(drawn.freeze())
        uid = entry_by_id(session, entry_id).uid
    settings = Settings(database_url=database.url, data_dir=folder, secret_key="x" * 32, next_hop="maildir:unused")
    app = create_app(settings, database, clock=lambda: NOW, regular=False)
    with TestClient(app, follow_redirects=False) as client:
        yield House(database, people, entry_id, uid, client)
    database.dispose()


def handle_of(desk: str) -> str:
    found = re.search(r'action="/audit/desk/([\w-]{16,})"', desk)
    assert found is not None
    return found[1]


def secrets(house: House) -> tuple[str, ...]:
    return (house.uid, "Петров", "Анна Сергеевна", "anna@primer.ru", "employee=101", "/101")


def assert_blind(house: House, who: str) -> int:
    """Walk over everything `who` gets to; the letter is met at the desk alone, and nothing there says whose it is."""
    handle = handle_of(house.desk(who))
    pages = 0
    for path, text in house.reachable(who):
        pages += 1
        if house.uid in path:
            assert [word for word in secrets(house)[1:] if word in text] == [], path
            continue
        assert house.uid not in text, path
        if MARK in text or handle in text:
            assert path.startswith("/audit/desk"), path
            assert [word for word in secrets(house) if word in text] == [], path
            assert not re.search(r"(?:claim|suggest|risk|first_auditor|sample_item|entry)[_-]?\w*=", text, re.I), path
    return pages


@pytest.mark.parametrize("who", ["gleb", "zhanna"])
def test_before_judging_an_auditor_meets_the_work_at_the_desk_alone(house: House, who: str) -> None:
    with house.database.reading() as session:
        assert entries_to_be_judged(session, house.people[who].id, NOW) == {house.entry_id}

    if who == "gleb":
        assert assert_blind(house, who) > 30
    else:
        # The letter lies on Gleb's desk for now, so no other desk shows it, and no other page does.
        for path, text in house.reachable(who):
            assert MARK not in text, path
            assert house.uid not in text or house.uid in path, path


def test_no_answer_of_the_api_tells_an_administrators_tokens_a_single_work(house: House) -> None:
    with house.database.writing() as session:
        gleb = house.people["gleb"]
        own = tokens.give_token(session, employee_id=gleb.id, actor=gleb, now=NOW)
        of_program = tokens.give_token(session, employee_id=None, integration="учёт", actor=gleb, now=NOW)
    paths = [r.path for r in _flat(house.client.app.routes) if r.path.startswith("/api/")]  # type: ignore[attr-defined]

    assert sorted(paths) == ["/api/v1/output/{month}", "/api/v1/types"]
    for path, token in product(paths, (own, of_program)):
        address = re.sub(r"{uid[^}]*}", house.uid, re.sub(r"{month[^}]*}", "2026-10", path))
        answer = house.client.get(address, headers={"authorization": f"Bearer {token}"})
        assert MARK not in answer.text, path
        assert house.uid not in answer.text or answer.status_code == 404, path


def test_the_second_auditor_learns_nothing_of_the_first_and_sees_the_same_page(house: House) -> None:
    first = house.desk("gleb")
    house.judge("gleb", "L10")

    second = house.desk("vera")

    assert handle_of(first) != handle_of(second)
    assert _plain(first) == _plain(second)
    assert assert_blind(house, "vera") > 30


def test_once_it_is_locked_the_finding_opens_to_all_of_them(house: House) -> None:
    house.judge("vera", "L10", now=NOW + timedelta(minutes=1))

    status, text = house.get("zhanna", "/audit/decisions")

    assert status == 200
    assert "Петрова" in text
    assert house.get("zhanna", f"/entries/{house.uid}")[0] == 200


def _plain(desk: str) -> str:
    """Return the desk without what moves on by itself: handle, the form's secret, who is signed in, counts."""
    body = desk[desk.index('<div class="desk">') :]
    body = body[: body.index("</main>")]
    return re.sub(r'name="csrf" value="[^"]+"|/audit/desk/[\w-]{16,}', "", body)
