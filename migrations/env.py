"""How Alembic runs here: on the one connection that naryad/migrate.py opened, in its transaction.

`alembic revision --autogenerate -m "what it does"` compares the tables in code with the database of the settings and
writes the next numbered file. There is no way down: a copy of the database made before an upgrade is the way back, and
a migration that fails leaves everything as it was.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from naryad.migrate import COMPARISON

for package in ("naryad", "norms", "worklog", "audit", "payroll"):
    tables = importlib.import_module(f"{package}.tables")
    for module in pkgutil.iter_modules(getattr(tables, "__path__", ())):
        importlib.import_module(f"{package}.tables.{module.name}")


def number_the_file(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new migration the next number instead of a hash, so that the folder reads as a history."""
    if directives:
        newest = ScriptDirectory.from_config(context.config).get_current_head()
        directives[0].rev_id = f"{int(newest or 0) + 1:04d}"


def migrate_on(connection: Connection) -> None:
    """Run the migrations on `connection`; the caller's transaction holds them all, and SQLite's DDL obeys it too."""
    context.configure(
        connection=connection, transactional_ddl=True, process_revision_directives=number_the_file, **COMPARISON
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate_on(given)
else:
    from naryad.settings import Settings

    engine = create_engine(Settings().database)
    with engine.connect() as opened:
        migrate_on(opened)
    engine.dispose()
