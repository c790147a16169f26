"""The type addresses as an address book (vCard), so that a mail program completes them while somebody types."""

from __future__ import annotations

from collections.abc import Iterable

from norms.catalog import CatalogEntry
from norms.work_type import Purpose

LINE_OCTETS_MAX = 75
"""RFC 6350, section 3.2: longer lines are folded."""


def address_book(entries: Iterable[CatalogEntry], *, type_domain: str, language: str) -> str:
    """Return one card per type of letter that needs nothing but its code, named by its minutes, code and name.

    "Other, described" has no card: its address holds the minutes of the one letter.
    """
    return "".join(
        _card(entry, type_domain=type_domain, language=language)
        for entry in entries
        if entry.work_type.purpose is not Purpose.DESCRIBED
    )


def _card(entry: CatalogEntry, *, type_domain: str, language: str) -> str:
    minutes = f"{entry.norm.minutes.normalize():f} " if entry.norm is not None else ""
    name = (
        f"{minutes}{entry.alias if language == 'ru' and entry.alias else entry.code} {entry.work_type.name(language)}"
    )
    summary = entry.portrait.text(language).summary if entry.portrait is not None else ""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{entry.code}@{type_domain}",
        f"FN:{_escaped(name)}",
        f"N:{_escaped(name)};;;;",
        f"EMAIL;TYPE=INTERNET:{entry.code}@{type_domain}",
        *([f"NOTE:{_escaped(summary)}"] if summary else []),
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line at 75 octets, never inside a letter."""
    folded: list[str] = []
    part, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LINE_OCTETS_MAX:
            folded.append(part)
            part, octets = " ", 1
        part, octets = part + letter, octets + size
    return "\r\n".join([*folded, part])
