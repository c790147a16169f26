"""The seal: which days are frozen or closed, for whom, and what a person is told."""

from __future__ import annotations

from datetime import date

import pytest

from naryad.db import Database
from naryad.seal import DayIsSealed, Level, Seal, level_after, lift_seal, require_open, seal_level, set_seal
from tests.floor.people import NOW, hire, office

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


def seal(number: int, level: Level, *, is_set: bool = True, employee_id: int | None = None) -> Seal:
    return Seal(number, *SEPTEMBER, employee_id, level, is_set)


def test_a_seal_holds_from_its_first_day_to_its_last() -> None:
    seals = [seal(1, Level.CLOSED)]

    assert level_after(seals, employee_id=7, day=date(2026, 8, 31)) is None
    assert level_after(seals, employee_id=7, day=date(2026, 9, 1)) is Level.CLOSED
    assert level_after(seals, employee_id=7, day=date(2026, 9, 30)) is Level.CLOSED
    assert level_after(seals, employee_id=7, day=date(2026, 10, 1)) is None


def test_closed_is_firmer_than_counted() -> None:
    seals = [seal(1, Level.CLOSED), seal(2, Level.COUNTED)]

    assert level_after(seals, employee_id=7, day=date(2026, 9, 5)) is Level.CLOSED


def test_a_lifted_close_leaves_the_freeze() -> None:
    seals = [seal(1, Level.COUNTED), seal(2, Level.CLOSED), seal(3, Level.CLOSED, is_set=False)]

    assert level_after(seals, employee_id=7, day=date(2026, 9, 5)) is Level.COUNTED


def test_a_seal_for_one_person_binds_only_that_person() -> None:
    seals = [seal(1, Level.CLOSED, employee_id=7)]

    assert level_after(seals, employee_id=7, day=date(2026, 9, 5)) is Level.CLOSED
    assert level_after(seals, employee_id=8, day=date(2026, 9, 5)) is None


def test_lifting_for_one_person_leaves_the_others_sealed() -> None:
    seals = [seal(1, Level.CLOSED), seal(2, Level.CLOSED, is_set=False, employee_id=7)]

    assert level_after(seals, employee_id=7, day=date(2026, 9, 5)) is None
    assert level_after(seals, employee_id=8, day=date(2026, 9, 5)) is Level.CLOSED


def test_a_sealed_day_is_refused_with_the_way_out(any_db: Database) -> None:
    with any_db.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")
        set_seal(
            session,
            first_day=SEPTEMBER[0],
            last_day=SEPTEMBER[1],
            employee_id=None,
            level=Level.CLOSED,
            by=None,
            now=NOW,
        )

        with pytest.raises(DayIsSealed) as refusal:
            require_open(session, anna.id, date(2026, 9, 30))
        require_open(session, anna.id, date(2026, 10, 1))

    assert refusal.value.message("ru").startswith("30.09.2026 — месяц закрыт")
    assert "adjustment in an open month" in refusal.value.message("en")


def test_reopening_lifts_the_seal_and_leaves_both_rows(any_db: Database) -> None:
    with any_db.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")
        set_seal(
            session,
            first_day=SEPTEMBER[0],
            last_day=SEPTEMBER[1],
            employee_id=None,
            level=Level.CLOSED,
            by=None,
            now=NOW,
        )
        lift_seal(
            session,
            first_day=SEPTEMBER[0],
            last_day=SEPTEMBER[1],
            employee_id=None,
            level=Level.CLOSED,
            by=None,
            now=NOW,
            reason="ошибка в ставке",
        )

        assert seal_level(session, anna.id, date(2026, 9, 30)) is None
