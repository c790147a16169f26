"""Nothing outgrows the screen."""

from __future__ import annotations

from pathlib import Path

from tests.house import sizes


def test_functions_fit_a_screen_and_modules_a_few() -> None:
    assert list(sizes.troubles()) == []


def test_a_planted_long_function_is_found(planted: Path) -> None:
    (planted / "norms" / "planted.py").write_text("def long():\n" + "    ...\n" * 60)

    assert "norms/planted.py:1: long has 61 lines, more than 60" in list(sizes.troubles(planted))


def test_a_planted_long_module_is_found(planted: Path) -> None:
    (planted / "norms" / "planted.py").write_text("A = 1\n" * 331)

    assert "norms/planted.py: 331 lines, more than 330: split it by noun" in list(sizes.troubles(planted))
