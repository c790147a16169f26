"""Where evidence asks for more, one person's list is continued: same order, same number, the reason in sight."""

from __future__ import annotations

import pytest

from audit.actions.continuation import (
    ContinuationNeedsReason,
    NotDrawnToContinue,
    NothingToContinueTo,
    NotOnTheList,
    continue_list,
)
from audit.actions.export import seed_bytes, snapshot_bytes
from audit.check import FrozenFrame
from audit.draw import whole_order
from audit.snapshot import verify
from audit.store.frame import frame_by_id, lines_of
from audit.store.sample import works
from audit.verification import troubles
from naryad import verification
from naryad.errors import DomainError
from naryad.people import NotAllowed
from tests.audit.conftest import DRAWN_ON, TestOffice, at, set_minutes

NOW = at(DRAWN_ON, 17)
REASON = "Проверить больше: E = 24"


@pytest.fixture
def frame(office: TestOffice) -> FrozenFrame:
    """Anna has ten works and Boris two; two of Anna's and one of Boris's are drawn."""
    set_minutes(office, 3)
    office.week_of_letters(office.anna, "L10 L5 L25 L10 L3 L5 L10 L60 L5 L5")
    office.week_of_letters(office.boris, "L5 L5")
    office.accept_all()
    frozen = office.freeze()
    office.draw(frozen)
    return frame_by_id(office.session, frozen.id)


def test_the_next_works_of_the_same_order_are_drawn(office: TestOffice, frame: FrozenFrame) -> None:
    planned = [work.uid for work in works(office.session, employee_id=office.anna.id)]
    assert len(planned) == 2

    done = continue_list(
        office.session, office.gleb, frame.id, employee_id=office.anna.id, count=6, reason=REASON, now=NOW
    )

    assert (done.from_count, done.to_count) == (2, 6)
    frame = frame_by_id(office.session, frame.id)
    assert frame.sample is not None
    own = lines_of(office.session, frame.id, office.anna.id)
    order = whole_order(frame.sample.seed, [(line.uid, line.size) for line in own])
    drawn = sorted(works(office.session, employee_id=office.anna.id), key=lambda work: work.place)
    assert [work.uid for work in drawn] == order[:6]
    assert [each.reason for each in frame.sample.continuations] == [REASON]
    assert len(works(office.session, employee_id=office.boris.id)) == 1
    # What was planned, and its threshold, stand as they were; files and rows agree.
    assert frame.sample_size == 3
    office.judge_all("L5")
    snapshot, seed = (make(office.session, office.darya, frame) for make in (snapshot_bytes, seed_bytes))
    assert verify(snapshot, seed).ok
    assert [each.place for each in troubles(office.session)] == []
    assert [each.place for each in verification.troubles(office.session)] == []


def test_the_desk_gets_them_behind_what_it_had(office: TestOffice, frame: FrozenFrame) -> None:
    before = [work.uid for work in works(office.session, frame_id=frame.id)]

    continue_list(office.session, office.darya, frame.id, employee_id=office.anna.id, count=4, reason=REASON, now=NOW)
    continue_list(office.session, office.darya, frame.id, employee_id=office.anna.id, count=10, reason=REASON, now=NOW)

    assert [work.uid for work in works(office.session, frame_id=frame.id)][:3] == before
    assert len(works(office.session, frame_id=frame.id)) == 11


@pytest.mark.parametrize(
    ("given", "refusal", "words"),
    [
        ({"count": 2}, NothingToContinueTo, "дальше уже отобранных (2) и не дальше 10 работ, а указано 2"),
        ({"count": 11}, NothingToContinueTo, "а указано 11"),
        ({"reason": "  "}, ContinuationNeedsReason, "видят все"),
        ({"employee_id": 999}, NotOnTheList, "нет работ в списке 2026-W41"),
    ],
)
def test_what_cannot_be_continued_is_refused_by_name(
    office: TestOffice, frame: FrozenFrame, given: dict[str, object], refusal: type[DomainError], words: str
) -> None:
    asked = {"employee_id": office.anna.id, "count": 5, "reason": REASON, "now": NOW, **given}

    with pytest.raises(refusal) as refused:
        continue_list(office.session, office.gleb, frame.id, **asked)  # type: ignore[arg-type]

    assert words in refused.value.message("ru")


def test_only_who_draws_continues_and_only_what_is_drawn(office: TestOffice) -> None:
    office.week_of_letters(office.anna, "L10 L5")
    office.accept_all()
    frozen = office.freeze()
    ask = {"employee_id": office.anna.id, "count": 2, "reason": REASON, "now": NOW}

    with pytest.raises(NotAllowed):
        continue_list(office.session, office.anna, frozen.id, **ask)
    with pytest.raises(NotDrawnToContinue):
        continue_list(office.session, office.gleb, frozen.id, **ask)
