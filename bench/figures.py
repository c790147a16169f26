"""What is measured: recording, the day page, output, the month and the workbook."""

from __future__ import annotations

import http.client
import io
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import uvicorn
from openpyxl import Workbook
from sqlmodel import Session

from bench.measure import Figure, each, least
from bench.office import MONTH, NOW, TODAY
from bench.suggestion import suggesting
from naryad import access
from naryad.app import create_app
from naryad.db import Database
from naryad.people import Employee
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from norms.work_type import Kind
from payroll.store.snapshot import month_snapshot, work_lines
from payroll.workbook.book import write_workbook
from worklog.actions.entry import Chosen, record_entry
from worklog.entry import NewEntry
from worklog.store.output import output_groups

RECORDS = 200
AT_ONCE = 32
PAGES = 30
PLAIN_ROWS = 5_000
PLAIN_COLUMNS = 13
SCAN = sa.text("SELECT count(*), sum(quantity), sum(norm_minutes) FROM entry WHERE period = :period AND quantity > 0")


def figures(empty: Database, full: Database, people: list[Employee], folder: Path) -> Iterator[Figure]:
    """Yield every figure. `empty` and `full` hold the same office, before and after a month of work."""
    yield from _recording(empty, full, people, folder)
    yield from _pages(full, people[0], folder)
    yield from _output(full)
    yield _workbook(full, people[0])
    yield from suggesting()


def _recording(empty: Database, full: Database, people: list[Employee], folder: Path) -> Iterator[Figure]:
    commit = _bare_commit(folder / "bare.sqlite")
    fresh = each(lambda number: _record(empty, people, number), count=RECORDS)
    later = each(lambda number: _record(full, people, number), count=RECORDS)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        together = least(lambda: list(threads.map(lambda n: _record(full, people, n), range(RECORDS)))) / RECORDS
    bare = "one bare INSERT and COMMIT on the same disk"
    yield Figure("record an entry, one after another", later, bare, commit, 60)
    yield Figure(f"record an entry, {AT_ONCE} people at once", together, bare, commit, 60)
    yield Figure("record an entry in a full month", later, "the same in an empty month", fresh, 2)


def _record(database: Database, people: list[Employee], number: int) -> None:
    person = people[number % len(people)]

    def record(session: Session) -> None:
        new = NewEntry(kind=Kind.CALL_OUT, employee_id=person.id, day=TODAY, at=NOW, title="Bench")
        record_entry(session, new, Chosen(named=_code(session)), actor=person, now=NOW, today=TODAY)

    database.write(record)


def _code(session: Session) -> str:
    row = session.connection().execute(
        sa.text(
            "SELECT work_type.code FROM work_type JOIN norm ON norm.work_type_id = work_type.id"
            " JOIN work_type_kind ON work_type_kind.work_type_id = work_type.id"
            " WHERE work_type_kind.kind = :kind AND norm.minutes > 0 AND work_type.unit_places = 0 LIMIT 1"
        ),
        {"kind": Kind.CALL_OUT.value},
    )
    return str(row.scalar_one())


def _bare_commit(file: Path) -> float:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, title TEXT)")

    def one(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (title) VALUES (?)", (f"Bench {number}",))
        connection.execute("COMMIT")

    try:
        return each(one, count=RECORDS)
    finally:
        connection.close()


def _pages(database: Database, person: Employee, folder: Path) -> Iterator[Figure]:
    settings = Settings(database_url=database.url, data_dir=folder, secret_key="bench")
    with database.writing() as session:
        secret = access.open_session(session, person, client="bench", now=NOW)
    app = create_app(settings, database, clock=lambda: NOW, regular=False)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    client = http.client.HTTPConnection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])

    def get(path: str) -> Callable[[], None]:
        def once() -> None:
            client.request("GET", path, headers={"Cookie": f"{SESSION_COOKIE}={secret}"})
            answer = client.getresponse()
            answer.read()
            assert answer.status == 200, f"{path}: {answer.status}"

        return once

    try:
        simple = least(get("/profile"), times=PAGES)
        yield Figure("the day page", least(get("/day"), times=PAGES), "the simplest page, /profile", simple, 6)
    finally:
        client.close()
        server.should_exit = True
        thread.join(timeout=10)


def _output(database: Database) -> Iterator[Figure]:
    with database.reading() as session:
        scan = least(lambda: session.execute(SCAN, {"period": MONTH.number}).all())
        groups = least(lambda: output_groups(session, MONTH))
        month = least(lambda: month_snapshot(session, MONTH), times=3)
    bare = "a bare scan of the covering index"
    yield Figure("output of the month, grouped", groups, bare, scan, 12)
    yield Figure("the whole month's figures", month, bare, scan, 60)


def _workbook(database: Database, person: Employee) -> Figure:
    with database.reading() as session:
        snapshot = month_snapshot(session, MONTH)
        rows = sum(1 for _ in work_lines(session, MONTH, snapshot=snapshot))

        def write() -> None:
            lines = work_lines(session, MONTH, snapshot=snapshot)
            write_workbook(snapshot, lines, io.BytesIO(), language="ru", zone=ZoneInfo("Europe/Moscow"), now=NOW)

        took = least(write, times=1) / rows
    plain = least(_plain_workbook, times=1) / PLAIN_ROWS
    return Figure("the workbook, a row", took, f"openpyxl write-only, a row of {PLAIN_COLUMNS} plain cells", plain, 4)


def _plain_workbook() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plain")
    for number in range(PLAIN_ROWS):
        sheet.append([number] * PLAIN_COLUMNS)
    book.save(io.BytesIO())
