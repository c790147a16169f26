"""A living office for the tests that walk the whole way: real pages, a real gate, a clock the test sets."""

from __future__ import annotations

import csv
import io
import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from fastapi.testclient import TestClient

from naryad import access, staff
from naryad.app import create_app, regular_work
from naryad.db import Database
from naryad.office import make_office, set_setting
from naryad.people import Employee, Role
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from worklog.smtp import Gate

MOSCOW = ZoneInfo("Europe/Moscow")
FOUNDED = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
DOMAIN = "zarya.example"
Form = dict[str, str | list[str]]
Files = dict[str, tuple[str, bytes]]


class Clock:
    """The one clock of pages and gate."""

    def __init__(self) -> None:
        self.now = FOUNDED

    def __call__(self) -> datetime:
        return self.now

    def at(self, day: date, hour: int = 12) -> None:
        self.now = datetime.combine(day, time(hour), MOSCOW).astimezone(UTC)


@dataclass
class LivingOffice:
    """People by number, a browser of each, one gate."""

    database: Database
    clock: Clock
    gate: Gate
    folder: Path
    web: TestClient
    people: dict[str, Employee] = field(default_factory=dict)
    _letters: int = 0

    def as_(self, number: str) -> Browsing:
        """Return the pages as the person with this number sees them."""
        return Browsing(self, number)

    def send(self, subject: str, *, sender: str = "101", work_type: str | None, to: str = "client@far.example") -> int:
        """Send a letter through the gate and return the reply's code."""
        self._letters += 1
        letter = EmailMessage(policy=SMTP)
        letter["From"] = f"{sender}@{DOMAIN}"
        letter["To"] = to
        letter["Subject"] = subject
        letter["Message-ID"] = f"<{self._letters}@{DOMAIN}>"
        if work_type:
            letter["X-Work-Type"] = work_type
        letter.set_content("Добрый день! Отвечаем на ваш вопрос.")
        with smtplib.SMTP(self.gate.host, self.gate.port, timeout=20) as line:
            try:
                line.send_message(letter)
            except smtplib.SMTPDataError as refusal:
                return refusal.smtp_code
        return 250

    def evening(self) -> None:
        """Do what the program does by itself every half minute."""
        with self.database.writing() as session:
            regular_work(session, self.clock())


@dataclass
class Browsing:
    """One person's browser."""

    office: LivingOffice
    number: str

    def get(self, url: str) -> httpx.Response:
        self._sign_in()
        answer = self.office.web.get(url)
        assert answer.status_code == 200, f"{url}: {answer.status_code} {told_in(answer.text)}"
        return answer

    def post(self, url: str, data: Form | None = None, files: Files | None = None) -> httpx.Response:
        """Post a form with its token, follow the answer, and return the page it leads to."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get("/profile").text)
        assert found is not None
        return self.office.web.post(url, data={**(data or {}), "csrf": found[1]}, files=files)

    def _sign_in(self) -> None:
        with self.office.database.writing() as session:
            person = staff.by_number(session, self.number)
            secret = access.open_session(session, person, client="test", now=self.office.clock())
        self.office.web.cookies.clear()
        self.office.web.cookies.set(SESSION_COOKIE, secret)


def told_in(page: str) -> str:
    """Return the words of a page, for a failing assertion."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def cdr(started_at: datetime, extension: str, number: str, seconds: int) -> bytes:
    """Return an exchange's file of one answered incoming call; `started_at` is written as it is."""
    start, answered = f"{started_at:%Y-%m-%d %H:%M:%S}", f"{started_at:%Y-%m-%d %H:%M}:10"
    line = [
        "", number, extension, "from-trunk", f'"Клиент, ООО" <{number}>', "PJSIP/trunk-01", f"PJSIP/{extension}-02",
        "Dial", "", start, answered, answered, str(seconds + 10), str(seconds), "ANSWERED", "DOCUMENTATION",
        "1759000000.7", "", "", "1759000000.7", "1",
    ]  # fmt: skip
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(line)
    return text.getvalue().encode()


@contextmanager
def living_office(database: Database, folder: Path) -> Iterator[LivingOffice]:
    """Open an office out of its trial.

    Dina (1) is the head, Gleb (2) the administrator, Vera (3) the accountant, Anna (101) and Boris (102) write letters.
    """
    clock = Clock()
    people: dict[str, Employee] = {}
    with database.writing() as session:
        make_office(
            session,
            name="Заря",
            mail_domain=DOMAIN,
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=clock(),
        )
        for number, name, roles in (
            ("1", "Савельева Дина Марковна", [Role.HEAD]),
            ("2", "Лисицын Глеб Ильич", [Role.ADMINISTRATOR]),
            ("3", "Кимова Вера Петровна", [Role.ACCOUNTANT]),
            ("101", "Белова Анна Игоревна", [Role.EMPLOYEE]),
            ("102", "Орлов Борис Андреевич", [Role.EMPLOYEE]),
        ):
            people[number] = staff.add_employee(
                session,
                name=name,
                email=f"{number}@{DOMAIN}",
                number=number,
                roles=roles,
                employed_from=date(2026, 1, 12),
                position="специалист",
                actor=None,
                now=clock(),
            )
        set_setting(session, "trial_until", None, effective_from=date(2026, 7, 1), actor=people["1"], now=clock())
    settings = Settings(
        data_dir=folder, gate_listen="127.0.0.1:0", next_hop=f"maildir:{folder / 'mail'}", secret_key="for this test"
    )
    gate = Gate(settings, database, clock=clock)
    gate.start()
    try:
        with TestClient(create_app(settings, database, clock=clock, regular=False)) as web:
            yield LivingOffice(database, clock, gate, folder, web, people)
    finally:
        gate.stop()
