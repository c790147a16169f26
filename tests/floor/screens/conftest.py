"""The floor's pages alone, without the domains: an office of three people, and a browser that fills in forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from naryad import access, staff
from naryad.app import create_app
from naryad.db import Database
from naryad.office import make_office
from naryad.people import Employee, Role
from naryad.settings import Settings

PASSWORD = "a long enough sentence"


@dataclass
class Clock:
    """The office's clock, moved by hand."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


class Browser:
    """A client that carries the hidden field of the last page's forms, as a real browser does."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.text = ""
        self.status = 0
        self.url = ""

    def get(self, url: str) -> str:
        return self._read(self.client.get(url))

    def post(self, url: str, fields: dict[str, Any] | None = None, files: dict[str, Any] | None = None) -> str:
        token = re.search(r'name="csrf" value="([^"]+)"', self.text)
        data = {"csrf": token.group(1) if token else "", **(fields or {})}
        return self._read(self.client.post(url, data=data, files=files))

    def sign_in(self, email: str, password: str = PASSWORD) -> str:
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password})

    def _read(self, answer: httpx.Response) -> str:
        self.status, self.url = answer.status_code, answer.url.path
        self.text = answer.text
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed cheaply here: the strength of argon2 is its library's business."""
    monkeypatch.setattr(access, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def floor(database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application with the floor's pages only, over an office made on 1 October 2026."""
    monkeypatch.setattr("naryad.app.DOMAINS", ())
    with database.writing() as session:
        make_office(
            session,
            name="Контора",
            mail_domain="office.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=datetime.fromisoformat("2026-10-01T06:00:00+00:00"),
        )
    settings = Settings(data_dir=tmp_path, secret_key="secret of the tests")
    return create_app(settings, database, clock=clock, regular=False)


@pytest.fixture
def browser(floor: FastAPI) -> Iterator[Browser]:
    with TestClient(floor, base_url="http://127.0.0.1:8000") as client:
        yield Browser(client)


@pytest.fixture
def second_browser(floor: FastAPI) -> Iterator[Browser]:
    with TestClient(floor, base_url="http://127.0.0.1:8000") as client:
        yield Browser(client)


@pytest.fixture
def hire(database: Database, now: datetime) -> Callable[..., Employee]:
    """Take a person on, by default with a password."""

    def hire(name: str, number: str, *roles: Role, password: str | None = PASSWORD, language: str = "ru") -> Employee:
        with database.writing() as session:
            person = staff.add_employee(
                session,
                name=name,
                email=f"n{number}@office.example",
                number=number,
                roles=roles or (Role.EMPLOYEE,),
                employed_from=date(2026, 10, 1),
                actor=None,
                now=now,
                language=language,
            )
            if password is not None:
                access.set_password(session, person.id, password, actor=None, now=now)
        return person

    return hire


@pytest.fixture
def anna(hire: Callable[..., Employee]) -> Employee:
    """An employee."""
    return hire("Крылова Анна Петровна", "101")


@pytest.fixture
def vera(hire: Callable[..., Employee]) -> Employee:
    """The administrator."""
    return hire("Лебедева Вера Юрьевна", "1", Role.ADMINISTRATOR)


@pytest.fixture
def marina(hire: Callable[..., Employee]) -> Employee:
    """The head."""
    return hire("Орлова Марина Игоревна", "2", Role.HEAD)
