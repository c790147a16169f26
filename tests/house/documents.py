"""Documents agree with the program: settings are named, links lead somewhere, decisions are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from naryad.settings import Settings
from tests.house.repository import ROOT, place, program_files

_SETTING = re.compile(r"\bNARYAD_[A-Z_]+\b")
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
_PATH = re.compile(r"(?<![\w./<-])(?:naryad|norms|worklog|audit|payroll|tests|migrations|bench|docs)/[\w/.*-]*[\w*/]")
_FENCE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
# These belong to the tests, not to the program.
OF_THE_TESTS = frozenset({"NARYAD_STRICT", "NARYAD_SCREENSHOTS"})


def settings_in_code() -> set[str]:
    """Return the names of the environment variables the program reads."""
    return {f"NARYAD_{name.upper()}" for name in Settings.model_fields}


def setting_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield settings that docs/settings.md leaves out, and names of settings that do not exist."""
    known = settings_in_code()
    described = set(_SETTING.findall((root / "docs" / "settings.md").read_text(encoding="utf-8")))
    for name in sorted(known - described):
        yield f"docs/settings.md: {name} is not described"
    files = [*program_files(root), *documents(root)]
    for file in files:
        for name in sorted(set(_SETTING.findall(file.read_text(encoding="utf-8"))) - known - OF_THE_TESTS):
            yield f"{place(file, root)}: {name} is not a setting of the program"


def documents(root: Path = ROOT) -> list[Path]:
    """Return every document, sorted."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def link_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield links between documents that lead nowhere."""
    for file in documents(root):
        text = _FENCE.sub("", file.read_text(encoding="utf-8"))
        for target in _LINK.findall(text):
            if "://" not in target and not target.startswith("mailto:") and not (file.parent / target).exists():
                yield f"{place(file, root)}: the link {target} leads nowhere"


def path_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield files and folders that a document names and that are not there."""
    for file in documents(root):
        for span in _FENCE.findall(file.read_text(encoding="utf-8")):
            for named in _PATH.findall(span):
                if not any(root.glob(named.rstrip("/"))) and not any(root.glob(f"*/templates/{named}")):
                    yield f"{place(file, root)}: {named} is not there"


def decision_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield decisions that the index leaves out, two with one number, and those that miss a part."""
    folder = root / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    numbers: dict[str, str] = {}
    for file in sorted(folder.glob("[0-9]*.md")):
        number = file.name[:4]
        if file.name not in index:
            yield f"docs/decisions/README.md: does not list {file.name}"
        if number in numbers:
            yield f"docs/decisions: {file.name} and {numbers[number]} have one number"
        numbers[number] = file.name
        text = file.read_text(encoding="utf-8").lower()
        for part in ("context", "decision", "what follows", "what lost"):
            if part not in text:
                yield f"docs/decisions/{file.name}: does not say “{part}”"
