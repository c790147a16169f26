"""Search by words of a portrait: any form of a word, either keyboard layout, Russian and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from norms.code import in_latin_layout, in_russian_layout

T = TypeVar("T")

_WORD = re.compile(r"[a-zа-яё0-9]+")
_SHORTEST_STEM = 3
_RUSSIAN_ENDINGS = (
    *("иями", "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "ешь", "ать", "ять", "ить", "еть", "ала", "ило"),
    *("или", "ых", "их", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ой", "ей", "ий", "ый", "ом", "ем", "ам"),
    *("ям", "ах", "ях", "ов", "ев", "ию", "ью", "ия", "ья", "ье", "ет", "ют", "ут", "ит", "ят", "ал", "ил", "ся", "сь"),
    *("ками", "ков", "кам", "ках", "ком", "кой", "ок", "ек", "ки", "ку", "ка", "ке"),
    *("а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й"),
)
_ENGLISH_ENDINGS = ("ing", "ies", "ed", "es", "ly", "s")
_ENDINGS = tuple(sorted((*_RUSSIAN_ENDINGS, *_ENGLISH_ENDINGS), key=len, reverse=True))


def stem(word: str) -> str:
    """Return `word` without its ending, so that forms of one word meet: «письма» and «письмо» are both «письм»."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of `text`, lower case, ё as е."""
    return tuple(_WORD.findall(text.lower().replace("ё", "е")))


def search(query: str, things: Iterable[T], weighted_texts: Callable[[T], Iterable[tuple[int, str]]]) -> list[T]:
    """Return the things that hold every word of `query`, those with the weightier hits first.

    `weighted_texts` gives a thing's texts with their weights (its name weighs more than an example). A query that
    finds nothing is read once more as typed in the other keyboard layout. An empty query finds everything.
    """
    everything = list(things)
    texts = [[(weight, words_of(text)) for weight, text in weighted_texts(thing)] for thing in everything]
    for reading in (query, in_russian_layout(query), in_latin_layout(query)):
        wanted = words_of(reading)
        ranked = [(_weight(wanted, found), place) for place, found in enumerate(texts)]
        hits = sorted((-weight, place) for weight, place in ranked if weight > 0 or not wanted)
        if hits:
            return [everything[place] for _, place in hits]
    return []


def _weight(wanted: tuple[str, ...], texts: list[tuple[int, tuple[str, ...]]]) -> int:
    """Return the summed best weight of each wanted word, or 0 when one of them is nowhere."""
    total = 0
    for word in wanted:
        root = stem(word)
        best = max((weight for weight, words in texts if any(_meets(word, root, one) for one in words)), default=0)
        if best == 0:
            return 0
        total += best
    return total


def _meets(word: str, root: str, other: str) -> bool:
    return other.startswith(word) or (len(root) >= _SHORTEST_STEM and stem(other).startswith(root))
