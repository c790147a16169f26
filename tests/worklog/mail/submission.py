"""A gate at which people sign in: its certificate, app passwords, and mail programs that trust it."""

from __future__ import annotations

import base64
import shutil
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trustme

from naryad.people import Employee
from worklog.actions.app_password import make_account_password, make_password
from worklog.actions.service_account import open_account
from worklog.smtp import Gate
from worklog.smtp.limits import Limits
from worklog.smtp.terms import Entrance

NAME = "gate.office.example"
OFFER = b"From: anna@office.example\r\nMessage-ID: <1@office.example>\r\nSubject: [#L10] Offer\r\n\r\nDear Pavel\r\n"


class Authority:
    """Issues certificates for the gate into a folder, and is trusted by the mail programs of these tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ca = trustme.CA()
        self.trust = ssl.create_default_context()
        self.trust.check_hostname = False
        self._ca.configure_trust(self.trust)

    def issue(
        self, name: str = "gate", *, not_before: datetime | None = None, not_after: datetime | None = None
    ) -> tuple[Path, Path]:
        """Write a certificate and its key, and return where they are."""
        issued = self._ca.issue_cert(NAME, not_before=not_before, not_after=not_after)
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(b"".join(each.bytes() for each in issued.cert_chain_pems))
        key.write_bytes(issued.private_key_pem.bytes())
        return certificate, key

    def renew(self, name: str = "gate") -> None:
        """Put another certificate in the place of one, as a renewing program does."""
        certificate, key = self.issue("renewed")
        shutil.move(certificate, self.folder / f"{name}.pem")
        shutil.move(key, self.folder / f"{name}.key")

    def settings(self) -> dict[str, str]:
        """Return what the gate is told of the certificate and of its entrances, with ports of the system's choice."""
        certificate, key = self.issue()
        return {
            "submission_listen": "127.0.0.1:0",
            "submissions_listen": "127.0.0.1:0",
            "tls_certificate": str(certificate),
            "tls_key": str(key),
        }


@dataclass
class Submission:
    """A running gate with all its entrances, and the app passwords of its people."""

    office: Any
    gate: Gate
    authority: Authority

    @property
    def starttls_port(self) -> int:
        return self.gate.entrances.place_of(Entrance.STARTTLS).port

    @property
    def tls_port(self) -> int:
        return self.gate.entrances.place_of(Entrance.TLS).port

    def password(self, person: Employee | None = None, label: str = "Thunderbird") -> str:
        """Make an app password for somebody (Anna) as they do on the page."""
        with self.office.database.writing() as session:
            return make_password(session, label, actor=person or self.office.anna, now=self.office.clock())

    def account(self, *, login: str = "scanner", addresses: tuple[str, ...] = ("scanner@office.example",)) -> str:
        """Open the account of a program without a default type and return its app password."""
        office = self.office
        with office.database.writing() as session:
            account_id = open_account(
                session, name="Scanner", login=login, addresses=addresses, work_type_id=None,
                actor=office.chief, now=office.clock(),
            )  # fmt: skip
            return make_account_password(session, account_id, "hall", actor=office.chief, now=office.clock())

    @contextmanager
    def program(self, *, tls: bool = False) -> Iterator[smtplib.SMTP]:
        """Connect a mail program and begin TLS, by STARTTLS or from the first byte."""
        if tls:
            with smtplib.SMTP_SSL("127.0.0.1", self.tls_port, timeout=30, context=self.authority.trust) as line:
                yield line
        else:
            with smtplib.SMTP("127.0.0.1", self.starttls_port, timeout=30) as line:
                line.starttls(context=self.authority.trust)
                yield line

    def talk(self, *lines: bytes) -> list[str]:
        """Send lines over TLS, each after the answer to the one before, and return the last answer's lines."""
        return talk(self.tls_port, lines, self.authority.trust)


def plain(login: str, password: str) -> bytes:
    """Return the command that signs in by PLAIN."""
    return b"AUTH PLAIN " + base64.b64encode(f"\0{login}\0{password}".encode()) + b"\r\n"


def talk(port: int, lines: tuple[bytes, ...], trust: ssl.SSLContext | None = None) -> list[str]:
    """Send lines, each after the answer to the one before; a line `b"TLS"` begins TLS. Return the last answer's lines.

    The last answer is empty where the gate hung up without a word.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain_line:
        line = plain_line if trust is None else trust.wrap_socket(plain_line, server_hostname=NAME)
        answers = line.makefile("rb")
        answer = read_answer(answers)
        for each in lines:
            line.sendall(each)
            answer = read_answer(answers)
        line.close()
    return answer


def read_answer(answers: Any) -> list[str]:
    lines = [answers.readline().decode().rstrip("\r\n")]
    while lines[-1][3:4] == "-":
        lines.append(answers.readline().decode().rstrip("\r\n"))
    return lines


OpenSubmission = Callable[..., Submission]


def open_submission(
    office: Any, folder: Path, *, next_hop: str, limits: Limits | None = None, **given: Any
) -> Submission:
    """Start a gate with all its entrances; the caller stops it."""
    authority = Authority(folder)
    settings = office.settings(next_hop=next_hop, **{**authority.settings(), **given})
    gate = Gate(settings, office.database, clock=office.clock, limits=limits)
    gate.start()
    return Submission(office, gate, authority)
