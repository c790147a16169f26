"""Those who check are checked: on works of known type, against a second opinion, and by what decisions made of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from audit.actions.desk import lay_next
from audit.actions.recoding import judge, take_back
from audit.auditor import Answered, Appeals, Auditor, Share, Told
from audit.finding import Outcome, Reply
from audit.recoding import Verdict
from audit.store.auditor import appeals_of, auditors_since
from audit.store.judgement import blind_pairs
from naryad.people import Employee
from tests.audit.conftest import DRAWN_ON, TestOffice, at

NOON = at(DRAWN_ON)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def told(answered: Answered, *, overturned: bool = False, claimed: int = 1) -> Told:
    return Told(1, claimed, answered, overturned, False, {})


def test_appeals_are_counted_by_answer_and_by_the_type_that_was_chosen() -> None:
    appeals = Appeals.of(
        [
            told(Answered.AGREED),
            told(Answered.SILENT),
            told(Answered.APPEALED, overturned=True, claimed=2),
            told(Answered.APPEALED, claimed=2),
            told(Answered.APPEALED, claimed=3),
        ]
    )

    assert (appeals.decided, appeals.agreed, appeals.silent, appeals.appealed) == (5, 1, 1, 3)
    assert appeals.upheld == Share(1, 3)
    assert appeals.by_type == ((2, Share(1, 2)), (3, Share(0, 1)))


def test_a_share_of_nothing_has_no_percent() -> None:
    assert (Share(0, 0).percent, Share(0, 0).interval) == (None, None)
    assert Share(9, 10).percent == 90
    assert Share(9, 10).interval == (60, 98)


@pytest.mark.parametrize(("hits", "of", "warned"), [(3, 10, True), (7, 10, False), (0, 7, False), (10, 10, False)])
def test_an_auditor_is_asked_to_read_again_only_when_the_whole_interval_says_so(
    hits: int, of: int, warned: bool
) -> None:
    auditor = Auditor(1, 20, (), Share(hits, of), Share(0, 0), Share(0, 0))

    assert auditor.should_read_again is warned


def test_a_look_of_more_than_half_an_hour_does_not_count_as_time_a_work() -> None:
    auditor = Auditor(1, 4, (20.0, 40.0, 60.0, 7200.0, 0.0), Share(0, 0), Share(0, 0), Share(0, 0))

    assert auditor.seconds_a_work == 40


def _answer(office: TestOffice, who: Employee, code: str, *, after: int) -> None:
    laid = lay_next(office.session, who, now=NOON)
    assert laid is not None
    judge(office.session, who, handle=laid.handle, verdict=Verdict.TYPE, code=code, now=NOON + timedelta(seconds=after))


def test_what_each_auditor_found_is_held_against_what_was_decided(two_auditors: TestOffice) -> None:
    office = two_auditors
    office.letter(office.anna, "L25", date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())
    _answer(office, office.gleb, "L10", after=30)
    _answer(office, office.vera, "L25", after=50)
    [finding] = office.findings()
    office.answer(finding, office.anna, Reply.APPEALED, on=DRAWN_ON, comment="Большое предложение")
    office.decide(finding, office.darya, Outcome.STAYS, on=DRAWN_ON)

    decided = office.findings()
    found = auditors_since(office.session, at(FIRST), pairs=blind_pairs(office.session, FIRST, LAST), findings=decided)
    appeals = appeals_of(decided, at(FIRST))

    by_id = {each.auditor_id: each for each in found}
    gleb, vera = by_id[office.gleb.id], by_id[office.vera.id]
    assert (gleb.judged, gleb.seconds_a_work, gleb.decided, gleb.seconded) == (1, 30, Share(0, 1), Share(0, 1))
    assert (vera.judged, vera.seconds_a_work, vera.decided) == (1, 50, Share(1, 1))
    assert (appeals.appealed, appeals.upheld) == (1, Share(1, 1))
    assert appeals_of(decided, at(date(2026, 11, 1))).decided == 0


def test_what_was_taken_back_is_not_counted(office: TestOffice) -> None:
    office.letter(office.anna, "L25", date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())
    _answer(office, office.gleb, "L10", after=30)
    take_back(office.session, office.gleb, now=NOON + timedelta(minutes=1))

    assert auditors_since(office.session, at(FIRST), pairs=[], findings=[]) == []
