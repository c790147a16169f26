"""What `naryad verify` says of work after a row was changed or removed by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from naryad import verification as floor
from tests.worklog.builders import NOW, TODAY, Office
from worklog import verification
from worklog.actions.document import add_register, issue_document
from worklog.actions.entry import Chosen


def troubles(office: Office) -> list[str]:
    with office.session() as session:
        return [trouble.place for trouble in verification.troubles(session)]


@pytest.fixture
def busy(any_office: Office) -> Office:
    """An office with typed, recoded, cancelled and described work, a call by hand and a document."""
    office = any_office
    first = office.work(office.anna, "V20")
    office.work(office.anna, "V20", quantity=Decimal(2))
    office.type(first, "T0", by=office.anna)
    office.cancel(office.work(office.anna, "V20"), by=office.anna)
    office.work(office.boris, "X0", minutes=Decimal(10), description="ездил в банк")
    office.call_by_hand(office.boris, "CM", minutes=7)
    with office.session() as session:
        register = add_register(session, series="ДГ", title_ru="Договоры", actor=office.vera, now=NOW)
        issue_document(
            session,
            register_id=register.id,
            about="Поставка столов",
            chosen=Chosen("D15"),
            actor=office.boris,
            now=NOW,
            today=TODAY,
        )
    return office


def test_untouched_work_agrees(busy: Office):
    assert troubles(busy) == []
    with busy.session() as session:
        assert list(floor.troubles(session)) == []


@pytest.mark.parametrize(
    ("by_hand", "place"),
    [
        ("UPDATE entry SET norm_minutes = 99000 WHERE id = 2", "entry:2"),
        ("UPDATE entry SET work_type_id = 1 WHERE id = 2", "entry:2"),
        ("UPDATE coding SET norm_minutes = 99000 WHERE id = 2", "coding:2"),
        ("UPDATE day_total SET norm_minutes = 1 WHERE employee_id = 1 AND norm_minutes > 0", "day_total:2026-10,1,"),
        ("UPDATE entry_counter SET last_seq = 9 WHERE employee_id = 1", "entry_counter:202610,1"),
        ("UPDATE document_counter SET last_number = 2", "document_counter:1,2026"),
    ],
)
def test_a_row_changed_by_hand_is_named(busy: Office, by_hand: str, place: str):
    with busy.session() as session:
        session.connection().execute(sa.text(by_hand))

    assert any(found.startswith(place) for found in troubles(busy))


def test_a_removed_entry_leaves_a_gap_that_is_named(busy: Office):
    with busy.session() as session:
        for statement in (
            "DELETE FROM coding WHERE entry_id = 2",
            "DELETE FROM entry WHERE id = 2",
        ):
            session.connection().execute(sa.text(statement))

    found = troubles(busy)

    assert "entry_counter:202610,1" in found
    assert any(place.startswith("day_total:2026-10,1,2026-10-15") for place in found)


def test_the_floor_names_a_coding_whose_reason_was_changed(busy: Office):
    with busy.session() as session:
        session.connection().execute(sa.text("UPDATE coding SET reason = 'иначе' WHERE is_void"))

    with busy.session() as session:
        [trouble] = list(floor.troubles(session))

    assert trouble.place.startswith("coding:")


def test_work_paid_in_a_later_month_without_a_reason_is_named(busy: Office):
    busy.work(busy.anna, "V20", on=date(2026, 9, 30))
    with busy.session() as session:
        session.connection().execute(sa.text("UPDATE entry SET day = '2026-08-31' WHERE period = 202609"))

    assert any(place.startswith("entry:") for place in troubles(busy))
