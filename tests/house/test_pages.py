"""Templates: each compiles strictly, each form carries its token, nothing is hidden in a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import pages


def test_every_template_compiles_carries_its_tokens_and_hides_nothing() -> None:
    assert list(pages.troubles()) == []


def test_there_are_templates_to_check() -> None:
    assert len(pages.templates()) > 10


@pytest.mark.parametrize(
    ("planted_text", "complaint"),
    [
        ("{% if %}", "norms/templates/norms/planted.html:1:"),
        ("{{ 5|no_such_filter }}", "No filter named 'no_such_filter'"),
        ('{% extends "naryad/nowhere.html" %}', "names the template naryad/nowhere.html, which does not exist"),
        ('<form method="post" action="/x"><button>Go</button></form>', "has no csrf_field()"),
        ("<script>alert(1)</script>", "a script of its own"),
        ('<p style="color: red">x</p>', "an inline style"),
        ('<button onclick="go()">x</button>', "an inline handler"),
        ("<style>p {}</style>", "a style of its own"),
        ('<img src="https://example.org/x.png">', "something from another host"),
    ],
)
def test_a_planted_fault_on_a_page_is_found(planted: Path, planted_text: str, complaint: str) -> None:
    folder = planted / "norms" / "templates" / "norms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "planted.html").write_text(planted_text + "\n")

    found = [trouble for trouble in pages.troubles(planted) if "planted.html" in trouble]

    assert len(found) == 1
    assert complaint in found[0]


def test_a_form_that_carries_its_token_is_well(planted: Path) -> None:
    folder = planted / "norms" / "templates" / "norms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "planted.html").write_text('<form method="post">{{ csrf_field() }}</form>\n')

    assert [trouble for trouble in pages.troubles(planted) if "planted.html" in trouble] == []
