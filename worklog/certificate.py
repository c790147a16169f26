"""The gate's certificate as people look after it: for which names, from when to when, and whether it ends soon.

The dates are read from the certificate alone, without its key and without trusting it: pages need no more, and one
that has ended is to be read like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from cryptography import x509

from naryad.days import local_day

SOON_DAYS, URGENT_DAYS = 21, 7
"""Days left, the last one counted as 0, from which the end is a warning, and then an alarm."""

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
    try:
        read = x509.load_pem_x509_certificates(pem)[0]
        names = _names(read)
    except (ValueError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(f"no certificate that can be read: {error}") from error
    begins_at, ends_at = (
        min(max(end, _EARLIEST), _LATEST) for end in (read.not_valid_before_utc, read.not_valid_after_utc)
    )
    return Certificate(names, begins_at, ends_at)


def _names(read: x509.Certificate) -> tuple[str, ...]:
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value).lower() for name in names if isinstance(name, x509.DNSName | x509.IPAddress))
