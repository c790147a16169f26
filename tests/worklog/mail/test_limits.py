"""What the gate's limits let pass and what not: letters a minute, connections, slow programs, forwarded clients."""

from __future__ import annotations

import smtplib
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from naryad.settings import ProxiesAreWrong, Settings
from tests.worklog.mail.submission import OFFER, OpenSubmission, Submission, plain, read_answer, talk
from worklog.forwarded import Forwarded, NotUnderstood
from worklog.hop import GateNotOnLoopback
from worklog.smtp import Gate
from worklog.smtp.entrances import Entrances
from worklog.smtp.limits import Limits, Occupancy, Pace

pytestmark = pytest.mark.mail

ANNA, BORIS = "anna@office.example", "boris@office.example"
PAVEL = "pavel@client.example"
NOON = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
FULL = b"421 4.7.0 Too many connections at once"


# The pace of letters.


def test_a_minute_after_a_letter_there_is_room_for_another() -> None:
    pace = Pace(2)

    assert [pace.seconds_to_wait("anna", NOON + timedelta(seconds=second)) for second in (0, 20, 30)] == [0, 0, 30]
    assert pace.seconds_to_wait("anna", NOON + timedelta(seconds=59.5)) == 1
    assert pace.seconds_to_wait("anna", NOON + timedelta(seconds=60)) == 0
    assert pace.seconds_to_wait("anna", NOON + timedelta(seconds=61)) == 19


def test_each_sender_has_a_pace_of_their_own() -> None:
    pace = Pace(1)

    assert [pace.seconds_to_wait(who, NOON) for who in ("anna", "boris", "anna")] == [0, 0, 60]


def test_too_many_letters_a_minute_wait_and_nothing_is_lost(submission_of: OpenSubmission, hop: Any) -> None:
    submission = submission_of(letters_per_minute=2)
    office = submission.office
    with submission.program() as program:
        program.login(ANNA, submission.password())
        for number in (b"1", b"2"):
            program.sendmail(ANNA, [PAVEL], OFFER.replace(b"<1@", b"<" + number + b"@"))
        assert program.mail(ANNA) == (
            450, b"4.7.0 At most 2 letters a minute from one sender. Try again in 60 seconds",
        )  # fmt: skip
        office.clock.go_on(seconds=60)
        program.sendmail(ANNA, [PAVEL], OFFER.replace(b"<1@", b"<3@"))

    assert len(hop.taken) == 3


def test_the_pace_is_one_for_all_connections_of_a_sender(submission_of: OpenSubmission) -> None:
    submission = submission_of(letters_per_minute=1)
    password = submission.password()
    for code in (250, 450):
        with submission.program() as program:
            program.login(ANNA, password)
            assert program.mail(ANNA)[0] == code


def test_programs_of_this_machine_have_no_pace_and_forwarded_clients_do(submission_of: OpenSubmission) -> None:
    submission = submission_of(letters_per_minute=1)
    with smtplib.SMTP("127.0.0.1", submission.gate.port, timeout=30) as program:
        program.ehlo()
        assert [(program.mail(ANNA)[0], program.rset()[0]) for _ in range(3)] == [(250, 250)] * 3
        program.docmd("XFORWARD", "ADDR=192.0.2.7 HELO=laptop")
        assert [program.mail(ANNA)[0], program.rset()[0], program.mail(ANNA)[0]] == [250, 250, 450]


# Connections.


def test_places_are_counted_in_all_by_address_and_by_login() -> None:
    occupancy = Occupancy(Limits(connections=4, connections_per_address=2, connections_per_login=1))

    assert [occupancy.enter("192.0.2.7") for _ in range(3)] == [True, True, False]
    assert [occupancy.enter("") for _ in range(3)] == [True, True, False]
    occupancy.leave("192.0.2.7")
    assert occupancy.enter("192.0.2.7")
    assert [occupancy.sign_in("anna"), occupancy.sign_in("anna"), occupancy.sign_in("boris")] == [True, False, True]
    occupancy.sign_out("anna")
    assert occupancy.sign_in("anna")


def test_one_address_does_not_take_all_places(submission_of: OpenSubmission) -> None:
    submission = submission_of(gate_connections_per_address=2, gate_proxies="192.0.2.1")
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(smtplib.SMTP("127.0.0.1", submission.starttls_port, timeout=30))
        assert _greeting(submission.starttls_port).startswith(FULL)
    settle(lambda: submission.gate.occupancy.connections == 0)

    assert _greeting(submission.starttls_port).startswith(b"220")


def test_the_gate_as_a_whole_has_so_many_places(submission_of: OpenSubmission) -> None:
    submission = submission_of(gate_connections=1)
    with smtplib.SMTP("127.0.0.1", submission.gate.port, timeout=30):
        assert _greeting(submission.gate.port).startswith(FULL)
    settle(lambda: submission.gate.occupancy.connections == 0)


def test_one_login_has_so_many_connections(submission_of: OpenSubmission) -> None:
    submission = submission_of(limits=Limits(connections_per_login=1))
    anna, boris = submission.password(), submission.password(submission.office.boris)
    with submission.program() as first:
        first.login(ANNA, anna)
        assert submission.talk(b"EHLO x\r\n", plain(ANNA, anna))[0].encode().startswith(FULL)
        with submission.program() as other:
            assert other.login(BORIS, boris)[0] == 235
    settle(lambda: submission.gate.occupancy.connections == 0)
    with submission.program() as again:
        assert again.login(ANNA, anna)[0] == 235


# Slow programs.


def test_a_letter_that_comes_byte_by_byte_ends(submission_of: OpenSubmission, hop: Any) -> None:
    submission = submission_of(limits=Limits(letter_seconds=1.0, command_seconds=5.0))
    with socket.create_connection(("127.0.0.1", submission.gate.port), timeout=20) as line:
        answers = line.makefile("rb")
        _begin_letter(line, answers)
        began = time.monotonic()
        heard = _dribble(line, answers, seconds=10)

    assert heard == ["421 4.4.2 Too slow or too long silent, goodbye. Nothing was sent of a letter that was not whole"]
    assert time.monotonic() - began < 8
    assert hop.taken == []


def test_a_long_letter_that_keeps_its_pace_is_taken_however_long_it_takes(
    submission_of: OpenSubmission, hop: Any
) -> None:
    submission = submission_of(limits=Limits(letter_seconds=1.0, letter_bytes_per_second=1000, command_seconds=5.0))
    with socket.create_connection(("127.0.0.1", submission.gate.port), timeout=20) as line:
        answers = line.makefile("rb")
        _begin_letter(line, answers)
        for _ in range(12):
            line.sendall(b"0123456789abcdef\r\n" * 40)
            time.sleep(0.2)
        line.sendall(b".\r\n")
        assert read_answer(answers)[0].startswith("250")

    assert len(hop.taken) == 1


def test_a_silent_program_is_told_and_leaves_its_place(submission_of: OpenSubmission) -> None:
    submission = submission_of(limits=Limits(command_seconds=0.5))
    with socket.create_connection(("127.0.0.1", submission.gate.port), timeout=20) as line:
        answers = line.makefile("rb")
        read_answer(answers)
        assert read_answer(answers)[0].startswith("421 4.4.2")
        assert answers.readline() == b""
    settle(lambda: submission.gate.occupancy.connections == 0)


def test_a_slow_next_server_is_no_fault_of_the_program(submission_of: OpenSubmission, hop: Any) -> None:
    submission = submission_of(limits=Limits(command_seconds=1.0, letter_seconds=1.0))
    hop.on_data = lambda: time.sleep(2.5)
    with smtplib.SMTP("127.0.0.1", submission.gate.port, timeout=30) as program:
        assert program.sendmail(ANNA, [PAVEL], OFFER) == {}


def test_a_slow_handshake_ends(submission_of: OpenSubmission) -> None:
    submission = submission_of(limits=Limits(handshake_seconds=1.0))
    with socket.create_connection(("127.0.0.1", submission.tls_port), timeout=20) as line:
        assert line.recv(10) == b""


# Mail servers in front of the gate.


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("ADDR=192.0.2.7 NAME=laptop HELO=[10.0.0.5] PROTO=ESMTP PORT=1 SOURCE=REMOTE", ("192.0.2.7", "laptop")),
        ("addr=192.0.2.7", ("192.0.2.7", "")),
        ("ADDR=IPV6:2001:db8::7 NAME=[UNAVAILABLE]", ("2001:db8::7", "")),
        ("ADDR=[UNAVAILABLE] NAME=a+2Bb", ("", "a+b")),
    ],
)
def test_what_a_mail_server_says_of_its_client(words: str, known: tuple[str, str]) -> None:
    told = Forwarded().told(words)

    assert (told.address, told.name) == known


def test_a_second_xforward_adds_to_the_first() -> None:
    told = Forwarded().told("NAME=laptop").told("ADDR=192.0.2.7")

    assert (told.address, told.name) == ("192.0.2.7", "laptop")


@pytest.mark.parametrize("words", ["", "ADDR", "LOGIN=boris", "ADDR=office", "NAME=" + "x" * 256, "HELO=a+0Ab", "=x"])
def test_what_is_no_xforward_is_not_understood(words: str) -> None:
    with pytest.raises(NotUnderstood):
        Forwarded().told(words)


def test_behind_a_mail_server_the_letter_counts_for_the_envelopes_sender(submission: Submission, hop: Any) -> None:
    with smtplib.SMTP("127.0.0.1", submission.gate.port, timeout=30) as program:
        program.ehlo()
        assert program.docmd("XFORWARD", "NAME=laptop ADDR=192.0.2.7 PROTO=ESMTP HELO=laptop SOURCE=REMOTE")[0] == 250
        program.sendmail(ANNA, [PAVEL], OFFER)

    assert [letter.state for letter in submission.office.letters()] == ["counted"]


def test_only_listed_mail_servers_hand_letters_in_without_signing_in(submission_of: OpenSubmission) -> None:
    submission = submission_of(gate_proxies="192.0.2.1")

    assert _greeting(submission.gate.port) == (
        b"554 5.7.1 Only the mail servers in NARYAD_GATE_PROXIES hand letters in here, goodbye\r\n"
    )
    with submission.program() as program:
        assert program.login(ANNA, submission.password())[0] == 235


@pytest.mark.parametrize(
    ("peer", "is_near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.5", True),
        ("10.0.1.5", False),
        ("", False),
    ],
)
def test_near_are_the_listed_addresses_and_networks(office: Any, peer: str, is_near: bool) -> None:
    settings = office.settings(next_hop="smtp://127.0.0.1:25", gate_proxies="127.0.0.0/8, ::1,10.0.0.0/24")

    assert Gate(settings, office.database).guard.is_near(peer) is is_near


def test_an_address_of_a_proxy_that_is_none_stops_the_start(office: Any) -> None:
    settings = office.settings(next_hop="smtp://127.0.0.1:25", gate_proxies="127.0.0.1, mail server")

    with pytest.raises(ProxiesAreWrong, match="NARYAD_GATE_PROXIES names “mail server”"):
        Gate(settings, office.database)


def test_the_door_without_sign_in_opens_to_other_machines_only_for_listed_mail_servers() -> None:
    def open_to(proxies: str) -> Entrances:
        return Entrances(Settings(gate_listen="0.0.0.0:2525", gate_proxies=proxies))

    with pytest.raises(GateNotOnLoopback, match="or name the mail servers that come from elsewhere"):
        open_to("127.0.0.0/8, ::1")
    assert open_to("10.0.0.5").places[0].host == "0.0.0.0"


# The rest of the figures.


def test_a_letter_as_large_as_allowed_passes_and_a_byte_more_does_not(quiet_gate: Any) -> None:
    _, gate, _ = quiet_gate
    with gate.client() as program:
        program.ehlo()
        assert program.mail(ANNA, (f"SIZE={1024 * 1024}",))[0] == 250
        program.rset()
        assert program.mail(ANNA, (f"SIZE={1024 * 1024 + 1}",))[0] == 552


def test_the_figures_come_from_the_settings() -> None:
    limits = Limits.of(Settings(gate_connections=7, gate_connections_per_address=3, letters_per_minute=9))

    assert (limits.connections, limits.connections_per_address, limits.letters_per_minute) == (7, 3, 9)


def test_the_gate_says_when_a_command_line_is_too_long_and_goes_on(quiet_gate: Any) -> None:
    _, gate, _ = quiet_gate

    assert talk(gate.port, (b"EHLO x\r\n", b"NOOP " + b"x" * 5000 + b"\r\n", b"NOOP\r\n"))[0] == "250 2.0.0 OK"


def _greeting(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line, line.makefile("rb") as answers:
        return answers.readline()


def _begin_letter(line: socket.socket, answers: Any) -> None:
    read_answer(answers)
    for command in (b"EHLO x\r\n", f"MAIL FROM:<{ANNA}>\r\n".encode(), f"RCPT TO:<{PAVEL}>\r\n".encode(), b"DATA\r\n"):
        line.sendall(command)
        read_answer(answers)
    line.sendall(b"Subject: [#L10] Offer\r\n\r\n")


def _dribble(line: socket.socket, answers: Any, *, seconds: float) -> list[str]:
    """Send a byte now and then until the gate says something, or the time is over."""
    line.settimeout(0.2)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        line.sendall(b"x")
        try:
            heard = line.recv(1000)
        except TimeoutError:
            continue
        return heard.decode().splitlines()
    return []


def settle(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to rest")
