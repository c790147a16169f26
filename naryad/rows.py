"""Adding and changing many rows of one table in one statement, with their numbers known beforehand.

Hot doors record many things at once. What they add is plain values, not ORM objects; each row's place and
fingerprint, which the journal keeps, are made from the same values (`AddedRow`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import Dialect, Table, text
from sqlmodel import Session

from naryad.db import Json, canonical_json
from naryad.fingerprint import fingerprint_of, place_of
from naryad.statement import connection_of, run
from naryad.tables import Row
from naryad.value import value

ROWS_IN_ONE_STATEMENT = 32


class Fact(Protocol):
    """A row whose fingerprint the journal keeps: an ORM object, or the values that were added."""

    def place(self) -> str: ...

    def fingerprint(self) -> str: ...


@value(frozen=True, slots=True)
class AddedRow:
    """A row as it was added: its class and the value of each column."""

    row: type[Row]
    values: Mapping[str, Any]

    def place(self) -> str:
        return place_of(self.row, self.values)

    def fingerprint(self) -> str:
        return fingerprint_of(self.row, self.values)


def add_rows(
    session: Session, row: type[Row], rows: Sequence[Mapping[str, Any]], *, then: str = ""
) -> list[tuple[Any, ...]]:
    """Insert `rows`, all with the same columns, in as few statements as may be.

    Columns that are not given get the database's defaults, never the class's. `then` is what SQL has behind the
    values (ON CONFLICT, RETURNING); what it returns comes back as the driver gives it.
    """
    returned: list[tuple[Any, ...]] = []
    if not rows:
        return returned
    connection = connection_of(session)
    adding = _adding(_table(row), tuple(rows[0]), connection.dialect)
    begins, ends = adding.begins, f" {then}" if then else ""
    for start in range(0, len(rows), ROWS_IN_ONE_STATEMENT):
        part = rows[start : start + ROWS_IN_ONE_STATEMENT]
        returned += run(connection, adding.statement(begins, len(part), ends), adding.bound(part))
    return returned


def change_rows(session: Session, row: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Give the rows named by `id` the other values given; all name the same columns."""
    if not rows:
        return
    connection = connection_of(session)
    adding = _adding(_table(row), tuple(rows[0]), connection.dialect)
    for start in range(0, len(rows), ROWS_IN_ONE_STATEMENT):
        part = rows[start : start + ROWS_IN_ONE_STATEMENT]
        statement = adding.statement(adding.changes, len(part), f") AS given WHERE {adding.is_same}")
        run(connection, statement, adding.bound(part))


def rows_among(
    session: Session, row: type[Row], columns: tuple[str, ...], wanted: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """Return the values of `columns` of those rows that have all of them as one of `wanted` has.

    Joined to the values, each is one look-up in the index over `columns`; a row-wise IN would be a scan on SQLite.
    """
    found: list[tuple[Any, ...]] = []
    if not wanted:
        return found
    connection = connection_of(session)
    adding = _adding(_table(row), columns, connection.dialect)
    for start in range(0, len(wanted), ROWS_IN_ONE_STATEMENT):
        part = wanted[start : start + ROWS_IN_ONE_STATEMENT]
        statement = adding.statement(adding.looks_up, len(part), adding.is_there)
        found += run(connection, statement, adding.bound(part))
    return found


def next_ids(session: Session, *wanted: tuple[type[Row], int]) -> list[range | list[int]]:
    """Return, for each (class, count) of `wanted`, that many new numbers for rows that the caller will add.

    On SQLite nobody else can take them before the transaction ends; PostgreSQL's sequences give each number once.
    """
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        [highest] = run(connection, _highest_ids(tuple(row for row, _ in wanted)))
        return [range(last + 1, last + 1 + count) for last, (_, count) in zip(highest, wanted, strict=True)]
    return [_next_of_sequence(session, _table(row).name, count) for row, count in wanted]


def _next_of_sequence(session: Session, table: str, count: int) -> list[int]:
    values = {"table": table, "count": count}
    return list(connection_of(session).execute(_NEXT_OF_SEQUENCE, values).scalars())


_NEXT_OF_SEQUENCE = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


@cache
def _highest_ids(rows: tuple[type[Row], ...]) -> str:
    return "SELECT " + ", ".join(f"(SELECT coalesce(max(id), 0) FROM {_table(row).name})" for row in rows)


def _table(row: type[Row]) -> Table:
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


class _Adding:
    """The statements that add or change rows in certain columns of a table, and how their values are bound."""

    def __init__(self, table: Table, columns: tuple[str, ...], dialect: Dialect) -> None:
        quote = dialect.identifier_preparer.quote
        name = quote(table.name)
        given = {column: f"given.column{number}" for number, column in enumerate(columns, start=1)}
        changes = ", ".join(f"{quote(column)} = {value}" for column, value in given.items() if column != "id")
        self.begins = f"INSERT INTO {name} ({', '.join(quote(column) for column in columns)}) VALUES "
        self.changes = f"UPDATE {name} SET {changes} FROM (VALUES "
        self.looks_up = f"SELECT {', '.join(f'{name}.{quote(column)}' for column in columns)} FROM (VALUES "
        same = " AND ".join(f"{name}.{quote(column)} = {value}" for column, value in given.items())
        self.is_there = f") AS given JOIN {name} ON {same}"
        self.is_same = f"{name}.id = {given.get('id')}"
        mark = "?" if dialect.paramstyle == "qmark" else "%s"
        self._row = f"({', '.join([mark] * len(columns))})"
        self._values = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
        binders = (_binder(table.c[column].type, dialect) for column in columns)
        self._binders = tuple((place, bind) for place, bind in enumerate(binders) if bind is not None)
        self._statements: dict[tuple[str, int, str], str] = {}

    def statement(self, begins: str, count: int, ends: str) -> str:
        """Return the statement for `count` rows, made once: the driver knows a prepared one by its text."""
        known = self._statements.get((begins, count, ends))
        if known is None:
            known = f"{begins}{', '.join([self._row] * count)}{ends}"
            self._statements[begins, count, ends] = known
        return known

    def bound(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return the values of `rows`, one row after the other, bound column by column."""
        columns: list[Iterable[Any]] = list(zip(*map(self._values, rows), strict=True))
        for place, bind in self._binders:
            columns[place] = map(bind, columns[place])
        return list(chain.from_iterable(zip(*columns, strict=True)))


def _as_json(value: Any) -> str | None:
    return None if value is None else canonical_json(value)


@lru_cache(maxsize=256)
def _adding(table: Table, columns: tuple[str, ...], dialect: Dialect) -> _Adding:
    return _Adding(table, columns, dialect)


def _binder(of_type: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what SQLAlchemy itself binds a value with; the same moment, day or figure of a batch is made once."""
    bind: Callable[[Any], Any] | None = of_type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return None
    if isinstance(of_type, Json):
        return _as_json
    return lru_cache(maxsize=256, typed=True)(bind)
