"""The table of roles and actions against the code that asks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from naryad.people import ALLOWED
from tests.house.pages import templates
from tests.house.repository import ROOT, place, program_files

ASKS = frozenset({"require", "may", "MenuItem"})
_ACTION = re.compile(r"^[a-z]+\.[a-z_]+$")
_IN_A_PAGE = re.compile(r"\bmay\(\s*[\"']([a-z]+\.[a-z_]+)[\"']")


def asked(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield (place, action) for every question about a right, in code and on pages."""
    for file in program_files(root):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ASKS:
                for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                    for text in _texts(given):
                        if _ACTION.match(text):
                            yield f"{place(file, root)}:{node.lineno}", text
    for file in templates(root):
        for found in _IN_A_PAGE.finditer(file.read_text(encoding="utf-8")):
            yield place(file, root), found.group(1)


def troubles(root: Path = ROOT, allowed: Mapping[str, object] = ALLOWED) -> Iterator[str]:
    """Yield rights nobody asks for, and questions about rights that do not exist."""
    used = set()
    for where, action in asked(root):
        used.add(action)
        if action not in allowed:
            yield f"{where}: asks for {action}, which naryad/people.py does not know"
    for action in sorted(set(allowed) - used):
        yield f"naryad/people.py: nobody asks for {action}"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(given: ast.expr) -> Iterator[str]:
    """Yield the texts in an argument; a choice between two actions holds both."""
    for node in ast.walk(given):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
