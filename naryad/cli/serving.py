"""`naryad serve`, `web`, `gate` and `demo`: the program at work.

The pages, the gate and the demo are imported by the command that needs them: every other command starts at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from naryad.cli import house
from naryad.days import utc_now
from naryad.db import Database
from naryad.i18n import gettext as _
from naryad.settings import Settings

if TYPE_CHECKING:
    from worklog.smtp import Gate


@house.command
def serve() -> None:
    """Serve the pages and the mail gate together, in one process.

    An office that has not named its next hop yet gets its pages, and is told why no letter can pass.
    """
    from worklog.hop import NextHopIsMissing
    from worklog.smtp import run_gate

    settings = house.settings()
    with house.open_database(settings) as database:
        try:
            running = run_gate(settings, database)
        except NextHopIsMissing as reason:
            house.warn(reason)
            _serve_web(settings, database)
            return
        with _stopping(running):
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
    from worklog.smtp import run_gate

    settings = house.settings()
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    with house.open_database(settings) as database, _stopping(run_gate(settings, database)):
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
    # uvicorn stops in good order and then raises the signal again; as an interrupt it lets the gate finish its letters.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    uvicorn.run(create_app(settings, database), host=host, port=port, log_level="warning", server_header=False)


@contextmanager
def _stopping(running: Gate) -> Iterator[None]:
    """Say where the gate listens, and stop it in good order after the block, whatever ended it."""
    house.say(_("Mail gate: {address}").format(address=", ".join(running.addresses)))
    try:
        yield
    finally:
        running.stop()
