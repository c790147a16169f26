"""The door, as a browser shows it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import RunningHouse
from tests.browser.keyboard import come_in
from tests.browser.windows import NARROW


def test_a_stranger_is_shown_the_door(window: Page) -> None:
    window.goto("/")

    expect(window).to_have_url(window.url)
    assert "/sign-in" in window.url
    expect(window.locator("input[name=password]")).to_be_visible()


def test_a_person_signs_in_with_the_keyboard_alone(window: Page) -> None:
    window.goto("/sign-in")

    come_in(window, "anna")

    expect(window.get_by_text("Белова").first).to_be_visible()


def test_a_wrong_password_says_so_and_keeps_the_address(window: Page) -> None:
    window.goto("/sign-in")

    window.locator("input[name=email]").fill("anna@zarya.example")
    window.locator("input[name=password]").fill("не тот пароль совсем")
    window.keyboard.press("Enter")

    expect(window.locator("input[name=email]")).to_have_value("anna@zarya.example")


def test_the_door_fits_a_telephone(browser: Browser, house: RunningHouse) -> None:
    window = house.visitor(browser, width=NARROW)

    window.goto("/sign-in")

    assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
