"""Exact columns, aware moments, and the writer whose one commit carries many recordings."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlmodel import Session, func, select

from naryad.db import Database, Scaled
from naryad.tables import EmployeeRow, EmploymentRow, SignInAttemptRow

NOON = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)


def attempt(email: str, at: datetime = NOON) -> SignInAttemptRow:
    return SignInAttemptRow(email=email, address="127.0.0.1", at=at, succeeded=True)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(SignInAttemptRow)).one()


def test_an_exact_number_comes_back_as_it_went(any_db: Database) -> None:
    with any_db.writing() as session:
        anna = EmployeeRow(
            number="1", name="Anna", email="a@example.ru", employed_from=date(2026, 1, 1), created_at=NOON
        )
        session.add(anna)
        session.flush()
        session.add(
            EmploymentRow(
                employee_id=anna.id, effective_from=date(2026, 1, 1), position="", fte=Decimal("0.35"), set_at=NOON
            )
        )

    with any_db.reading() as session:
        assert str(session.exec(select(EmploymentRow)).one().fte) == "0.35"
        assert session.exec(text("SELECT fte FROM employment")).scalar_one() == 35  # type: ignore[call-overload]


def test_a_number_finer_than_its_column_is_refused_not_rounded() -> None:
    with pytest.raises(ValueError, match="more than 2 decimals"):
        Scaled(2).process_bind_param(Decimal("0.355"), None)


def test_a_float_is_no_money() -> None:
    with pytest.raises(TypeError, match="not exact"):
        Scaled(2).process_bind_param(0.1, None)  # type: ignore[arg-type]


def test_a_naive_moment_is_refused(any_db: Database) -> None:
    with pytest.raises((StatementError, ValueError), match=r"time zone|naive"), any_db.writing() as session:
        session.add(attempt("a@example.ru", at=datetime(2026, 10, 15, 9, 0)))  # noqa: DTZ001 - the wrong case itself


def test_a_moment_keeps_its_microseconds_and_its_zone(any_db: Database) -> None:
    moment = datetime(2026, 10, 15, 9, 0, 0, 123456, tzinfo=UTC)
    with any_db.writing() as session:
        session.add(attempt("a@example.ru", at=moment))

    with any_db.reading() as session:
        assert session.exec(select(SignInAttemptRow.at)).one() == moment


def test_a_reading_session_changes_nothing(any_db: Database) -> None:
    with any_db.reading() as session:
        session.add(attempt("a@example.ru"))
        session.flush()

    assert count(any_db) == 0


def test_an_error_inside_a_writing_session_undoes_all_of_it(any_db: Database) -> None:
    def fail_half_way() -> None:
        with any_db.writing() as session:
            session.add(attempt("a@example.ru"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert count(any_db) == 0


def test_recordings_of_many_threads_are_all_kept(any_db: Database) -> None:
    def record(number: int) -> None:
        any_db.write(lambda session: session.add(attempt(f"{number}@example.ru")))

    threads = [threading.Thread(target=record, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(any_db) == 50


def test_one_failing_recording_does_not_take_its_neighbours_along(any_db: Database) -> None:
    started = threading.Barrier(3)
    outcomes: dict[str, str] = {}

    def record(name: str, fails: bool) -> None:
        def change(session: Session) -> str:
            session.add(attempt(f"{name}@example.ru"))
            session.flush()
            if fails:
                raise RuntimeError(name)
            return name

        started.wait()
        try:
            outcomes[name] = any_db.write(change)
        except RuntimeError as error:
            outcomes[name] = f"failed {error}"

    threads = [threading.Thread(target=record, args=(name, name == "b")) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {"a": "a", "b": "failed b", "c": "c"}
    assert count(any_db) == 2


@pytest.mark.postgresql
def test_recordings_that_meet_another_programs_locks_crosswise_are_recorded_all_the_same(
    postgresql_database: Database,
) -> None:
    other = Database(postgresql_database.url)
    with postgresql_database.writing() as session:
        session.add_all([attempt("anna@office.example"), attempt("boris@office.example")])
    both_hold_one = threading.Barrier(2)

    def take(session: Session, first: str, second: str) -> str:
        wanted = text("UPDATE sign_in_attempt SET address = address || '+' WHERE email = :email")
        session.connection().execute(wanted, {"email": f"{first}@office.example"})
        with suppress(threading.BrokenBarrierError):
            both_hold_one.wait(5)
        session.connection().execute(wanted, {"email": f"{second}@office.example"})
        return first

    with ThreadPoolExecutor(2) as programs:
        one = programs.submit(postgresql_database.write, lambda session: take(session, "anna", "boris"))
        two = programs.submit(other.write, lambda session: take(session, "boris", "anna"))
        done = {one.result(60), two.result(60)}
    other.dispose()

    with postgresql_database.reading() as session:
        addresses = session.exec(select(SignInAttemptRow.address)).all()
    assert done == {"anna", "boris"}
    assert addresses == ["127.0.0.1++", "127.0.0.1++"]


def test_a_writer_that_was_ended_starts_again_when_asked(any_db: Database) -> None:
    any_db.write(lambda session: session.add(attempt("a@example.ru")))
    any_db.dispose()

    any_db.write(lambda session: session.add(attempt("b@example.ru")))

    assert count(any_db) == 2
