"""Can everybody use the page: with a screen reader, with weak eyes, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

MOST_TABS = 250

_BARRIERS = Path(__file__).with_name("accessibility.js").read_text(encoding="utf-8")

_STEP = Path(__file__).with_name("focus_step.js").read_text(encoding="utf-8")
_NOT_REACHED = """() => [...document.querySelectorAll("main :is(.button, input, select, textarea, summary)")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0)
    .filter((each) => each.type !== "radio" && !each.hasAttribute("data-walked"))
    .map((each) => each.outerHTML.replace(/\\s+/g, " ").slice(0, 120))"""


def barriers(window: Page) -> list[str]:
    """Return what stands in somebody's way on the page as it is shown now, in light and in darkness."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {each}" for each in window.evaluate(_BARRIERS)]
    window.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def lost_on_the_way(window: Page) -> list[str]:
    """Walk the page with the Tab key; return where the focus is not seen and what it never reaches."""
    window.evaluate("() => { document.activeElement?.blur(); window.lastFocused = null; }")
    found: list[str] = []
    for _ in range(MOST_TABS):
        window.keyboard.press("Tab")
        step: dict[str, Any] = window.evaluate(_STEP)
        if step["blamed"]:
            found.append(f"the focus is not seen on {step['blamed']}")
        if step["unseen"]:
            found.append(f"the focus is on something hidden: {step['words']}")
        if step["again"]:
            break
    else:
        found.append(f"the way is longer than {MOST_TABS} steps")
    return found + [f"the Tab key never comes to {each}" for each in window.evaluate(_NOT_REACHED)]
