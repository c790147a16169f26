"""A week's list is frozen once, published before anybody can know the number, and drawn by it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from audit.actions.draw import draw_sample, pledge, reveal
from audit.actions.export import SnapshotAfterJudging, part_bytes, seed_bytes, snapshot_bytes
from audit.actions.frame import freeze_week, name_source_again, spans_to_freeze, withdraw_frame
from audit.check import (
    DrawnAlready,
    FrameIsFrozen,
    FrameStatus,
    JudgedAlready,
    NewDrawNeedsHead,
    NewDrawNeedsReason,
    NewSourceNeeded,
    NotAThrower,
    PledgesAreMissing,
    RatesAreNeeded,
    RevealsAreMissing,
    SpanIsNotOver,
)
from audit.frame import NothingToFreeze
from audit.seed import (
    DiceNeedTwoPeople,
    DiceSource,
    RatesDayIsKnown,
    RatesNotKnownYet,
    RatesSource,
    RevealDoesNotMatch,
    Throw,
)
from audit.snapshot import verify
from audit.span import Span
from audit.store.frame import frame_by_id, frames
from audit.store.lines import whole_listing
from audit.store.sample import works
from audit.tables.frame import FrameLineRow
from audit.verification import troubles
from naryad.people import NotAllowed
from tests.audit.conftest import DRAWN_ON, FROZEN_ON, RATES, RATES_ON, WEEK, TestOffice, at, set_minutes


def _a_week(office: TestOffice) -> None:
    office.week_of_letters(office.anna, "L10 L5 L25 L10 L3")
    office.week_of_letters(office.boris, "L5 L5")
    office.accept_all()


def test_counted_work_of_accepted_days_stands_on_the_list(office: TestOffice) -> None:
    office.week_of_letters(office.anna, "L10 L5")
    office.accept_all()
    office.letter(office.vera, "L10", date(2026, 10, 11))

    frame = office.freeze()

    assert [(part.number, part.entries, part.norm_minutes) for part in frame.parts] == [("101", 2, Decimal("15.000"))]
    assert frame.status is FrameStatus.WAITS_FOR_SEED
    assert whole_listing(office.session, frame.id).root.hex() == frame.root


def test_late_work_joins_the_next_list(office: TestOffice) -> None:
    _a_week(office)
    first = office.freeze()
    office.letter(office.anna, "L25", date(2026, 10, 12))
    office.accept_all(monday=date(2026, 10, 12))

    second = freeze_week(
        office.session,
        office.gleb,
        week=WEEK.next(),
        source=RatesSource(date(2026, 10, 23)),
        now=at(date(2026, 10, 20)),
        today=date(2026, 10, 20),
    )

    assert first.entries == 7
    assert second.entries == 1


def test_a_week_that_is_not_over_has_no_list_yet(office: TestOffice) -> None:
    _a_week(office)

    with pytest.raises(SpanIsNotOver) as refusal:
        office.freeze(on=date(2026, 10, 11))

    assert refusal.value.message("ru") == "2026-W41 кончается 11.10.2026. Список составляют после этого дня."


def test_a_week_is_frozen_once(office: TestOffice) -> None:
    _a_week(office)
    office.freeze()

    with pytest.raises(FrameIsFrozen):
        office.freeze()


def test_nothing_is_no_list(office: TestOffice) -> None:
    with pytest.raises(NothingToFreeze) as refusal:
        office.freeze()

    assert "11.10.2026" in refusal.value.message("en")


def test_only_administrator_and_head_freeze(office: TestOffice) -> None:
    _a_week(office)

    with pytest.raises(NotAllowed):
        office.freeze(by=office.anna)


def test_the_source_cannot_be_known_at_freezing(office: TestOffice) -> None:
    _a_week(office)

    with pytest.raises(RatesDayIsKnown):
        office.freeze(source=RatesSource(date(2026, 10, 14)))
    with pytest.raises(DiceNeedTwoPeople):
        office.freeze(source=DiceSource(("104",)))


def test_the_spans_to_freeze_are_named_with_their_work(office: TestOffice) -> None:
    _a_week(office)

    assert spans_to_freeze(office.session, FROZEN_ON) == [(Span.of_week(WEEK), 7)]
    office.freeze()
    assert spans_to_freeze(office.session, FROZEN_ON) == []


def test_the_draw_waits_for_the_rates_day(office: TestOffice) -> None:
    _a_week(office)
    frame = office.freeze()

    with pytest.raises(RatesNotKnownYet):
        office.draw(frame, on=FROZEN_ON)
    with pytest.raises(RatesAreNeeded):
        draw_sample(office.session, office.gleb, frame.id, now=at(DRAWN_ON), today=DRAWN_ON)


def test_the_sample_is_the_plan_and_the_files_prove_it(office: TestOffice) -> None:
    _a_week(office)
    set_minutes(office, 4)
    frame = office.freeze()

    sample = office.draw(frame)

    assert {employee: n for employee, (n, _) in sample.thresholds.items()} == {office.anna.id: 3, office.boris.id: 1}
    frame = frame_by_id(office.session, frame.id)
    head = office.darya
    report = verify(snapshot_bytes(office.session, head, frame), seed_bytes(office.session, head, frame))
    assert report.ok
    own = verify(part_bytes(office.session, office.anna, frame), seed_bytes(office.session, office.anna, frame))
    assert own.ok
    assert len(own.sample["101"]) == 3
    with pytest.raises(DrawnAlready):
        office.draw(frame)


def test_an_auditor_gets_the_whole_list_only_after_judging(drawn: TestOffice) -> None:
    frame = frames(drawn.session)[0]

    with pytest.raises(SnapshotAfterJudging):
        snapshot_bytes(drawn.session, drawn.gleb, frame)
    before = verify(snapshot_bytes(drawn.session, drawn.darya, frame), seed_bytes(drawn.session, drawn.gleb, frame))
    assert not before.ok, "before judging an auditor's seed file names nobody else's works"

    drawn.judge_all()

    assert verify(snapshot_bytes(drawn.session, drawn.gleb, frame), seed_bytes(drawn.session, drawn.gleb, frame)).ok


def test_dice_are_pledged_by_all_then_revealed_then_drawn(office: TestOffice) -> None:
    _a_week(office)
    frame = office.freeze(source=DiceSource(("101", "104")))
    annas, glebs = Throw("416253416253", "kedrovka7"), Throw("666555444333", "snegir2026")

    with pytest.raises(NotAThrower):
        pledge(office.session, office.boris, frame.id, digest=annas.digest, now=at(FROZEN_ON))
    pledge(office.session, office.anna, frame.id, digest=annas.digest, now=at(FROZEN_ON))
    with pytest.raises(PledgesAreMissing) as refusal:
        reveal(office.session, office.anna, frame.id, digits=annas.digits, nonce=annas.nonce, now=at(FROZEN_ON))
    assert "Глеб Юрьевич Тан" in refusal.value.message("ru")
    pledge(office.session, office.gleb, frame.id, digest=glebs.digest, now=at(FROZEN_ON))
    with pytest.raises(RevealDoesNotMatch):
        reveal(office.session, office.anna, frame.id, digits="1" * 12, nonce=annas.nonce, now=at(FROZEN_ON))
    reveal(office.session, office.anna, frame.id, digits="4162 5341 6253", nonce=annas.nonce, now=at(FROZEN_ON))
    with pytest.raises(RevealsAreMissing):
        draw_sample(office.session, office.gleb, frame.id, now=at(FROZEN_ON), today=FROZEN_ON)
    reveal(office.session, office.gleb, frame.id, digits=glebs.digits, nonce=glebs.nonce, now=at(FROZEN_ON))
    sample = draw_sample(office.session, office.gleb, frame.id, now=at(FROZEN_ON), today=FROZEN_ON)

    assert sample.value == "101=416253416253,kedrovka7;104=666555444333,snegir2026"


def test_a_new_source_needs_the_head_another_source_and_a_reason(office: TestOffice) -> None:
    _a_week(office)
    frame = office.freeze()
    office.draw(frame)
    on = DRAWN_ON
    again = {"now": at(on), "today": on}

    with pytest.raises(NotAllowed):
        name_source_again(
            office.session, office.gleb, frame.id, source=DiceSource(("101", "105")), reason="Ошибка", **again
        )
    with pytest.raises(NewDrawNeedsReason):
        name_source_again(
            office.session, office.darya, frame.id, source=DiceSource(("101", "105")), reason=" ", **again
        )
    with pytest.raises(NewSourceNeeded):
        name_source_again(
            office.session, office.darya, frame.id, source=RatesSource(RATES_ON), reason="Ошибка", **again
        )
    name_source_again(
        office.session, office.darya, frame.id, source=RatesSource(date(2026, 10, 17)), reason="Ошибка в курсе", **again
    )
    renamed = frame_by_id(office.session, frame.id)

    assert renamed.sample is None
    assert [len(renamed.samples), len(renamed.sources)] == [1, 2]
    assert works(office.session, frame_id=frame.id) == []
    draw_sample(
        office.session, office.gleb, frame.id, now=at(date(2026, 10, 17)), today=date(2026, 10, 17), rates=RATES
    )
    assert len(works(office.session, frame_id=frame.id)) == 7


def test_a_withdrawn_list_stays_in_sight_and_its_works_are_frozen_anew_by_the_head(office: TestOffice) -> None:
    _a_week(office)
    first = office.freeze()
    withdraw_frame(office.session, office.darya, first.id, reason="Не приняты дни Веры", now=at(FROZEN_ON))

    with pytest.raises(NewDrawNeedsHead):
        office.freeze()
    second = freeze_week(
        office.session,
        office.darya,
        week=WEEK,
        source=RatesSource(RATES_ON),
        now=at(FROZEN_ON),
        today=FROZEN_ON,
        reason="Дни Веры приняты",
    )

    assert second.revision == 2
    assert second.root == first.root
    assert [f.status for f in frames(office.session)] == [FrameStatus.WAITS_FOR_SEED, FrameStatus.WITHDRAWN]


def test_after_the_first_judgement_list_and_draw_stand(drawn: TestOffice) -> None:
    drawn.judge_all()
    frame = frames(drawn.session)[0]

    with pytest.raises(JudgedAlready):
        withdraw_frame(drawn.session, drawn.darya, frame.id, reason="Не нравится", now=at(DRAWN_ON))


def test_verification_is_clean_and_finds_a_line_changed_by_hand(drawn: TestOffice) -> None:
    assert list(troubles(drawn.session)) == []

    line = drawn.session.exec(select(FrameLineRow)).first()
    assert line is not None
    line.norm_minutes = Decimal("99.000")
    drawn.session.flush()

    assert any(trouble.place.startswith("frame") for trouble in troubles(drawn.session))
