"""Puts the demo on once: built aside and moved into place whole, so that an interrupted demo leaves nothing behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from naryad import migrate
from naryad.db import Database
from naryad.demo.people import PASSWORD, PEOPLE
from naryad.demo.play import play
from naryad.errors import DomainError
from naryad.office import NoOffice, Office, OfficeExists, office_of
from naryad.settings import Settings
from naryad.tables import JournalRow
from worklog.relay import DEMO_MAILBOXES

IN_THE_MAKING = "demo-in-the-making.sqlite3"


class DemoWasInterrupted(DomainError):
    code = "demo_was_interrupted"
    status = 409
    en = "The demo in this database was interrupted half way. Empty the database, or name another one, and start again."
    ru = "Демонстрация в этой базе прервана на полпути. Очистите базу или укажите другую и запустите снова."


def put_on(settings: Settings, *, now: datetime, say: Callable[[str], None]) -> None:
    """Play the demo unless this database has it already, and name the sign-ins.

    Raises:
        OfficeExists: the database holds a real office. DemoWasInterrupted: half a demo, on a server's database.
    """
    if not _is_played(settings):
        _play(settings, now=now, say=say)
    say("")
    for line in sign_ins(settings.public_url):
        say(line)


def sign_ins(address: str) -> list[str]:
    """Return who may sign in to the demo, and how."""
    width = max(len(person.email) for person in PEOPLE)
    people = [
        f"  {person.email:<{width}}  {person.position}"
        for person in PEOPLE
        if person.login in ("anna", "boris", "gleb", "vera", "dina", "yana")
    ]
    return [f"{address}  —  {PASSWORD}", *people]


def _is_played(settings: Settings) -> bool:
    if not settings.database_url and not (settings.data_dir / "naryad.sqlite3").exists():
        return False
    migrate.upgrade(settings.database)
    database = Database(settings.database)
    try:
        with database.reading() as session:
            office = _office(session)
            if office is None:
                return False
            if not office.is_demo:
                raise OfficeExists(name=office.name)
            if session.exec(select(JournalRow).where(JournalRow.action == "demo.played")).first() is None:
                raise DemoWasInterrupted()
            return True
    finally:
        database.dispose()


def _office(session: Session) -> Office | None:
    try:
        return office_of(session)
    except NoOffice:
        return None


def _play(settings: Settings, *, now: datetime, say: Callable[[str], None]) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.database_url:
        _play_into(settings, settings.database, now=now, say=say)
        return
    aside = settings.data_dir / IN_THE_MAKING
    _remove(aside)
    shutil.rmtree(settings.data_dir / DEMO_MAILBOXES, ignore_errors=True)
    _play_into(settings, f"sqlite:///{aside}", now=now, say=say)
    final = settings.data_dir / "naryad.sqlite3"
    _remove(final)
    aside.rename(final)


def _play_into(settings: Settings, url: str, *, now: datetime, say: Callable[[str], None]) -> None:
    migrate.upgrade(url)
    database = Database(url)
    try:
        play(settings, database, workbook_folder=settings.data_dir / "export", today=now, say=say)
    finally:
        database.dispose()


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
