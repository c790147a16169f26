"""Where the gate starts and where it refuses to, each time with what to do."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from naryad.db import Database
from naryad.errors import DomainError
from naryad.mail_server import NextHopIsWrong
from naryad.office import NoOffice, Office
from naryad.settings import ListenAddressIsWrong, Settings
from worklog.hop import GateCannotListen, GateNotOnLoopback, NextHopIsMissing
from worklog.maildir import MaildirHop
from worklog.relay import next_hop
from worklog.smtp import run_gate
from worklog.smtp_hop import SmtpHop

pytestmark = pytest.mark.mail


def value(office: Any, *, is_demo: bool = False) -> Office:
    from zoneinfo import ZoneInfo

    return Office("Office", "office.example", ZoneInfo("Europe/Moscow"), "RUB", "ru", is_demo)


def test_outside_the_demo_the_gate_does_not_start_without_a_next_hop(office: Any) -> None:
    with pytest.raises(NextHopIsMissing) as refused:
        run_gate(office.settings(), office.database)

    assert refused.value.message("en") == (
        "The gate has nowhere to send letters. Set NARYAD_NEXT_HOP to the office's mail server, for example "
        "smtp://127.0.0.1:25, or to maildir:/var/mail/office to deliver inside the office only."
    )


def test_the_demo_has_mailboxes_of_its_own_that_take_everything(office: Any) -> None:
    hop = next_hop(office.settings(), value(office, is_demo=True))

    assert hop == MaildirHop(office.folder / "maildir", None)


def test_mailboxes_of_an_office_are_for_its_own_domain(office: Any) -> None:
    hop = next_hop(office.settings(next_hop="maildir:/var/mail/office"), value(office))

    assert isinstance(hop, MaildirHop)
    assert hop.domain == "office.example"


def test_a_mail_server_is_named_by_host_and_port(office: Any) -> None:
    hop = next_hop(office.settings(next_hop="smtp://127.0.0.1:25"), value(office))

    assert isinstance(hop, SmtpHop)
    assert (hop.server.host, hop.server.port, hop.helo) == ("127.0.0.1", 25, "naryad.office.example")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("127.0.0.1:25", "none of smtp:, smtp\\+starttls:, smtps: and maildir:"),
        ("smtp://127.0.0.1", "the port is missing"),
        ("smtp:127.0.0.1:25", "none of smtp:, smtp\\+starttls:, smtps: and maildir:"),
        ("maildir:", "the folder is missing"),
        ("smtp://127.0.0.1:2525", "that is the gate itself"),
    ],
)
def test_a_next_hop_that_cannot_be_is_refused(office: Any, text: str, says: str) -> None:
    settings = Settings(data_dir=office.folder, gate_listen="127.0.0.1:2525", next_hop=text)

    with pytest.raises(NextHopIsWrong, match=says):
        next_hop(settings, value(office))


@pytest.mark.parametrize("listen", ["0.0.0.0:2525", "192.168.1.5:2525", "[::]:2525", "mail.office.example:2525"])
def test_the_gate_listens_on_this_machine_only(office: Any, listen: str) -> None:
    settings = Settings(data_dir=office.folder, gate_listen=listen, next_hop="smtp://127.0.0.1:25")

    with pytest.raises(GateNotOnLoopback, match=r"Set NARYAD_GATE_LISTEN to 127\.0\.0\.1:2525"):
        run_gate(settings, office.database)


def test_an_address_that_is_none_is_said_to_be(office: Any) -> None:
    with pytest.raises(ListenAddressIsWrong):
        run_gate(Settings(data_dir=office.folder, gate_listen="here"), office.database)


def test_a_port_that_is_taken_is_said_to_be(office: Any) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = Settings(data_dir=office.folder, gate_listen=f"127.0.0.1:{port}", next_hop="smtp://127.0.0.1:25")

        with pytest.raises(GateCannotListen, match="Stop what is there"):
            run_gate(settings, office.database)


def test_there_must_be_an_office(database: Database, tmp_path: Any) -> None:
    with pytest.raises(NoOffice):
        run_gate(Settings(data_dir=tmp_path, gate_listen="127.0.0.1:0"), database)


def test_each_refusal_speaks_russian_too() -> None:
    refusals: list[DomainError] = [
        NextHopIsMissing(),
        NextHopIsWrong(text="x", why_en="y", why_ru="я"),
        GateNotOnLoopback(address="0.0.0.0:2525", port=2525),
        GateCannotListen(address="127.0.0.1:2525", why="taken", setting="NARYAD_GATE_LISTEN"),
    ]

    assert all("NARYAD_" in refusal.message("ru") for refusal in refusals)


def test_what_the_gate_announces(quiet_gate: Any) -> None:
    _, gate, _ = quiet_gate

    with gate.client() as client:
        client.ehlo("mail.program")

    assert set(client.esmtp_features) == {"size", "8bitmime", "smtputf8", "pipelining", "xforward", "help"}
    assert client.esmtp_features["size"] == str(1024 * 1024)


def test_commands_may_be_pipelined(quiet_gate: Any) -> None:
    _, gate, _ = quiet_gate

    with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as line, line.makefile("rb") as answers:
        answers.readline()
        line.sendall(
            b"EHLO mail.program\r\nMAIL FROM:<anna@office.example>\r\nRCPT TO:<pavel@client.example>\r\nDATA\r\n"
        )
        codes = [answers.readline()[:4] for _ in range(10)]
        line.sendall(b"Subject: Offer\r\n\r\nx\r\n.\r\nQUIT\r\n")
        codes += [answers.readline()[:4] for _ in range(3)]

    assert codes[-6:] == [b"250 ", b"250 ", b"354 ", b"550-", b"550 ", b"221 "]
