"""A real browser in front of the running program, with a database of its own."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from naryad import access
from naryad.app import create_app
from naryad.db import Database
from naryad.people import Employee
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from tests.browser.office import open_for_business
from tests.browser.windows import NARROW, WIDE, Opens, opening
from tests.needs import needs

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--font-render-hinting=none",
]  # fmt: skip
HEIGHTS = {WIDE: 800, NARROW: 844}
STARTS_WITHIN_SECONDS = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything beside this file drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Clock:
    """The program's clock, which a test sets."""

    at: datetime = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class RunningHouse:
    """The program as it answers on a port of this machine."""

    url: str
    database: Database
    clock: Clock
    _contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(self, browser: Browser, *, width: int = WIDE, language: str = "ru") -> Page:
        """Open a window that nobody is signed in at; complaints of its console are kept on the page."""
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            locale="ru-RU" if language == "ru" else "en-US",
            timezone_id="Europe/Moscow",
            base_url=self.url,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        return context.new_page()

    def person(self, browser: Browser, employee: Employee, *, width: int = WIDE, language: str = "ru") -> Page:
        """Open a window in which `employee` is already signed in."""
        page = self.visitor(browser, width=width, language=language)
        self.sign_in(page, employee)
        return page

    def sign_in(self, page: Page, employee: Employee) -> None:
        """Sign `employee` in at an open window, for the hours that a session lasts from now on."""
        with self.database.writing() as session:
            secret = access.open_session(session, employee, client="browser test", now=self.clock())
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": self.url}])

    def close_windows(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def serve(
    database: Database, settings: Settings, clock: Callable[[], datetime]
) -> tuple[uvicorn.Server, threading.Thread]:
    """Start the program on a free port and return its server, answering, and the thread it runs in."""
    app = create_app(settings, database, clock=clock, regular=False)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, name="naryad-web", daemon=True)
    thread.start()
    waited_until = time.monotonic() + STARTS_WITHIN_SECONDS
    while not server.started:
        assert thread.is_alive(), "the program did not start"
        assert time.monotonic() < waited_until, "the program did not start in time"
        time.sleep(0.02)
    return server, thread


def port_of(server: uvicorn.Server) -> int:
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium without a window, one for all tests of a module.

    While it is open its driver runs an event loop in this thread, where no other could be started: tests of the gate
    that come later in the same process want theirs, so it is closed with its module.
    """
    executable = needs("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(executable), headless=True, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def clock() -> Clock:
    """Thursday, 15.10.2026, 12:00 in Moscow, until the test sets another moment."""
    return Clock()


@pytest.fixture
def house(database: Database, clock: Clock, tmp_path: Path) -> Iterator[RunningHouse]:
    """The running program over the test's own SQLite database."""
    settings = Settings(database_url=database.url, data_dir=tmp_path / "var", secret_key="for this test only")
    server, thread = serve(database, settings, clock)
    running = RunningHouse(url=f"http://127.0.0.1:{port_of(server)}", database=database, clock=clock)
    yield running
    running.close_windows()
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def office_at_work(sqlite_template: Path, quick_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an office in the middle of October, made once for each process; copy, do not change."""
    path = quick_folder / "office-at-work.sqlite"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    # The browser's driver has an event loop in this thread; sending a letter wants one of its own.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(open_for_business, database, tmp_path_factory.mktemp("mail")).result()
    database.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture(scope="module")
def office_file(office_at_work: Path) -> Path:
    """The database that the tests of a module begin with; a module may go on from it in a copy and give that."""
    return office_at_work


@pytest.fixture
def database(office_file: Path, tmp_path: Path, quick_folder: Path) -> Iterator[Database]:
    """The test's own copy of the office its module begins with."""
    path = quick_folder / f"{tmp_path.name}.sqlite"
    shutil.copyfile(office_file, path)
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.dispose()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


@pytest.fixture(scope="session")
def still_house(office_at_work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """The running program over the office at work, one for all the tests that only look."""
    folder = tmp_path_factory.mktemp("still-house")
    shutil.copyfile(office_at_work, folder / "naryad.sqlite")
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    settings = Settings(database_url=database.url, data_dir=folder, secret_key="for this test only")
    clock = Clock()
    server, thread = serve(database, settings, clock)
    yield RunningHouse(url=f"http://127.0.0.1:{port_of(server)}", database=database, clock=clock)
    server.should_exit = True
    thread.join(timeout=10)
    database.dispose()


@pytest.fixture
def opens(browser: Browser, house: RunningHouse) -> Iterator[Opens]:
    """The way to open a page of the test's own house as somebody."""
    with opening(browser, house) as open_as:
        yield open_as


@pytest.fixture
def looks_at(browser: Browser, still_house: RunningHouse) -> Iterator[Opens]:
    """The way to open a page as somebody who changes nothing."""
    with opening(browser, still_house) as open_as:
        yield open_as


@pytest.fixture
def window(browser: Browser, house: RunningHouse) -> Page:
    """A Russian window on a wide screen, nobody signed in."""
    return house.visitor(browser)


def today_of(house: RunningHouse) -> date:
    """The day of the program's clock in Moscow, which tests keep away from midnight."""
    return house.clock().date()
