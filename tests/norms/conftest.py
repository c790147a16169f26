"""A small office and its people, for the catalog's tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from naryad import access, staff
from naryad.app import create_app
from naryad.db import Database
from naryad.office import make_office
from naryad.people import Employee, Role
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from norms import actions

MORNING = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)
OPENED_ON = date(2026, 10, 1)


@dataclass(frozen=True)
class Office:
    """The office Заря, opened on Thursday 01.10.2026 with the starter catalog."""

    database: Database
    vera: Employee
    """The head."""
    olga: Employee
    """The administrator."""
    anna: Employee
    """Writes letters."""
    boris: Employee
    """Writes letters too."""

    def at(self, day: date) -> datetime:
        """Return noon of `day` in Moscow."""
        return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def open_office(session: Session) -> tuple[Employee, Employee, Employee, Employee]:
    make_office(
        session,
        name="Заря",
        mail_domain="zarya.example",
        timezone="Europe/Moscow",
        currency="RUB",
        language="ru",
        now=MORNING,
    )
    people = (
        ("Вера Павлова", [Role.HEAD]),
        ("Ольга Дёмина", [Role.ADMINISTRATOR]),
        ("Анна Белова", [Role.EMPLOYEE]),
        ("Борис Ким", [Role.EMPLOYEE]),
    )
    vera, olga, anna, boris = (
        staff.add_employee(
            session,
            name=name,
            email=f"{number}@zarya.example",
            number=str(number),
            roles=roles,
            employed_from=OPENED_ON,
            actor=None,
            now=MORNING,
        )
        for number, (name, roles) in enumerate(people, 101)
    )
    return vera, olga, anna, boris


@pytest.fixture
def empty_office(database: Database) -> Office:
    """The office before it has a catalog."""
    with database.writing() as session:
        return Office(database, *open_office(session))


@pytest.fixture
def office(empty_office: Office) -> Office:
    """The office with the whole starter catalog, in force from the day it opened."""
    with empty_office.database.writing() as session:
        actions.found_catalog(session, actor=empty_office.olga, now=MORNING, today=OPENED_ON)
    return empty_office


@pytest.fixture
def session(office: Office) -> Iterator[Session]:
    """A writing transaction in the office."""
    with office.database.writing() as opened:
        yield opened


class Pages:
    """A browser without scripts: it reads pages as text, and carries a form's hidden field."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.html = ""
        self.status = 0
        self.path = ""

    def get(self, url: str) -> str:
        return self._read(self.client.get(url))

    def post(self, url: str, fields: dict[str, Any] | None = None, files: dict[str, Any] | None = None) -> str:
        token = re.search(r'name="csrf" value="([^"]+)"', self.html)
        sent = {"csrf": token.group(1) if token else "", **(fields or {})}
        return self._read(self.client.post(url, data=sent, files=files))

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found is not None
        return unescape(found.group(1))

    def _read(self, answer: httpx.Response) -> str:
        self.status, self.path, self.html = answer.status_code, answer.url.path, answer.text
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def pages(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Pages]:
    """Open the catalog's pages as a person on a day; the other domains are not there."""
    monkeypatch.setattr("naryad.app.DOMAINS", ("norms",))
    clock = {"now": MORNING}
    app = create_app(
        Settings(data_dir=tmp_path, secret_key="s" * 40), database, clock=lambda: clock["now"], regular=False
    )

    def open_as(person: Employee, day: date = OPENED_ON) -> Pages:
        clock["now"] = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
        with database.writing() as session:
            secret = access.open_session(session, person, client="test", now=clock["now"] - timedelta(seconds=1))
        client = TestClient(app, base_url="http://127.0.0.1", cookies={SESSION_COOKIE: secret})
        return Pages(client)

    return open_as
