"""The bad dialogues of signing in, of TLS and of limits, and the gate at which they are held."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from naryad import staff
from tests.worklog.mail.submission import NAME, Submission, open_submission, plain, read_answer
from worklog.actions.app_password import revoke_password
from worklog.actions.sign_in import FAILURES_PER_LOGIN, note_failure
from worklog.smtp.limits import Limits
from worklog.smtp.terms import Entrance
from worklog.store.app_password import passwords_of

LIMITS = Limits(connections=8, letters_per_minute=40, command_seconds=4, letter_seconds=4, idle_commands=25)
ANNA, BORIS, OLGA = "anna@office.example", "boris@office.example", "olga@office.example"
ELSEWHERE = "192.0.2.7"


@dataclass(frozen=True)
class Step:
    """Something in a dialogue that is not a line of the mail program's own."""

    name: str
    who: str = ""


BEGIN_TLS = Step("TLS")
REVOKE = Step("revoke")
WAIT = Step("wait")
"""The program falls silent, until the gate says something."""


def sign_in(who: str) -> Step:
    return Step("sign in", who)


Line = bytes | Step


@dataclass(frozen=True)
class Dialogue:
    """What the mail program does, as the table says it, what it sends, and the first line of the last reply.

    `others` connections are open beside it.
    """

    says: str
    lines: tuple[Line, ...]
    reply: str
    at: Entrance = Entrance.TRUSTED
    others: int = 0


def b64(text: str) -> bytes:
    return base64.b64encode(text.encode()) + b"\r\n"


HELLO = (b"EHLO mail.program\r\n",)
TLS_HELLO = (*HELLO, b"STARTTLS\r\n", BEGIN_TLS, *HELLO)
MAIL = b"MAIL FROM:<anna@office.example>\r\n"
RCPT = b"RCPT TO:<pavel@client.example>\r\n"
SIGNED_IN = (*HELLO, sign_in(ANNA))
TOO_SLOW = "421 4.4.2 Too slow or too long silent, goodbye. Nothing was sent of a letter that was not whole"
WRONG = (
    "535 5.7.8 Login or app password not right. Enter your e-mail and an app password, which is not the password of "
    "the pages: http://naryad.office.example/mail/program"
)
NO_TEXT = "501 5.5.2 That is no login and password: UTF-8 without NUL, nor empty, nor longer than 400 bytes"
FULL = "421 4.7.0 Too many connections at once, goodbye. Try again in a minute"


def _at_starttls() -> Iterator[Dialogue]:
    def told(says: str, lines: tuple[Line, ...], reply: str) -> Dialogue:
        return Dialogue(says, lines, reply, at=Entrance.STARTTLS)

    yield told(
        "signs in before TLS has begun",
        (*HELLO, plain(ANNA, "k7fq-9mz1-2hx0-p4wd")),
        "538 5.7.11 Encryption required for requested authentication mechanism",
    )
    yield told(
        "sends a letter before TLS has begun",
        (*HELLO, MAIL),
        "530 5.7.0 Say STARTTLS first: letters are taken over TLS only",
    )
    yield told(
        "says something else in the same breath as `STARTTLS`",
        (*HELLO, b"STARTTLS\r\nMAIL FROM:<anna@office.example>\r\n"),
        "503 5.5.1 Commands stood behind STARTTLS before TLS began: none was done, goodbye",
    )
    yield told("says `STARTTLS now`", (*HELLO, b"STARTTLS now\r\n"), "501 5.5.4 STARTTLS takes nothing behind it")
    yield told("says `STARTTLS` a second time", (*TLS_HELLO, b"STARTTLS\r\n"), "503 5.5.1 TLS is on already")
    yield told(
        "goes on after `STARTTLS` without a new `EHLO`",
        (*HELLO, b"STARTTLS\r\n", BEGIN_TLS, MAIL),
        "503 5.5.1 Say EHLO first",
    )


def _at_tls() -> Iterator[Dialogue]:
    def told(says: str, lines: tuple[Line, ...], reply: str, others: int = 0) -> Dialogue:
        return Dialogue(says, lines, reply, at=Entrance.TLS, others=others)

    yield told("signs in before `EHLO`", (plain(ANNA, "x"),), "503 5.5.1 Say EHLO first")
    yield told(
        "sends a letter without signing in",
        (*HELLO, MAIL),
        "530 5.7.0 Sign in first: your e-mail and an app password from http://naryad.office.example/mail/program",
    )
    yield told("gives a wrong app password", (*HELLO, plain(ANNA, "k7fq-9mz1-2hx0-p4wd")), WRONG)
    yield told("gives a login that nobody has", (*HELLO, plain("eve@office.example", "k7fq-9mz1-2hx0-p4wd")), WRONG)
    yield told("gives the password of the pages", (*HELLO, plain(ANNA, "a short sentence")), WRONG)
    yield told("signs in as somebody who has left, with the right app password", (*HELLO, sign_in("left")), WRONG)
    yield told(
        "signs in in another's name (`PLAIN` with an identity)",
        (*HELLO, b"AUTH PLAIN " + b64(f"{BORIS}\0{ANNA}\0k7fq-9mz1-2hx0-p4wd")),
        WRONG,
    )
    yield told(
        "is wrong three times",
        (*HELLO, *(plain(ANNA, "wrong") for _ in range(3))),
        "421 4.7.0 Too many failed sign-ins, goodbye",
    )
    yield told(
        "comes after ten failures with that login within a quarter of an hour",
        (*HELLO, plain(OLGA, "k7fq-9mz1-2hx0-p4wd")),
        "454 4.7.0 Too many failed sign-ins. Try again in 15 minutes",
    )
    yield told(
        "asks for another mechanism (`CRAM-MD5`)",
        (*HELLO, b"AUTH CRAM-MD5\r\n"),
        "504 5.5.4 Only PLAIN and LOGIN are known here",
    )
    yield told("names no mechanism", (*HELLO, b"AUTH\r\n"), "501 5.5.4 AUTH PLAIN or AUTH LOGIN")
    yield told(
        "says too much behind the mechanism",
        (*HELLO, b"AUTH PLAIN AGFubmEAeA== AGFubmEAeA==\r\n"),
        "501 5.5.4 At most one word behind the mechanism",
    )
    yield told("cancels signing in (`*`)", (*HELLO, b"AUTH LOGIN\r\n", b"*\r\n"), "501 5.7.0 Signing in is cancelled")
    yield told(
        "answers in no base64", (*HELLO, b"AUTH LOGIN\r\n", b"anna@office.example\r\n"), "501 5.5.2 That is not base64"
    )
    yield told(
        "gives `PLAIN` two parts instead of three",
        (*HELLO, b"AUTH PLAIN " + b64(f"{ANNA}\0k7fq")),
        "501 5.5.2 PLAIN needs three parts with NUL between them: nothing, login, password",
    )
    yield told("hides a NUL in the login", (*HELLO, b"AUTH LOGIN\r\n", b64("anna\0boris")), NO_TEXT)
    yield told("gives an empty app password", (*HELLO, b"AUTH LOGIN\r\n", b64(ANNA), b"\r\n"), NO_TEXT)
    yield told(
        "gives a login of 700 bytes", (*HELLO, b"AUTH LOGIN\r\n", base64.b64encode(b"a" * 700) + b"\r\n"), NO_TEXT
    )
    yield told(
        "answers with a line of 2000 bytes",
        (*HELLO, b"AUTH LOGIN\r\n", b"A" * 2000 + b"\r\n"),
        "500 5.5.6 The line is too long",
    )
    yield told("signs in twice", (*SIGNED_IN, plain(ANNA, "x")), "503 5.5.1 Signed in already")
    yield told(
        "signs in and sends from a colleague's address",
        (*SIGNED_IN, b"MAIL FROM:<boris@office.example>\r\n"),
        "553-5.7.1 boris@office.example is no address of anna@office.example, who signed in. Send from "
        "anna@office.example or team@office.example, or ask an administrator to add the address",
    )
    yield told(
        "signs in and puts a colleague into `From`",
        (*SIGNED_IN, MAIL, RCPT, b"DATA\r\n", b"From: boris@office.example\r\nSubject: [#L10] Offer\r\n\r\nx\r\n.\r\n"),
        "550-5.7.1 From: boris@office.example is no address of anna@office.example, who signed in. Send from "
        "anna@office.example or team@office.example, or ask an administrator to add the address",
    )
    yield told(
        "signs in with a program's account and sends from a person's address",
        (*HELLO, sign_in("scanner"), MAIL),
        "553-5.7.1 anna@office.example is no address of scanner, who signed in. Send from scanner@office.example, or "
        "ask an administrator to add the address",
    )
    yield told(
        "goes on after its app password was revoked",
        (*HELLO, sign_in("revoked"), REVOKE, b"MAIL FROM:<boris@office.example>\r\n"),
        "530 5.7.0 The app password was revoked or employment has ended. Make another on "
        "http://naryad.office.example/mail/program",
    )
    yield told(
        "begins a 41st letter within a minute, where 40 are allowed",
        (*HELLO, sign_in(BORIS), *(b"MAIL FROM:<boris@office.example>\r\n", b"RSET\r\n") * 40,
         b"MAIL FROM:<boris@office.example>\r\n"),
        "450 4.7.0 At most 40 letters a minute from one sender. Try again in 60 seconds",
    )  # fmt: skip
    yield told(
        "says `XFORWARD` where people sign in",
        (*HELLO, b"XFORWARD ADDR=192.0.2.7\r\n"),
        "550 5.7.0 XFORWARD is for the mail servers in NARYAD_GATE_PROXIES, where nobody signs in",
    )
    yield told("comes as the ninth, where eight connections are allowed", (), FULL, others=8)
    yield told("sends a command letter by letter and never ends it", (b"EHLO mail", WAIT), TOO_SLOW)
    yield told("falls silent when asked for its password", (*HELLO, b"AUTH LOGIN\r\n", WAIT), TOO_SLOW)
    yield told(
        "falls silent within a letter",
        (*SIGNED_IN, MAIL, RCPT, b"DATA\r\n", b"Subject: [#L10] Offer\r\n", WAIT),
        TOO_SLOW,
    )
    yield told(
        "says `NOOP` too often (here 25 times)",
        tuple(b"NOOP\r\n" for _ in range(26)),
        "421 4.7.0 NOOP was said too many times, goodbye",
    )
    yield told(
        "says five things that are no commands",
        tuple(b"PLEASE\r\n" for _ in range(5)),
        "502 5.5.1 Too many unknown commands, goodbye",
    )


def _at_trusted() -> Iterator[Dialogue]:
    no_tls = "454 4.7.0 There is no TLS at this entrance"
    yield Dialogue("says `STARTTLS` where nobody signs in", (*HELLO, b"STARTTLS\r\n"), no_tls)
    yield Dialogue(
        "says `XFORWARD` without an attribute",
        (*HELLO, b"XFORWARD\r\n"),
        "501 5.5.4 XFORWARD takes NAME ADDR PORT PROTO HELO SOURCE, each with =value",
    )
    yield Dialogue(
        "forwards an address that is none",
        (*HELLO, b"XFORWARD ADDR=office\r\n"),
        "501 5.5.4 XFORWARD takes NAME ADDR PORT PROTO HELO SOURCE, each with =value",
    )
    yield Dialogue(
        "forwards a login (`XFORWARD LOGIN=`, which Postfix never says)",
        (*HELLO, b"XFORWARD LOGIN=boris\r\n"),
        "501 5.5.4 XFORWARD takes NAME ADDR PORT PROTO HELO SOURCE, each with =value",
    )
    yield Dialogue(
        "says `XFORWARD` within a letter",
        (*HELLO, MAIL, b"XFORWARD ADDR=192.0.2.7\r\n"),
        "503 5.5.1 Not within a letter",
    )
    yield Dialogue(
        "says `XCLIENT` (not supported)",
        (*HELLO, b"XCLIENT LOGIN=boris\r\n"),
        "500 5.5.2 XCLIENT is no command of this server",
    )
    yield Dialogue("gives a size that is no number", (*HELLO, MAIL[:-2] + b" SIZE=big\r\n"), (
        "501 5.5.4 SIZE is a number of bytes"
    ))  # fmt: skip
    yield Dialogue("gives `SMTPUTF8` a value", (*HELLO, MAIL[:-2] + b" SMTPUTF8=1\r\n"), (
        "501 5.5.4 SMTPUTF8 takes no value"
    ))  # fmt: skip
    yield Dialogue(
        "says `HELO` and then what only `EHLO` allows",
        (b"HELO mail.program\r\n", MAIL[:-2] + b" SIZE=100\r\n"),
        "555 5.5.4 Say EHLO instead of HELO to give parameters",
    )
    yield Dialogue("says `EHLO` without a name", (b"EHLO\r\n",), "501 5.5.4 Say EHLO and the name of your machine")
    yield Dialogue("says `DATA now`", (*HELLO, MAIL, RCPT, b"DATA now\r\n"), "501 5.5.4 DATA takes nothing behind it")


DIALOGUES = (*_at_trusted(), *_at_starttls(), *_at_tls())


@dataclass
class Held:
    """The gate at which these dialogues are held, with the people and passwords they speak of."""

    submission: Submission
    passwords: dict[str, str]

    def last_reply(self, dialogue: Dialogue) -> str:
        """Hold the dialogue and return the first line of the last answer."""
        port = self.submission.gate.entrances.place_of(dialogue.at).port
        with ExitStack() as stack:
            for _ in range(dialogue.others):
                inside = ("127.0.0.1", self.submission.gate.port)
                other = stack.enter_context(socket.create_connection(inside, timeout=20))
                read_answer(stack.enter_context(other.makefile("rb")))
            line: socket.socket = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            if dialogue.at is Entrance.TLS:
                line = self._encrypted(line)
            answers = stack.enter_context(line.makefile("rb"))
            reply = read_answer(answers)
            for number, each in enumerate(dialogue.lines):
                if each is BEGIN_TLS:
                    line = self._encrypted(line)
                    answers = stack.enter_context(line.makefile("rb"))
                elif each is REVOKE:
                    self._revoke()
                else:
                    self._say(line, each)
                    if dialogue.lines[number + 1 : number + 2] != (WAIT,) or _is_question(each):
                        reply = read_answer(answers)
        return reply[0]

    def _say(self, line: socket.socket, each: Line) -> None:
        if isinstance(each, bytes):
            line.sendall(each)
        elif each.name == "sign in":
            login = {"left": "galina@office.example", "revoked": BORIS}.get(each.who, each.who)
            line.sendall(plain(login, self.passwords[each.who]))

    def _encrypted(self, line: socket.socket) -> socket.socket:
        return self.submission.authority.trust.wrap_socket(line, server_hostname=NAME)

    def _revoke(self) -> None:
        office = self.submission.office
        with office.database.writing() as session:
            lost = next(each for each in passwords_of(session, employee_id=office.boris.id) if each.label == "lost")
            revoke_password(session, lost.id, actor=office.boris, now=office.clock())


def _is_question(line: Line) -> bool:
    """Say whether the gate answers this line before the program falls silent."""
    return isinstance(line, bytes) and line == b"AUTH LOGIN\r\n"


@contextmanager
def holding(office: Any, folder: Path, next_hop: str) -> Iterator[Held]:
    """Open the gate for these dialogues."""
    submission = open_submission(office, folder, next_hop=next_hop, limits=LIMITS)
    passwords = {
        ANNA: submission.password(office.anna),
        BORIS: submission.password(office.boris),
        "revoked": submission.password(office.boris, "lost"),
        "scanner": submission.account(),
        "left": _password_of_galina(submission),
    }
    with office.database.writing() as session:
        for _ in range(FAILURES_PER_LOGIN):
            note_failure(session, OLGA, ELSEWHERE, office.clock())
    yield Held(submission, passwords)
    submission.gate.stop()


def _password_of_galina(submission: Submission) -> str:
    """Make an app password for Galina, who left on 14.10.2026."""
    with submission.office.database.reading() as session:
        galina = staff.by_email(session, "galina@office.example")
    return submission.password(galina)
