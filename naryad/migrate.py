"""Brings a database to the shape this program expects, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from naryad.db import Json, Moment, Scaled
from naryad.errors import DomainError

# Any number will do as long as it stays the same: two processes that start at once take turns on it.
ADVISORY_LOCK = 6_214_072_610
BUSY_MILLISECONDS = 60_000


class DatabaseIsNewer(DomainError):
    code = "database_is_newer"
    status = 409
    en = (
        "The database was prepared by a newer Naryad: it stands at migration {found}, and this program knows up to "
        "{head}. Start the newer program, or restore a copy made before it."
    )
    ru = (
        "База подготовлена более новой версией «Наряда»: в ней миграция {found}, а эта программа знает только до "
        "{head}. Запустите новую версию или верните копию базы, сделанную до неё."
    )


class ReferencesAreBroken(DomainError):
    code = "references_are_broken"
    status = 409
    en = (
        "The migration would leave rows that refer to nothing: {rows}. Nothing was changed. Run `naryad verify`, mend "
        "these rows or restore a copy, and start again."
    )
    ru = (
        "После миграции остались бы строки, которые ни на что не ссылаются: {rows}. Ничего не изменено. Выполните "
        "`naryad verify`, исправьте эти строки или верните копию базы и запустите снова."
    )


def upgrade(url: str, *, to: str = "head", folder: Path | None = None) -> list[str]:
    """Apply what is missing to the database at `url` and return the numbers of the migrations applied, in order.

    All of it is one transaction: a migration that fails leaves the database as it was, on both engines. Processes
    that start at the same time wait for one another. `folder` stands for the migrations of this program.

    Raises:
        DatabaseIsNewer: the database knows a migration that this program does not.
        ReferencesAreBroken: a foreign key of an SQLite database would point at nothing afterwards.
    """
    config = configuration(folder)
    scripts = ScriptDirectory.from_config(config)
    if to == "head" and _stands_at(url, scripts.get_current_head()):
        return []
    with _one_transaction(url) as connection:
        before = _current(connection)
        _refuse_newer(before, scripts)
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        after = _current(connection)
        _refuse_broken_references(connection)
    return _between(scripts, before, after)


def current(url: str) -> str | None:
    """Return the number of the last migration applied to the database at `url`; None when it has none yet."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return _current(connection)


def head(folder: Path | None = None) -> str:
    """Return the number of the newest migration this program knows."""
    newest = ScriptDirectory.from_config(configuration(folder)).get_current_head()
    assert newest is not None, "the program was built without its migrations"
    return newest


def drift(url: str) -> list[str]:
    """Return what the tables in code have and the database at `url` has not, or the other way round."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=dict(COMPARISON))
        return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


def configuration(folder: Path | None = None) -> Config:
    """Return Alembic's configuration: the migrations stand beside this module in a wheel, and one up in the tree."""
    packaged = Path(__file__).parent / "migrations"
    tree = Path(__file__).parent.parent / "migrations"
    config = Config()
    place = folder or (packaged if packaged.is_dir() else tree)
    config.set_main_option("script_location", str(place).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def render_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write the house's own types into a migration as what the database sees: code may change, a migration may not."""
    if kind == "type" and isinstance(item, TypeEngine):
        if isinstance(item, Scaled):
            return "sa.BigInteger()"
        if isinstance(item, Moment):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, Json):
            return "sa.Text()"
        if isinstance(item, AutoString):
            return "sa.String()" if item.length is None else f"sa.String(length={item.length})"
    return False


COMPARISON: dict[str, Any] = {
    "compare_type": True,
    "compare_server_default": True,
    "render_as_batch": True,
    "render_item": render_type,
    "target_metadata": SQLModel.metadata,
}
"""What Alembic compares and how it writes; env.py and `drift` use the same."""


@contextmanager
def _one_transaction(url: str) -> Iterator[Connection]:
    """Open the only connection to migrate on; commit when the block ends well, and undo everything otherwise."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, poolclass=NullPool)
    if is_sqlite:
        file = make_url(url).database
        if file and file != ":memory:":
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            yield connection
    finally:
        engine.dispose()


def _stands_at(url: str, newest: str | None) -> bool:
    """Whether there is nothing to do: then nobody who is writing is made to wait."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return False
    return newest is not None and current(url) == newest


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would open its own transactions around some statements only: ours is explicit. Foreign keys are off
    # while tables are rebuilt (this has no effect inside a transaction) and are checked as a whole at the end.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(found: str | None, scripts: ScriptDirectory) -> None:
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseIsNewer(found=found, head=scripts.get_current_head() or "—")


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(10)
    if broken:
        raise ReferencesAreBroken(rows=", ".join(f"{table}:{row} → {parent}" for table, row, parent, _ in broken))


def _between(scripts: ScriptDirectory, before: str | None, after: str | None) -> list[str]:
    if after is None or after == before:
        return []
    applied = [script.revision for script in scripts.iterate_revisions(after, before or "base")]
    return applied[::-1]
