"""Is an attached file a document of ours? Only its name is asked, and what people said of the same file before.

A file whose name carries an issued number is that document. One that carries the series of a register without an
issued number, or a word that names such documents here, may be one that somebody forgot to issue: that is worth one
question. Every other file is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from worklog.document import Register

OFFICE_ENDINGS = frozenset(
    {".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp", ".pdf", ".xml"}
)
WORD_LENGTH_MIN = 3


@dataclass(frozen=True)
class NumberInName:
    """A register number that a file's name carries; `year` is None where the name leaves it out."""

    register: Register
    year: int | None
    number: int


def numbers_in_name(name: str, registers: Iterable[Register]) -> tuple[NumberInName, ...]:
    """Return the register numbers that `name` may carry: `ДГ-2026-15`, `ДГ 2026_15`, `дг15`."""
    found = []
    stem = _folded(PurePosixPath(name).stem)
    for register in registers:
        pattern = rf"(?<!\w){re.escape(_folded(register.series))}[\W_]*(?:(20\d\d)[\W_]+)?(\d{{1,6}})(?!\d)"
        for match in re.finditer(pattern, stem):
            found.append(NumberInName(register, int(match[1]) if match[1] else None, int(match[2])))
    return tuple(found)


def register_by_word(name: str, registers: Sequence[Register]) -> Register | None:
    """Return the register whose documents `name` seems to be one of: a word of its title, or its bare series.

    Words match in any case ending: `договор` fits a register called «Договоры».
    """
    path = PurePosixPath(name)
    if path.suffix.casefold() not in OFFICE_ENDINGS:
        return None
    words = [word for word in re.split(r"[\W_\d]+", _folded(path.stem)) if word]
    for register in registers:
        if _folded(register.series) in words:
            return register
        titles = re.split(r"[\W_\d]+", _folded(f"{register.title_ru} {register.title_en}"))
        if any(_same_word(word, title) for word in words for title in titles):
            return register
    return None


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _same_word(word: str, other: str) -> bool:
    shorter = min(len(word), len(other))
    if shorter < WORD_LENGTH_MIN:
        return False
    kept = max(WORD_LENGTH_MIN, shorter - 1)
    return word[:kept] == other[:kept] and abs(len(word) - len(other)) <= 3


def about_of(name: str) -> str:
    """Return the words of a file's name, for the field that says what a document is about."""
    return " ".join(re.split(r"[_\s]+", PurePosixPath(name).stem)).strip()[:200]
