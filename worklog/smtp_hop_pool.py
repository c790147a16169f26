"""Lines to the next server that are kept for the next letter: of one event loop, few, and not for long."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from worklog.smtp_hop_line import Line

IDLE_SECONDS = 30.0
"""Shorter than the idle time of any usual server, so that it is mostly we who hang up."""
AGE_SECONDS = 300.0
"""A line older than this is not used again, so that a changed address or certificate of the server is met soon."""


class Lines:
    """The lines of one event loop to one server. When the loop winds up it cancels its tasks, and the lines end."""

    def __init__(self, lines_max: int) -> None:
        self.room = asyncio.Semaphore(lines_max)
        self.lines_max = lines_max
        self.in_use = 0
        self._idle: list[Line] = []
        self._watch: asyncio.Task[None] | None = None

    def take(self, signed_in_as: object) -> Line | None:
        """Return a line that is at rest and signed in the same way, the one used last; None where there is none."""
        now = asyncio.get_running_loop().time()
        for line in reversed(self._idle):
            if line.signed_in_as != signed_in_as:
                continue
            self._idle.remove(line)
            if line.is_at_rest and now - line.idle_since < IDLE_SECONDS and now - line.opened_at < AGE_SECONDS:
                return line
            line.end()
        return None

    def make_room(self) -> None:
        """End the line that has been idle longest where a new one would be one too many."""
        if self._idle and len(self._idle) + self.in_use >= self.lines_max:
            self._idle.pop(0).end()

    def keep(self, line: Line) -> None:
        """Keep a line for the next letter, if it is still at rest."""
        if not line.is_at_rest:
            line.end()
            return
        loop = asyncio.get_running_loop()
        line.is_kept = True
        line.rest()
        line.idle_since = loop.time()
        self._idle.append(line)
        if self._watch is None or self._watch.done():
            self._watch = loop.create_task(self._end_idle_lines(loop), name="idle lines to the next server")

    async def _end_idle_lines(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(asyncio.CancelledError):
            while self._idle:
                left = self._idle[0].idle_since + IDLE_SECONDS - loop.time()
                if left > 0:
                    await asyncio.sleep(left)
                else:
                    self._idle.pop(0).end()
        while self._idle:
            self._idle.pop().end()
