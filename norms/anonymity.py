"""What in a text still points to a person: mail addresses, telephones, long numbers, names that are said as names.

Covering is a first pass, not a promise: a person reads the text before everybody does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class TraceKind(StrEnum):
    """What a place in a text gives away."""

    ADDRESS = "address"
    PHONE = "phone"
    NUMBER = "number"
    NAME = "name"

    def cover(self, language: str) -> str:
        """Return the word that stands in its place: [phone], [телефон]."""
        english, russian = _COVERS[self]
        return f"[{russian}]" if language == "ru" else f"[{english}]"


@dataclass(frozen=True, slots=True)
class Trace:
    """A place in a text that points to somebody."""

    kind: TraceKind
    text: str


def traces(text: str) -> tuple[Trace, ...]:
    """Return what still points to somebody, in the order of the text."""
    found: list[Trace] = []

    def note(kind: TraceKind, said: str) -> str:
        found.append(Trace(kind, said.strip()))
        return " "

    _replaced(text, note)
    return tuple(sorted(found, key=lambda trace: text.find(trace.text)))


def covered(text: str, language: str = "ru") -> str:
    """Return `text` with every trace replaced by a word in brackets."""
    return _replaced(text, lambda kind, said: kind.cover(language))


def _replaced(text: str, put: Callable[[TraceKind, str], str]) -> str:
    for kind, pattern in _PATTERNS:

        def one(found: re.Match[str], kind: TraceKind = kind) -> str:
            whole, said = found.group(0), found.group("who")
            before, _, after = whole.partition(said)
            return before + put(kind, said) + after

        text = pattern.sub(one, text)
    return text


_COVERS = {
    TraceKind.ADDRESS: ("address", "адрес"),
    TraceKind.PHONE: ("phone", "телефон"),
    TraceKind.NUMBER: ("number", "номер"),
    TraceKind.NAME: ("name", "имя"),
}
_CAPITAL = "[A-ZА-ЯЁ][a-zа-яё]+(?:-[A-ZА-ЯЁ][a-zа-яё]+)?"
_PATRONYMIC = "[А-ЯЁ][а-яё]+(?:ович|евич|ьич|инич|кич|овн|евн|ичн|иничн)(?:а|у|ем|ом|е|ы|ой)?"
_GREETING = "(?:Здравствуйте|Добрый день|Доброе утро|Добрый вечер|Приветствую|Hello|Dear|Good (?:morning|afternoon))"
_PAPERS = "(?:заказ|сч[её]т|договор|акт|предложени|накладн|заявк|order|invoice|contract)"
_MONEY = r"(?!\s*(?:р\.|руб|₽|€|\$|USD|EUR|%))"
_PATTERNS: tuple[tuple[TraceKind, re.Pattern[str]], ...] = (
    (TraceKind.ADDRESS, re.compile(r"(?P<who>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    (TraceKind.ADDRESS, re.compile(r"(?P<who>\b(?:https?://|www\.)[^\s<>«»\"]+)")),
    (TraceKind.PHONE, re.compile(r"(?P<who>(?<!\d)(?:\+?7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d))")),
    (TraceKind.PHONE, re.compile(r"(?P<who>\+\d[\d\s()-]{8,16}\d)")),
    (TraceKind.NUMBER, re.compile(r"(?:№|No\.|N°)\s*(?P<who>[\wА-Яа-я/.-]*\d[\wА-Яа-я/-]*)")),
    (TraceKind.NUMBER, re.compile(rf"\b{_PAPERS}\w*\s+(?P<who>\d{{2,}}[\w/-]*)\b(?!\s\d){_MONEY}", re.IGNORECASE)),
    (TraceKind.NUMBER, re.compile(rf"(?P<who>(?<![\d,.])\d{{5,}}(?![\d,.]*\d)){_MONEY}")),
    (TraceKind.NAME, re.compile(rf"(?:Уважаем(?:ый|ая|ые)) (?P<who>{_CAPITAL}(?: {_CAPITAL}){{0,2}})")),
    (TraceKind.NAME, re.compile(rf"(?P<who>\b(?:{_CAPITAL} )?{_CAPITAL} {_PATRONYMIC}\b)")),
    (TraceKind.NAME, re.compile(r"(?P<who>\b[А-ЯЁ][а-яё]+ [А-ЯЁ]\. ?[А-ЯЁ]\.)")),
    (TraceKind.NAME, re.compile(r"(?P<who>\b[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+)")),
    (TraceKind.NAME, re.compile(rf"{_GREETING}, (?P<who>{_CAPITAL}(?: {_CAPITAL}){{0,2}})[!.,]")),
    (TraceKind.NAME, re.compile(rf"(?:С уважением|Best regards|Kind regards),?\s*(?P<who>{_CAPITAL}(?: {_CAPITAL})*)")),
    (TraceKind.NAME, re.compile(r"\b(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|НКО)\s+(?P<who>«[^»\n]{1,80}»|[А-ЯЁ][\wё-]+)")),
)
