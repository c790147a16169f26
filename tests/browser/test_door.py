"""The door, as a browser shows it."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from naryad import access, staff
from naryad.office import make_office
from naryad.people import Employee, Role
from tests.browser.conftest import NARROW, RunningHouse


@pytest.fixture
def anna(house: RunningHouse) -> Employee:
    with house.database.writing() as session:
        make_office(
            session,
            name="Заря",
            mail_domain="zarya.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=house.clock(),
        )
        person = staff.add_employee(
            session,
            name="Орлова Анна Петровна",
            email="anna@zarya.example",
            number="101",
            roles=(Role.EMPLOYEE,),
            employed_from=date(2026, 1, 12),
            actor=None,
            now=house.clock(),
        )
        access.set_password(session, person.id, "длинный и простой пароль", actor=None, now=house.clock())
    return person


def test_a_stranger_is_shown_the_door(window: Page, anna: Employee) -> None:
    window.goto("/")

    expect(window).to_have_url(window.url)
    assert "/sign-in" in window.url
    expect(window.locator("input[name=password]")).to_be_visible()


def test_a_person_signs_in_with_the_keyboard_alone(window: Page, anna: Employee) -> None:
    window.goto("/sign-in")

    window.locator("input[name=email]").focus()
    window.keyboard.type("anna@zarya.example")
    window.keyboard.press("Tab")
    window.keyboard.type("длинный и простой пароль")
    window.keyboard.press("Enter")

    expect(window.get_by_text("Орлова").first).to_be_visible()


def test_a_wrong_password_says_so_and_keeps_the_address(window: Page, anna: Employee) -> None:
    window.goto("/sign-in")

    window.locator("input[name=email]").fill("anna@zarya.example")
    window.locator("input[name=password]").fill("не тот пароль совсем")
    window.keyboard.press("Enter")

    expect(window.locator("input[name=email]")).to_have_value("anna@zarya.example")


def test_the_door_fits_a_telephone(browser: Browser, house: RunningHouse, anna: Employee) -> None:
    window = house.visitor(browser, width=NARROW)

    window.goto("/sign-in")

    assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
