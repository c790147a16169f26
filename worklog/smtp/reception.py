"""Receiving a letter after DATA: the stream is read in pieces as they come, not line by line."""

from __future__ import annotations

import asyncio
from enum import StrEnum

LINE_BYTES_MAX = 1001
"""With its CRLF and a stuffed dot; RFC 5321 has 1000 and the dot."""
PIECE_BYTES_MAX = 1 << 24


class Fault(StrEnum):
    """Why a letter was not taken in; what came first in the stream decides."""

    TOO_LONG = "500 Line too long (see RFC5321 4.5.3.1.6)"
    TOO_MUCH = "552 Error: Too much mail data"


async def receive(reader: asyncio.StreamReader, *, bytes_max: int) -> bytes | Fault:
    """Return the letter up to its lone dot, with stuffed dots taken out; a `Fault` once all of it has come.

    What the program sent behind the dot (the next commands) stays in `reader`. A letter at fault is read to its end
    all the same, and none of it is kept (RFC 5321, 4.2.5).

    Raises:
        ConnectionResetError: the line ended before the letter did.
    """
    reception = _Reception(bytes_max)
    while not reception.is_over:
        piece = await reader.read(PIECE_BYTES_MAX)
        if not piece:
            raise ConnectionResetError
        reception.take(piece)
    if reception.behind:
        reader.feed_data(reception.behind)
    return reception.fault or reception.letter()


class _Reception:
    """The letter so far: whole lines, the beginning of the next one, and what is wrong with it."""

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.fault: Fault | None = None
        self.is_over = False
        self.behind = b""
        self._lines: list[bytes] = []
        self._rest = b""
        self._size = 0

    def take(self, piece: bytes) -> None:
        text = self._rest + piece
        end = 0 if text.startswith(b".\r\n") else text.find(b"\r\n.\r\n") + 2
        if end >= 2 or text.startswith(b".\r\n"):
            self.is_over = True
            self.behind = text[end + 3 :]
        else:
            end = text.rfind(b"\r\n") + 2
            end = 0 if end == 1 else end
        self._keep(text[:end])
        self._rest = b"" if self.is_over else self._unfinished(text[end:])

    def letter(self) -> bytes:
        text = self._lines[0] if len(self._lines) == 1 else b"".join(self._lines)
        if text.startswith(b"."):
            text = text[1:]
        return text.replace(b"\r\n.", b"\r\n") if b"\r\n." in text else text

    def _keep(self, lines: bytes) -> None:
        size = self._size + len(lines)
        if self.fault is None:
            longest = max(map(len, lines.split(b"\r\n")))
            if size > self.bytes_max or longest > LINE_BYTES_MAX - 2:
                self._find_fault(lines)
        self._size = size
        if self.fault is None:
            self._lines.append(lines)

    def _find_fault(self, lines: bytes) -> None:
        size = self._size
        for line in lines.split(b"\r\n")[:-1]:
            size += len(line) + 2
            if size > self.bytes_max or len(line) > LINE_BYTES_MAX - 2:
                self.fault = Fault.TOO_MUCH if size > self.bytes_max else Fault.TOO_LONG
                break
        self._lines.clear()

    def _unfinished(self, rest: bytes) -> bytes:
        """Return the beginning of a line that has not ended; of one that is too long, only what may be its end."""
        if len(rest) <= LINE_BYTES_MAX:
            return rest
        if self.fault is None:
            self.fault = Fault.TOO_LONG
            self._lines.clear()
        self._size += len(rest) - 1
        return b"x" + rest[-1:]
