"""A log as a file: plain or packed by gzip, of any length, read in pieces; and which of several is the oldest."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from naryad.errors import DomainError
from worklog.mail_log import stamp_of

PIECE_BYTES = 1024 * 1024
LINE_BYTES_MAX = 64 * 1024
"""A longer line is cut here; no mail server writes one."""
LINES_LOOKED_AT = 2000
GZIP_MARK = b"\x1f\x8b"


class LogIsTooLong(DomainError):
    code = "log_is_too_long"
    status = 422
    en = "{file} is longer than {megabytes} megabytes. Give a part of it, or compare it on the server: {command}"
    ru = "{file} больше {megabytes} мегабайт. Дайте часть журнала или сверьте его на сервере: {command}"


class LogIsDamaged(DomainError):
    code = "log_is_damaged"
    status = 422
    en = "{file} is packed, but cannot be unpacked whole. Copy it again, or unpack it first."
    ru = "{file} сжат, но до конца не распаковывается. Скопируйте его заново или сначала распакуйте."


def log_lines(file: BinaryIO, name: str, *, bytes_max: int | None = None) -> Iterator[bytes]:
    """Yield the lines of a log without their ends; a packed one is unpacked as it is read.

    Raises:
        LogIsTooLong: it has more than `bytes_max` bytes, unpacked.
        LogIsDamaged: it is packed, and broken off or changed.
    """
    mark = file.read(2)
    file.seek(0)
    plain = cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb")) if mark == GZIP_MARK else file
    left, total = b"", 0
    try:
        while piece := plain.read(PIECE_BYTES):
            total += len(piece)
            if bytes_max is not None and total > bytes_max:
                raise LogIsTooLong(
                    file=name, megabytes=bytes_max // 1024 // 1024, command=f"naryad mail reconcile {name}"
                )
            *whole, left = (left + piece).split(b"\n")
            yield from whole
            if len(left) > LINE_BYTES_MAX:
                yield left[:LINE_BYTES_MAX]
                left = b""
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise LogIsDamaged(file=name) from None
    if left:
        yield left


def begins_at(lines: Iterable[bytes], *, today: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment of the first line that has one: rotated logs are compared from the oldest on."""
    for line in islice(lines, LINES_LOOKED_AT):
        moment = stamp_of(line, today=today, zone=zone)
        if moment is not None:
            return moment
    return None
