"""Output is one grouped statement over the covering index, and never a look-up per entry."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.dialects import sqlite

from naryad.days import Period
from tests.worklog.builders import Office
from worklog.store.output import grouped_output, output_groups
from worklog.tables.entry import COVERING_INDEX

OCTOBER = Period.of_month("2026-10")


def plan(office: Office, employee_id: int | None) -> str:
    """Return SQLite's own plan of the grouped statement."""
    statement = str(
        grouped_output(OCTOBER, employee_id).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    )
    with sqlite3.connect(office.db.engine.url.database or "") as connection:
        return "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))


@pytest.mark.parametrize("employee_id", [None, 1])
def test_output_reads_only_the_covering_index(office: Office, employee_id: int | None):
    assert f"SEARCH entry USING COVERING INDEX {COVERING_INDEX}" in plan(office, employee_id)


def test_without_its_index_the_plan_is_noticed(office: Office):
    with sqlite3.connect(office.db.engine.url.database or "") as connection:
        connection.execute(f"DROP INDEX {COVERING_INDEX}")

    assert "COVERING INDEX" not in plan(office, None)


def test_output_is_one_statement(office: Office):
    office.work(office.anna, "V20")
    said: list[str] = []

    with office.session() as session:
        connection = session.connection()
        connection.connection.driver_connection.set_trace_callback(said.append)
        output_groups(session, OCTOBER)
        connection.connection.driver_connection.set_trace_callback(None)

    assert len([each for each in said if each.startswith("SELECT")]) == 1
