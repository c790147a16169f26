"""`naryad verify` names a letter that counts without having been sent, or was sent without counting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from naryad.verification import troubles as rows_by_hand
from worklog.verification_letter import troubles

pytestmark = pytest.mark.mail

LETTER = b"Subject: [#L10] Offer\r\nMessage-ID: <1@office.example>\r\n\r\nDear Pavel\r\n"


@pytest.fixture
def sent(any_office: Any, start_gate: Callable[..., Any], hop: Any) -> Any:
    """An office in which one letter was sent and counts."""
    gate = start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}")
    assert gate.send(LETTER)[0] == 250
    gate.settle()
    return any_office


def places(office: Any) -> list[str]:
    with office.database.reading() as session:
        return [trouble.place for trouble in troubles(session)]


def change(office: Any, statement: str) -> None:
    with office.database.writing() as session:
        session.connection().execute(text(statement))


def test_letters_that_were_sent_and_count_agree(sent: Any) -> None:
    assert places(sent) == []


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("DELETE FROM outcome", "outcome:1"),
        ("UPDATE outcome SET reply = '250 ok'", "outcome:1"),
        ("UPDATE attempt SET next_hop = 'smtp://elsewhere:25'", "attempt:1"),
        ("UPDATE letter SET subject = 'Another'", "letter:1"),
        ("UPDATE letter SET received_at = '2026-10-14 09:00:00'", "letter:1"),
    ],
)
def test_the_journal_knows_each_row_of_a_letter(sent: Any, statement: str, place: str) -> None:
    def of_letters() -> list[str]:
        tables = ("letter:", "attempt:", "outcome:", "letter_", "entry", "coding:")
        with sent.database.reading() as session:
            return [trouble.place for trouble in rows_by_hand(session) if trouble.place.startswith(tables)]

    assert of_letters() == []
    change(sent, statement)
    assert of_letters() == [place]


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("DELETE FROM outcome", "entry:1"),
        ("UPDATE outcome SET accepted = false, code = 550", "entry:1"),
        ("UPDATE attempt SET norm_minutes = 60000", "coding:1"),
        ("UPDATE entry SET kind = 'call_in'", "letter:1"),
        ("UPDATE entry SET period = NULL, seq = NULL, norm_id = NULL, norm_minutes = 0, quantity = 0", "outcome:1"),
    ],
)
def test_a_row_changed_by_hand_is_named(sent: Any, statement: str, place: str) -> None:
    change(sent, statement)

    assert place in places(sent)
