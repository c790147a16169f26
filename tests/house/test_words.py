"""One word, one meaning: names and screens use the glossary's words."""

from __future__ import annotations

from pathlib import Path

from tests.house import words


def test_no_name_and_no_screen_uses_a_word_that_means_anything() -> None:
    assert list(words.troubles()) == []


def test_planted_names_are_found_wherever_they_are_given(planted: Path) -> None:
    before = set(words.troubles(planted))
    (planted / "norms" / "planted.py").write_text(
        "class NormManager:\n    work_info = 1\n    def run(self, task):\n        data = task\n        return data\n"
    )

    found = sorted(set(words.troubles(planted)) - before)

    assert found == [
        "norms/planted.py:1: NormManager says “manager”: use the field's word",
        "norms/planted.py:2: work_info says “info”: use the field's word",
        "norms/planted.py:3: task says “task”: use the field's word",
    ]


def test_a_planted_module_name_is_found(planted: Path) -> None:
    (planted / "norms" / "utils.py").write_text("")

    assert any(trouble.startswith("norms/utils.py:1: utils says") for trouble in words.troubles(planted))


def test_a_planted_russian_word_is_found(planted: Path) -> None:
    (planted / "norms" / "planted.py").write_text('RU = "Аудит писем"\n')

    assert any(
        trouble == "norms/planted.py:1: «Аудит»: say «выборочная проверка типов»" for trouble in words.troubles(planted)
    )
