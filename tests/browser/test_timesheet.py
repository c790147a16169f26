"""The grid of the timesheet in a real browser: the calendar fills it, keys change it, and it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Opens

pytestmark = pytest.mark.timeout(120)
PAGE = "/payroll/periods/2026-10/timesheet"


def test_days_typed_by_keyboard_are_saved_and_still_there(opens: Opens) -> None:
    window = opens("vera", PAGE)
    window.get_by_role("button", name="Заполнить пустые дни по календарю").click()
    expect(window.get_by_text("заполнено по календарю")).to_be_visible()

    first = window.locator("tbody tr").first.locator("input").nth(14)
    below = window.locator("tbody tr").nth(1).locator("input").nth(14)
    first.focus()
    window.keyboard.type("Я8/Н2")
    window.keyboard.press("Enter")
    expect(below).to_be_focused()
    window.keyboard.type("Б")
    window.keyboard.press("ArrowRight")
    expect(window.locator("tbody tr").nth(1).locator("input").nth(15)).to_be_focused()
    window.get_by_role("button", name="Сохранить").click()

    expect(window.get_by_text("2 дня записано")).to_be_visible()
    expect(window.locator("tbody tr").first.locator("input").nth(14)).to_have_value("Я8/Н2")
    expect(window.locator("tbody tr").nth(1).locator("input").nth(14)).to_have_value("Б")
