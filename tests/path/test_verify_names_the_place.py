"""`naryad verify` names the row that somebody changed or removed by hand, whatever it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from naryad import journal
from naryad.cli.office import all_troubles
from naryad.db import Database
from tests.path.living import living_office
from tests.path.steps import MONDAY, OCTOBER, SEPTEMBER, check_the_week, close, finding_of_anna, furnish, work_on_monday

CHANGES = {
    "entry": "day = '2026-09-29'",
    "coding": "reason = 'так лучше'",
    "outcome": "reply = '250 2.0.0 Ok'",
    "norm": "minutes = minutes + 1000",
    "rate": "amount = amount + 1",
    "accrual": "amount = amount + 100",
    "closing": "closed_by = 1",
    "finding": "employee_id = 5",
    "decision": "reason = 'передумали'",
    "journal": "action = 'nothing'",
}
"""For each noun, what a hand changes in one of its rows."""


@pytest.fixture(scope="module")
def closed_office(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The database of an office with two closed months, a finding and its decision, everything linked."""
    folder = tmp_path_factory.mktemp("closed")
    file = folder / "office.sqlite"
    shutil.copyfile(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    with living_office(database, folder) as office:
        furnish(office)
        work_on_monday(office)
        close(office, SEPTEMBER, date(2026, 10, 2))
        check_the_week(office)
        finding = finding_of_anna(office)
        office.as_("101").post(f"/audit/findings/{finding}/answer", {"reply": "agreed"})
        office.as_("1").post(f"/audit/findings/{finding}/decision", {"outcome": "changed", "reason": "По портрету"})
        close(office, OCTOBER, date(2026, 11, 3))
    with database.writing() as session:
        journal.seal_journal(session)
    database.dispose()
    return file


@pytest.fixture
def office(closed_office: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of that database, for one hand to touch."""
    file = tmp_path / "copy.sqlite"
    shutil.copyfile(closed_office, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.dispose()


def by_hand(database: Database, statement: str) -> str:
    """Change the database as a hand with its password would, and return the id of the row it touched."""
    table = statement.split("FROM " if "DELETE" in statement else "UPDATE ")[1].split()[0]
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        row_id = cursor.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        cursor.execute(statement.format(id=row_id))
        connection.commit()
    finally:
        connection.close()
    return str(row_id)


def places(database: Database) -> list[str]:
    with database.reading() as session:
        return [trouble.place for trouble in all_troubles(session)]


def test_an_office_that_nobody_touched_by_hand_is_clean(office: Database) -> None:
    assert places(office) == []


@pytest.mark.parametrize("table", CHANGES)
def test_a_changed_row_is_named(office: Database, table: str) -> None:
    row_id = by_hand(office, f"UPDATE {table} SET {CHANGES[table]} WHERE id = {{id}}")

    assert f"{table}:{row_id}" in places(office)


@pytest.mark.parametrize("table", CHANGES)
def test_a_removed_row_is_named(office: Database, table: str) -> None:
    row_id = by_hand(office, f"DELETE FROM {table} WHERE id = {{id}}")

    assert f"{table}:{row_id}" in places(office)


def test_changed_figures_of_an_entry_are_found_by_recounting(office: Database) -> None:
    row_id = by_hand(office, "UPDATE entry SET norm_minutes = norm_minutes + 1000 WHERE id = {id}")

    assert f"entry:{row_id}" in places(office)


def test_the_day_was_a_monday_with_work(office: Database) -> None:
    with office.reading() as session:
        days = session.exec(text("SELECT DISTINCT day FROM entry")).scalars().all()  # type: ignore[call-overload]

    assert str(MONDAY) in days
