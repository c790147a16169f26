"""A function fits a screen; a module stays under a few screens and, growing, splits by noun."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.repository import ROOT, place, program_files

FUNCTION_LINES = 60
MODULE_LINES = 330


def troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield every function and module that has outgrown its limit."""
    for file in program_files(root):
        text = file.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > MODULE_LINES:
            yield f"{place(file, root)}: {lines} lines, more than {MODULE_LINES}: split it by noun"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    where = f"{place(file, root)}:{node.lineno}"
                    yield f"{where}: {node.name} has {length} lines, more than {FUNCTION_LINES}"
