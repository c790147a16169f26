"""Migrations: the same tables on both engines, whole or not at all, and never behind the code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from naryad import migrate
from tests.schema import import_every_table

ROOT = Path(__file__).parents[2]

HEADER = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade() -> None:
"""

CREATES_A_TABLE_AND_FAILS = """
    op.create_table("half_done", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO half_done (id) VALUES (1)")
    op.execute("INSERT INTO no_such_table (id) VALUES (1)")
"""

LEAVES_A_ROW_WITHOUT_ITS_EMPLOYEE = """
    op.execute("INSERT INTO employee_role (employee_id, role) VALUES (404, 'head')")
"""

REBUILDS_A_TABLE_THAT_OTHERS_REFER_TO = """
    with op.batch_alter_table("employee") as batch:
        batch.add_column(sa.Column("nickname", sa.String(), nullable=True))
"""


@pytest.fixture
def copied_migrations(tmp_path: Path) -> Path:
    """The migrations in a folder of their own, where a test may add one."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def plant(folder: Path, body: str) -> None:
    (folder / "versions" / "9999_planted.py").write_text(HEADER.format(down=migrate.head(folder)) + body)


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = set(sa.inspect(connection).get_table_names())
    engine.dispose()
    return found


def portrait(url: str) -> set[str]:
    """Everything the database says about its tables, a line for each thing, however they were made."""
    engine = sa.create_engine(url)
    lines: set[str] = set()
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in set(inspector.get_table_names()) - {"alembic_version"}:
            key = inspector.get_pk_constraint(table)
            lines.add(f"{table}: key {key['name']} {key['constrained_columns']}")
            for column in inspector.get_columns(table):
                facts = (column["type"], column["nullable"], column.get("default"))
                lines.add(f"{table}.{column['name']}: {facts}")
            for one in inspector.get_foreign_keys(table):
                ends = (one["constrained_columns"], one["referred_table"], one["referred_columns"])
                lines.add(f"{table}: reference {one['name']} {ends}")
            for unique in inspector.get_unique_constraints(table):
                lines.add(f"{table}: unique {unique['name']} {unique['column_names']}")
            for check in inspector.get_check_constraints(table):
                lines.add(f"{table}: check {check['name']} {check['sqltext']}")
            for index in inspector.get_indexes(table):
                lines.add(f"{table}: index {index['name']} {index['column_names']} {bool(index['unique'])}")
    engine.dispose()
    return lines


def create_from_code(url: str) -> None:
    import_every_table()
    engine = sa.create_engine(url)
    SQLModel.metadata.create_all(engine)
    engine.dispose()


def test_an_empty_database_is_brought_to_the_newest_migration(any_empty_url: str) -> None:
    applied = migrate.upgrade(any_empty_url)

    assert applied[0] == "0001"
    assert applied[-1] == migrate.head() == migrate.current(any_empty_url)
    assert {"office", "employee", "journal", "seal"} <= tables(any_empty_url)


def test_a_second_upgrade_applies_nothing(any_empty_url: str) -> None:
    migrate.upgrade(any_empty_url)

    assert migrate.upgrade(any_empty_url) == []


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))

    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]


def test_migrations_and_tables_in_code_do_not_drift_apart(any_empty_url: str) -> None:
    import_every_table()
    migrate.upgrade(any_empty_url)

    assert migrate.drift(any_empty_url) == []


def test_a_migrated_sqlite_database_is_the_one_the_code_describes(tmp_path: Path) -> None:
    migrated, created = f"sqlite:///{tmp_path / 'migrated.sqlite'}", f"sqlite:///{tmp_path / 'created.sqlite'}"
    migrate.upgrade(migrated)
    create_from_code(created)

    assert portrait(migrated) ^ portrait(created) == set()


@pytest.mark.postgresql
def test_a_migrated_postgresql_database_is_the_one_the_code_describes(
    empty_postgresql_url: str, second_empty_postgresql_url: str
) -> None:
    migrate.upgrade(empty_postgresql_url)
    create_from_code(second_empty_postgresql_url)

    assert portrait(empty_postgresql_url) ^ portrait(second_empty_postgresql_url) == set()


def test_drift_is_seen_when_a_column_is_planted(any_empty_url: str) -> None:
    import_every_table()
    migrate.upgrade(any_empty_url)
    office = SQLModel.metadata.tables["office"]
    office.append_column(sa.Column("planted", sa.String()))
    try:
        found = migrate.drift(any_empty_url)
    finally:
        office._columns.remove(office.c.planted)  # type: ignore[attr-defined]

    assert len(found) == 1
    assert "planted" in found[0]


def test_drift_is_seen_when_a_table_is_planted(any_empty_url: str) -> None:
    import_every_table()
    migrate.upgrade(any_empty_url)

    class PlantedRow(SQLModel, table=True):
        __tablename__ = "planted"
        id: int = Field(primary_key=True)

    try:
        found = migrate.drift(any_empty_url)
    finally:
        SQLModel.metadata.remove(SQLModel.metadata.tables["planted"])
        SQLModel._sa_registry._dispose_cls(PlantedRow)  # type: ignore[attr-defined]

    assert len(found) == 1
    assert "add_table" in found[0]


def test_a_migration_that_fails_leaves_the_database_as_it_was(any_empty_url: str, copied_migrations: Path) -> None:
    migrate.upgrade(any_empty_url, folder=copied_migrations)
    before = migrate.current(any_empty_url)
    plant(copied_migrations, CREATES_A_TABLE_AND_FAILS)

    with pytest.raises(sa.exc.DBAPIError, match="no_such_table"):
        migrate.upgrade(any_empty_url, folder=copied_migrations)

    assert "half_done" not in tables(any_empty_url)
    assert migrate.current(any_empty_url) == before


def test_a_first_upgrade_that_fails_leaves_an_empty_database_empty(any_empty_url: str, copied_migrations: Path) -> None:
    plant(copied_migrations, CREATES_A_TABLE_AND_FAILS)

    with pytest.raises(sa.exc.DBAPIError, match="no_such_table"):
        migrate.upgrade(any_empty_url, folder=copied_migrations)

    assert tables(any_empty_url) == set()


def test_a_migration_that_leaves_a_row_referring_to_nothing_is_undone(
    empty_sqlite_url: str, copied_migrations: Path
) -> None:
    migrate.upgrade(empty_sqlite_url, folder=copied_migrations)
    before = migrate.current(empty_sqlite_url)
    plant(copied_migrations, LEAVES_A_ROW_WITHOUT_ITS_EMPLOYEE)

    with pytest.raises(migrate.ReferencesAreBroken) as refusal:
        migrate.upgrade(empty_sqlite_url, folder=copied_migrations)

    assert "employee_role" in refusal.value.message("en")
    assert "Ничего не изменено" in refusal.value.message("ru")
    assert migrate.current(empty_sqlite_url) == before


def test_a_table_that_others_refer_to_can_be_rebuilt(any_empty_url: str, copied_migrations: Path) -> None:
    migrate.upgrade(any_empty_url, folder=copied_migrations)
    engine = sa.create_engine(any_empty_url)
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO employee (id, number, name, email, language, employed_from, created_at)"
                " VALUES (1, '101', 'Anna', 'anna@example.org', 'ru', '2026-01-01', '2026-01-01 09:00:00')"
            )
        )
        connection.execute(sa.text("INSERT INTO employee_role (employee_id, role) VALUES (1, 'head')"))
    plant(copied_migrations, REBUILDS_A_TABLE_THAT_OTHERS_REFER_TO)

    migrate.upgrade(any_empty_url, folder=copied_migrations)

    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT employee_id, role FROM employee_role")).all() == [(1, "head")]
        assert connection.execute(sa.text("SELECT name, nickname FROM employee")).all() == [("Anna", None)]
    engine.dispose()


def test_a_database_of_a_newer_program_is_refused_by_name(any_empty_url: str, copied_migrations: Path) -> None:
    plant(copied_migrations, REBUILDS_A_TABLE_THAT_OTHERS_REFER_TO)
    migrate.upgrade(any_empty_url, folder=copied_migrations)

    with pytest.raises(migrate.DatabaseIsNewer) as refusal:
        migrate.upgrade(any_empty_url)

    assert "it stands at migration 9999" in refusal.value.message("en")
    assert "в ней миграция 9999" in refusal.value.message("ru")
