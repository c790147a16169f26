"""The shared writer: one thread records whatever has gathered and commits once, and only then is anybody answered."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from naryad.remembered import Memory, give_memory
from naryad.statement import give_connection, run

I = TypeVar("I")  # noqa: E741  an item of a recording
T = TypeVar("T")
Recording = Callable[[Session, Sequence[I]], Sequence[T | Exception]]
"""Records many items in few statements and returns a result for each, in order."""

MOST_IN_ONE_COMMIT = 128
TRIES_ALONE = 3
CROSSED = frozenset({"40P01", "40001"})
"""PostgreSQL's words for a deadlock and for two transactions that cannot both have been first."""
GATHER_SECONDS = 0.001
"""How long the writer lets items gather while several come at a time; somebody alone never waits for it."""


@dataclass(slots=True)
class _Waiting:
    """An item that somebody wants recorded; the answer belongs to a thread or to an event loop."""

    function: Recording[Any, Any]
    item: Any
    answer: Future[Any] | asyncio.Future[Any]
    changes_anything: bool


@dataclass(slots=True)
class _Outcome:
    waiting: _Waiting
    result: Any
    error: BaseException | None


class _NotTogether(Exception):
    """The function of a group failed with `error`."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class Writer:
    """One thread over one connection.

    What recordings remember (`naryad/remembered.py`) is forgotten when another connection has committed anything
    (SQLite's `data_version`, read under the write lock), and around whatever may be more than recording work.
    """

    def __init__(self, engine: Engine, *, keeps_connection: bool) -> None:
        self._memory: Memory = {}
        self._version: object = None
        self._remembers = False
        self._engine = engine
        self._keeps_connection = keeps_connection
        self._connection: Connection | None = None
        self._gathered: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(
        self,
        function: Recording[I, T],
        item: I,
        answer: Future[T] | asyncio.Future[T],
        *,
        changes_anything: bool = False,
    ) -> None:
        """Have `item` recorded and `answer` told what became of it: a thread's, or that of an event loop."""
        waiting = _Waiting(function, item, answer, changes_anything)
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="naryad-writer", daemon=True)
                self._thread.start()
            self._gathered.put(waiting)

    def stop(self) -> None:
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._gathered.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        stopping = is_busy = False
        while not stopping and (first := self._gathered.get()) is not None:
            if is_busy:
                time.sleep(GATHER_SECONDS)
            batch = [first]
            while len(batch) < MOST_IN_ONE_COMMIT and not self._gathered.empty():
                item = self._gathered.get()
                if item is None:
                    stopping = True
                    break
                batch.append(item)
            is_busy = len(batch) > 1
            _answer(self._recorded_in_the_end(batch))
        self._let_go()

    def _recorded_in_the_end(self, batch: list[_Waiting]) -> list[_Outcome]:
        """Record a batch; what met the locks of another process's batch crosswise is recorded once more, alone.

        Two batches take the rows of the same people in whatever order they gathered, and the database ends one of
        them. An item in a transaction of its own takes them in one order, whoever writes it.
        """
        outcomes = self._committed(batch)
        for _ in range(TRIES_ALONE):
            if not any(_is_crossed(each.error) for each in outcomes):
                break
            outcomes = [self._committed([each.waiting])[0] if _is_crossed(each.error) else each for each in outcomes]
        return outcomes

    def _committed(self, batch: list[_Waiting]) -> list[_Outcome]:
        """Record a batch in one transaction and return what became of each item; nobody has been told yet.

        Recordings that gathered go without savepoints between them: where one of them fails, which is rare, all of it
        is undone and each is recorded by itself.
        """
        try:
            connection = self._connected()
            if len(batch) == 1 or any(each.changes_anything for each in batch):
                outcomes = self._in_transaction(connection, batch, _groups(batch), self._recorded)
            else:
                try:
                    outcomes = self._in_transaction(connection, batch, _groups(batch), self._results)
                except _NotTogether:
                    outcomes = self._in_transaction(connection, batch, [[each] for each in batch], self._recorded)
        except BaseException as error:  # noqa: BLE001 - raised in every caller it concerns
            self._let_go()
            return [_Outcome(waiting, None, error) for waiting in batch]
        if not self._keeps_connection:
            self._let_go()
        return outcomes

    def _in_transaction(
        self,
        connection: Connection,
        batch: list[_Waiting],
        groups: list[list[_Waiting]],
        record: Callable[[Connection, list[_Waiting]], list[_Outcome]],
    ) -> list[_Outcome]:
        """Record the groups, one after the other, and commit."""
        with connection.begin():
            self._remind(connection, batch)
            return [outcome for group in groups for outcome in record(connection, group)]

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _remind(self, connection: Connection, batch: list[_Waiting]) -> None:
        """Forget what may hold no more of what was read before, and say whether this batch may remember anything."""
        [(version,)] = run(connection, "PRAGMA data_version") if self._keeps_connection else [(object(),)]
        changes_anything = any(each.changes_anything for each in batch)
        if version != self._version or changes_anything:
            self._memory.clear()
        self._version = None if changes_anything else version
        self._remembers = not changes_anything

    def _recorded(self, connection: Connection, group: list[_Waiting]) -> list[_Outcome]:
        """Record a group; where that fails it is undone, and each of its items is recorded by itself."""
        run(connection, "SAVEPOINT together")
        try:
            outcomes = self._results(connection, group)
        except _NotTogether as failure:
            run(connection, "ROLLBACK TO SAVEPOINT together")
            if len(group) == 1:
                return [_Outcome(group[0], None, failure.error)]
            return [outcome for each in group for outcome in self._recorded(connection, [each])]
        run(connection, "RELEASE SAVEPOINT together")
        return outcomes

    def _results(self, connection: Connection, group: list[_Waiting]) -> list[_Outcome]:
        """Record a group by one call of its function.

        The session joins the transaction only where the function uses it, and then behind a savepoint of its own, so
        that an error of the session ends no more than that.

        Raises:
            _NotTogether: the function failed; what it did is for the caller to undo.
        """
        session = Session(connection, join_transaction_mode="create_savepoint")
        give_connection(session, connection)
        if self._remembers:
            give_memory(session, self._memory)
        try:
            results = group[0].function(session, [each.item for each in group])
            session.flush()
            if session.in_transaction():
                session.commit()
        except Exception as error:
            session.close()
            self._memory.clear()
            raise _NotTogether(error) from error
        return [
            _Outcome(each, None, result) if isinstance(result, Exception) else _Outcome(each, result, None)
            for each, result in zip(group, results, strict=True)
        ]

    def _let_go(self) -> None:
        self._memory.clear()
        self._version = None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _is_crossed(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in CROSSED


def _groups(batch: list[_Waiting]) -> list[list[_Waiting]]:
    """Return the items by the function that records them; one that may change anything stands alone."""
    together: dict[Any, list[_Waiting]] = {}
    for waiting in batch:
        key = waiting if waiting.changes_anything else waiting.function
        together.setdefault(id(waiting) if key is waiting else key, []).append(waiting)
    return list(together.values())


def _answer(outcomes: list[_Outcome]) -> None:
    """Tell everybody what became of their item; each event loop is woken once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        answer = outcome.waiting.answer
        if isinstance(answer, asyncio.Future):
            by_loop.setdefault(answer.get_loop(), []).append(outcome)
        else:
            _settle(outcome)
    for loop, own in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_all, own)
        except RuntimeError:  # the loop was closed meanwhile, and nobody waits any more
            continue


def _settle_all(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        _settle(outcome)


def _settle(outcome: _Outcome) -> None:
    answer = outcome.waiting.answer
    if answer.done():
        return
    if outcome.error is None:
        answer.set_result(outcome.result)
    else:
        answer.set_exception(outcome.error)
