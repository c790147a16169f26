"""Identifiers that grow with time: UUID version 7 of RFC 9562, made by the server itself."""

from __future__ import annotations

import secrets
import threading
import time

_lock = threading.Lock()
_last = 0


def new_uid() -> str:
    """Return a lower-case UUIDv7, greater than every one this process returned before.

    The 12 bits after the millisecond count on within it, so that a burst of entries keeps its order.
    """
    global _last
    with _lock:
        stamp = time.time_ns() // 1_000_000 << 12
        _last = stamp if stamp > _last else _last + 1
        stamp = _last
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62)
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
