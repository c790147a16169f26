"""`naryad verify` names the place after a row of pay was changed or removed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from naryad import verification as floor
from naryad.db import Database
from payroll import verification
from tests.payroll.office import PayOffice

OCTOBER_1 = date(2026, 10, 1)
OCTOBER_5 = date(2026, 10, 5)


@pytest.fixture(scope="module")
def closed_office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """September closed with an overtyped letter, October closed with its correction in the employee's favour."""
    path = tmp_path_factory.mktemp("closed") / "naryad.sqlite"
    shutil.copyfile(sqlite_template, path)
    made = Database(f"sqlite:///{path}")
    with made.writing() as session:
        office = PayOffice.founded(session)
        office.rate("4.20")
        letter = office.letter(office.anna, "L10", on=date(2026, 9, 30))
        office.accept(office.anna, date(2026, 9, 30))
        office.close("2026-09", on=OCTOBER_1)
        office.recode(letter, "L25", on=OCTOBER_5)
        office.letter(office.anna, "L5", on=OCTOBER_5)
        office.letter(office.anna, "L10", on=OCTOBER_5)
        office.accept(office.anna, OCTOBER_5)
        office.close("2026-10", on=date(2026, 11, 2))
    made.dispose()
    return path


@pytest.fixture
def session(closed_office: Path, tmp_path: Path) -> Iterator[Session]:
    """A copy of that office, whose changes are thrown away."""
    path = tmp_path / "copy.sqlite"
    shutil.copyfile(closed_office, path)
    opened = Database(f"sqlite:///{path}")
    with opened.reading() as reading:
        yield reading
    opened.dispose()


def places(session: Session) -> list[str]:
    return [trouble.place for trouble in (*verification.troubles(session), *floor.troubles(session))]


def by_hand(session: Session, statement: str) -> None:
    session.flush()
    session.connection().execute(text("PRAGMA defer_foreign_keys = ON"))
    session.connection().execute(text(statement))
    session.expire_all()


def test_an_untouched_office_has_no_troubles(session: Session):
    assert places(session) == []


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE accrual_line SET amount = amount + 1 WHERE id = 2", "accrual_line:2"),
        ("UPDATE accrual_line SET quantity = 7000 WHERE id = 2", "accrual_line:2"),
        ("DELETE FROM accrual_line WHERE id = 2", "accrual_line:closing 2, employee 101, line 1"),
        ("UPDATE accrual_line SET type_name_ru = 'Другое' WHERE id = 2", "closed_person:"),
        ("UPDATE accrual SET amount = amount + 100 WHERE id = 1", "accrual:1"),
        ("DELETE FROM accrual WHERE id = 1", "accrual:1"),
        ("UPDATE closed_person SET name = 'Другая' WHERE number = '101'", "closed_person:"),
        ("DELETE FROM closed_person WHERE id = 1", "closing:1"),
        ("UPDATE closed_rate SET amount = amount + 1 WHERE id = 1", "closed_person:"),
        ("UPDATE closing SET amount = amount + 1 WHERE id = 1", "closing:1"),
        ("DELETE FROM closing WHERE id = 2", "closing:2"),
        ("UPDATE adjustment_line SET amount = amount + 1 WHERE id = 1", "adjustment_line:1"),
        ("UPDATE adjustment SET net = net + 1 WHERE id = 1", "adjustment:1"),
        ("DELETE FROM adjustment_settlement WHERE id = 1", "adjustment_settlement:1"),
        ("UPDATE rate SET amount = amount + 1 WHERE id = 1", "rate:1"),
        ("DELETE FROM rate WHERE id = 1", "rate:1"),
        ("UPDATE month_step SET reason = 'нет' WHERE id = 1", "month_step:1"),
        ("UPDATE entry SET quantity = 2000 WHERE id = 2", "closing:2026-10, employee 101, 2026-10-05"),
    ],
)  # fmt: skip
def test_a_row_changed_or_removed_by_hand_is_named(session: Session, statement: str, place: str):
    by_hand(session, statement)

    assert [found for found in places(session) if found.startswith(place)] != []
