"""Commands that come together are answered in order; a program that says all and listens gets all of its answers."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

pytestmark = pytest.mark.mail

LETTER = b"Subject: [#L10] Offer\r\nMessage-ID: <%d@office.example>\r\n\r\nDear Pavel\r\n.\r\n"
ENVELOPE = b"MAIL FROM:<anna@office.example>\r\nRCPT TO:<pavel@client.example>\r\nDATA\r\n"


def answers(port: int, *said: bytes, half_close: bool = False) -> list[str]:
    """Say everything at once, and return the lines of the answers until the gate hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"".join(said))
        if half_close:
            line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as read:
            return [each.decode().rstrip("\r\n") for each in read]


def codes(lines: list[str]) -> list[str]:
    return [line[:3] for line in lines if line[3:4] == " "]


def test_two_letters_in_one_breath_are_answered_in_order_and_both_count(office: Any, gate: Any, hop: Any) -> None:
    lines = answers(gate.port, b"EHLO x\r\n", ENVELOPE, LETTER % 1, ENVELOPE, LETTER % 2, b"NOOP\r\nQUIT\r\n")

    assert codes(lines) == ["220", "250", "250", "250", "354", "250", "250", "250", "354", "250", "250", "221"]
    assert len(hop.taken) == len(office.letters()) == 2


def test_what_is_refused_in_the_middle_leaves_the_others_in_their_order(office: Any, gate: Any, hop: Any) -> None:
    lines = answers(
        gate.port, b"EHLO x\r\n", b"MAIL FROM:<eve@nowhere.example>\r\n", b"RCPT TO:<pavel@client.example>\r\n",
        b"BOGUS\r\n", ENVELOPE, LETTER % 1, b"QUIT\r\n",
    )  # fmt: skip

    assert codes(lines) == ["220", "250", "550", "503", "500", "250", "250", "354", "250", "221"]
    assert len(hop.taken) == 1


def test_nothing_behind_quit_is_done(office: Any, gate: Any, hop: Any) -> None:
    lines = answers(gate.port, b"EHLO x\r\nQUIT\r\n", ENVELOPE, LETTER % 1)

    assert codes(lines) == ["220", "250", "221"]
    assert office.letters() == []


def test_a_program_that_says_all_and_closes_its_half_still_gets_the_answer(office: Any, gate: Any, hop: Any) -> None:
    lines = answers(gate.port, b"EHLO x\r\n", ENVELOPE, LETTER % 1, half_close=True)

    assert codes(lines) == ["220", "250", "250", "250", "354", "250"]
    assert len(hop.taken) == 1


def test_of_a_program_that_does_not_read_its_answers_no_more_is_read_until_it_does(gate: Any) -> None:
    running = gate.gate
    with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as line, line.makefile("rb") as read:
        read.readline()
        [dialogue] = running._dialogues
        running._loop.call_soon_threadsafe(dialogue.pause_writing)
        line.setblocking(False)
        sent = _push(line, b"NOOP\r\n" * 5_000_000)
        kept = len(dialogue._unread)
        running._loop.call_soon_threadsafe(dialogue.resume_writing)
        line.setblocking(True)

        assert read.readline() == b"250 2.0.0 OK\r\n"
        assert 0 < kept < 1_000_000 < sent


def _push(line: socket.socket, said: bytes) -> int:
    """Send as much as goes within a second, and return how much that was."""
    sent, ends = 0, time.monotonic() + 1
    while time.monotonic() < ends:
        try:
            sent += line.send(said[sent : sent + 65_536])
        except BlockingIOError:
            time.sleep(0.01)
    return sent
