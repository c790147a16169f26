"""Recordings of one kind are handed over together; each caller gets an answer of their own, after the commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, func, select

from naryad.db import Database
from naryad.rows import add_rows
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


def at_once(database: Database, door: Door, *names: str) -> list[Future[str]]:
    """Have `names` recorded in one batch: they gather while the writer is kept busy."""
    is_busy, go_on = threading.Event(), threading.Event()

    def hold(_: Session) -> None:
        is_busy.set()
        go_on.wait(10)

    holding = threading.Thread(target=database.write, args=(hold,))
    holding.start()
    is_busy.wait(10)
    answers = [database.write_each(door.record, name) for name in names]
    go_on.set()
    holding.join()
    return answers


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


def marks(database: Database, between: Any) -> bool:
    """Say whether the mark is the same before and after `between`."""
    seen: list[object] = []

    def look(session: Session, items: Sequence[None]) -> list[None]:
        seen.append(database.mark(session))
        return [None] * len(items)

    database.write_each(look, None).result(10)
    between()
    database.write_each(look, None).result(10)
    return seen[0] == seen[1]


def test_what_was_read_at_a_mark_holds_while_only_work_is_recorded(database: Database) -> None:
    assert marks(database, lambda: database.write_each(Door().record, "a").result(10))


def test_whatever_else_is_written_changes_the_mark(database: Database) -> None:
    def elsewhere() -> None:
        with database.writing() as session:
            session.add(SignInAttemptRow(email="a", address="", at=NOON, succeeded=True))

    def another_process() -> None:
        other = Database(database.url)
        other.write_each(Door().record, "b").result(10)
        other.dispose()

    def by_the_writer() -> None:
        database.write(lambda session: session.exec(select(func.count()).select_from(SignInAttemptRow)).one())

    assert not marks(database, elsewhere)
    assert not marks(database, another_process)
    assert not marks(database, by_the_writer)


@pytest.mark.postgresql
def test_on_postgresql_no_two_marks_are_equal(postgresql_database: Database) -> None:
    assert not marks(postgresql_database, lambda: None)
