"""The gate's entrances, and what all dialogues of one have in common."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from worklog.smtp.guard import Guard
from worklog.smtp.limits import Limits, Occupancy

if TYPE_CHECKING:
    from worklog.smtp.dialogue import Dialogue


class Entrance(StrEnum):
    """How mail programs come in, and by what they are known."""

    TRUSTED = "trusted"
    """By the envelope's sender: programs of this machine, and mail servers in front of the gate."""
    STARTTLS = "starttls"
    """By signing in, once TLS has begun."""
    TLS = "tls"
    """By signing in, over TLS from the first byte."""

    @property
    def asks_to_sign_in(self) -> bool:
        return self is not Entrance.TRUSTED


@dataclass(frozen=True)
class Terms:
    """What every dialogue of one entrance has in common."""

    entrance: Entrance
    hostname: str
    size_max: int
    limits: Limits
    occupancy: Occupancy
    guard: Guard
    loop: asyncio.AbstractEventLoop
    inside: set[Dialogue]
    tls: ssl.SSLContext | None = None
