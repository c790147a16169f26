"""An office whose letters go through a running gate to a next hop that answers whatever a test wants."""

from __future__ import annotations

import hmac
import shutil
import smtplib
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from itsdangerous import URLSafeSerializer
from sqlmodel import Session, select

from naryad import access, staff
from naryad.app import assemble
from naryad.db import Database
from naryad.office import make_office, set_setting
from naryad.people import Employee, Role
from naryad.screens import staff as staff_screen
from naryad.settings import Settings
from naryad.web import SAID_COOKIE, SESSION_COOKIE
from norms.tables.norm import NormApprovalRow, NormRow
from norms.tables.work_type import WorkTypeKindRow, WorkTypeRow
from tests.worklog.mail.submission import OpenSubmission, Submission, open_submission
from worklog.entry import Entry
from worklog.hop import NextHop
from worklog.smtp import Gate
from worklog.store.entry import entry_value
from worklog.store.letter import LetterLine, letters_of
from worklog.tables.entry import ENTRY
from worklog.web import (
    certificate,
    composer,
    composer_files,
    documents,
    entries,
    held,
    letters,
    mail_program,
    notices,
    reading,
    reconcile,
    service_accounts,
    service_mail,
    signature,
    staff_passwords,
    standard_letters,
)

SEPTEMBER = date(2026, 9, 1)
SILENCE_SECONDS = 3.0
"""How long a silent next hop keeps the line: longer than the time the tests give it."""
TYPES = [
    ("L3", "П3", "letter_out", "ordinary", "3", None),
    ("L5", "П5", "letter_out", "ordinary", "5", None),
    ("L10", "П10", "letter_out", "ordinary", "10", None),
    ("L25", "П25", "letter_out", "ordinary", "25", None),
    ("L7", None, "letter_out", "ordinary", "7", date(2026, 10, 1)),
    ("THANKS", None, "letter_out", "no_norm", "0", None),
    ("OTHER", None, "letter_out", "described", "0", None),
    ("C12", None, "call_in", "ordinary", "12", None),
]


@dataclass
class Clock:
    """The office's clock: Thursday, 15.10.2026, 12:00 in Moscow, until a test moves it."""

    now: datetime = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Office:
    """What a test knows of its office."""

    database: Database
    clock: Clock
    folder: Path
    anna: Employee
    boris: Employee
    chief: Employee

    def settings(self, **given: Any) -> Settings:
        return Settings(
            data_dir=self.folder, gate_listen="127.0.0.1:0", web_url="http://naryad.office.example", **given
        )

    def entries(self) -> list[Entry]:
        with self.database.reading() as session:
            return [
                entry_value(row) for row in session.connection().execute(select(ENTRY).order_by(ENTRY.c.id)).mappings()
            ]

    def letters(self, employee: Employee | None = None) -> list[LetterLine]:
        with self.database.reading() as session:
            return letters_of(session, (employee or self.anna).id, self.clock())

    def minutes(self) -> list[Decimal]:
        return [entry.figures.norm_minutes for entry in self.entries() if entry.figures is not None]

    def hold_untyped(self) -> None:
        with self.database.writing() as session:
            set_setting(
                session, "untyped_letters", "hold", effective_from=SEPTEMBER, actor=self.chief, now=self.clock()
            )


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return make_test_office(database, tmp_path)


@pytest.fixture
def any_office(any_db: Database, tmp_path: Path) -> Office:
    return make_test_office(any_db, tmp_path)


def make_test_office(database: Database, folder: Path) -> Office:
    clock = Clock()
    with database.writing() as session:
        make_office(
            session,
            name="Office",
            mail_domain="office.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=clock(),
        )
        anna = _hire(session, "101", "anna", {Role.EMPLOYEE}, clock())
        boris = _hire(session, "102", "boris", {Role.EMPLOYEE, Role.ADMINISTRATOR}, clock())
        chief = _hire(session, "103", "chief", {Role.HEAD, Role.ADMINISTRATOR}, clock())
        for code, alias, kind, purpose, minutes, retired_on in TYPES:
            _add_type(session, code, alias, kind, purpose, Decimal(minutes), retired_on, clock())
    return Office(database, clock, folder, anna, boris, chief)


def _hire(session: Session, number: str, name: str, roles: set[Role], now: datetime) -> Employee:
    addresses = ["team@office.example"] if name in ("anna", "boris") else []
    return staff.add_employee(
        session,
        name=name.title(),
        email=f"{name}@office.example",
        number=number,
        roles=roles,
        employed_from=SEPTEMBER,
        actor=None,
        now=now,
        addresses=addresses,
        language="en",
    )


def _add_type(
    session: Session,
    code: str,
    alias: str | None,
    kind: str,
    purpose: str,
    minutes: Decimal,
    retired_on: date | None,
    now: datetime,
) -> None:
    row = WorkTypeRow(
        code=code, alias=alias, name_ru=f"Тип {code}", name_en=f"Type {code}", unit="letter", purpose=purpose,
        introduced_on=SEPTEMBER, retired_on=retired_on, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    norm = NormRow(
        work_type_id=row.id, version=1, effective_from=SEPTEMBER, minutes=minutes, source="order 1", proposed_at=now
    )
    session.add_all([WorkTypeKindRow(work_type_id=row.id, kind=kind), norm])
    session.flush()
    assert norm.id is not None
    session.add(NormApprovalRow(norm_id=norm.id, approved_at=now, ground="founding"))
    session.flush()


@dataclass
class Hop:
    """A next mail server that keeps raw bytes and answers as told.

    `drop_at` closes the line in that phase; `silent_at` keeps it and says nothing.
    """

    answers: dict[str, str] = field(default_factory=dict)
    refuse: dict[str, str] = field(default_factory=dict)
    drop_at: str = ""
    silent_at: str = ""
    hello: str = "250-hop\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250 SMTPUTF8"
    on_data: Callable[[], None] = lambda: None
    taken: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def answer(self, phase: str, default: str) -> str | None:
        self.commands.append(phase)
        if self.silent_at == phase:
            time.sleep(SILENCE_SECONDS)
            return None
        return None if self.drop_at == phase else self.answers.get(phase, default)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        hop: Hop = self.server.hop  # type: ignore[attr-defined]
        if not self.say(hop.answer("greeting", "220 hop")):
            return
        sender, recipients = "", []
        while line := self.rfile.readline():
            word = line[:4].decode().upper().strip()
            text = line.decode("utf-8").strip()
            if word in ("EHLO", "HELO"):
                going = self.say(hop.answer(word, hop.hello if word == "EHLO" else "250 hop"))
            elif word == "MAIL":
                sender, recipients = text[11:].partition(">")[0], []
                hop.commands.append(text)
                going = self.say(hop.answer("MAIL", "250 ok"))
            elif word == "RCPT":
                recipient = text[9:].partition(">")[0]
                refused = hop.refuse.get(recipient)
                going = self.say(refused or hop.answer("RCPT", "250 ok"))
                recipients += [] if refused else [recipient]
            elif word == "DATA":
                going = self.data(hop, sender, tuple(recipients))
            else:
                going = self.say(hop.answer(word, "250 ok")) and word != "QUIT"
            if not going:
                return

    def data(self, hop: Hop, sender: str, recipients: tuple[str, ...]) -> bool:
        if not self.say(answer := hop.answer("DATA", "354 go on")):
            return False
        if answer is None or not answer.startswith("354"):
            return True
        gathered = bytearray()  # megabytes come in lines: adding bytes to bytes would take minutes
        while not gathered.endswith(b"\r\n.\r\n") and gathered != b".\r\n":
            line = self.rfile.readline()
            if not line:
                return False
            gathered += line
            if hop.drop_at == "body":
                return False
        content = bytes(gathered).removesuffix(b".\r\n")
        content = content.replace(b"\r\n..", b"\r\n.")
        content = content[1:] if content.startswith(b"..") else content
        hop.on_data()
        answer = hop.answer("dot", "250 2.0.0 queued as 1")
        if answer is not None and answer.startswith("2"):
            hop.taken.append(content)
            hop.envelopes.append((sender, recipients))
        return self.say(answer)

    def say(self, answer: str | None) -> bool:
        if answer is None:
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A gate that is killed breaks its lines: nothing to report."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture
def hop() -> Iterator[Hop]:
    """A running next hop that accepts everything until told otherwise."""
    with running_hop() as told:
        yield told


@pytest.fixture(scope="module")
def quiet_gate(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, RunningGate, Hop]]:
    """An office, its gate and its next hop for a whole module whose tests leave nothing behind; letters to 1 MB."""
    folder = tmp_path_factory.mktemp("quiet")
    shutil.copyfile(sqlite_template, folder / "naryad.sqlite")
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    office = make_test_office(database, folder)
    with database.writing() as session:
        set_setting(session, "letter_megabytes", 1, effective_from=SEPTEMBER, actor=office.chief, now=office.clock())
        galina = _hire(session, "104", "galina", {Role.EMPLOYEE}, office.clock())
        staff.edit_employee(
            session, galina.id, name=galina.name, email=galina.email, addresses=galina.addresses,
            employed_to=date(2026, 10, 14), actor=None, now=office.clock(),
        )  # fmt: skip
    with running_hop() as told:
        gate = Gate(office.settings(next_hop=f"smtp://127.0.0.1:{told.port}"), database, clock=office.clock)
        gate.start()
        yield office, RunningGate(gate), told
        gate.stop()
    database.dispose()


@contextmanager
def running_hop() -> Iterator[Hop]:
    told = Hop()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.hop = told  # type: ignore[attr-defined]
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield told
        server.shutdown()


@dataclass
class RunningGate:
    """A gate that listens, and a mail program that talks to it."""

    gate: Gate

    @property
    def port(self) -> int:
        return self.gate.port

    def client(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=90)

    def send(
        self, raw: bytes, *recipients: str, sender: str = "anna@office.example", options: tuple[str, ...] = ()
    ) -> tuple[int, str]:
        """Send a letter as it is and return the code and text of the last answer."""
        with self.client() as client:
            client.ehlo("mail.program")
            code, text = client.mail(sender, options)
            if code != 250:
                return code, text.decode()
            for recipient in recipients or ("pavel@client.example",):
                code, text = client.rcpt(recipient)
                if code != 250:
                    return code, text.decode()
            code, text = client.data(raw)
            return code, text.decode()

    def settle(self) -> None:
        """Wait until nothing is under way, the reading of parts included."""
        for _ in range(400):
            if not self.gate.passage.under_way:
                return
            time.sleep(0.01)
        raise AssertionError("letters are still under way")


@pytest.fixture
def start_gate(request: pytest.FixtureRequest) -> Iterator[Callable[..., RunningGate]]:
    """Start gates over the office; each is stopped at the end."""
    running: list[Gate] = []

    def start(hop: NextHop | None = None, within: Office | None = None, **settings: Any) -> RunningGate:
        within = within or request.getfixturevalue("office")
        gate = Gate(within.settings(**settings), within.database, hop=hop, clock=within.clock)
        gate.start()
        running.append(gate)
        return RunningGate(gate)

    yield start
    for gate in running:
        gate.stop()


@pytest.fixture
def gate(start_gate: Callable[..., RunningGate], hop: Hop) -> RunningGate:
    """A gate before the next hop."""
    return start_gate(next_hop=f"smtp://127.0.0.1:{hop.port}")


@dataclass
class Visitor:
    """A person with the pages of letters open in a browser."""

    client: TestClient
    secret: str

    def get(self, url: str) -> Response:
        return self.client.get(url)

    @property
    def csrf(self) -> str:
        """Return the token that every form of this visit carries."""
        key: str = self.client.app.state.secret  # type: ignore[attr-defined]  # TestClient's app is typed as bare ASGI
        return hmac.digest(key.encode(), f"csrf:{self.secret}".encode(), "sha256").hex()

    def post(self, url: str, **fields: str) -> Response:
        return self.client.post(url, data={"csrf": self.csrf, **fields}, follow_redirects=False)

    def send_file(self, url: str, file: tuple[str, bytes]) -> Response:
        """Send a form with one file, named `file`."""
        return self.client.post(url, data={"csrf": self.csrf}, files={"file": file}, follow_redirects=False)

    def said(self, response: Response) -> str:
        """Return what the page after a form says once."""
        cookie = response.cookies.get(SAID_COOKIE) or self.client.cookies.get(SAID_COOKIE) or ""
        key: str = self.client.app.state.secret  # type: ignore[attr-defined]  # TestClient's app is typed as bare ASGI
        return str(URLSafeSerializer(key, salt="said").loads(cookie)) if cookie else ""


@pytest.fixture
def visit(request: pytest.FixtureRequest, hop: Hop) -> Callable[..., Visitor]:
    """Sign somebody in to the pages of letters; letters leave to the test's next hop."""

    def signed_in(person: Employee, within: Office | None = None, **settings: Any) -> Visitor:
        office: Office = within or request.getfixturevalue("office")
        given = {"next_hop": f"smtp://127.0.0.1:{hop.port}", **settings}
        webs = [
            certificate, composer, composer_files, documents, entries, held, letters, mail_program, notices, reading,
            reconcile, service_accounts, service_mail, signature, staff_passwords, staff_screen, standard_letters,
        ]  # fmt: skip
        app = assemble(office.settings(**given), office.database, webs, clock=office.clock)
        with office.database.writing() as session:
            secret = access.open_session(session, person, client="test", now=office.clock())
        client = TestClient(app, base_url="http://naryad.office.example", raise_server_exceptions=True)
        client.cookies.set(SESSION_COOKIE, secret)
        return Visitor(client, secret)

    return signed_in


@pytest.fixture
def submission_of(request: pytest.FixtureRequest, hop: Hop, tmp_path: Path) -> Iterator[OpenSubmission]:
    """Start gates at which people sign in over TLS; each is stopped at the end."""
    opened: list[Submission] = []

    def start(within: Office | None = None, **given: Any) -> Submission:
        office = within or request.getfixturevalue("office")
        opened.append(open_submission(office, tmp_path, next_hop=f"smtp://127.0.0.1:{hop.port}", **given))
        return opened[-1]

    yield start
    for each in opened:
        each.gate.stop()


@pytest.fixture
def submission(submission_of: OpenSubmission) -> Submission:
    """A gate at which people sign in over TLS."""
    return submission_of()
