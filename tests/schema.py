"""Makes the tables of an empty database, the way every test database begins."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil

import sqlalchemy as sa
from sqlmodel import SQLModel

DOMAINS = ("naryad", "norms", "worklog", "audit", "payroll")


def import_every_table() -> None:
    """Import the tables of every package, so that the metadata is whole and foreign keys find their other end."""
    for package in DOMAINS:
        if importlib.util.find_spec(f"{package}.tables") is not None:
            tables = importlib.import_module(f"{package}.tables")
            for module in pkgutil.iter_modules(getattr(tables, "__path__", ())):
                importlib.import_module(f"{package}.tables.{module.name}")


def make_schema(url: str) -> None:
    """Create every table in the empty database at `url` and leave no connection open."""
    import_every_table()
    engine = sa.create_engine(url)
    try:
        SQLModel.metadata.create_all(engine, tables=whole_tables())
    finally:
        engine.dispose()


def whole_tables() -> list[sa.Table]:
    """Return the tables whose foreign keys all find their other end."""
    found = dict(SQLModel.metadata.tables)
    while True:
        broken = [
            name
            for name, table in found.items()
            if any(key.target_fullname.split(".")[0] not in found for key in table.foreign_keys)
        ]
        if not broken:
            return list(found.values())
        for name in broken:
            del found[name]
