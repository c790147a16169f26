"""The repository belongs to no machine and is tidy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import places


def test_nothing_names_a_machine_or_a_host_that_serves_packages() -> None:
    assert list(places.path_and_host_troubles()) == []


def test_text_is_tidy() -> None:
    assert list(places.tidiness_troubles()) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("cache = " + "/ho" + "me/anna/cache", "exists on one machine only"),
        ("cd " + "/wo" + "rk/main", "exists on one machine only"),
        ("log to " + "/tm" + "p/lead.log", "exists on one machine only"),
        ("--index-url https://" + "py" + "pi.org/simple", "serves packages"),
        ("https://files." + "python" + "hosted.org/x.whl", "serves packages"),
    ],
)
def test_a_planted_path_or_host_is_found(planted: Path, line: str, complaint: str) -> None:
    (planted / "docs" / "planted.md").write_text(line + "\n")

    found = [trouble for trouble in places.path_and_host_troubles(planted) if "planted.md" in trouble]

    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a\tb\n", "docs/planted.md:1: a tab"),
        ("a \nb\n", "docs/planted.md:1: trailing spaces"),
        ("a\r\nb\r\n", "docs/planted.md: Windows line ends"),
        ("a", "docs/planted.md: must end with one line end"),
        ("a\n\n", "docs/planted.md: must end with one line end"),
    ],
)
def test_planted_untidiness_is_found(planted: Path, text: str, complaint: str) -> None:
    (planted / "docs" / "planted.md").write_bytes(text.encode())

    assert complaint in list(places.tidiness_troubles(planted))
