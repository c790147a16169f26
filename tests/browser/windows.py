"""Windows of people at the running program, and what each of them complains of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page

from naryad import staff

if TYPE_CHECKING:
    from tests.browser.conftest import RunningHouse

WIDE, NARROW = 1280, 390
NOTHING_SPILLS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"

Opens = Callable[..., Page]


@contextmanager
def opening(browser: Browser, house: RunningHouse) -> Iterator[Opens]:
    """Give the way to open a page as somebody, by login; nobody signs in for "".

    A person has one window, which is as wide and speaks the language it was first opened with. Afterwards no window
    may have complained to its console: of a script, of something missing, of what the security policy forbids.
    """
    troubles: list[str] = []
    windows: dict[str, Page] = {}

    def open_as(login: str, address: str, *, width: int = WIDE, language: str = "ru") -> Page:
        if login not in windows:
            windows[login] = _window(browser, house, login, width, language)
            listen(windows[login], troubles)
        windows[login].goto(address)
        return windows[login]

    yield open_as
    house.close_windows()
    assert troubles == []


def listen(window: Page, troubles: list[str]) -> None:
    """Write down what the window complains of from now on."""
    window.on("pageerror", lambda error: troubles.append(f"{window.url}: script: {error}"))
    window.on(
        "console",
        lambda message: troubles.append(f"{window.url}: console: {message.text}") if message.type == "error" else None,
    )


def _window(browser: Browser, house: RunningHouse, login: str, width: int, language: str) -> Page:
    if not login:
        return house.visitor(browser, width=width, language=language)
    with house.database.writing() as session:
        person = staff.by_email(session, f"{login}@zarya.example")
        staff.choose_language(session, person, language, house.clock())
    return house.person(browser, person, width=width, language=language)
