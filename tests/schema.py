"""Makes the tables of an empty database, the way every test database begins."""

from __future__ import annotations

import importlib
import importlib.util

import sqlalchemy as sa
from sqlmodel import SQLModel

DOMAINS = ("naryad", "norms", "worklog", "audit", "payroll")


def import_every_table() -> None:
    """Import the tables of every package, so that the metadata is whole and foreign keys find their other end."""
    for package in DOMAINS:
        if importlib.util.find_spec(f"{package}.tables") is not None:
            importlib.import_module(f"{package}.tables")


def make_schema(url: str) -> None:
    """Create every table in the empty database at `url` and leave no connection open."""
    import_every_table()
    engine = sa.create_engine(url)
    try:
        SQLModel.metadata.create_all(engine)
    finally:
        engine.dispose()
