"""Receiving a letter after DATA: it is read in pieces as they come, not line by line."""

from __future__ import annotations

from enum import StrEnum

LINE_BYTES_MAX = 1001
"""With its CRLF and a stuffed dot; RFC 5321 has 1000 and the dot."""


class Fault(StrEnum):
    """Why a letter was not taken in; what came first in the stream decides."""

    TOO_LONG = "500 5.5.6 A line of the letter is longer than 1000 bytes: not taken, nothing was sent"
    TOO_MUCH = "552 5.3.4 The letter is larger than the office allows: not taken, nothing was sent"


class Reception:
    """The letter so far: whole lines, the beginning of the next one, and what is wrong with it.

    A letter at fault is read to its end all the same, and none of it is kept (RFC 5321, 4.2.5). Once it `is_over`,
    `behind` is what the program sent after the lone dot: the next commands.
    """

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.fault: Fault | None = None
        self.is_over = False
        self.behind = b""
        self._lines: list[bytes] = []
        self._rest = b""
        self._size = 0

    def take(self, piece: bytes) -> None:
        text = self._rest + piece if self._rest else piece
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
        """Return the letter without its last dot, with stuffed dots taken out."""
        text = self._lines[0] if len(self._lines) == 1 else b"".join(self._lines)
        if text.startswith(b"."):
            text = text[1:]
        return text.replace(b"\r\n.", b"\r\n") if b"\r\n." in text else text

    def _keep(self, lines: bytes) -> None:
        size = self._size + len(lines)
        if self.fault is None and (size > self.bytes_max or _has_long_line(lines)):
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


def _has_long_line(lines: bytes) -> bool:
    """Say whether one of whole lines is too long, from one line's end to the last that may follow it."""
    start = 0
    while len(lines) - start > LINE_BYTES_MAX:
        end = lines.rfind(b"\r\n", start, start + LINE_BYTES_MAX)
        if end < 0:
            return True
        start = end + 2
    return False
