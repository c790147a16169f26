"""Every page of the program, as each person of the demo office comes upon it, in both languages and two widths.

With NARYAD_SCREENSHOTS=FOLDER each page leaves its picture there, to be looked at by people.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from naryad import access, staff
from naryad.app import create_app
from naryad.db import Database
from naryad.people import Employee
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from tests.browser.conftest import NARROW, WIDE, Clock, RunningHouse, port_of, serve
from tests.browser.walk import Found, page_routes, pages_of
from tests.conftest import DEMO_NOW

# Pages that no link of the demo office leads to, and why.
NOT_LINKED: dict[str, str] = {}

NOTHING_SPILLS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
WHAT_SPILLS = """() => [...document.querySelectorAll('main *, header *, nav *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.tagName.toLowerCase() + '.' + e.className)"""


@pytest.fixture(scope="module")
def demo_house(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """The running program over a copy of the demo office, on the afternoon of `DEMO_NOW`."""
    folder = tmp_path_factory.mktemp("demo-house")
    shutil.copyfile(demo_folder / "naryad.sqlite", folder / "naryad.sqlite")
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    settings = Settings(database_url=database.url, data_dir=folder, secret_key="for this test only")
    clock = Clock(DEMO_NOW)
    server, thread = serve(database, settings, clock)
    yield RunningHouse(url=f"http://127.0.0.1:{port_of(server)}", database=database, clock=clock)
    server.should_exit = True
    thread.join(timeout=10)
    database.dispose()


@pytest.fixture(scope="module")
def people(demo_house: RunningHouse) -> list[Employee]:
    """Everyone of the office, those with most roles first: they come upon most pages."""
    with demo_house.database.reading() as session:
        return sorted(staff.employees(session), key=lambda person: (-len(person.roles), person.number))


@pytest.fixture(scope="module")
def found(demo_house: RunningHouse, people: list[Employee]) -> list[Found]:
    """One page of each shape, with the first person who came upon it; the door and what stands outside it come last."""
    pages: dict[str, Found] = {}
    for person in people:
        with signed_in(demo_house, person) as client:
            for page in pages_of(client, person.email, ["/"]):
                pages.setdefault(page.shape, page)
    with httpx.Client(base_url=demo_house.url) as stranger:
        for page in pages_of(stranger, "", ["/sign-in"]):
            pages.setdefault(page.shape, page)
    return list(pages.values())


def signed_in(house: RunningHouse, person: Employee) -> httpx.Client:
    with house.database.writing() as session:
        secret = access.open_session(session, person, client="walk", now=house.clock())
    return httpx.Client(base_url=house.url, cookies={SESSION_COOKIE: secret}, timeout=30)


def test_every_page_is_reached_by_following_links(found: list[Found], demo_house: RunningHouse, tmp_path: Path) -> None:
    settings = Settings(database_url=demo_house.database.url, data_dir=tmp_path, secret_key="for this test only")
    routes = page_routes(create_app(settings, demo_house.database, regular=False))

    reached = {page.shape for page in found}

    assert sorted(routes - reached - NOT_LINKED.keys()) == []


def test_no_link_leads_to_an_error(found: list[Found]) -> None:
    assert [(page.address, page.person, page.status) for page in found if page.status != 200] == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_fits_its_window_and_breaks_nothing(
    browser: Browser,
    demo_house: RunningHouse,
    people: list[Employee],
    found: list[Found],
    language: str,
    width: int,
) -> None:
    speak(demo_house, people, language)
    windows = {
        person.email: demo_house.person(browser, person, width=width, language=language)
        for person in people
        if any(page.person == person.email for page in found)
    }
    windows[""] = demo_house.visitor(browser, width=width, language=language)
    troubles: list[str] = []
    for window in windows.values():
        listen(window, troubles)

    for page in found:
        look_at(windows[page.person], page, troubles, name=f"{language}-{width}")

    demo_house.close_windows()
    assert troubles == []


def speak(house: RunningHouse, people: list[Employee], language: str) -> None:
    with house.database.writing() as session:
        for person in people:
            staff.choose_language(session, staff.employee_of(session, person.id), language, house.clock())


def listen(window: Page, troubles: list[str]) -> None:
    window.on("pageerror", lambda error: troubles.append(f"{window.url}: script: {error}"))
    window.on(
        "console",
        lambda message: troubles.append(f"{window.url}: console: {message.text}") if message.type == "error" else None,
    )


def look_at(window: Page, page: Found, troubles: list[str], *, name: str) -> None:
    window.goto(page.address, wait_until="load")
    if not window.evaluate(NOTHING_SPILLS):
        troubles.append(f"{page.address} ({name}): wider than the window: {window.evaluate(WHAT_SPILLS)}")
    if not window.title().strip():
        troubles.append(f"{page.address} ({name}): has no title")
    folder = os.environ.get("NARYAD_SCREENSHOTS")
    if folder:
        shape = re.sub(r"[^\w*-]+", "_", page.shape).strip("_").replace("*", "x") or "home"
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.screenshot(path=Path(folder) / f"{shape}-{name}.png", full_page=True)
