"""The field's own words in names, and none of the words that could mean anything (docs/glossary.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.messages import PO
from tests.house.repository import ROOT, module_name, place, program_files

FORBIDDEN = frozenset(
    {
        "task", "tasks", "ticket", "tickets", "category", "categories", "score", "scores", "data", "info", "manager",
        "managers", "helper", "helpers", "util", "utils", "misc", "common", "process", "processes", "service",
        "services",
    }
)  # fmt: skip

# A name that holds one of these words for a reason.
ALLOWED_NAMES: dict[str, str] = {
    "data_received": "a callback named by asyncio",
    "data_dir": "the setting NARYAD_DATA_DIR, as operators know it",
    "handle_DATA": "the SMTP verb, named by aiosmtpd",
    "handle_data": "a callback named by html.parser",
    "process_bind_param": "a hook named by SQLAlchemy",
    "process_result_value": "a hook named by SQLAlchemy",
    "process_revision_directives": "an option named by Alembic",
    "consistent_ticket": "the published method's own name (audit/published_samplers.py)",
    "data_sheets": "the sheets of the workbook that hold rows, as against the printed page",
    "_add_data_worksheet": "one of those sheets",
    "ticket": "the published term for the number an entry draws (docs/glossary.md)",
    "tickets": "the published term for the number an entry draws (docs/glossary.md)",
    "ticket_of": "the published term for the number an entry draws (docs/glossary.md)",
    "tickets_of": "the published term for the number an entry draws (docs/glossary.md)",
    "ticket_texts": "the published term for the number an entry draws (docs/glossary.md)",
    "ServiceAccount": "the account of a program that sends mail by itself (rule 9), as mail systems call it",
    "ServiceAccountRow": "the account of a program that sends mail by itself",
    "ServiceAccountAddressRow": "an address of such an account",
    "NoServiceMail": "service mail (rule 9)",
    "ServiceLetterRow": "a letter of service mail (rule 9)",
    "ServiceOutcomeRow": "what became of a letter of service mail",
    "SERVICE_LETTER": "the table of service mail",
    "SERVICE_OUTCOME": "the table of its outcomes",
    "service_account": "the account of a program that sends mail by itself",
    "service_accounts": "the accounts of programs that send mail by themselves",
    "is_service": "service mail (rule 9): receipts and delivery reports",
    "service_mail": "service mail (rule 9): receipts and delivery reports",
}

# Russian that the glossary rules out on the screens, and what to say instead.
FORBIDDEN_RUSSIAN: dict[str, str] = {
    r"\bаудит\w*": "выборочная проверка типов",
    r"\bзамечани\w+": "расхождение",
    r"\bненормированн\w+": "работы без нормы",
    r"\bтикет\w*": "работа",
}

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield every defined name that holds a forbidden word, and every Russian text that does."""
    for file in program_files(root):
        for line, name in defined_names(file, root):
            bad = {word.lower() for word in _WORDS.findall(name)} & FORBIDDEN
            if bad and name not in ALLOWED_NAMES:
                yield f"{place(file, root)}:{line}: {name} says “{', '.join(sorted(bad))}”: use the field's word"
    yield from _russian_troubles(root)


def defined_names(file: Path, root: Path = ROOT) -> Iterator[tuple[int, str]]:
    """Yield the names that `file` gives to things others see: itself, classes, functions, arguments, fields, constants.

    A name inside a function is its own affair.
    """
    yield 1, module_name(file, root).rpartition(".")[2]
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.name
            # A hook's arguments have the names its library gave them; a private function's are its own affair.
            if node.name not in ALLOWED_NAMES and not node.name.startswith("_"):
                for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                    yield argument.lineno, argument.arg
        if isinstance(node, (ast.Module, ast.ClassDef)):
            yield from _assigned(node.body)


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name):
                yield statement.lineno, target.id


def _russian_troubles(root: Path) -> Iterator[str]:
    catalog = root / PO
    texts = [catalog, *(root / "naryad").rglob("*.html")] if catalog.exists() else []
    for file in [*texts, *program_files(root)]:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("#"):
                continue
            for pattern, better in FORBIDDEN_RUSSIAN.items():
                for found in re.finditer(pattern, line, re.IGNORECASE):
                    yield f"{place(file, root)}:{number}: «{found.group()}»: say «{better}»"
