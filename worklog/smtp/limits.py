"""How much the gate takes: connections, letters a minute, silence, and how slowly somebody may speak."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from naryad.settings import Settings

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limits:
    """The figures of one gate; several gates of one office each have their own."""

    connections: int = 500
    connections_per_address: int = 50
    connections_per_login: int = 20
    letters_per_minute: int = 60
    command_seconds: float = 300.0
    """From an answer of the gate to the end of the next command."""
    letter_seconds: float = 300.0
    """For a letter, and one second more for each `letter_bytes_per_second` that have come."""
    letter_bytes_per_second: int = 4096
    handshake_seconds: float = 30.0
    sign_in_failures: int = 3
    """In one connection; then it is closed."""
    commands: int = 5000
    """Of each command in one connection, unless `idle_commands` names it."""
    idle_commands: int = 200
    """Of each command that carries no letter on: NOOP, HELP, VRFY, EXPN, EHLO, AUTH."""

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            connections=settings.gate_connections,
            connections_per_address=settings.gate_connections_per_address,
            letters_per_minute=settings.letters_per_minute,
        )


class Occupancy:
    """Who is inside: connections in all, of each address and of each sender that signed in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.connections = 0
        self._by_address: Counter[str] = Counter()
        self._by_login: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a connection, and say whether there was room; `address` is empty for those that are not limited."""
        if self.connections >= self._limits.connections:
            return False
        if address and self._by_address[address] >= self._limits.connections_per_address:
            return False
        self.connections += 1
        self._by_address[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.connections -= 1
        _take_one(self._by_address, address)

    def sign_in(self, key: str) -> bool:
        """Count a connection of a sender, and say whether there was room."""
        if self._by_login[key] >= self._limits.connections_per_login:
            return False
        self._by_login[key] += 1
        return True

    def sign_out(self, key: str) -> None:
        _take_one(self._by_login, key)


class Pace:
    """The letters of each sender within the last minute."""

    def __init__(self, letters_per_minute: int) -> None:
        self.letters_per_minute = letters_per_minute
        self._begun: dict[str, deque[datetime]] = {}

    def seconds_to_wait(self, key: str, now: datetime) -> int:
        """Count a letter that begins now and return 0, or return how many whole seconds to wait for room."""
        begun = self._begun.setdefault(key, deque())
        while begun and begun[0] <= now - MINUTE:
            begun.popleft()
        if len(begun) >= self.letters_per_minute:
            return max(1, -int((now - begun[0] - MINUTE).total_seconds() // 1))
        begun.append(now)
        return 0


def _take_one(counted: Counter[str], key: str) -> None:
    counted[key] -= 1
    if counted[key] <= 0:
        del counted[key]
