"""Makes the tables of an empty database, the way every test database begins."""

from __future__ import annotations

import importlib
import pkgutil

from naryad import migrate

DOMAINS = ("naryad", "norms", "worklog", "audit", "payroll")


def import_every_table() -> None:
    """Import the tables of every package, so that the metadata is whole and foreign keys find their other end."""
    for package in DOMAINS:
        tables = importlib.import_module(f"{package}.tables")
        for module in pkgutil.iter_modules(getattr(tables, "__path__", ())):
            importlib.import_module(f"{package}.tables.{module.name}")


def make_schema(url: str) -> None:
    """Bring the empty database at `url` to the newest migration, as the program does, and leave no connection open."""
    import_every_table()
    migrate.upgrade(url)
