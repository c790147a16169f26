"""The gate's certificate as people look after it: for which names, from when to when, and whether it ends soon.

The dates are read from the certificate alone, without its key and without trusting it: pages need no more, and one
that has ended is to be read like any other.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from naryad.days import local_day

SOON_DAYS, URGENT_DAYS = 21, 7
"""Days left, the last one counted as 0, from which the end is a warning, and then an alarm."""

_SEQUENCE, _VERSION, _EXTENSIONS = 0x30, 0xA0, 0xA3
_UTC_TIME, _OBJECT = 0x17, 0x06
_DNS_NAME, _ADDRESS = 0x82, 0x87
_ALTERNATIVE_NAMES = bytes((0x55, 0x1D, 0x11))
"""Tags of DER (X.690), and the extension that holds a server's names (RFC 5280, 4.2.1.6)."""
_EARLIEST, _LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
"""9999 stands for "no end" (RFC 5280, 4.1.2.5); what is taken for it is a day in every time zone."""


class Standing(StrEnum):
    """How a certificate stands on a day; everything but `good` is told to whoever looks after the gate."""

    GOOD = "good"
    SOON = "soon"
    URGENT = "urgent"
    ENDED = "ended"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server's certificate says of itself: names and addresses, and its time, both ends included."""

    names: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime

    def days_left(self, today: date, zone: ZoneInfo) -> int:
        """Return how many days of the office's calendar follow `today` up to the last; negative behind it."""
        return (local_day(self.ends_at, zone) - today).days

    def standing(self, now: datetime, zone: ZoneInfo) -> Standing:
        if now > self.ends_at:
            return Standing.ENDED
        if now < self.begins_at:
            return Standing.NOT_YET
        left = self.days_left(local_day(now, zone), zone)
        return Standing.URGENT if left <= URGENT_DAYS else Standing.SOON if left <= SOON_DAYS else Standing.GOOD

    def is_for(self, name: str) -> bool:
        """Say whether programs that were told to connect to `name` accept it; a star stands for one label."""
        wanted = name.strip().rstrip(".").lower()
        _first, _dot, rest = wanted.partition(".")
        return wanted in self.names or f"*.{rest}" in self.names


def read_certificate(pem: bytes) -> Certificate:
    """Return the first certificate of a PEM file, which is the server's own.

    Raises:
        ValueError: there is none, or it is no certificate.
    """
    text = pem.decode("ascii", "replace")
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    start = text.find(begin)
    stop = text.find(end, start)
    if start < 0 or stop < 0:
        raise ValueError("no certificate stands in it")
    try:
        return _read(ssl.PEM_cert_to_DER_cert(text[start : stop + len(end)] + "\n"))
    except (IndexError, StopIteration, UnicodeError) as error:
        raise ValueError("the certificate is torn or of another form") from error


def _read(der: bytes) -> Certificate:
    whole = next(content for tag, content in _parts(der) if tag == _SEQUENCE)
    fields = list(_parts(next(_parts(whole))[1]))
    if fields[0][0] == _VERSION:
        del fields[0]
    begins_at, ends_at = (_moment(tag, content) for tag, content in _parts(fields[3][1]))
    extensions = next((content for tag, content in fields if tag == _EXTENSIONS), b"")
    return Certificate(tuple(_names(extensions)), begins_at, ends_at)


def _names(extensions: bytes) -> Iterator[str]:
    for _tag, listed in _parts(extensions):
        for _one, extension in _parts(listed):
            parts = list(_parts(extension))
            if parts[0] != (_OBJECT, _ALTERNATIVE_NAMES):
                continue
            for tag, content in _parts(next(_parts(parts[-1][1]))[1]):
                if tag == _DNS_NAME:
                    yield content.decode("ascii").lower()
                elif tag == _ADDRESS:
                    yield str(ipaddress.ip_address(content))


def _moment(tag: int, content: bytes) -> datetime:
    """Return a moment of RFC 5280: two digits of the year up to 2049, four from 2050 on, always UTC to the second."""
    text = content.decode("ascii")
    if tag == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    moment = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    return min(max(moment, _EARLIEST), _LATEST)


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of each value that stands in `content`, one behind the other."""
    at = 0
    while at < len(content):
        tag, length, at = content[at], content[at + 1], at + 2
        if length >= 0x80:
            octets = length - 0x80
            length, at = int.from_bytes(content[at : at + octets], "big"), at + octets
        if at + length > len(content):
            raise ValueError("the certificate is cut off")
        yield tag, content[at : at + length]
        at += length
