"""The pages people work on can be used by everybody: with any eyes and hands, on any screen, in either language."""

from __future__ import annotations

import re

import pytest

from tests.browser.accessibility import barriers, lost_on_the_way
from tests.browser.windows import NARROW, NOTHING_SPILLS, Opens

SEPTEMBER = "/payroll/periods/2026-09"
MAIN_PAGES = (
    ("", "/sign-in"),
    ("anna", "/day"),
    ("anna", "/compose"),
    ("anna", f"{SEPTEMBER}/slips/101"),
    ("anna", "/norms"),
    ("anna", "/norms/types/L5"),
    ("gleb", "/audit/desk"),
    ("gleb", "/staff"),
    ("vera", SEPTEMBER),
)


@pytest.mark.parametrize(("login", "address"), MAIN_PAGES)
def test_everybody_can_use_the_page(looks_at: Opens, login: str, address: str) -> None:
    window = looks_at(login, address)
    window.wait_for_load_state("networkidle")

    assert barriers(window) == []
    assert lost_on_the_way(window) == []


def test_what_stands_in_the_way_is_seen(looks_at: Opens) -> None:
    window = looks_at("", "/sign-in")
    window.evaluate(
        """() => {
            const style = new CSSStyleSheet();
            style.replaceSync(".pale { opacity: .3 } .blind:focus-visible { outline: none; box-shadow: none }");
            document.adoptedStyleSheets = [style];
            document.querySelector("main").insertAdjacentHTML("beforeend",
                "<h1>Second</h1><h4>Deep</h4><input name=x>" +
                "<p class=pale>Pale words</p><p><a href=/ class=blind>No ring</a>");
        }"""
    )

    seen = "\n".join(barriers(window) + lost_on_the_way(window))

    assert "2 of <h1>" in seen
    assert "a heading of level 4 under level 1" in seen
    assert 'nothing says what it is: <input name="x">' in seen
    assert re.search("light: contrast [12].*Pale words", seen)
    assert re.search("dark: contrast [12].*Pale words", seen)
    assert re.search('the focus is not seen on <a [^>]*class="blind"', seen)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_main_pages_fit_a_telephone(looks_at: Opens, language: str) -> None:
    wide = []

    for login, address in MAIN_PAGES:
        window = looks_at(login, address, width=NARROW, language=language)
        if not window.evaluate(NOTHING_SPILLS):
            wide.append(address)

    assert wide == []
