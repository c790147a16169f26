"""The shape of the code: transactions end at the edge, doors import nothing, imports are seen, values cross borders."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.repository import PACKAGES, ROOF, ROOT, is_under, module_name, place, program_files

# The edge: here a transaction is opened and committed; the shared writer does it for whoever hands it a recording.
MAY_COMMIT = frozenset({"naryad.db", "naryad.writer", *ROOF})


def troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield commits inside, packages whose door imports, relationships between rows, and prints."""
    for file in program_files(root):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from _commit_troubles(file, tree, root)
        yield from _door_troubles(file, tree, root)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            where = f"{place(file, root)}:{node.lineno}"
            if _called(node) == "Relationship":
                yield f"{where}: rows refer by id; ORM relationships would cross borders"
            if _called(node) in {"import_module", "__import__"} and not is_under(module_name(file, root), ROOF):
                yield f"{where}: an import by name is hidden from the contracts; only the roof assembles so"


def _commit_troubles(file: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    if is_under(module_name(file, root), MAY_COMMIT):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in {"commit", "rollback"}:
            yield f"{place(file, root)}:{node.lineno}: {_called(node)}() inside: the edge ends the transaction"


def _door_troubles(file: Path, tree: ast.Module, root: Path) -> Iterator[str]:
    if file.name != "__init__.py" or file.parent.name not in PACKAGES or file.parent.parent != root:
        return
    if ast.get_docstring(tree) is None:
        yield f"{place(file, root)}: a package tells its story in a few lines"
    for node in tree.body:
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not is_future:
            yield f"{place(file, root)}:{node.lineno}: the door of a package imports nothing"


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
