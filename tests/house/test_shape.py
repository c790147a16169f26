"""Transactions end at the edge, packages open without importing, rows stay inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import shape


def test_the_house_keeps_its_shape() -> None:
    assert list(shape.troubles()) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("norms/planted.py", "session.commit()\n", "norms/planted.py:1: commit() inside"),
        ("norms/planted.py", "session.rollback()\n", "norms/planted.py:1: rollback() inside"),
        ("norms/planted.py", "norms = Relationship()\n", "norms/planted.py:1: rows refer by id"),
        ("norms/planted.py", 'import_module("payroll.rate")\n', "norms/planted.py:1: an import by name"),
        ("norms/__init__.py", "import norms.norm\n", "norms/__init__.py: a package tells its story"),
        ("norms/__init__.py", '"""Norms."""\n\nimport norms.norm\n', "norms/__init__.py:3: the door of a package"),
    ],
)
def test_a_planted_fault_of_shape_is_found(planted: Path, file: str, text: str, complaint: str) -> None:
    (planted / file).write_text(text)

    assert any(trouble.startswith(complaint) for trouble in shape.troubles(planted))
