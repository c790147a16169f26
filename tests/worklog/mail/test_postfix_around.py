"""A real Postfix around the gate: its submission service passes each letter through before it says yes."""

from __future__ import annotations

import smtplib
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import trustme

from naryad.settings import Settings
from tests.needs import missing, needs
from tests.worklog.mail.next_server import NextServer, running_server
from tests.worklog.mail.postfix import Postfix, free_port, printed, replaced, running_logins, running_postfix
from worklog.entry import State
from worklog.forwarded import Forwarded
from worklog.smtp import Gate
from worklog.smtp_hop import BUDGET_SECONDS

pytestmark = pytest.mark.mail

ROOT = Path(__file__).parents[3]
ANNA, BORIS, PAVEL = "anna@office.example", "boris@office.example", "pavel@client.example"
LETTER = (
    "From: Anna <anna@office.example>\r\nTo: pavel@client.example\r\nSubject: %sOffer\r\n"
    "Message-ID: <%d@office.example>\r\n\r\nDear Pavel,\r\n.a line with a dot\r\n"
)
UNTYPED = LETTER % ("", 1)
TYPED = LETTER % ("[#L10] ", 1)
PASSWORDS = {"anna": "pw of anna", "boris": "pw of boris"}
AFTER_THE_GATE = "smtpd_recipient_restrictions=\n  -o smtpd_proxy_filter=\n"


@dataclass
class Around:
    """A Postfix around a gate that may or may not be there."""

    postfix: Postfix
    submission: int
    gate: int
    passed: int
    trust: ssl.SSLContext

    def send(self, raw: str, *recipients: str, sender: str = ANNA, login: str = "anna") -> tuple[int, str]:
        """Send as a mail program does, and return the last answer."""
        with smtplib.SMTP("127.0.0.1", self.submission, timeout=120) as program:
            program.starttls(context=self.trust)
            program.login(login, PASSWORDS[login])
            code, text = program.mail(sender)
            for recipient in recipients or (PAVEL,):
                if code == 250:
                    code, text = program.rcpt(recipient)
            if code == 250:
                code, text = program.data(raw.encode())
            return code, text.decode()


@contextmanager
def running_around(passed: int | None = None, gate: int | None = None) -> Iterator[Around]:
    """Run the paper's Postfix; letters that passed come back to port `passed`, or to a port of its own."""
    authority = trustme.CA()
    proof = authority.issue_cert("127.0.0.1")
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    submission, gate = free_port(), gate or free_port()
    own = free_port()
    files = {
        "sender_logins": printed("around/sender_logins"),
        "mail.office.example.pem": proof.cert_chain_pems[0].bytes().decode(),
        "mail.office.example.key": proof.private_key_pem.bytes().decode(),
        "after": "boris@office.example 450 4.2.1 busy\nolga@client.example 554 5.7.1 refused here\n",
    }
    with running_logins(PASSWORDS) as logins:
        put = {
            "submission inet": f"127.0.0.1:{submission} inet",
            "127.0.0.1:10026": f"127.0.0.1:{own}",
            "127.0.0.1:2525": f"127.0.0.1:{gate}",
            "private/auth": f"inet:127.0.0.1:{logins.port}",
            # What is refused behind the gate only, so that the gate has something to pass back.
            AFTER_THE_GATE: "smtpd_recipient_restrictions=check_recipient_access,texthash:/etc/postfix/after\n"
            "  -o smtpd_proxy_filter=\n",
        }
        master = replaced(printed("around/master.cf"), put)
        with running_postfix(master=master, ports=(submission, own), files=files) as postfix:
            yield Around(postfix, submission, gate, passed or own, trust)


def settings(folder: Path, around: Around) -> Settings:
    """Return the settings as the paper has them, with this test's ports."""
    put = {"127.0.0.1:2525": f"127.0.0.1:{around.gate}", "127.0.0.1:10026": f"127.0.0.1:{around.passed}"}
    lines = replaced(printed("around/environment"), put).splitlines()
    pairs = [line.removeprefix("NARYAD_").split("=", 1) for line in lines]
    given: dict[str, Any] = {name.lower(): value for name, value in pairs}
    return Settings(data_dir=folder, web_url="http://naryad.office.example", **given)


@pytest.fixture(scope="module")
def around() -> Iterator[Around]:
    with running_around() as running:
        yield running


@contextmanager
def running_gate(office: Any, around: Around) -> Iterator[Gate]:
    gate = Gate(settings(office.folder, around), office.database, clock=office.clock)
    gate.start()
    try:
        yield gate
    finally:
        gate.stop()


@pytest.fixture
def gate(office: Any, around: Around) -> Iterator[Gate]:
    with running_gate(office, around) as running:
        yield running


def test_an_untyped_letter_is_refused_to_the_mail_program_in_the_gates_words(
    office: Any, gate: Gate, around: Around
) -> None:
    code, text = around.send(UNTYPED)

    assert code == 550
    assert text == (
        "5.7.1 No work type, not sent. Put [#L3] first in the subject, or add L3@types.office.example "
        "to the recipients. Types: L3 L5 L10\n5.7.1 http://naryad.office.example/mail/why/no-type"
    )
    assert office.entries() == []
    assert "proxy-reject: END-OF-MESSAGE: 550-5.7.1 No work type" in around.postfix.log


def test_a_typed_letter_passes_and_counts_once_however_often_it_is_sent(
    office: Any, gate: Gate, around: Around
) -> None:
    before = len(around.postfix.mailbox(PAVEL))

    first = around.send(TYPED, PAVEL, "L10@types.office.example")
    again = around.send(TYPED, PAVEL, "L10@types.office.example")

    assert (first[0], again[0]) == (250, 250)
    assert office.minutes() == [Decimal(10)]
    letters = around.postfix.arrived(PAVEL, before + 2)[before:]
    for letter in letters:
        assert b"Subject: Offer\n" in letter
        assert letter.endswith(b"\n\nDear Pavel,\n.a line with a dot\n")
        assert b"types.office.example" not in letter


def test_a_letter_without_a_message_id_counts_once_though_postfix_marks_each_try(
    office: Any, gate: Gate, around: Around
) -> None:
    raw = TYPED.replace("Message-ID: <1@office.example>\r\n", "")

    first, again = around.send(raw), around.send(raw)

    assert (first[0], again[0]) == (250, 250)
    assert office.minutes() == [Decimal(10)]


def test_swaks_gets_the_same_answers_as_a_mail_program(office: Any, gate: Gate, around: Around) -> None:
    def swaks(subject: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                str(needs("swaks")), "--server", f"127.0.0.1:{around.submission}", "--tls", "--auth", "PLAIN",
                "--auth-user", "anna", "--auth-password", PASSWORDS["anna"], "--from", ANNA, "--to", PAVEL,
                "--header", f"Subject: {subject}",
            ],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    untyped, typed = swaks("Offer"), swaks("[#L5] Offer")
    if "requires Net::SSLeay" in untyped.stderr:
        missing("swaks has no TLS: as root, `apt-get install libnet-ssleay-perl` brings it, and so does `make test`")

    assert "<~* 550-5.7.1 No work type, not sent" in untyped.stdout
    assert "250 2.0.0 Ok: queued as" in typed.stdout
    assert typed.returncode == 0
    assert office.minutes() == [Decimal(5)]


def test_nobody_sends_as_somebody_else(office: Any, gate: Gate, around: Around) -> None:
    code, text = around.send(TYPED, sender=BORIS, login="anna")

    assert code == 553
    assert "Sender address rejected: not owned by user anna" in text
    assert office.letters(office.boris) == []


def test_an_address_that_no_login_owns_is_nobodys(office: Any, gate: Gate, around: Around) -> None:
    code, text = around.send(TYPED, sender="chief@office.example", login="anna")

    assert code == 553
    assert "Sender address rejected: not owned by user anna" in text


@pytest.mark.parametrize("step", ["mail before tls", "mail before sign-in"])
def test_without_encryption_and_sign_in_nobody_reaches_the_gate(around: Around, gate: Gate, step: str) -> None:
    with smtplib.SMTP("127.0.0.1", around.submission, timeout=60) as program:
        if step == "mail before sign-in":
            program.starttls(context=around.trust)
        program.ehlo()
        program.mail(ANNA)
        code, text = program.rcpt(PAVEL)

    assert code in (503, 530, 553, 554)
    assert b"250" not in text


@pytest.mark.parametrize(
    ("recipient", "code", "says"),
    [
        (BORIS, 451, "<boris@office.example>: 450 4.2.1"),
        ("olga@client.example", 550, "554 5.7.1 <olga@client.example>"),
    ],
)
def test_what_is_refused_behind_the_gate_passes_through_to_the_mail_program(
    office: Any, gate: Gate, around: Around, recipient: str, code: int, says: str
) -> None:
    before = len(around.postfix.mailbox(PAVEL))

    replied, text = around.send(TYPED, PAVEL, recipient)

    assert replied == code
    assert "Nothing was sent to anybody and nothing counts" in text
    assert says in text
    assert office.minutes() == []
    assert len(around.postfix.mailbox(PAVEL)) == before


def test_twenty_mail_programs_at_once_count_each_letter_once(office: Any, gate: Gate, around: Around) -> None:
    letters = [LETTER % ("[#L3] ", number) for number in range(20)]

    with ThreadPoolExecutor(10) as programs:
        answers = list(programs.map(around.send, letters))

    assert [code for code, _ in answers] == [250] * 20
    assert office.minutes() == [Decimal(3)] * 20


def test_while_the_gate_is_stopped_the_mail_program_keeps_the_letter(office: Any, around: Around) -> None:
    while_stopped = around.send(TYPED)
    with running_gate(office, around):
        after = around.send(TYPED)

    assert while_stopped[0] == 451
    assert after[0] == 250
    assert office.minutes() == [Decimal(10)]


def test_postfix_tells_the_gate_which_mail_program_it_speaks_for(
    office: Any, gate: Gate, around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    understood = Forwarded.told
    monkeypatch.setattr(Forwarded, "told", lambda known, words: told.append(words) or understood(known, words))

    code, _ = around.send(TYPED)

    assert code == 250
    assert "ADDR=127.0.0.1" in " ".join(told)
    assert "HELO=" in " ".join(told)


def test_postfix_waits_for_the_gate_longer_than_the_gate_for_the_next_server() -> None:
    assert "smtpd_proxy_timeout=100s" in printed("around/master.cf")
    assert BUDGET_SECONDS < 100


# The gate killed behind Postfix, with a next hop that can be held back


RUN = """
import sys, time
from datetime import timedelta
from pathlib import Path
from naryad.days import utc_now
from naryad.db import Database
from naryad.settings import Settings
from worklog.smtp import run_gate
url, folder, listen, hop, seconds = sys.argv[1:]
settings = Settings(data_dir=Path(folder), gate_listen=listen, next_hop=hop)
gate = run_gate(settings, Database(url), clock=lambda: utc_now() + timedelta(seconds=float(seconds)))
print("listening", flush=True)
time.sleep(600)
"""


@contextmanager
def gate_process(office: Any, around: Around, *, later_by: float = 0) -> Iterator[subprocess.Popen[str]]:
    """Run a gate in a process of its own, its clock ahead by `later_by` seconds; it may be killed meanwhile."""
    told = settings(office.folder, around)
    url = office.database.engine.url.render_as_string(hide_password=False)
    arguments = [sys.executable, "-c", RUN, url, str(office.folder), told.gate_listen, told.next_hop, str(later_by)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_gate_killed_during_the_relay_counts_the_retry_once(office: Any, around: Around) -> None:
    with running_server(NextServer(pause_at={"dot": 1.0})) as server:
        behind = Around(around.postfix, around.submission, around.gate, server.port, around.trust)
        with gate_process(office, behind) as gate, ThreadPoolExecutor(1) as program:
            killed = program.submit(behind.send, TYPED)
            while not server.count("DATA"):
                time.sleep(0.01)
            gate.kill()
            code, _ = killed.result(30)
        server.pause_at = {}
        with gate_process(office, behind) as gate:
            too_early = behind.send(TYPED)
        with gate_process(office, behind, later_by=120) as gate:
            retried = behind.send(TYPED)

    assert code in (421, 451)
    assert too_early[0] == 451
    assert "being sent right now" in too_early[1]
    assert retried[0] == 250
    assert len(office.minutes()) == 1
    assert office.letters()[0].state is State.COUNTED


def test_a_gate_killed_before_the_letter_is_whole_has_recorded_nothing(office: Any, around: Around) -> None:
    with running_server(NextServer()) as server:
        behind = Around(around.postfix, around.submission, around.gate, server.port, around.trust)
        with gate_process(office, behind) as gate, smtplib.SMTP("127.0.0.1", around.submission, timeout=60) as program:
            program.starttls(context=around.trust)
            program.login("anna", PASSWORDS["anna"])
            program.mail(ANNA)
            program.rcpt(PAVEL)
            program.putcmd("data")
            assert program.getreply()[0] == 354
            gate.kill()
            program.send(TYPED.replace("\r\n.", "\r\n..").encode() + b".\r\n")
            code, _ = program.getreply()
        with gate_process(office, behind):
            retried = behind.send(TYPED)

    assert code in (421, 451)
    assert retried[0] == 250
    assert len(server.taken) == 1
    assert len(office.minutes()) == 1


def test_a_next_server_silent_after_the_dot_is_in_doubt_to_the_mail_program_too(
    office: Any, around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_server(NextServer(drop_at="dot")) as server:
        behind = Around(around.postfix, around.submission, around.gate, server.port, around.trust)
        with running_gate(office, behind):
            code, text = behind.send(TYPED)

    office.clock.go_on(seconds=91)
    assert code == 451
    assert "did not say whether it took the letter" in text
    assert office.letters()[0].state is State.IN_DOUBT
