"""Statements in the driver's own form, run without what SQLAlchemy does around each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

_CONNECTION = "naryad_connection"


def give_connection(session: Session, connection: Connection) -> None:
    """Have `connection_of` find the connection of a session that lives no longer than its one transaction."""
    session.info[_CONNECTION] = connection


def connection_of(session: Session) -> Connection:
    """Return the connection of the session's transaction; the session itself takes its time to say."""
    connection: Connection | None = session.info.get(_CONNECTION)
    return session.connection() if connection is None else connection


def run(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement of the driver's own form in the transaction of `connection`; return what the driver gives.

    It does what `exec_driver_sql` does, at a tenth of the price: no events, no result objects. Errors are SQLAlchemy's.
    """
    try:
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # it is open
        try:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description is not None else []
        finally:
            cursor.close()
    except connection.dialect.loaded_dbapi.Error as error:
        kind = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, kind, dialect=connection.dialect) from error
