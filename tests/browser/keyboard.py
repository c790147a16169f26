"""The keyboard of the journeys: the Tab key as people use it, and real keys of the Russian layout."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.office import PASSWORD

MOST_TABS = 120

_NAME_UNDER_THE_CURSOR = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const label = element.labels?.length ? element.labels[0].textContent : "";
    return (label || element.getAttribute("aria-label") || element.textContent || "").replace(/\\s+/g, " ").trim();
}"""

_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
_KEYS = (
    *(f"Key{letter}" for letter in "QWERTYUIOP"), "BracketLeft", "BracketRight",
    *(f"Key{letter}" for letter in "ASDFGHJKL"), "Semicolon", "Quote",
    *(f"Key{letter}" for letter in "ZXCVBNM"), "Comma", "Period",
)  # fmt: skip


def under_the_cursor(window: Page) -> str:
    """Return what a screen reader would call the element that has the focus."""
    return str(window.evaluate(_NAME_UNDER_THE_CURSOR))


def tab_to(window: Page, words: str) -> None:
    """Press Tab until the element whose name begins with `words` has the focus."""
    passed = []
    for _ in range(MOST_TABS):
        window.keyboard.press("Tab")
        name = under_the_cursor(window)
        if name.startswith(words):
            return
        passed.append(name)
    raise AssertionError(f"Tab does not lead to “{words}”, only to {passed}")


def come_in(door: Page, login: str) -> None:
    """Sign in at the page of the door, where the cursor already is in the address."""
    door.keyboard.type(f"{login}@zarya.example")
    door.keyboard.press("Tab")
    door.keyboard.type(PASSWORD)
    door.keyboard.press("Enter")


def press_russian(window: Page, letters: str) -> None:
    """Press the keys that carry these letters while the layout is Russian."""
    line = window.context.new_cdp_session(window)
    for letter in letters:
        code = _KEYS[_RUSSIAN.index(letter)]
        key = {"key": letter, "code": code}
        line.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, "unmodifiedText": letter, **key})
        line.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    line.detach()
