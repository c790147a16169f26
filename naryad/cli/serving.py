"""`naryad serve`, `web`, `gate` and `demo`: the program at work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from naryad.cli import house
from naryad.days import utc_now
from naryad.db import Database
from naryad.i18n import gettext as _
from naryad.settings import Settings


@house.command
def serve() -> None:
    """Serve the pages and the mail gate together, in one process."""
    settings = house.settings()
    with house.open_database(settings) as database, _gate(settings, database):
        _serve_web(settings, database)


@house.command
def web() -> None:
    """Serve the pages only."""
    settings = house.settings()
    with house.open_database(settings) as database:
        _serve_web(settings, database)


@house.command
def gate() -> None:
    """Run the mail gate only, until told to stop; letters under way are finished first."""
    settings = house.settings()
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    with house.open_database(settings) as database, _gate(settings, database):
        stop.wait()


@house.command
def demo() -> None:
    """Play October 2026 in a demo office, from letters to the workbook, unless that was done before."""
    from naryad.demo.stage import put_on

    put_on(house.settings(), now=utc_now(), say=house.say)


def _serve_web(settings: Settings, database: Database) -> None:
    from naryad.app import create_app

    host, port = settings.web
    house.say(_("Pages: {address}").format(address=settings.public_url))
    uvicorn.run(create_app(settings, database), host=host, port=port, log_level="warning", server_header=False)


@contextmanager
def _gate(settings: Settings, database: Database) -> Iterator[None]:
    from worklog.smtp import run_gate

    running = run_gate(settings, database)
    house.say(_("Mail gate: {address}").format(address=f"{running.host}:{running.port}"))
    try:
        yield
    finally:
        running.stop()
