"""A portrait: in words, what belongs to a work type, what does not, and what is counted separately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from naryad.errors import DomainError
from norms.code import Coded, find, nearest

LONGEST_LINE = 400
MOST_LINES = 20


class PortraitIsEmpty(DomainError):
    code = "portrait_is_empty"
    status = 422
    en = "The portrait of {type} has no summary in Russian. Say in one sentence what work this is."
    ru = "В портрете типа {type} нет краткого описания. Скажите одной фразой, что это за работа."


class PortraitTooLong(DomainError):
    code = "portrait_too_long"
    status = 422
    en = (
        "The portrait of {type} is too long to choose by: “{line}…”. A line has at most 400 characters, "
        "a part 20 lines."
    )
    ru = (
        "Портрет типа {type} слишком длинный, по нему не выбрать: «{line}…». В строке — до 400 знаков, "
        "в части — до 20 строк."
    )


class PortraitUnchanged(DomainError):
    code = "portrait_unchanged"
    en = "The portrait of {type} is the same as its version {version}. Change a line, or leave it as it is."
    ru = "Портрет типа {type} не отличается от версии {version}. Измените строку или оставьте как есть."


class PortraitNeedsReason(DomainError):
    code = "portrait_needs_reason"
    status = 422
    en = (
        "A new version of the portrait of {type} needs a reason: colleagues will see it beside the "
        "change. Write a few words."
    )
    ru = "Новой версии портрета {type} нужна причина: коллеги увидят её рядом с правкой. Напишите несколько слов."


class PortraitPointsNowhere(DomainError):
    code = "portrait_points_nowhere"
    status = 422
    en = (
        "The portrait of {type} sends “{line}” to {code}, and the catalog has no such type{nearest_en}. "
        "Correct the code after the arrow, or take the arrow away."
    )
    ru = (
        "Портрет типа {type} отправляет «{line}» к {code}, а такого типа в каталоге нет{nearest_ru}. "
        "Исправьте код после стрелки или уберите стрелку."
    )


class DoesNotBelong(NamedTuple):
    """Work that does not belong here, and the code of the type it is (None: no single one)."""

    text: str
    goes_to: str | None = None


@dataclass(frozen=True)
class PortraitText:
    """A portrait in one language."""

    summary: str = ""
    belongs: tuple[str, ...] = ()
    does_not_belong: tuple[DoesNotBelong, ...] = ()
    counted_separately: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    def lines(self) -> tuple[str, ...]:
        """Return every line of the portrait, the summary first."""
        others = (line.text for line in self.does_not_belong)
        return (self.summary, *self.belongs, *others, *self.counted_separately, *self.examples)

    def as_parts(self) -> dict[str, Any]:
        """Return the form kept in the database and in files."""
        return {
            "summary": self.summary,
            "belongs": list(self.belongs),
            "does_not_belong": [[line.text, line.goes_to] for line in self.does_not_belong],
            "counted_separately": list(self.counted_separately),
            "examples": list(self.examples),
        }

    @classmethod
    def of_parts(cls, parts: dict[str, Any]) -> PortraitText:
        return cls(
            summary=parts["summary"],
            belongs=tuple(parts["belongs"]),
            does_not_belong=tuple(DoesNotBelong(text, goes_to) for text, goes_to in parts["does_not_belong"]),
            counted_separately=tuple(parts["counted_separately"]),
            examples=tuple(parts["examples"]),
        )


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """One version of a type's portrait, in force from a day until the next version's."""

    id: int
    work_type_id: int
    version: int
    effective_from: date
    ru: PortraitText
    en: PortraitText = PortraitText()
    author_id: int | None = None
    reason: str = ""
    written_at: datetime | None = None

    def text(self, language: str) -> PortraitText:
        """Return the portrait for a reader of `language`; without an English text, the Russian one."""
        return self.en if language == "en" and self.en else self.ru


class Change(NamedTuple):
    """How one part of a portrait differs between two versions."""

    part: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def well_written(type_code: str, text: PortraitText) -> PortraitText:
    """Return `text` if people can choose by it.

    Raises:
        PortraitIsEmpty: no summary.
        PortraitTooLong: a line or a part over the limit.
    """
    if not text.summary.strip():
        raise PortraitIsEmpty(type=type_code)
    too_long = next((line for line in text.lines() if len(line) > LONGEST_LINE), None)
    parts = (text.belongs, text.does_not_belong, text.counted_separately, text.examples)
    too_many: tuple[Any, ...] | None = next((part for part in parts if len(part) > MOST_LINES), None)
    if too_long is not None or too_many is not None:
        line = too_long if too_long is not None else str((too_many or ("",))[-1])
        raise PortraitTooLong(type=type_code, line=line[:60])
    return text


def pointing_to_types(
    type_code: str, text: PortraitText, types: Iterable[Coded], *, before: PortraitText
) -> PortraitText:
    """Return `text` with the codes after its arrows as the catalog writes them, however they were typed.

    A code the version `before` already had stays as it is: a starter portrait may name a type not switched on yet.

    Raises:
        PortraitPointsNowhere: a new code is no type's code or alias.
    """
    known, everything = {line.goes_to for line in before.does_not_belong}, tuple(types)
    lines = []
    for line in text.does_not_belong:
        found = find(line.goes_to, everything) if line.goes_to else None
        if line.goes_to and found is None and line.goes_to not in known:
            near = ", ".join(each.code for each in nearest(line.goes_to, everything))
            raise PortraitPointsNowhere(
                type=type_code,
                line=line.text[:60],
                code=line.goes_to[:20],
                nearest_en=f" (nearest: {near})" if near else "",
                nearest_ru=f" (похожие: {near})" if near else "",
            )
        lines.append(DoesNotBelong(line.text, found.code if found else line.goes_to))
    return replace(text, does_not_belong=tuple(lines))


def portrait_in_force(portraits: Iterable[Portrait], day: date) -> Portrait | None:
    """Return the version in force on `day`: of those begun by then the last written, or None."""
    begun = [portrait for portrait in portraits if portrait.effective_from <= day]
    return max(begun, key=lambda portrait: portrait.version, default=None)


def changes(before: PortraitText, after: PortraitText) -> tuple[Change, ...]:
    """Return what the later version took away and added, part by part; parts that agree are left out."""
    found = []
    for part in fields(PortraitText):
        old, new = _part_lines(before, part.name), _part_lines(after, part.name)
        removed = tuple(line for line in old if line not in new)
        added = tuple(line for line in new if line not in old)
        if removed or added:
            found.append(Change(part.name, removed, added))
    return tuple(found)


def lines_of(text: str) -> tuple[str, ...]:
    """Read a part as people write it: a line each, bullets and empty lines left out."""
    bare = (line.strip().removeprefix("•").removeprefix("- ").removeprefix("— ").strip() for line in text.splitlines())
    return tuple(line for line in bare if line)


def elsewhere_of(text: str) -> tuple[DoesNotBelong, ...]:
    """Read the part "does not belong": each line may end in "-> CODE" (or an arrow →)."""
    return tuple(_one_elsewhere(line) for line in lines_of(text))


def elsewhere_lines(items: Iterable[DoesNotBelong]) -> tuple[str, ...]:
    """Return the lines that `elsewhere_of` reads back."""
    return tuple(f"{item.text} -> {item.goes_to}" if item.goes_to else item.text for item in items)


def _one_elsewhere(line: str) -> DoesNotBelong:
    text, arrow, goes_to = line.replace("→", "->").rpartition("->")
    if not arrow or not goes_to.strip() or " " in goes_to.strip() or not text.strip():
        return DoesNotBelong(line, None)
    return DoesNotBelong(text.strip(), goes_to.strip())


def _part_lines(text: PortraitText, part: str) -> tuple[str, ...]:
    if part == "summary":
        return (text.summary,) if text.summary else ()
    if part == "does_not_belong":
        return elsewhere_lines(text.does_not_belong)
    lines: tuple[str, ...] = getattr(text, part)
    return lines
