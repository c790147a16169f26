"""Recordings of one kind are handed over together; each caller gets an answer of their own, after the commit."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlmodel import Session, func, select

from naryad.db import Database
from naryad.remembered import remembered
from naryad.rows import add_rows
from naryad.statement import connection_of, run
from naryad.tables import SignInAttemptRow

NOON = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)


class Door:
    """A hot door: notes how many came together; a name with `wrong` in it cannot be recorded."""

    def __init__(self) -> None:
        self.together: list[list[str]] = []

    def record(self, session: Session, names: Sequence[str]) -> list[str | Exception]:
        self.together.append(list(names))
        values = [{"email": name, "address": "127.0.0.1", "at": NOON, "succeeded": True} for name in names]
        add_rows(session, SignInAttemptRow, [each for each in values if each["email"] != "turned away"])
        if "wrong" in names:
            raise RuntimeError("wrong")
        return [KeyError(name) if name == "turned away" else name.upper() for name in names]


@contextmanager
def kept_busy(database: Database) -> Iterator[None]:
    """Keep the writer busy within the block: what is to be recorded meanwhile gathers for one batch."""
    is_busy, go_on = threading.Event(), threading.Event()

    def hold(_: Session) -> None:
        is_busy.set()
        go_on.wait(10)

    holding = threading.Thread(target=database.write, args=(hold,))
    holding.start()
    is_busy.wait(10)
    yield
    go_on.set()
    holding.join()


def at_once(database: Database, door: Door, *names: str) -> list[Future[str]]:
    """Have `names` recorded in one batch."""
    with kept_busy(database):
        return [database.write_each(door.record, name) for name in names]


def recorded(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(SignInAttemptRow.email)))


def test_what_came_at_the_same_time_is_recorded_by_one_call(any_db: Database) -> None:
    door = Door()

    answers = at_once(any_db, door, "a", "b", "c")

    assert [answer.result(10) for answer in answers] == ["A", "B", "C"]
    assert door.together == [["a", "b", "c"]]
    assert recorded(any_db) == ["a", "b", "c"]


def test_a_wrong_item_harms_none_of_its_neighbours(any_db: Database) -> None:
    door = Door()

    first, wrong, last = at_once(any_db, door, "a", "wrong", "c")

    assert (first.result(10), last.result(10)) == ("A", "C")
    with pytest.raises(RuntimeError, match="wrong"):
        wrong.result(10)
    assert door.together == [["a", "wrong", "c"], ["a"], ["wrong"], ["c"]]
    assert recorded(any_db) == ["a", "c"]


def test_an_error_of_the_database_harms_none_of_the_neighbours(any_db: Database) -> None:
    def write(email: str | None) -> Future[str]:
        answer: Future[str] = Future()

        def change(session: Session) -> str:
            session.add(SignInAttemptRow(email=email, address="", at=NOON, succeeded=True))
            session.flush()
            return str(email)

        def run_it() -> None:
            try:
                answer.set_result(any_db.write(change))
            except IntegrityError as error:
                answer.set_exception(error)

        threading.Thread(target=run_it).start()
        return answer

    with kept_busy(any_db):
        first, wrong, last = write("a"), write(None), write("c")
        time.sleep(0.2)  # until all three threads have handed theirs over

    assert (first.result(10), last.result(10)) == ("a", "c")
    with pytest.raises(IntegrityError):
        wrong.result(10)
    assert recorded(any_db) == ["a", "c"]


def test_a_result_that_is_an_exception_is_raised_in_its_own_caller_only(any_db: Database) -> None:
    first, turned_away = at_once(any_db, Door(), "a", "turned away")

    assert first.result(10) == "A"
    with pytest.raises(KeyError):
        turned_away.result(10)
    assert recorded(any_db) == ["a"]


def test_an_event_loop_waits_for_its_answers_without_standing_still(any_db: Database) -> None:
    door = Door()

    async def many() -> list[str]:
        return list(await asyncio.gather(*(any_db.written(door.record, f"{number:02}") for number in range(40))))

    assert asyncio.run(many()) == [f"{number:02}" for number in range(40)]
    assert len(recorded(any_db)) == 40
    assert len(door.together) < 40


def test_an_answer_comes_after_the_commit(any_db: Database) -> None:
    any_db.write_each(Door().record, "a").result(10)

    assert recorded(any_db) == ["a"]


def times_read(database: Database, between: Any) -> int:
    """Say how many times a recording reads what it may remember, once before and once after `between`."""
    reads: list[None] = []
    key = object()

    def look(session: Session, items: Sequence[None]) -> list[None]:
        remembered(session, key, lambda: reads.append(None))
        remembered(session, key, lambda: reads.append(None))
        return [None] * len(items)

    database.write_each(look, None).result(10)
    between()
    database.write_each(look, None).result(10)
    return len(reads)


def test_what_was_read_is_remembered_while_only_work_is_recorded(database: Database) -> None:
    assert times_read(database, lambda: database.write_each(Door().record, "a").result(10)) == 1


def test_whatever_else_is_written_makes_the_writer_forget(database: Database) -> None:
    def elsewhere() -> None:
        with database.writing() as session:
            session.add(SignInAttemptRow(email="a", address="", at=NOON, succeeded=True))

    def another_process() -> None:
        other = Database(database.url)
        other.write_each(Door().record, "b").result(10)
        other.dispose()

    def by_the_writer() -> None:
        database.write(lambda session: session.exec(select(func.count()).select_from(SignInAttemptRow)).one())

    def in_vain() -> None:
        with pytest.raises(RuntimeError):
            database.write_each(Door().record, "wrong").result(10)

    assert times_read(database, elsewhere) == 2
    assert times_read(database, another_process) == 2
    assert times_read(database, by_the_writer) == 2
    assert times_read(database, in_vain) == 2


def test_nothing_is_remembered_outside_recordings(any_db: Database) -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        return len(reads)

    with any_db.reading() as session:
        first, second = remembered(session, "the catalog", read), remembered(session, "the catalog", read)
    in_writer = any_db.write(lambda session: remembered(session, "the catalog", read))

    assert (first, second, in_writer) == (1, 2, 3)


@pytest.mark.postgresql
def test_on_postgresql_each_batch_reads_anew(postgresql_database: Database) -> None:
    assert times_read(postgresql_database, lambda: None) == 2


def test_a_statement_that_fails_raises_what_the_library_raises(any_db: Database) -> None:
    with any_db.writing() as session, pytest.raises(ProgrammingError if not any_db.is_sqlite else OperationalError):
        run(connection_of(session), "SELECT * FROM no_such_table")
