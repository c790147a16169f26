"""A next mail server for tests: it offers, answers, waits, hangs up, encrypts and asks for a login as it is told."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

CAPABLE = ("PIPELINING", "SIZE 50000000", "8BITMIME", "SMTPUTF8")


@dataclass
class NextServer:
    """What the server does and what it saw.

    `answers` replaces what it says in a phase, `once` does so for the first time; a line break in front of an answer's
    end is sent as it stands. `drop_at` hangs up in a phase instead of answering, `pause_at` waits before it.
    """

    offers: tuple[str, ...] = CAPABLE
    answers: dict[str, bytes] = field(default_factory=dict)
    once: dict[str, bytes] = field(default_factory=dict)
    refuse: dict[str, str] = field(default_factory=dict)
    drop_at: str = ""
    pause_at: dict[str, float] = field(default_factory=dict)
    letters_per_line: int = 1_000_000
    goodbye: bytes = b""
    is_group_awaited: bool = False
    """Nothing is answered before DATA has come: only a program that sends commands in a group gets on."""
    logins: dict[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    is_tls_from_the_start: bool = False
    port: int = 0

    lines: int = 0
    ended: int = 0
    said_quit: int = 0
    commands: list[str] = field(default_factory=list)
    taken: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    clear_text: bytearray = field(default_factory=bytearray)
    """Everything that came in unencrypted."""

    def count(self, word: str) -> int:
        return sum(command.partition(" ")[0] == word for command in self.commands)

    def wait_for_ends(self, count: int) -> None:
        """Wait until `count` lines have ended, whoever hung up."""
        for _ in range(500):
            if self.ended >= count:
                return
            time.sleep(0.01)
        raise AssertionError(f"{self.ended} of {count} lines have ended")


class _HangUp(Exception):
    """The server, or the other side, closes the line."""


class _Talk(socketserver.BaseRequestHandler):
    request: socket.socket

    def setup(self) -> None:
        self.told: NextServer = self.server.told  # type: ignore[attr-defined]  # set where the server is made
        self.told.lines += 1
        self.unread = b""
        self.is_encrypted = False
        self.letters = 0
        self.owed: list[tuple[str, str]] = []

    def handle(self) -> None:
        with suppress(_HangUp, OSError):
            if self.told.is_tls_from_the_start:
                self.encrypt()
            self.answer("greeting", "220 next.example ESMTP")
            self.sender, self.recipients = "", ()
            while True:
                self.command(self.line().decode("utf-8"))

    def finish(self) -> None:
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)
        self.request.close()
        self.told.ended += 1

    def command(self, text: str) -> None:
        told = self.told
        told.commands.append(text)
        word = (
            text[:4].upper().strip() if not text.upper().startswith(("STARTTLS", "AUTH")) else text.split()[0].upper()
        )
        if word in ("EHLO", "HELO"):
            offers = [*told.offers, *(["STARTTLS"] if self.may_encrypt else [])]
            hello = "\r\n".join(["250-next.example", *(f"250-{offer}" for offer in offers), "250 HELP"])
            self.answer(word, hello if word == "EHLO" else "250 next.example")
        elif word == "STARTTLS":
            self.answer(word, "220 go on")
            self.encrypt()
        elif word == "AUTH":
            self.sign_in(text.split())
        elif word == "MAIL":
            self.sender, self.recipients = text[11:].partition(">")[0], ()
            self.reply(word, "250 ok")
        elif word == "RCPT":
            recipient = text[9:].partition(">")[0]
            refused = told.refuse.get(recipient)
            if not refused:
                self.recipients = (*self.recipients, recipient)
            self.reply(word, refused or "250 ok")
        elif word == "DATA":
            self.data()
        elif word == "QUIT":
            told.said_quit += 1
            self.answer(word, "221 bye")
            raise _HangUp
        else:
            self.answer(word, "250 ok")

    def reply(self, phase: str, text: str) -> None:
        self.owed.append((phase, text))
        if not self.told.is_group_awaited:
            self.pay()

    def pay(self) -> None:
        owed, self.owed = self.owed, []
        for phase, text in owed:
            self.answer(phase, text)

    def data(self) -> None:
        told = self.told
        self.pay()
        said = self.answer("DATA", "354 go on" if self.recipients else "554 no valid recipients")
        if not said.startswith(b"354"):
            return
        content = b""
        while (line := self.line()) != b".":
            content += (line[1:] if line.startswith(b".") else line) + b"\r\n"
            if told.drop_at == "content":
                raise _HangUp
            if "content" in told.answers:
                self.answer("content", "")
                while self.line() != b".":
                    pass
        if told.answers.get("dot", b"2").startswith(b"2") and told.drop_at != "dot":
            told.taken.append((self.sender, self.recipients, content))
        self.answer("dot", "250 2.0.0 queued as 1")
        self.letters += 1
        if self.letters >= told.letters_per_line:
            self.request.sendall(told.goodbye)
            raise _HangUp

    def sign_in(self, words: list[str]) -> None:
        told = self.told
        if words[1].upper() == "PLAIN":
            _, login, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            login = self.asked("334 VXNlcm5hbWU6")
            password = self.asked("334 UGFzc3dvcmQ6")
        if told.logins.get(login) == password:
            told.signed_in.append(login)
            self.answer("AUTH", "235 welcome")
        else:
            self.answer("AUTH", "535 5.7.8 no such login or password")

    def asked(self, question: str) -> str:
        self.answer("question", question)
        return base64.b64decode(self.line()).decode()

    @property
    def may_encrypt(self) -> bool:
        return self.told.context is not None and not self.is_encrypted

    def encrypt(self) -> None:
        assert self.told.context is not None
        self.request = self.told.context.wrap_socket(self.request, server_side=True)
        self.is_encrypted = True

    def answer(self, phase: str, default: str) -> bytes:
        told = self.told
        if phase in told.pause_at:
            time.sleep(told.pause_at[phase])
        if told.drop_at == phase:
            raise _HangUp
        said = told.once.pop(phase, None) or told.answers.get(phase, default.encode())
        self.request.sendall(said + b"\r\n")
        return said

    def line(self) -> bytes:
        while b"\r\n" not in self.unread:
            got = self.request.recv(65536)
            if not got:
                raise _HangUp
            if not self.is_encrypted:
                self.told.clear_text += got
            self.unread += got
        line, _, self.unread = self.unread.partition(b"\r\n")
        return line


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def running_server(told: NextServer | None = None) -> Iterator[NextServer]:
    """Run the server on a free port until the block ends."""
    told = told or NextServer()
    with _Listening(("127.0.0.1", 0), _Talk) as server:
        server.told = told  # type: ignore[attr-defined]  # what each dialogue reads
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield told
        server.shutdown()


def server_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """Return what a server needs to prove that it is one of `names`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context
