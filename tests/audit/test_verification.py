"""After a whole check nothing is wrong; a row changed or removed by hand is named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from audit.finding import Outcome, Reply
from audit.verification import troubles
from naryad import verification
from naryad.seal import Level, set_seal
from tests.audit.conftest import DRAWN_ON, TestOffice, at


@pytest.fixture
def decided(drawn: TestOffice) -> TestOffice:
    """Everything is judged; one finding is agreed and decided, behind a closed month."""
    drawn.judge_all("L5")
    finding = next(f for f in drawn.findings() if f.employee_id == drawn.anna.id)
    drawn.answer(finding, drawn.anna, Reply.AGREED, on=DRAWN_ON)
    set_seal(
        drawn.session,
        first_day=finding.day,
        last_day=finding.day,
        employee_id=None,
        level=Level.CLOSED,
        by=drawn.egor.id,
        now=at(DRAWN_ON),
    )
    drawn.decide(finding, drawn.darya, Outcome.CHANGED, on=DRAWN_ON)
    drawn.session.expire_all()
    return drawn


def test_a_whole_check_verifies(decided: TestOffice) -> None:
    assert list(troubles(decided.session)) == []
    assert [t.place for t in verification.troubles(decided.session)] == []


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE recoding SET note = 'иначе' WHERE id = (SELECT min(id) FROM recoding)", "recoding:"),
        ("UPDATE finding SET over_minutes = over_minutes + 1000 WHERE id = (SELECT min(id) FROM finding)", "finding:"),
        ("UPDATE decision SET outcome = 'stays'", "decision:"),
        ("DELETE FROM decision", "decision:"),
        ("DELETE FROM finding_answer", "finding_answer:"),
        ("UPDATE sample SET value = 'USD=1.0000'", "sample:"),
        ("UPDATE sample_item SET rank = '0.5' WHERE id = (SELECT min(id) FROM sample_item)", "sample_item:"),
        ("UPDATE frame SET root = 'ff'", "frame:"),
        ("UPDATE frame_employee SET sample_size = 1", "frame_employee:"),
        ("UPDATE seed_source SET source = 'dice:101,105'", "seed_source:"),
    ],
)
def test_a_row_touched_by_hand_is_named(decided: TestOffice, statement: str, place: str) -> None:
    decided.session.connection().execute(text(statement))
    decided.session.expire_all()

    found = [trouble.place for trouble in verification.troubles(decided.session)]

    assert any(each.startswith(place) for each in found)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE frame_line SET norm_minutes = 99000 WHERE id = (SELECT min(id) FROM frame_line)", "frame:"),
        ("UPDATE frame_line SET code = 'L60' WHERE id = (SELECT max(id) FROM frame_line)", "frame:"),
        ("UPDATE sample SET seed = 'ff'", "sample:"),
        ("UPDATE decision SET quantity = 2000", "decision:"),
    ],
)
def test_what_no_longer_follows_is_named(decided: TestOffice, statement: str, place: str) -> None:
    decided.session.connection().execute(text(statement))
    decided.session.expire_all()

    assert any(trouble.place.startswith(place) for trouble in troubles(decided.session))


def test_the_late_coding_carries_the_decision(decided: TestOffice) -> None:
    words = [word for finding in decided.findings() for word in finding.words]

    assert [word.norm_minutes for word in words] == [Decimal("5.000")]
    assert words[0].coding_id is not None
