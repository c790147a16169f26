"""The database: exact column types, sessions, and a writer that lets many recordings share one commit."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Text, create_engine, event, make_url
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

T = TypeVar("T")

POOL_SIZE = 24
POOL_OVERFLOW = 48
BUSY_MILLISECONDS = 20_000
MOST_IN_ONE_COMMIT = 128


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
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


class Database:
    """One database, SQLite or PostgreSQL, and the ways to read and to write it.

    `reading()` and `writing()` open a session; `writing()` commits when its block ends well. `write(function)` is
    for hot doors: it runs the function in the shared writer, whose commit may carry many recordings at once, and
    returns only after that commit.
    """

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, pool_size) if self.is_sqlite else _postgres_engine(url, pool_size)
        self._write_engine = self.engine.execution_options(naryad_writes=True)
        self._writer = _GroupWriter(self._write_engine)

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
        return self._writer.submit(function)

    def dispose(self) -> None:
        """End the writer after what it has been given, and close every connection."""
        self._writer.stop()
        self.engine.dispose()


class _GroupWriter:
    """One thread that takes whatever recordings have gathered, runs each in a savepoint, and commits once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[tuple[Callable[[Session], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, function: Callable[[Session], T]) -> T:
        future: Future[T] = Future()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="naryad-writer", daemon=True)
                self._thread.start()
            self._waiting.put((function, future))
        return future.result()

    def stop(self) -> None:
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._waiting.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            stopping = False
            while len(batch) < MOST_IN_ONE_COMMIT and not self._waiting.empty():
                item = self._waiting.get()
                if item is None:
                    stopping = True
                    break
                batch.append(item)
            self._commit_together(batch)
            if stopping:
                return

    def _commit_together(self, batch: list[tuple[Callable[[Session], Any], Future[Any]]]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with Session(self._engine) as session:
                for function, future in batch:
                    try:
                        with session.begin_nested():
                            result = function(session)
                        outcomes.append((future, result, None))
                    except Exception as error:  # noqa: BLE001 - raised in its own caller, below
                        outcomes.append((future, None, error))
                session.commit()
        except BaseException as error:  # noqa: BLE001 - raised in every caller it concerns
            for _, future in batch:
                future.set_exception(error)
            return
        for future, result, refusal in outcomes:
            if refusal is None:
                future.set_result(result)
            else:
                future.set_exception(refusal)


def _postgres_engine(url: str, pool_size: int) -> Engine:
    return create_engine(url, pool_size=pool_size, max_overflow=POOL_OVERFLOW, pool_pre_ping=True)


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=POOL_OVERFLOW, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: "begin" below does, and says which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
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
