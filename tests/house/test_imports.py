"""Who may know whom: the import contracts hold, and each breaks where a fault is planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import imports


def test_every_import_contract_is_kept() -> None:
    assert imports.broken_contracts() == ""


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("norms/code.py", "import sqlmodel", "No pure module reaches"),
        ("naryad/money.py", "import starlette", "No pure module reaches"),
        ("norms/code.py", "import worklog.entry", "The domains stand in one line"),
        ("worklog/planted.py", "import payroll.rate", "The domains stand in one line"),
        ("naryad/journal.py", "import norms.work_type", "The floor knows no domain"),
        ("naryad/money.py", "import naryad.cli", "The floor knows no domain"),
        ("payroll/planted.py", "import naryad.app", "No domain knows the roof"),
        ("payroll/planted.py", "import norms.tables", "Tables and pages of norms are its own"),
        ("audit/planted.py", "import worklog.web", "Tables and pages of worklog are its own"),
    ],
)
def test_a_planted_import_breaks_its_contract(planted: Path, file: str, line: str, contract: str) -> None:
    target = planted / file
    old = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text(f"{old}\n{line}  # noqa\n", encoding="utf-8")

    report = imports.broken_contracts(planted)

    assert any(contract in reported and reported.endswith("BROKEN") for reported in report.splitlines())


def test_a_pure_module_that_reaches_the_database_through_another_is_found(planted: Path) -> None:
    (planted / "norms" / "planted.py").write_text("import norms.store\n", encoding="utf-8")

    report = imports.broken_contracts(planted)

    assert "norms.planted is not allowed to import sqlalchemy" in report
    assert "norms.planted -> norms.store" in report
