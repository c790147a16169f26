"""Codes as people type them: any case, either keyboard layout, letters that only look right."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

LONGEST_READ = 40
"""Longer texts are no codes; they are cut before anything is compared (they come from strangers' mail)."""

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.".upper()
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю".upper()
_TO_LATIN_LAYOUT = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
_TO_RUSSIAN_LAYOUT = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)

# Letters that look the same go to the Latin one; the letter O and the Cyrillic Ze also stand in for 0 and 3.
_LOOK_ALIKES = str.maketrans("АВЕЁКМНОРСТУХІЈЅOЗ", "ABEEKMH0PCTYXIJS03")
_DROPPED = str.maketrans("", "", " \t\r\n\u00a0#-_‐‑‒–—−")


class Coded(Protocol):
    """Anything with a code and perhaps an alias: a work type, a line of a file."""

    @property
    def code(self) -> str: ...

    @property
    def alias(self) -> str | None: ...


T = TypeVar("T", bound=Coded)


def normal_form(text: str) -> str:
    """Return `text` as codes are written: capitals, no spaces, dashes, dots or leading '#'."""
    return unicodedata.normalize("NFKC", text[:LONGEST_READ]).strip().upper().translate(_DROPPED)


def look_form(text: str) -> str:
    """Return the form that two codes share when a reader could take one for the other."""
    return normal_form(text).translate(_LOOK_ALIKES)


def in_latin_layout(text: str) -> str:
    """Return what the same keys give with the Latin layout on: `Д10` is `L10`."""
    return text.upper().translate(_TO_LATIN_LAYOUT)


def in_russian_layout(text: str) -> str:
    """Return what the same keys give with the Russian layout on: `G10` is `П10`."""
    return text.upper().translate(_TO_RUSSIAN_LAYOUT)


def find(code_text: str, types: Iterable[T]) -> T | None:
    """Return the type that `code_text` names, or None.

    Readings are tried from the most literal on: the code or alias itself, the same with look-alike letters, the same
    keys in the other keyboard layout. A reading that fits two types fits none: nobody's work is typed by a guess.
    """
    wanted = normal_form(code_text)
    if not wanted or wanted.isdigit():
        return None
    everything = tuple(types)
    for reading in _READINGS:
        found = [type_ for type_ in everything if reading(wanted, type_)]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def clashing(card: Coded, types: Iterable[T]) -> T | None:
    """Return a type whose code or alias a reader could take for one of `card`'s, or None."""
    forms = {look_form(name) for name in _names(card)}
    return next((type_ for type_ in types if forms & {look_form(name) for name in _names(type_)}), None)


def nearest(code_text: str, types: Iterable[T], n: int = 3) -> tuple[T, ...]:
    """Return at most `n` types whose code or alias is nearest to `code_text`, the nearest first.

    Nearness is the number of letters to add, drop, change or swap, in the best of the readings of `find`; equals
    stand in the order of their codes. Types that share less than a third of the longer code are left out.
    """
    wanted = normal_form(code_text)[: 2 * LONGEST_READ]
    readings = {wanted.translate(_LOOK_ALIKES)}
    readings |= {look_form(in_latin_layout(wanted)), look_form(in_russian_layout(wanted))}
    ranked = sorted(((_nearness(readings, type_), type_.code, type_) for type_ in types), key=lambda item: item[:2])
    return tuple(type_ for (_, far), _, type_ in ranked if not far)[:n]


def _names(coded: Coded) -> tuple[str, ...]:
    return (coded.code,) if coded.alias is None else (coded.code, coded.alias)


def _by_letter(wanted: str, type_: Coded) -> bool:
    return wanted in {normal_form(name) for name in _names(type_)}


def _by_look(wanted: str, type_: Coded) -> bool:
    return wanted.translate(_LOOK_ALIKES) in {look_form(name) for name in _names(type_)}


def _by_layout(wanted: str, type_: Coded) -> bool:
    typed = {look_form(in_latin_layout(wanted)), look_form(in_russian_layout(wanted))}
    return bool(typed & {look_form(name) for name in _names(type_)})


_READINGS: tuple[Callable[[str, Coded], bool], ...] = (_by_letter, _by_look, _by_layout)


def _nearness(readings: set[str], type_: Coded) -> tuple[int, bool]:
    best = min(
        (steps_between(reading, look_form(name)), max(len(reading), len(name)))
        for reading in readings
        for name in _names(type_)
    )
    return best[0], best[0] * 3 > best[1] * 2


def steps_between(one: str, other: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with a neighbour (optimal alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            step = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        before, last = last, row
    return last[-1]
