"""What a person enters into a mail program to reach the gate."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from naryad.settings import Settings


class Security(StrEnum):
    """How the line to the gate is closed to others, by the names mail programs use."""

    TLS = "SSL/TLS"
    STARTTLS = "STARTTLS"
    NONE = "none"


@dataclass(frozen=True)
class MailEntrance:
    """The values of one outgoing server."""

    server: str
    port: int
    security: Security


def entrances_for_programs(settings: Settings) -> tuple[MailEntrance, ...]:
    """Return where mail programs sign in, the one to prefer first (RFC 8314: TLS from the first byte); maybe none."""
    found = ((settings.submissions, Security.TLS), (settings.submission, Security.STARTTLS))
    return tuple(
        MailEntrance(settings.mail_name, address[1], security) for address, security in found if address is not None
    )


def entrance_of_this_machine(settings: Settings) -> MailEntrance | None:
    """Return where programs on the server's own machine hand letters in without signing in, if they may."""
    if settings.gate is None:
        return None
    host, port = settings.gate
    return MailEntrance(host, port, Security.NONE) if _is_here(host) else None


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
