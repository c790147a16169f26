"""Documents say what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import documents


def test_every_setting_is_described_and_none_is_invented() -> None:
    assert list(documents.setting_troubles()) == []


def test_every_link_between_documents_leads_somewhere() -> None:
    assert list(documents.link_troubles()) == []


def test_every_file_a_document_names_is_there() -> None:
    assert list(documents.path_troubles()) == []


def test_every_decision_is_listed_and_whole() -> None:
    assert list(documents.decision_troubles()) == []


def test_the_readme_begins_with_the_two_commands() -> None:
    first, second = (documents.ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:2]

    assert first.split("#")[0].strip() == "make run"
    assert second.split("#")[0].strip() == "make test"


def test_a_setting_left_out_is_found(planted: Path) -> None:
    page = planted / "docs" / "settings.md"
    page.write_text(page.read_text(encoding="utf-8").replace("NARYAD_NEXT_HOP", "the next hop"), encoding="utf-8")

    assert "docs/settings.md: NARYAD_NEXT_HOP is not described" in list(documents.setting_troubles(planted))


@pytest.mark.parametrize("place", ["docs/planted.md", "norms/planted.py"])
def test_a_planted_setting_that_does_not_exist_is_found(planted: Path, place: str) -> None:
    (planted / place).write_text("# NARYAD_" + "MAGIC\n")

    assert f"{place}: NARYAD_" + "MAGIC is not a setting of the program" in list(documents.setting_troubles(planted))


def test_a_planted_link_to_nowhere_is_found(planted: Path) -> None:
    (planted / "docs" / "planted.md").write_text("[see](nowhere.md)\n")

    assert "docs/planted.md: the link nowhere.md leads nowhere" in list(documents.link_troubles(planted))


def test_a_planted_name_of_a_file_that_is_not_there_is_found(planted: Path) -> None:
    (planted / "docs" / "planted.md").write_text("Read `norms/norm.py` and `norms/nowhere.py`.\n")

    found = [trouble for trouble in documents.path_troubles(planted) if "planted.md" in trouble]

    assert found == ["docs/planted.md: norms/nowhere.py is not there"]


def test_a_planted_decision_is_found_when_unlisted_or_partial(planted: Path) -> None:
    (planted / "docs" / "decisions" / "0001-planted.md").write_text("# Context\n\n## Decision\n\n## What follows\n")

    found = [trouble for trouble in documents.decision_troubles(planted) if "planted" in trouble]

    assert found == [
        "docs/decisions/README.md: does not list 0001-planted.md",
        "docs/decisions: 0001-planted.md and 0001-house.md have one number",
        "docs/decisions/0001-planted.md: does not say “what lost”",
    ]
