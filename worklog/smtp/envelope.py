"""What the gate knows of a connection and of the letter that is being handed in over it."""

from __future__ import annotations

from dataclasses import dataclass, field

from worklog.forwarded import Forwarded
from worklog.sender import Sender


@dataclass(slots=True)
class Visit:
    """What a mail program has said of itself; begun anew when TLS begins. `signed_in` is set by AUTH."""

    host_name: str = ""
    is_extended: bool = False
    """Whether it said EHLO, and not HELO."""
    signed_in: Sender | None = None
    forwarded: Forwarded | None = None


@dataclass(slots=True)
class Envelope:
    """The envelope of one letter. `mail_from` is None until MAIL, and empty for the empty sender.

    `sender` is whose the letter is from MAIL on: an employee, or the account of a program (rule 9). For an empty
    `mail_from` it is whoever signed in, or None: then the letter itself must say whose receipt it is.
    """

    mail_from: str | None = None
    sender: Sender | None = None
    recipients: list[str] = field(default_factory=list)
    is_utf8: bool = False


class HungUp(Exception):
    """The mail program went away while it was asked something."""


class LineTooLong(Exception):
    """What it answered has no end within bounds."""
