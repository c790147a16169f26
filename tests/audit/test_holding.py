"""Content stays while its list is checked and while a finding on it may still be appealed or decided."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from audit.actions.frame import withdraw_frame
from audit.finding import Outcome, Reply
from audit.store.holding import works_still_needed
from audit.tables.frame import FrameLineRow
from tests.audit.conftest import DRAWN_ON, FROZEN_ON, TestOffice, at


def needed(office: TestOffice, on: date = DRAWN_ON) -> int:
    """Return how many of all works on lists are still needed on a day."""
    ids = office.session.exec(select(FrameLineRow.entry_id).order_by(col(FrameLineRow.id))).all()
    return len(works_still_needed(office.session, ids, at(on)))


def settled(office: TestOffice, on: date) -> None:
    for finding in office.findings(on):
        office.answer(
            finding, office.anna if finding.employee_id == office.anna.id else office.boris, Reply.READ, on=on
        )


def test_work_that_is_on_no_list_is_not_needed(office: TestOffice) -> None:
    entry = office.letter(office.anna, "L5", date(2026, 10, 5))

    assert works_still_needed(office.session, [entry.id], at(DRAWN_ON)) == set()
    assert works_still_needed(office.session, [], at(DRAWN_ON)) == set()


def test_a_list_that_is_not_drawn_yet_is_needed_whole(office: TestOffice) -> None:
    office.week_of_letters(office.anna, "L10 L5 L25")
    office.accept_all()
    office.freeze()

    assert needed(office) == 3


def test_a_withdrawn_list_is_not_needed(office: TestOffice) -> None:
    office.week_of_letters(office.anna, "L10 L5 L25")
    office.accept_all()
    frame = office.freeze()

    withdraw_frame(office.session, office.darya, frame.id, reason="Забыли принять пятницу", now=at(FROZEN_ON))

    assert needed(office) == 0


def test_a_drawn_list_is_needed_whole_until_the_last_work_is_judged(drawn: TestOffice) -> None:
    assert needed(drawn) == 15

    drawn.judge_all("L5")

    assert drawn.findings() != []
    assert needed(drawn) == 15  # now the findings wait for an answer


@pytest.mark.parametrize(("day", "count"), [(date(2026, 11, 3), 15), (date(2027, 2, 1), 15)])
def test_findings_that_nobody_decides_hold_the_list_however_long(drawn: TestOffice, day: date, count: int) -> None:
    drawn.judge_all("L5")

    assert needed(drawn, day) == count


def test_a_decided_and_read_finding_holds_until_its_time_to_appeal_is_over(drawn: TestOffice) -> None:
    drawn.judge_all("L5")
    decided_on, read_on = date(2026, 10, 26), date(2026, 10, 27)
    for finding in drawn.findings(decided_on):
        drawn.decide(finding, drawn.darya, Outcome.STAYS, on=decided_on)
    settled(drawn, read_on)

    assert needed(drawn, date(2026, 11, 3)) == 15
    assert needed(drawn, date(2026, 11, 5)) == 0


def test_a_decision_nobody_has_read_holds_for_ninety_days(drawn: TestOffice) -> None:
    drawn.judge_all("L5")
    for finding in drawn.findings(date(2026, 10, 26)):
        drawn.decide(finding, drawn.darya, Outcome.STAYS, on=date(2026, 10, 26))

    assert needed(drawn, date(2027, 1, 24)) == 15
    assert needed(drawn, date(2027, 1, 25)) == 0
