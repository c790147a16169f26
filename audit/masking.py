"""The author is hidden from the auditor as far as the text allows.

Names of staff (in Russian also with case endings), their mail addresses, and the header lines of quoted letters that
name a sender are covered. What a person writes about themself in other words stays readable, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

COVER = "▇▇▇"

_SENDER_LINES = re.compile(
    r"^([>\s]*)(From|Sender|Reply-To|От|Отправитель|От кого|Ответить)\s*:[^\n]*$", re.IGNORECASE | re.MULTILINE
)
_WROTE_LINES = re.compile(
    r"^([>\s]*)[^\n]{0,120}<[^<>\s]+@[^<>\s]+>[^\n]{0,40}(?:wrote|написал[аи]?|пишет)[^\n]*$", re.I | re.M
)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_ENDINGS = "[а-яё]{0,3}"
_SHORTEST_NAME = 3


def mask(text: str, *, names: Iterable[str], addresses: Iterable[str]) -> str:
    """Return `text` with the given people's names and addresses, and sender lines, covered."""
    covered = _SENDER_LINES.sub(rf"\1\2: {COVER}", text)
    covered = _WROTE_LINES.sub(rf"\1{COVER}:", covered)
    pattern = _pattern(tuple(sorted(set(names))), tuple(sorted({a.lower() for a in addresses})))
    return pattern.sub(COVER, covered) if pattern else covered


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...], addresses: tuple[str, ...]) -> re.Pattern[str] | None:
    words = {word for name in names for word in re.split(r"[\s,.]+", name) if len(word) >= _SHORTEST_NAME}
    parts = [re.escape(address) for address in addresses if "@" in address]
    # The mailbox name before the @ often is the person's name in Latin letters.
    boxes = {address.partition("@")[0] for address in addresses}
    parts += [rf"\b{re.escape(box)}\b" for box in sorted(boxes) if len(box) > _SHORTEST_NAME]
    parts += [_of_word(word) for word in sorted(words, key=lambda word: (-len(word), word))]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _of_word(word: str) -> str:
    if not _CYRILLIC.search(word):
        return rf"\b{re.escape(word)}\b"
    stem = re.sub(r"(?:ий|ый|ой|ая|яя|[аяйьоеё])$", "", word, flags=re.IGNORECASE)
    if len(stem) < _SHORTEST_NAME:
        return rf"\b{re.escape(word)}\b"
    return rf"\b{re.escape(stem)}{_ENDINGS}\b"


def without_tags(text: str, *, type_domain: str) -> str:
    """Return `text` without what names a type: subject tags, type headers, type addresses."""
    text = re.sub(r"\[#[^\]\s]{1,32}\]\s?", "", text)
    text = re.sub(r"^X-Work-Type:[^\n]*$\n?", "", text, flags=re.IGNORECASE | re.MULTILINE)
    return re.sub(rf"[^\s,;<>]+@{re.escape(type_domain)}[,;]?\s?", "", text, flags=re.IGNORECASE)
