"""The catalog on a day: every work type with the norm and the portrait in force, and ways to find one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from naryad.errors import DomainError
from norms import code as codes
from norms.norm import Norm
from norms.portrait import Portrait
from norms.search import search
from norms.work_type import Kind, Purpose, WorkType


class NoSuchWorkType(DomainError):
    code = "no_such_work_type"
    status = 404
    en = "There is no work type “{type}” in the catalog. Look for it by a word of its portrait."
    ru = "Типа «{type}» в каталоге нет. Поищите его по слову из портрета."


TEXTS_REMEMBERED = 1_000
"""A catalog that is asked again and again, as the gate's of the day is, looks for the same few codes."""


@dataclass(frozen=True)
class CatalogEntry:
    """A work type as it stands on the catalog's day. Without a norm nobody can choose it yet."""

    work_type: WorkType
    norm: Norm | None
    portrait: Portrait | None

    @property
    def code(self) -> str:
        return self.work_type.code

    @property
    def alias(self) -> str | None:
        return self.work_type.alias

    def is_offered(self, day: date) -> bool:
        """Return whether work of `day` can take this type: in use, and with a norm."""
        return self.work_type.in_use_on(day) and self.norm is not None


@dataclass(frozen=True)
class Catalog:
    """Every type of the office on one day, also retired ones and ones without a norm: the gate tells them apart."""

    day: date
    types: tuple[CatalogEntry, ...]
    _by_id: dict[int, CatalogEntry] = field(init=False, repr=False, compare=False)
    _found: dict[str, CatalogEntry | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {entry.work_type.id: entry for entry in self.types})
        object.__setattr__(self, "_found", {})

    def find(self, code_text: str) -> CatalogEntry | None:
        """Return the type that `code_text` names (see `norms.code.find`), or None. A type in use comes first."""
        text = code_text[: codes.LONGEST_READ]
        if text not in self._found:
            if len(self._found) >= TEXTS_REMEMBERED:
                self._found.clear()
            self._found[text] = codes.find(text, self.types)
        return self._found[text]

    def nearest(self, code_text: str, kind: Kind | None = None, n: int = 3) -> tuple[CatalogEntry, ...]:
        """Return at most `n` types on offer (of `kind`, if given) whose codes are nearest to `code_text`."""
        offered = self.offered() if kind is None else self.of_kind(kind)
        return codes.nearest(code_text, offered, n)

    def by_id(self, work_type_id: int) -> CatalogEntry:
        """Raises NoSuchWorkType where the office has no such type."""
        entry = self._by_id.get(work_type_id)
        if entry is None:
            raise NoSuchWorkType(type=work_type_id)
        return entry

    def offered(self) -> tuple[CatalogEntry, ...]:
        """Return the types that work of the day can take."""
        return tuple(entry for entry in self.types if entry.is_offered(self.day))

    def of_kind(self, kind: Kind) -> tuple[CatalogEntry, ...]:
        """Return the types that work of `kind` can take on the day, the shortest norm first."""
        return tuple(sorted((entry for entry in self.offered() if kind in entry.work_type.kinds), key=_by_minutes))

    def in_order(self) -> tuple[CatalogEntry, ...]:
        """Return every type as lists show it: by what it is, then by minutes; those without a norm last."""
        return tuple(sorted(self.types, key=_by_kind_and_minutes))

    def measured(self) -> tuple[CatalogEntry, ...]:
        """Return the types whose norm can be measured on the day: in use and with ordinary work, as lists show them."""
        ordinary = (entry for entry in self.offered() if entry.work_type.purpose is Purpose.ORDINARY)
        return tuple(sorted(ordinary, key=_by_kind_and_minutes))

    def of_minutes(self, digits: str, kind: Kind) -> tuple[CatalogEntry, ...]:
        """Return what typing `digits` finds in a picker: the types whose norm minutes begin so, an exact one first.

        Digits mean norm minutes, never a place in the list: `1` finds 10 and 15, `10` finds 10.
        """
        found = [(entry, _digits_of(entry)) for entry in self.of_kind(kind)]
        hits = [(text != digits, entry) for entry, text in found if digits and text.startswith(digits)]
        return tuple(entry for _, entry in sorted(hits, key=lambda hit: hit[0]))

    def search(self, words: str, language: str) -> list[CatalogEntry]:
        """Return the types whose code, name or portrait holds every one of `words`, in any form; retired ones too.

        Digits alone are norm minutes, as everywhere.
        """
        if words.strip().isdigit():
            return [entry for entry in self.in_order() if entry.norm and _digits_of(entry).startswith(words.strip())]
        exact = self.find(words) if words.strip() else None
        found = search(words, self.types, lambda entry: _texts_of(entry, language))
        return [exact, *(entry for entry in found if entry is not exact)] if exact is not None else found


def _by_minutes(entry: CatalogEntry) -> tuple[bool, object, str]:
    assert entry.norm is not None
    zero_last = entry.norm.minutes == 0
    return zero_last, entry.norm.minutes, entry.code


def _by_kind_and_minutes(entry: CatalogEntry) -> tuple[bool, int, bool, object, str]:
    kinds = list(Kind)
    minutes = entry.norm.minutes if entry.norm is not None else 0
    is_plain = entry.work_type.purpose is Purpose.ORDINARY
    return not is_plain, min(kinds.index(kind) for kind in entry.work_type.kinds), minutes == 0, minutes, entry.code


def _digits_of(entry: CatalogEntry) -> str:
    assert entry.norm is not None
    return f"{entry.norm.minutes.normalize():f}"


def _texts_of(entry: CatalogEntry, language: str) -> Iterable[tuple[int, str]]:
    type_ = entry.work_type
    other = "en" if language == "ru" else "ru"
    yield 9, f"{type_.code} {type_.alias or ''} {type_.name(language)}"
    yield 5, type_.name(other)
    for spoken, weight in ((language, 4), (other, 1)):
        if entry.portrait is not None:
            text = entry.portrait.text(spoken)
            yield weight + 2, text.summary
            yield weight + 1, " ".join((*text.belongs, *text.examples))
            yield weight, " ".join((*(line.text for line in text.does_not_belong), *text.counted_separately))
