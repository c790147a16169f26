"""The database: exact column types, sessions, and a writer that lets many recordings share one commit."""

from __future__ import annotations

import asyncio
import json
import json.encoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Text, create_engine, event, make_url
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from naryad.writer import Recording, Writer

I = TypeVar("I")  # noqa: E741  an item of a recording
T = TypeVar("T")

POOL_SIZE = 24
POOL_OVERFLOW = 48
BUSY_MILLISECONDS = 20_000
PAGES_TO_CHECKPOINT = 8_000
"""Of the log of commits, before they are copied into the database: the pages that each commit writes anew go once."""
STATEMENTS_KEPT = 512
"""Prepared by each SQLite connection: statements that add several rows differ by how many."""


class Scaled(TypeDecorator[Decimal]):
    """An exact `Decimal` with `places` decimals, kept as an integer so that both databases add it exactly.

    A value with more decimals is refused: rounding is the business of `naryad.money`, never of a column.
    In SQL only sum, min, max, count and comparisons are meaningful, and they stay exact.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect | None) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("a float is not exact: give a Decimal")
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimals: round it in naryad.money first")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect | None) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect | None) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must know its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect | None) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A small structure kept as canonical JSON text: sorted keys, no spaces, the same on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect | None) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> Any:
        return None if value is None else json.loads(value)


def canonical_json(value: Any) -> str:
    """Return the one JSON text of `value`: sorted keys, no spaces, letters as they are; Decimals as text."""
    return "".join(_pieces(value))


def _piecemaker() -> Callable[[Any], Iterable[str]]:
    """Return what `json.JSONEncoder` calls with these settings, made once and not for each value."""
    encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    make = getattr(json.encoder, "c_make_encoder", None)  # the interpreter's own, where it has one
    if make is None:
        return encoder.iterencode
    quick = make(None, encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, True)
    return lambda value: cast("Iterable[str]", quick(value, 0))


_pieces = _piecemaker()


class Database:
    """One database, SQLite or PostgreSQL, and the ways to read and to write it.

    `reading()` and `writing()` open a session; `writing()` commits when its block ends well. Hot doors use the shared
    writer, whose one commit may carry many recordings: `write(function)` for a recording of its own kind, and
    `write_each(function, item)` where one call of the function records many items in few statements. Both return
    only after the commit.
    """

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, pool_size) if self.is_sqlite else _postgres_engine(url, pool_size)
        self._write_engine = self.engine.execution_options(naryad_writes=True)
        self._writer = Writer(self._write_engine, keeps_connection=self.is_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for reading; whatever it changes is rolled back."""
        with Session(self.engine, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that commits when the block ends without an error, and rolls back otherwise.

        On SQLite the write lock is taken by the first statement, so that reads and writes see one state.
        """
        with Session(self._write_engine) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def write(self, function: Callable[[Session], T]) -> T:
        """Run `function(session)` in the shared writer and return its result after the commit.

        An error of the function undoes only its own changes and is raised here; a failed commit is raised in every
        caller whose changes it carried. The function must not open sessions of its own.
        """

        def alone(session: Session, _: Sequence[None]) -> list[tuple[T]]:
            return [(function(session),)]

        answer: Future[tuple[T]] = Future()
        self._writer.submit(alone, None, answer, changes_anything=True)
        return answer.result()[0]

    def write_each(self, function: Recording[I, T], item: I) -> Future[T]:
        """Have `item` recorded by `function(session, items)` together with others that came at the same time.

        The function returns a result for each item, in order; a result that is an exception is raised in the caller
        of its item, whose changes the function has not made. Where the function itself raises, everything it did is
        undone and it is called again for each item alone, so that a wrong item harms no other. It records work: people,
        catalog, settings and seals it leaves alone, so they may be `remembered`.
        """
        answer: Future[T] = Future()
        self._writer.submit(function, item, answer)
        return answer

    async def written(self, function: Recording[I, T], item: I) -> T:
        """Do the same from an event loop; the caller waits, the loop does not."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.submit(function, item, answer)
        return await answer

    def dispose(self) -> None:
        """End the writer after what it has been given, and close every connection."""
        self._writer.stop()
        self.engine.dispose()


def _postgres_engine(url: str, pool_size: int) -> Engine:
    return create_engine(url, pool_size=pool_size, max_overflow=POOL_OVERFLOW, pool_pre_ping=True)


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    driver = {"check_same_thread": False, "cached_statements": STATEMENTS_KEPT}
    engine = create_engine(url, pool_size=pool_size, max_overflow=POOL_OVERFLOW, connect_args=driver)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: "begin" below does, and says which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"wal_autocheckpoint = {PAGES_TO_CHECKPOINT}",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "cache_size = -65536",
            "temp_store = MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("naryad_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
