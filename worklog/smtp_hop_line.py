"""One line to the next mail server: commands go out in groups, replies come back in order."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import lru_cache
from typing import cast

from worklog.reply import Reply

REPLY_LINES_MAX = 100
REPLY_LINE_BYTES_MAX = 4096


class LineIsGone(Exception):
    """The next server closed the line, or said what is no SMTP reply."""


class LineIsSilent(LineIsGone, TimeoutError):
    """The next server did not answer in the time it was given."""


class Line(asyncio.Protocol):
    """A connection to the next server; one letter at a time goes over it.

    Replies are read as they come, whether or not somebody waits: what comes unasked shows that the server has other
    plans with this line (`is_at_rest`).
    """

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.offers: dict[str, str] = {}
        self.signed_in_as: object = None
        self.is_kept = False
        self.opened_at = 0.0  # seconds of the event loop's clock
        self.idle_since = 0.0  # seconds of the same clock
        self._unread = b""
        self._lines: list[str] = []
        self._said: deque[Reply] = deque()
        self._trouble: LineIsGone | None = None
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None
        self._is_full = False
        self._until_seconds: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def give_until(self, at_seconds: float) -> None:
        """End the line at this time of the event loop's clock, unless it is given more or put to rest before."""
        self._until_seconds = at_seconds
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(at_seconds, self._ring)

    def rest(self) -> None:
        """Wait for the next letter, without a limit of its own."""
        self._until_seconds = None

    def _ring(self) -> None:
        """Look at the time; one timer serves many letters, for each of them puts it off."""
        loop, self._timer = asyncio.get_running_loop(), None
        if self._until_seconds is None or self._trouble is not None:
            return
        if self._until_seconds > loop.time():
            self._timer = loop.call_at(self._until_seconds, self._ring)
        else:
            self._end_with(LineIsSilent("it did not answer in time"))
            self.drop()

    @property
    def is_at_rest(self) -> bool:
        """Whether the line is open and everything the server said was asked for."""
        closing = self.transport is None or self.transport.is_closing()
        return not (closing or self._trouble or self._said or self._lines or self._unread)

    def write(self, piece: bytes | memoryview) -> None:
        if self._trouble is None and self.transport is not None:
            self.transport.write(piece)

    async def drained(self) -> None:
        """Wait until the server has taken most of what was written."""
        if self._trouble is not None:
            raise self._trouble
        if self._is_full:
            self._room = asyncio.get_running_loop().create_future()
            await self._room
            self._room = None
            if self._trouble is not None:
                raise self._trouble

    async def say(self, command: str) -> Reply:
        self.write(command.encode("utf-8") + b"\r\n")
        return (await self.replies(1))[0]

    async def replies(self, count: int) -> list[Reply]:
        """Return the next `count` replies; fewer only where the last of them is 421, which ends the line.

        Raises:
            LineIsGone: it ended before they came, or what came is no reply.
        """
        if not self._is_answered(count):
            self._wanted = count
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        said = self._said
        if len(said) < count and not (said and said[-1].code == 421):
            raise self._trouble or LineIsGone("it closed the line")
        return [said.popleft() for _ in range(min(count, len(said)))]

    def end(self) -> None:
        """Say goodbye and hang up; nobody waits for the answer."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(b"QUIT\r\n")
            if self.transport.get_write_buffer_size() == 0:
                # Over TLS an orderly close would wait for the other side; after QUIT there is nothing to wait for.
                self.transport.abort()
            else:
                self.transport.close()

    def drop(self) -> None:
        """Hang up without a word: whatever was begun must not be taken for whole."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # libuv's are no kin of it

    def data_received(self, data: bytes) -> None:
        try:
            self._read(data)
        except LineIsGone as trouble:
            self._end_with(trouble)
            self.drop()
            return
        if self._waiter is not None and self._is_answered(self._wanted):
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._end_with(LineIsGone("it closed the line"))

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def _read(self, data: bytes) -> None:
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._read_line(line.rstrip(b"\r"))
        if len(self._unread) > REPLY_LINE_BYTES_MAX:
            raise LineIsGone("its answer has a line without an end")

    def _read_line(self, line: bytes) -> None:
        code, is_last, text = _parts_of(line)
        if is_last and not self._lines:
            self._said.append(_short(code, text))
            return
        self._lines.append(text)
        if is_last:
            self._said.append(Reply.of(code, *self._lines))
            self._lines.clear()
        elif len(self._lines) >= REPLY_LINES_MAX:
            raise LineIsGone("its answer has no end")

    def _is_answered(self, count: int) -> bool:
        said = self._said
        return len(said) >= count or self._trouble is not None or (bool(said) and said[-1].code == 421)

    def _end_with(self, trouble: LineIsGone) -> None:
        if self._trouble is None:
            self._trouble = trouble
        self._wake()
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


@lru_cache(maxsize=64)
def _parts_of(line: bytes) -> tuple[int, bool, str]:
    """Return the code of a line of a reply, whether it is the reply's last, and its text; servers repeat themselves.

    Raises:
        LineIsGone: it is no line of a reply.
    """
    if len(line) > REPLY_LINE_BYTES_MAX:
        raise LineIsGone("its answer has a line without an end")
    code, mark = line[:3], line[3:4]
    if not (len(code) == 3 and code.isdigit() and b"200" <= code < b"600" and mark in (b"", b" ", b"-")):
        raise LineIsGone(f"its answer is no SMTP reply: {line[:60]!r}")
    return int(code), mark != b"-", line[4:].decode("utf-8", "replace")


@lru_cache(maxsize=64)
def _short(code: int, text: str) -> Reply:
    return Reply.of(code, text)
