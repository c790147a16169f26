"""Every bad dialogue of docs/mail.md, with the reply the mail program gets."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.worklog.mail import signing_in_dialogues

pytestmark = pytest.mark.mail

HELLO = (b"EHLO mail.program\r\n",)
ENVELOPE = (*HELLO, b"MAIL FROM:<anna@office.example>\r\n", b"RCPT TO:<pavel@client.example>\r\n")
DATA = (*ENVELOPE, b"DATA\r\n")


def letter(head: bytes, body: bytes = b"Dear Pavel\r\n") -> bytes:
    return head + b"Message-ID: <1@office.example>\r\n\r\n" + body + b".\r\n"


def subject(text: bytes) -> bytes:
    return letter(b"Subject: " + text + b"\r\n")


@dataclass(frozen=True)
class Dialogue:
    """What the mail program does, as the table says it, what it sends, and the first line of the last reply."""

    says: str
    lines: tuple[bytes, ...]
    reply: str


NO_TYPE = (
    "550-5.7.1 No work type, not sent. Put [#L3] first in the subject, or add L3@types.office.example "
    "to the recipients. Types: L3 L5 L10"
)
DIALOGUES = (
    Dialogue("sends a letter without a type", (*DATA, subject(b"Offer")), NO_TYPE),
    Dialogue("sends an empty `X-Work-Type`", (*DATA, letter(b"X-Work-Type:\r\n")), NO_TYPE),
    Dialogue("sends `X-Work-Type: 0`", (*DATA, letter(b"X-Work-Type: 0\r\n")), NO_TYPE),
    Dialogue("has the tag behind `Re:` only (an old one)", (*DATA, subject(b"Re: [#L10] Offer")), NO_TYPE),
    Dialogue(
        "mistypes the tag: `[#L11]`",
        (*DATA, subject(b"[#L11] Offer")),
        "550-5.7.1 Work type L11 is not in the catalog, not sent. Nearest: L10 L25 L3",
    ),
    Dialogue(
        "names no code but minutes: `[#10]`",
        (*DATA, subject(b"[#10] Offer")),
        "550-5.7.1 Work type 10 is not in the catalog, not sent. Nearest: L10",
    ),
    Dialogue(
        "names an unknown type in the header",
        (*DATA, letter(b"X-Work-Type: MEDIUM\r\n")),
        "550-5.7.1 Work type MEDIUM is not in the catalog, not sent. Nearest: L3 L5 L10",
    ),
    Dialogue(
        "names an unknown type in Cyrillic",
        (*DATA, letter("X-Work-Type: Щука\r\n".encode())),
        "550-5.7.1 Work type Schuka is not in the catalog, not sent. Nearest: OTHER",
    ),
    Dialogue(
        "adds an unknown type address",
        (*ENVELOPE, b"RCPT TO:<L9@types.office.example>\r\n", b"DATA\r\n", subject(b"Offer")),
        "550-5.7.1 Work type L9 is not in the catalog, not sent. Nearest: L3 L5 L10",
    ),
    Dialogue(
        "uses a retired type",
        (*DATA, subject(b"[#L7] Offer")),
        "550-5.7.1 Work type L7 is not in use on this day, not sent. Use for example: L5 L10 L3",
    ),
    Dialogue(
        "uses a type of calls",
        (*DATA, subject(b"[#C12] Offer")),
        "550-5.7.1 Work type C12 is not for letters, not sent. For letters: L10 L5 L3",
    ),
    Dialogue(
        "names `L5` in the header and `L10` in the subject",
        (*DATA, letter(b"X-Work-Type: L5\r\nSubject: [#L10] Offer\r\n")),
        "550-5.7.1 The letter names different work types (L5, L10), not sent. Leave exactly one",
    ),
    Dialogue(
        "has two tags that differ",
        (*DATA, subject(b"[#L5] [#L10] Offer")),
        "550-5.7.1 The letter names different work types (L5, L10), not sent. Leave exactly one",
    ),
    Dialogue(
        "adds a type address that differs from the tag",
        (*ENVELOPE, b"RCPT TO:<L5@types.office.example>\r\n", b"DATA\r\n", subject(b"[#L10] Offer")),
        "550-5.7.1 The letter names different work types (L10, L5), not sent. Leave exactly one",
    ),
    Dialogue(
        "chooses the described type without minutes",
        (*DATA, subject(b"[#OTHER] Helped to move the archive")),
        "550-5.7.1 Work type OTHER needs its minutes, not sent. Write OTHER=15 for 15 minutes",
    ),
    Dialogue(
        "chooses the described type and describes nothing",
        (*DATA, subject(b"[#OTHER=15]")),
        "550-5.7.1 Not sent. OTHER asks for the minutes spent and a few words on what was done. Fill in both.",
    ),
    Dialogue(
        "chooses the described type for 900 minutes",
        (*DATA, subject(b"[#OTHER=900] Helped to move the archive")),
        "550-5.7.1 Not sent. 900 minutes cannot be one piece of work: enter whole minutes from 1 to 480.",
    ),
    Dialogue(
        "writes to the type address and nobody else",
        (
            *HELLO,
            b"MAIL FROM:<anna@office.example>\r\n",
            b"RCPT TO:<L10@types.office.example>\r\n",
            b"DATA\r\n",
            subject(b"Offer"),
        ),
        "550-5.7.1 Not sent. The letter has no recipient besides the type address. Add the person it is for.",
    ),
    Dialogue(
        "sends from an address of nobody",
        (*HELLO, b"MAIL FROM:<eve@office.example>\r\n"),
        "550-5.7.1 Not sent. eve@office.example is not the address of anybody of this office. "
        "Send from your own address, or ask an administrator to add it.",
    ),
    Dialogue(
        "sends from an address of two people",
        (*HELLO, b"MAIL FROM:<team@office.example>\r\n"),
        "550-5.7.1 Not sent. team@office.example belongs to several people, so it does not say who wrote the letter. "
        "Sign in, or send from your own address.",
    ),
    Dialogue(
        "sends in the name of somebody who has left",
        (*HELLO, b"MAIL FROM:<galina@office.example>\r\n"),
        "550-5.7.1 Not sent. Galina is not employed on 15.10.2026, so nothing leaves in that name. "
        "Ask an administrator if that is wrong.",
    ),
    Dialogue(
        "sends as somebody whose letters are not work here (no role of an employee)",
        (*HELLO, b"MAIL FROM:<chief@office.example>\r\n"),
        "550-5.7.1 Not sent. Chief may not do this (it needs one of the roles: employee). "
        "Ask an administrator for the role, or a colleague who has it.",
    ),
    Dialogue(
        "gives an empty sender to a letter that is no receipt",
        (
            *HELLO,
            b"MAIL FROM:<>\r\n",
            b"RCPT TO:<pavel@client.example>\r\n",
            b"DATA\r\n",
            letter(b"From: anna@office.example\r\nSubject: [#L10] Offer\r\n"),
        ),
        "550-5.7.1 Not sent. The sender is empty, and it is no read receipt or delivery report. With an empty sender "
        "pass read receipts and delivery reports to one recipient. Send a letter from your own address, with its type.",
    ),
    Dialogue(
        "gives a sender that is no address",
        (*HELLO, b"MAIL FROM:<anna>\r\n"),
        "553 5.1.3 The address is not of the form name@domain",
    ),
    Dialogue(
        "hides a command in a recipient",
        (*HELLO, b"MAIL FROM:<anna@office.example>\r\n", b'RCPT TO:<"pavel\rDATA"@client.example>\r\n'),
        "553 5.1.3 The address is not of the form name@domain",
    ),
    Dialogue(
        "writes to a Cyrillic address without `SMTPUTF8`",
        (*HELLO, b"MAIL FROM:<anna@office.example>\r\n", "RCPT TO:<павел@client.example>\r\n".encode()),
        "553 5.6.7 The address has letters beyond ASCII; say SMTPUTF8 at MAIL FROM",
    ),
    Dialogue(
        "ends a line with a bare LF",
        (*DATA, b"Subject: [#L10] Offer\r\n\r\nDear\nPavel\r\n.\r\n"),
        "554 5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent",
    ),
    Dialogue(
        "ends a line with a bare CR",
        (*DATA, b"Subject: [#L10] Offer\r\n\r\nDear\rPavel\r\n.\r\n"),
        "554 5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent",
    ),
    Dialogue(
        "smuggles a second letter behind `LF . CR LF`",
        (
            *DATA,
            b"Subject: [#L10] A\r\n\r\nx\n.\r\nMAIL FROM:<boris@office.example>\r\n"
            b"RCPT TO:<x@y.example>\r\nDATA\r\nB\r\n.\r\n",
        ),
        "554 5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent",
    ),
    Dialogue(
        "smuggles a second letter behind `LF . LF`",
        (*DATA, b"Subject: [#L10] A\r\n\r\nx\n.\nMAIL FROM:<boris@office.example>\r\n\r\n.\r\n"),
        "554 5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent",
    ),
    Dialogue(
        "sends a line of 1200 bytes",
        (*DATA, letter(b"Subject: [#L10] Offer\r\n", b"x" * 1200 + b"\r\n")),
        "500 5.5.6 A line of the letter is longer than 1000 bytes: not taken, nothing was sent",
    ),
    Dialogue(
        "announces a letter larger than the office's limit",
        (*HELLO, b"MAIL FROM:<anna@office.example> SIZE=99999999\r\n"),
        "552 5.3.4 At most 1048576 bytes, and the letter is said to have 99999999",
    ),
    Dialogue(
        "sends a letter larger than the office's limit",
        (*DATA, letter(b"Subject: [#L10] Offer\r\n", b"0123456789abcdef\r\n" * 60_000)),
        "552 5.3.4 The letter is larger than the office allows: not taken, nothing was sent",
    ),
    Dialogue(
        "sends a letter that has passed 51 servers",
        (*DATA, letter(b"Received: by a server\r\n" * 51 + b"Subject: [#L10] Offer\r\n")),
        "554-5.4.6 Not sent. The letter has passed more than 50 servers: it goes in circles. "
        "Check NARYAD_NEXT_HOP and the mail server's routes.",
    ),
    Dialogue("says `MAIL` before `EHLO`", (b"MAIL FROM:<anna@office.example>\r\n",), "503 5.5.1 Say EHLO first"),
    Dialogue(
        "says `RCPT` before `MAIL`", (*HELLO, b"RCPT TO:<pavel@client.example>\r\n"), "503 5.5.1 Say MAIL first"
    ),
    Dialogue(
        "says `DATA` before `RCPT`",
        (*HELLO, b"MAIL FROM:<anna@office.example>\r\n", b"DATA\r\n"),
        "503 5.5.1 Say RCPT first: the letter has no recipient",
    ),
    Dialogue(
        "says `MAIL` twice",
        (*HELLO, b"MAIL FROM:<anna@office.example>\r\n", b"MAIL FROM:<anna@office.example>\r\n"),
        "503 5.5.1 A letter has begun already; RSET takes it back",
    ),
    Dialogue(
        "sends more than 500 recipients",
        (
            *HELLO,
            b"MAIL FROM:<anna@office.example>\r\n",
            *(b"RCPT TO:<p%d@client.example>\r\n" % n for n in range(501)),
        ),
        "452 4.5.3 At most 500 recipients in one letter",
    ),
    Dialogue(
        "tries to sign in without TLS",
        (*HELLO, b"AUTH PLAIN AGFubmEAeA==\r\n"),
        "538 5.7.11 Encryption required for requested authentication mechanism",
    ),
    Dialogue(
        "sends in chunks (`BDAT`, not announced)",
        (*ENVELOPE, b"BDAT 4 LAST\r\n"),
        "500 5.5.2 BDAT is no command of this server",
    ),
    Dialogue(
        "asks for `BODY=BINARYMIME`",
        (*HELLO, b"MAIL FROM:<anna@office.example> BODY=BINARYMIME\r\n"),
        "501 5.5.4 BODY is 7BIT or 8BITMIME",
    ),
    Dialogue(
        "asks for delivery notices (`RET=FULL`)",
        (*HELLO, b"MAIL FROM:<anna@office.example> RET=FULL\r\n"),
        "555 5.5.4 RET is not known behind MAIL FROM",
    ),
    Dialogue(
        "asks for a notice to a recipient (`NOTIFY=NEVER`)",
        (*HELLO, b"MAIL FROM:<anna@office.example>\r\n", b"RCPT TO:<pavel@client.example> NOTIFY=NEVER\r\n"),
        "555 5.5.4 NOTIFY is not known behind RCPT TO",
    ),
    Dialogue(
        "sends a command of 2000 bytes",
        (*HELLO, b"RCPT TO:<" + b"p" * 2000 + b"@client.example>\r\n"),
        "500 5.5.6 The command is too long",
    ),
    Dialogue("asks for a mailing list (`EXPN`)", (*HELLO, b"EXPN team\r\n"), "502 5.5.1 Lists are not shown here"),
    Dialogue(
        "asks whether an address exists (`VRFY`)",
        (*HELLO, b"VRFY anna@office.example\r\n"),
        "252 2.1.5 Addresses are not looked up here: send the letter, and the next server says",
    ),
    Dialogue("speaks another protocol", (b"GET / HTTP/1.1\r\n",), "500 5.5.2 GET is no command of this server"),
)


ALL = (*DIALOGUES, *signing_in_dialogues.DIALOGUES)


@pytest.fixture(scope="module")
def signing_in(quiet_gate: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[signing_in_dialogues.Held]:
    """A second gate of the same office, at which people sign in."""
    office, _, hop = quiet_gate
    folder = tmp_path_factory.mktemp("signing-in")
    with signing_in_dialogues.holding(office, folder, f"smtp://127.0.0.1:{hop.port}") as held:
        yield held


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.says)
def test_a_bad_dialogue_gets_its_reply_and_sends_and_counts_nothing(quiet_gate: Any, dialogue: Dialogue) -> None:
    office, gate, hop = quiet_gate

    assert last_reply(gate.port, dialogue.lines) == dialogue.reply
    assert len(dialogue.reply) <= 510
    assert dialogue.reply.isascii()
    assert hop.taken == []
    assert office.entries() == []


@pytest.mark.parametrize("dialogue", signing_in_dialogues.DIALOGUES, ids=lambda dialogue: dialogue.says)
def test_a_bad_dialogue_about_signing_in_tls_or_limits_gets_its_reply(
    quiet_gate: Any, signing_in: signing_in_dialogues.Held, dialogue: signing_in_dialogues.Dialogue
) -> None:
    office, _, hop = quiet_gate

    assert signing_in.last_reply(dialogue) == dialogue.reply
    assert len(dialogue.reply) <= 510
    assert dialogue.reply.isascii()
    assert hop.taken == []
    assert office.entries() == []


def test_the_table_of_the_documentation_says_what_the_gate_says() -> None:
    table = (Path(__file__).parents[3] / "docs" / "mail.md").read_text("utf-8").partition("## Bad dialogues")[2]
    rows = re.findall(r"^\| \d+ \| (.+?) \| `(.+?)` \|$", table, re.MULTILINE)

    assert rows == [(dialogue.says, dialogue.reply) for dialogue in ALL]


def last_reply(port: int, lines: tuple[bytes, ...]) -> str:
    """Send the lines, each after the answer to the one before, and return the first line of the last answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line, line.makefile("rb") as answers:
        reply = _read(answers)
        for each in lines:
            line.sendall(each)
            reply = _read(answers)
    return reply[0]


def _read(answers: Any) -> list[str]:
    lines = [answers.readline().decode().rstrip("\r\n")]
    while lines[-1][3:4] == "-":
        lines.append(answers.readline().decode().rstrip("\r\n"))
    return lines
