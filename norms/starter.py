"""The catalog a new office starts from, and the letters of the practice: files that come with the program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from norms.practice import Choice, PracticeLetter, PracticeText

STARTER_FILE = "starter.yaml"
ALWAYS = "always"
"""The section that comes with every other: zero-minute types and "other"."""


@dataclass(frozen=True)
class Section:
    """A part of the starter catalog that an office switches on as a whole or type by type."""

    code: str
    name_ru: str
    name_en: str
    about_ru: str
    about_en: str
    types: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_ru

    def about(self, language: str) -> str:
        return self.about_en if language == "en" else self.about_ru


def starter_bytes() -> bytes:
    """Return the starter catalog's file as it stands in the package."""
    return files("norms").joinpath("catalogs", STARTER_FILE).read_bytes()


@lru_cache
def starter_sections() -> tuple[Section, ...]:
    """Return the sections in the order they are offered."""
    file: dict[str, Any] = yaml.safe_load(starter_bytes())
    return tuple(
        Section(item["code"], item["ru"], item["en"], item["about_ru"], item["about_en"], tuple(item["types"]))
        for item in file["sections"]
    )


@lru_cache
def practice_letters() -> tuple[PracticeLetter, ...]:
    """Return the practice letters in their order: each round of five holds each letter type once."""
    letters: list[dict[str, Any]] = yaml.safe_load(files("norms").joinpath("catalogs", "practice.yaml").read_bytes())
    return tuple(
        PracticeLetter(item["key"], item["type"], PracticeText(**item["ru"]), PracticeText(**item["en"]))
        for item in letters
    )


@lru_cache
def starter_choices() -> tuple[Choice, ...]:
    """Return the letter types of the starter catalog as the practice offers them, the shortest first."""
    wanted = {letter.right_code for letter in practice_letters()}
    file: dict[str, Any] = yaml.safe_load(starter_bytes())
    return tuple(
        Choice(
            item["code"],
            str(item["norm"]),
            item["name_ru"],
            item["name_en"],
            item["ru"]["summary"],
            item["en"]["summary"],
        )
        for item in sorted(file["types"], key=lambda item: item["norm"])
        if item["code"] in wanted
    )
