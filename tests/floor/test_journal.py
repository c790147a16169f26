"""The journal's chain, and the fingerprints that find what was changed by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import Session

from naryad import journal, verification
from naryad.db import Database
from naryad.tables import EmploymentRow
from tests.floor.people import NOW, hire, office


def by_hand(session: Session, statement: str) -> None:
    session.exec(text(statement))  # type: ignore[call-overload]


def places(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(trouble.place, trouble.en) for trouble in verification.troubles(session)]


@pytest.fixture
def sealed(any_db: Database) -> Database:
    """An office with two people, everything linked into the chain."""
    with any_db.writing() as session:
        office(session)
        hire(session, "Анна Белова", "101")
        hire(session, "Борис Орлов", "102")
        journal.seal_journal(session)
    return any_db


def test_an_office_that_only_its_own_doors_changed_is_clean(sealed: Database) -> None:
    assert places(sealed) == []


def test_sealing_again_links_nothing_twice(sealed: Database) -> None:
    with sealed.writing() as session:
        before = journal.head(session)
        assert journal.seal_journal(session) == 0
        assert journal.head(session) == before


def test_new_rows_wait_for_the_sealer_and_are_reported_as_the_tail(sealed: Database) -> None:
    with sealed.writing() as session:
        journal.record(session, None, "test", "thing:1", NOW)
    with sealed.writing() as session:
        assert journal.unsealed_count(session) == 1
        assert journal.seal_journal(session) == 1
        assert journal.unsealed_count(session) == 0
    assert places(sealed) == []


def test_a_changed_journal_row_is_named(sealed: Database) -> None:
    with sealed.writing() as session:
        by_hand(session, "UPDATE journal SET facts = '{}' WHERE id = 2")

    assert ("journal:2", "the journal row was changed after it was sealed, or its link was") in places(sealed)


def test_a_removed_journal_row_is_named(sealed: Database) -> None:
    with sealed.writing() as session:
        if sealed.is_sqlite:
            by_hand(session, "PRAGMA defer_foreign_keys = ON")
        else:
            by_hand(session, "ALTER TABLE journal_link DROP CONSTRAINT fk_journal_link_journal_id_journal")
        by_hand(session, "DELETE FROM journal_link WHERE journal_id = 3")
        by_hand(session, "DELETE FROM journal WHERE id = 3")

    found = places(sealed)
    assert ("journal_link:3", "the chain jumps to 4: links were removed by hand") in found
    assert any(place == "journal:4" for place, _ in found)


def test_a_changed_row_is_named(sealed: Database) -> None:
    with sealed.writing() as session:
        by_hand(session, "UPDATE employment SET fte = 50 WHERE id = 1")

    assert places(sealed) == [("employment:1", "the row was changed by hand")]


def test_a_removed_row_is_named(sealed: Database) -> None:
    with sealed.writing() as session:
        by_hand(session, "DELETE FROM employment WHERE id = 2")

    assert places(sealed) == [("employment:2", "the row was removed by hand")]


def test_a_row_that_no_door_wrote_is_named(sealed: Database) -> None:
    with sealed.writing() as session:
        session.add(
            EmploymentRow(
                employee_id=1, effective_from=date(2026, 2, 1), position="директор", fte=Decimal(1), set_at=NOW
            )
        )

    assert places(sealed) == [("employment:3", "the row was added by hand")]


def test_what_may_change_by_its_own_door_is_not_a_trouble(sealed: Database) -> None:
    with sealed.writing() as session:
        by_hand(session, "UPDATE employee SET language = 'en' WHERE id = 1")

    assert places(sealed) == []
