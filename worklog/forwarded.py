"""What a mail server in front of the gate says of its client: Postfix's command XFORWARD."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace

ATTRIBUTES = ("NAME", "ADDR", "PORT", "PROTO", "HELO", "SOURCE")
"""In the order in which they are announced; the gate keeps the address and the names, and reads the rest past."""
VALUE_LENGTH_MAX = 255


class NotUnderstood(ValueError):
    """The words behind XFORWARD are not attributes and values."""


@dataclass(frozen=True)
class Forwarded:
    """The client of the mail server in front; empty where that server does not know or did not say."""

    address: str = ""
    name: str = ""
    helo: str = ""

    def told(self, words: str) -> Forwarded:
        """Return what is known after the words of one XFORWARD command: attributes that it does not name stay.

        Raises:
            NotUnderstood: no attribute, an unknown one, a value out of bounds or an address that is none.
        """
        known = self
        pairs = words.split()
        if not pairs:
            raise NotUnderstood
        for pair in pairs:
            attribute, sign, value = pair.partition("=")
            if not sign or attribute.upper() not in ATTRIBUTES:
                raise NotUnderstood
            known = known._with(attribute.upper(), _plain(value))
        return known

    def _with(self, attribute: str, value: str) -> Forwarded:
        if attribute == "ADDR":
            return replace(self, address=_address(value))
        if attribute == "NAME":
            return replace(self, name=value)
        return replace(self, helo=value) if attribute == "HELO" else self


_XTEXT = re.compile(r"\+([0-9A-F]{2})")


def _plain(value: str) -> str:
    """Return a value without its xtext signs; what Postfix does not know is empty."""
    text = _XTEXT.sub(lambda found: chr(int(found[1], 16)), value)
    if len(text) > VALUE_LENGTH_MAX or any(not sign.isprintable() for sign in text):
        raise NotUnderstood
    return "" if text.upper() in ("[UNAVAILABLE]", "[TEMPUNAVAIL]") else text


def _address(value: str) -> str:
    text = value[5:] if value.upper().startswith("IPV6:") else value
    if not text:
        return ""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise NotUnderstood from None
