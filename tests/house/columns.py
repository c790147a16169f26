"""Money, minutes and rates stand in the database as exact scaled integers, and in money modules as Decimals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from naryad.db import Scaled
from tests.house.repository import ROOT, module_name, place, program_files

# A column with one of these words in its name holds a measured quantity.
MEASURES = frozenset({"minutes", "amount", "money", "rate", "price", "quantity", "hours", "fte", "pay", "sum", "total"})
# Columns whose name holds such a word and which hold something else.
NOT_MEASURED: dict[str, str] = {
    "frame.minutes_a_week": "a budget in whole minutes, as the head sets it",
    "frame_employee.sizes_total": "a sum of sizes, which are integers by the rule of selection",
    "letter_draft.minutes": "what a person has typed so far, not yet read",
}

# Pay and norms are counted here: no float may enter.
EXACT_PACKAGES = ("payroll", "norms", "worklog")
EXACT_MODULES = frozenset({"naryad.money", "naryad.calendar", "naryad.db"})
FLOATS_ALLOWED: dict[str, str] = {
    "norms.day_totals": "statistics behind a proposal of a norm, which a person decides and writes in minutes",
    "norms.measurement": "statistics behind a proposal of a norm; what leaves it is exact minutes",
    "norms.regression": "statistics behind a proposal of a norm, which a person decides and writes in minutes",
    "norms.search": "ranks pages by likeness; no pay follows",
    "norms.time_study": "statistics behind a proposal of a norm, which a person decides and writes in minutes",
    "norms.work_sampling": "statistics behind a proposal of a norm, which a person decides and writes in minutes",
    "worklog.suggestion": "a guess with its probability, shown to a person; no pay follows",
}


def column_troubles(metadata: sa.MetaData) -> Iterator[str]:
    """Yield every column that keeps a measured quantity inexactly."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            where = f"{table.name}.{column.name}"
            measured = bool(MEASURES & set(column.name.split("_"))) and where not in NOT_MEASURED
            if isinstance(column.type, (sa.Float, sa.Numeric)):
                yield f"{where} is {column.type!r}: SQLite would keep it as a float; use Scaled"
            elif measured and not isinstance(column.type, Scaled) and not _names_a_row(column):
                yield f"{where} is {column.type!r}: measured quantities are Scaled"


def _names_a_row(column: sa.Column[object]) -> bool:
    return column.name.endswith(("_id", "_per")) or isinstance(column.type, (sa.Date, sa.Boolean))


def float_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield every float in the modules that count pay, norms and output."""
    for file in program_files(root):
        module = module_name(file, root)
        if module in FLOATS_ALLOWED or not (module.split(".")[0] in EXACT_PACKAGES or module in EXACT_MODULES):
            continue
        draws = module.startswith("payroll.workbook")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        converted = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_named = isinstance(node, ast.Name) and node.id == "float"
            # Widths and heights of cells are floats; a figure made into one is not excused.
            if draws and id(node) not in converted:
                continue
            if (is_literal or is_named) and not _refuses_floats(file, node):
                yield f"{place(file, root)}:{node.lineno}: a float where pay is counted; use Decimal"


def _refuses_floats(file: Path, node: ast.AST) -> bool:
    """`isinstance(value, float)` keeps floats out, and so does a wait in seconds keep no money."""
    line = file.read_text(encoding="utf-8").splitlines()[getattr(node, "lineno", 1) - 1].lower()
    return "isinstance(" in line or any(word in line for word in ("seconds", "timeout", "sleep"))
