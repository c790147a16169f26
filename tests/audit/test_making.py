"""A long list is frozen and drawn step by step: it says how far it is, blocks nobody, and is whole or taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

import audit.actions.making as makings
from audit.actions.draw import draw_sample
from audit.actions.making import begin_draw, begin_freeze, draw_begun, freeze_begun, give_up_broken
from audit.check import DrawnAlready, FrameStatus, ListIsBeingStored, SpanIsNotOver
from audit.frame import NothingToFreeze
from audit.making import MakingUnderWay, Step
from audit.seed import RatesNotKnownYet, RatesSource
from audit.span import Span
from audit.store.frame import frame_by_id, frames
from audit.store.lines import whole_listing
from audit.store.making import making_by_id, making_now
from audit.store.sample import works
from audit.verification import troubles
from naryad import verification
from naryad.db import Database
from naryad.people import NotAllowed
from tests.audit.conftest import DRAWN_ON, FROZEN_ON, RATES, RATES_ON, WEEK, TestOffice, at, found_office

SPAN = Span.of_week(WEEK)
SOURCE = RatesSource(RATES_ON)


@pytest.fixture
def kept(any_db: Database) -> tuple[Database, TestOffice]:
    """An office whose week of 9 works of two people is committed."""
    with any_db.writing() as session:
        office = found_office(session)
        office.week_of_letters(office.anna, "L10 L5 L25 L10 L3 L5")
        office.week_of_letters(office.boris, "L5 L5 L60")
        office.accept_all()
    return any_db, office


def _freeze(database: Database, office: TestOffice, **given: object) -> int:
    with database.writing() as session:
        begun = begin_freeze(session, office.gleb, span=SPAN, source=SOURCE, now=at(FROZEN_ON), today=FROZEN_ON)
    made = freeze_begun(database, begun, clock=lambda: at(FROZEN_ON), **given)  # type: ignore[arg-type]
    assert made.outcome == "done"
    assert made.frame_id is not None
    return made.frame_id


def test_a_list_made_step_by_step_is_the_list_made_at_once(kept: tuple[Database, TestOffice], monkeypatch) -> None:
    database, office = kept
    with database.writing() as session:
        office.session = session
        at_once = office.freeze()
        session.rollback()
    monkeypatch.setattr(makings, "STORED_TOGETHER", 2)

    frame_id = _freeze(database, office)

    with database.reading() as session:
        frame = frame_by_id(session, frame_id)
        assert (frame.root, frame.parts, frame.source.text) == (at_once.root, at_once.parts, at_once.source.text)
        assert whole_listing(session, frame_id).root.hex() == frame.root
        assert list(troubles(session)) == []


def test_it_says_how_far_it_is(kept: tuple[Database, TestOffice], monkeypatch) -> None:
    database, office = kept
    monkeypatch.setattr(makings, "STORED_TOGETHER", 4)
    monkeypatch.setattr(makings, "TOLD_EVERY_SECONDS", 0)
    heard: list[tuple[int, int]] = []
    shown: list[tuple[Step, int, int]] = []

    def listen(done: int, whole: int) -> None:
        heard.append((done, whole))
        with database.reading() as session:
            making = making_now(session, at(FROZEN_ON))
            assert making is not None
            shown.append((making.step, making.step_number, making.percent))

    _freeze(database, office, tell=listen)

    assert heard == [(9, 9), (9, 9), (0, 9), (8, 9), (9, 9)]
    assert shown[-1] == (Step.STORING, 3, 88)
    with database.reading() as session:
        assert making_now(session, at(FROZEN_ON)) is None


def test_a_list_is_drawn_step_by_step(kept: tuple[Database, TestOffice]) -> None:
    database, office = kept
    frame_id = _freeze(database, office)
    with database.writing() as session:
        making_id = begin_draw(session, office.gleb, frame_id, now=at(DRAWN_ON), today=DRAWN_ON, rates=RATES)

    made = draw_begun(
        database,
        making_id,
        office.gleb,
        now=at(DRAWN_ON),
        today=DRAWN_ON,
        rates=RATES,
        clock=lambda: at(DRAWN_ON),
    )

    assert made.outcome == "done"
    with database.reading() as session:
        frame = frame_by_id(session, frame_id)
        assert frame.status is FrameStatus.DRAWN
        assert len(works(session, frame_id=frame_id)) == frame.sample_size == 9
        assert list(troubles(session)) == []
        assert list(verification.troubles(session)) == []
    with database.writing() as session, pytest.raises(DrawnAlready):
        begin_draw(session, office.gleb, frame_id, now=at(DRAWN_ON), today=DRAWN_ON, rates=RATES)


def test_two_lists_are_not_made_at_once(kept: tuple[Database, TestOffice]) -> None:
    database, office = kept
    ask = {"span": SPAN, "source": SOURCE, "now": at(FROZEN_ON), "today": FROZEN_ON}
    with database.writing() as session:
        begin_freeze(session, office.gleb, **ask)

    with database.writing() as session, pytest.raises(MakingUnderWay) as refused:
        begin_freeze(session, office.darya, **ask)

    assert refused.value.message("ru") == (
        "Список за 2026-W41 как раз составляется или разыгрывается, с 13.10.2026 12:00. Дождитесь конца."
    )


def test_who_may_not_begins_nothing(kept: tuple[Database, TestOffice]) -> None:
    database, office = kept
    with database.writing() as session, pytest.raises(NotAllowed):
        begin_freeze(session, office.anna, span=SPAN, source=SOURCE, now=at(FROZEN_ON), today=FROZEN_ON)
    with database.writing() as session, pytest.raises(SpanIsNotOver):
        begin_freeze(session, office.gleb, span=SPAN.next(), source=SOURCE, now=at(FROZEN_ON), today=FROZEN_ON)
    frame_id = _freeze(database, office)
    with database.writing() as session, pytest.raises(RatesNotKnownYet):
        begin_draw(session, office.gleb, frame_id, now=at(FROZEN_ON), today=FROZEN_ON, rates=RATES)


def test_what_is_refused_on_the_way_says_why_and_leaves_nothing(kept: tuple[Database, TestOffice]) -> None:
    database, office = kept
    early = SPAN.previous()
    with database.writing() as session:
        begun = begin_freeze(session, office.gleb, span=early, source=SOURCE, now=at(FROZEN_ON), today=FROZEN_ON)

    with pytest.raises(NothingToFreeze):
        freeze_begun(database, begun, clock=lambda: at(FROZEN_ON))

    with database.reading() as session:
        made = making_by_id(session, begun.making_id)
        assert (made.outcome, frames(session)) == ("refused", [])
        assert made.refusal["ru"].startswith("До 04.10.2026 нет учтённых работ")
    _freeze(database, office)


def test_a_list_that_was_not_stored_whole_is_taken_back_and_drawn_by_nobody(
    kept: tuple[Database, TestOffice], monkeypatch
) -> None:
    database, office = kept
    monkeypatch.setattr(makings, "STORED_TOGETHER", 4)
    monkeypatch.setattr(makings, "TOLD_EVERY_SECONDS", 0)

    class Stopped(BaseException):
        """The process ends: nothing is written down any more."""

    def stop(done: int, _whole: int) -> None:
        if done == 8:
            raise Stopped

    with pytest.raises(Stopped):
        _freeze(database, office, tell=stop)

    with database.writing() as session:
        [frame] = frames(session)
        with pytest.raises(ListIsBeingStored) as refused:
            draw_sample(session, office.gleb, frame.id, now=at(DRAWN_ON), today=DRAWN_ON, rates=RATES)
        assert "8 из 9" in refused.value.message("ru")
        give_up_broken(session, at(FROZEN_ON) + timedelta(minutes=11))
    with database.reading() as session:
        [frame] = frames(session)
        assert frame.status is FrameStatus.WITHDRAWN
        assert "остановлена" in frame.withdrawal.reason  # type: ignore[union-attr]
        assert list(troubles(session)) == []
    again = at(FROZEN_ON) + timedelta(minutes=12)
    with database.writing() as session:
        ask = {"span": SPAN, "source": SOURCE, "now": again, "today": FROZEN_ON, "reason": "Список не записался"}
        begun = begin_freeze(session, office.darya, **ask)
    made = freeze_begun(database, begun, clock=lambda: again)
    with database.reading() as session:
        assert frame_by_id(session, made.frame_id or 0).entries == 9
        assert list(verification.troubles(session)) == []


def test_what_breaks_on_the_way_is_taken_back_at_once(kept: tuple[Database, TestOffice], monkeypatch) -> None:
    database, office = kept
    monkeypatch.setattr(makings, "STORED_TOGETHER", 4)
    monkeypatch.setattr(makings, "rounds_before", lambda _session, _days: _Failing())
    with database.writing() as session:
        begun = begin_freeze(session, office.gleb, span=SPAN, source=SOURCE, now=at(FROZEN_ON), today=FROZEN_ON)

    made = freeze_begun(database, begun, clock=lambda: at(FROZEN_ON))

    assert made.outcome == "failed"
    with database.reading() as session:
        assert [frame.status for frame in frames(session)] == [FrameStatus.WITHDRAWN]


class _Failing(dict[int, int]):
    """The disk is full at the sixth line."""

    asked = 0

    def get(self, _key: int, default: int = 0) -> int:  # type: ignore[override]
        self.asked += 1
        if self.asked > 5:
            raise OSError("no space left on device")
        return default
