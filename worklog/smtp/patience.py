"""How long the gate waits: for each command, and for a letter as long as it comes at a tolerable pace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from worklog.smtp.limits import Limits


class Patience:
    """The clock of one dialogue: one timer that looks, whenever it rings, whether the time was put off meanwhile.

    `is_ours` says that it is the gate who thinks now, so that nobody is too slow; `ended` is called when time is up.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, limits: Limits, *, is_ours: Callable[[], bool], ended: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._limits = limits
        self._is_ours = is_ours
        self._ended = ended
        self._until_seconds = 0.0
        self._letter_began_seconds: float | None = None
        self._letter_bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    def answered(self) -> None:
        """Wait for the next command, or for the letter that was asked for, from now on."""
        self._wait_until(self._loop.time() + self._limits.command_seconds)

    def letter_begins(self) -> None:
        self._letter_began_seconds, self._letter_bytes = self._loop.time(), 0

    def came(self, count: int) -> None:
        """Note that `count` bytes of a letter came: they win it time."""
        self._letter_bytes += count
        self._wait_until(0)

    def letter_ends(self) -> None:
        self._letter_began_seconds = None

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _wait_until(self, at_seconds: float) -> None:
        if self._letter_began_seconds is not None:
            allowed = self._limits.letter_seconds + self._letter_bytes / self._limits.letter_bytes_per_second
            at_seconds = self._letter_began_seconds + allowed
        self._until_seconds = at_seconds
        if self._timer is None or at_seconds < self._timer.when():
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(at_seconds, self._ring)

    def _ring(self) -> None:
        now_seconds = self._loop.time()
        if self._is_ours():
            self._until_seconds = now_seconds + self._limits.command_seconds
        if self._until_seconds > now_seconds:
            self._timer = self._loop.call_at(self._until_seconds, self._ring)
        else:
            self._ended()
