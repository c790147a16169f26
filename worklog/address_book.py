"""The type addresses as an address book, so that a mail program completes them while somebody types the recipients.

A card begins with the minutes: `10`, a code, or the beginning of a name in either language finds the type.
"""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from norms.catalog import CatalogEntry
from norms.portrait import PortraitText
from norms.work_type import Purpose

LINE_OCTETS_MAX = 75
"""RFC 2426, section 2.6, and RFC 6350, section 3.2: longer lines are folded."""

GROUP = {"ru": "Наряд", "en": "Naryad"}
"""The category of every card: by it a person finds them all, and removes them all."""

_PARTS = {
    "ru": ("Сюда относится", "Не сюда", "Считается отдельно"),
    "en": ("Belongs here", "Does not belong", "Counted separately"),
}
_MINUTES = {"ru": "мин", "en": "min"}


@dataclass(frozen=True, slots=True)
class Card:
    """One type as an address book shows it, in its reader's language."""

    work_type_id: int
    code: str
    address: str
    uid: str
    given: str
    """Minutes and code, `10 П10`: what a program puts first."""
    family: str
    """The type's name in the reader's language."""
    nickname: str
    """The code and the name in the other language, so that they complete as well."""
    note: str
    group: str
    changed_at: datetime
    digest: str
    """Tells whether a card that was taken earlier still says what the catalog says."""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Changes:
    """How the catalog differs from the cards a person took, by the codes of the types."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed) + len(self.gone)


def cards(entries: Iterable[CatalogEntry], *, type_domain: str, language: str, zone: ZoneInfo) -> tuple[Card, ...]:
    """Return one card per type of letter that needs nothing but its code, in the order of `entries`.

    "Other, described" has no card: its address holds the minutes of the one letter.
    """
    return tuple(
        _card(entry, type_domain, language, zone)
        for entry in entries
        if entry.work_type.purpose is not Purpose.DESCRIBED
    )


def changes(taken: Mapping[str, str], now: Iterable[Card]) -> Changes:
    """Return what is new, other and gone since `taken` (code -> digest) was noted."""
    present = {card.code: card.digest for card in now}
    return Changes(
        added=tuple(code for code in present if code not in taken),
        changed=tuple(code for code, digest in present.items() if taken.get(code, digest) != digest),
        gone=tuple(code for code in taken if code not in present),
    )


def as_vcards(listed: Iterable[Card], *, version: str = "3.0") -> str:
    """Return the cards as one vCard file, 3.0 (read by every program) or 4.0."""
    return "".join(_vcard(card, version) for card in listed)


def as_outlook(listed: Iterable[Card], *, language: str) -> str:
    """Return the cards as Outlook's table of contacts; the Russian Outlook knows its fields by their Russian names."""
    head = {
        "ru": ("Имя", "Фамилия", "Адрес эл. почты", "Краткое имя эл. почты", "Псевдоним", "Заметки", "Категории"),
        "en": ("First Name", "Last Name", "E-mail Address", "E-mail Display Name", "Nickname", "Notes", "Categories"),
    }[language]
    return _table(head, ((c.given, c.family, c.address, c.name, c.nickname, c.note, c.group) for c in listed))


def as_google(listed: Iterable[Card]) -> str:
    """Return the cards as Google Contacts' table; a label gathers them there."""
    head = ("First Name", "Last Name", "Nickname", "Notes", "Labels", "E-mail 1 - Label", "E-mail 1 - Value")
    return _table(head, ((c.given, c.family, c.nickname, c.note, c.group, "*", c.address) for c in listed))


def _card(entry: CatalogEntry, type_domain: str, language: str, zone: ZoneInfo) -> Card:
    work_type = entry.work_type
    other = "en" if language == "ru" else "ru"
    codes = (work_type.alias, work_type.code) if language == "ru" and work_type.alias else (work_type.code, "")
    minutes = f"{entry.norm.minutes.normalize():f}" if entry.norm is not None else "0"
    given, family = f"{minutes} {codes[0]}", work_type.name(language)
    other_code = codes[1] or work_type.alias or ""
    other_name = work_type.name(other) if work_type.name(other) != family else ""
    note = _note(minutes, entry.portrait.text(language) if entry.portrait is not None else PortraitText(), language)
    address = f"{work_type.code}@{type_domain}"
    nickname = " ".join(part for part in (other_code, other_name) if part)
    said = "\n".join((address, given, family, nickname, note))
    return Card(
        work_type_id=work_type.id,
        code=work_type.code,
        address=address,
        uid=str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{work_type.code.lower()}.{type_domain}")),
        given=given,
        family=family,
        nickname=nickname,
        note=note,
        group=GROUP[language],
        changed_at=_changed_at(entry, zone),
        digest=hashlib.sha256(said.encode()).hexdigest()[:16],
    )


def _changed_at(entry: CatalogEntry, zone: ZoneInfo) -> datetime:
    """Return when the type last became what it is: its introduction, its norm or its portrait, whichever is latest."""
    days = [entry.work_type.introduced_on]
    if entry.norm is not None:
        days.append(entry.norm.effective_from)
    if entry.portrait is not None:
        days.append(entry.portrait.effective_from)
    moments = [datetime.combine(max(days), time(), tzinfo=zone).astimezone(UTC)]
    if entry.portrait is not None and entry.portrait.written_at is not None:
        moments.append(entry.portrait.written_at.astimezone(UTC))
    return max(moments)


def _note(minutes: str, text: PortraitText, language: str) -> str:
    belongs, not_here, separately = _PARTS[language]
    written = minutes.replace(".", ",") if language == "ru" else minutes
    first = f"{written} {_MINUTES[language]}. {text.summary}".strip()
    elsewhere = [f"{line.text} → {line.goes_to}" if line.goes_to else line.text for line in text.does_not_belong]
    parts = ((belongs, text.belongs), (not_here, elsewhere), (separately, text.counted_separately))
    return "\n".join([first, *(f"{title}: {'; '.join(lines)}" for title, lines in parts if lines)])


def _vcard(card: Card, version: str) -> str:
    is_four = version == "4.0"
    moment = card.changed_at.strftime("%Y%m%dT%H%M%SZ" if is_four else "%Y-%m-%dT%H:%M:%SZ")
    lines = [
        "BEGIN:VCARD",
        f"VERSION:{version}",
        *(["KIND:individual"] if is_four else []),
        f"UID:urn:uuid:{card.uid}",
        f"FN:{_escaped(card.name)}",
        f"N:{_escaped(card.family)};{_escaped(card.given)};;;",
        *([f"NICKNAME:{_escaped(card.nickname)}"] if card.nickname else []),
        f"EMAIL{'' if is_four else ';TYPE=INTERNET'}:{card.address}",
        f"CATEGORIES:{_escaped(card.group)}",
        f"NOTE:{_escaped(card.note)}",
        f"REV:{moment}",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """Escape a value: no sign of the text may end it, and no control character may reach a program."""
    plain = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign >= " " or sign == "\n")
    for sign in ("\\", ",", ";"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


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


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return written.getvalue()
