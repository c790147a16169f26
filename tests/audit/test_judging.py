"""Works are judged blind, in the order of the draw, and nobody judges their own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from audit.actions.desk import lay_next
from audit.actions.recoding import judge, take_back
from audit.finding import Reply
from audit.recoding import NothingToTakeBack, NotNextInOrder, OwnWork, TypeIsNeeded, Verdict
from audit.store.desk import LaidWork, desk_of, last_answer
from audit.store.finding import new_count
from audit.store.opinion import OpenWork
from audit.store.result import results_between, unclear_portraits
from audit.store.sample import works
from naryad.people import NotAllowed
from tests.audit.conftest import DRAWN_ON, TestOffice, at


def to_judge(office: TestOffice) -> tuple[OpenWork, ...]:
    """Return what waits on Gleb's desk, with the first of it laid before him."""
    laid = lay_next(office.session, office.gleb, now=at(DRAWN_ON, 13))
    queue = desk_of(office.session, office.gleb.id, at(DRAWN_ON, 13)).queue
    assert laid is None or laid.handle == queue[0].handle
    return queue


def next_laid(office: TestOffice) -> LaidWork | None:
    return lay_next(office.session, office.gleb, now=at(DRAWN_ON, 13))


def _judge(office: TestOffice, handle: str, code: str = "L5", verdict: Verdict = Verdict.TYPE) -> bool:
    return judge(office.session, office.gleb, handle=handle, verdict=verdict, code=code, now=at(DRAWN_ON, 13))


def test_the_desk_goes_by_rank_and_nothing_is_skipped(drawn: TestOffice) -> None:
    queue = to_judge(drawn)

    assert [Decimal(w.rank) for w in queue] == sorted(Decimal(w.rank) for w in queue)
    with pytest.raises(NotNextInOrder):
        _judge(drawn, queue[1].handle)
    _judge(drawn, queue[0].handle)
    following = next_laid(drawn)
    assert following is not None
    assert following.handle == queue[1].handle


def test_only_an_administrator_sits_at_the_desk(drawn: TestOffice) -> None:
    work = to_judge(drawn)[0]

    with pytest.raises(NotAllowed):
        judge(drawn.session, drawn.darya, handle=work.handle, verdict=Verdict.TYPE, code="L5", now=at(DRAWN_ON))


def test_nobody_judges_their_own_work(two_auditors: TestOffice) -> None:
    office = two_auditors
    office.week_of_letters(office.vera, "L10 L5")
    office.week_of_letters(office.anna, "L10")
    office.accept_all()
    office.draw(office.freeze())
    own = works(office.session, employee_id=office.vera.id)[0]

    desk = desk_of(office.session, office.vera.id, at(DRAWN_ON))
    assert desk.for_others == 2
    assert {work.employee_id for work in desk.queue} == {office.anna.id}
    with pytest.raises(OwnWork) as refusal:
        judge(office.session, office.vera, handle=own.handle, verdict=Verdict.TYPE, code="L5", now=at(DRAWN_ON))
    assert "свою никто не проверяет" in refusal.value.message("ru")


def test_agreement_makes_no_finding_and_difference_makes_one(drawn: TestOffice) -> None:
    claims = {w.handle: w.code for w in to_judge(drawn)}

    drawn.judge_all("L5")

    differing = [code for code in claims.values() if code != "L5"]
    assert len(drawn.findings()) == len(differing) > 0


@pytest.mark.parametrize("verdict", [Verdict.NOT_SURE, Verdict.CANNOT_TELL, Verdict.PORTRAIT_UNCLEAR])
def test_an_answer_that_names_no_type_is_no_error(drawn: TestOffice, verdict: Verdict) -> None:
    work = to_judge(drawn)[0]

    assert not _judge(drawn, work.handle, code="", verdict=verdict)

    assert drawn.findings() == []
    assert len(unclear_portraits(drawn.session)) == (verdict is Verdict.PORTRAIT_UNCLEAR)


def test_a_lost_letter_is_no_finding_and_counts_at_its_worst_in_the_estimate_only(office: TestOffice) -> None:
    entry = office.letter(office.anna, "L10", date(2026, 10, 5))
    # The row of a letter that came through the gate, without the letter itself.
    statement = text("INSERT INTO entry_source (source, key, entry_id, digest) VALUES ('smtp:101', 'm-1', :id, '')")
    office.session.connection().execute(statement, {"id": entry.id})
    office.accept_all()
    office.draw(office.freeze())
    work = to_judge(office)[0]

    _judge(office, work.handle, code="", verdict=Verdict.CANNOT_TELL)

    anna = results_between(office.session, date(2026, 10, 1), date(2026, 10, 31))[office.anna.id]
    assert office.findings() == []
    assert anna.estimate.minutes == pytest.approx(10.0)
    assert anna.over_minutes == 0


def test_a_type_of_another_kind_or_none_is_no_answer(drawn: TestOffice) -> None:
    work = to_judge(drawn)[0]

    for code in ("", "NOSUCH"):
        with pytest.raises(TypeIsNeeded) as refusal:
            _judge(drawn, work.handle, code=code)
    assert "Выберите тип" in refusal.value.message("ru")


def test_a_slipped_key_is_taken_back_before_the_employee_answers(drawn: TestOffice) -> None:
    work = to_judge(drawn)[0]
    _judge(drawn, work.handle, code="L60")

    take_back(drawn.session, drawn.gleb, now=at(DRAWN_ON, 13))

    assert drawn.findings() == []
    again = next_laid(drawn)
    assert again is not None
    assert again.handle == work.handle
    _judge(drawn, work.handle, code=work.code)
    assert drawn.findings() == []


def test_what_is_old_or_answered_is_not_taken_back(drawn: TestOffice) -> None:
    work = to_judge(drawn)[0]
    _judge(drawn, work.handle, code="L60" if work.code != "L60" else "L3")
    late = at(DRAWN_ON, 13) + timedelta(minutes=16)

    with pytest.raises(NothingToTakeBack):
        take_back(drawn.session, drawn.gleb, now=late)
    finding = drawn.findings()[0]
    author = drawn.anna if finding.employee_id == drawn.anna.id else drawn.boris
    assert new_count(drawn.session, author.id) == 1
    drawn.answer(finding, author, Reply.READ, on=DRAWN_ON)
    assert last_answer(drawn.session, drawn.gleb.id, at(DRAWN_ON, 13)) is None
    assert new_count(drawn.session, author.id) == 0


def test_without_a_quantity_only_the_type_is_judged(office: TestOffice) -> None:
    counted = [
        (entry.code, entry.work_type)
        for entry in _calls(office)
        if entry.work_type.unit_places == 0 and entry.norm is not None and entry.norm.minutes > 0
    ]
    code = counted[0][0]
    office.call(office.anna, code, date(2026, 10, 5), quantity="2")
    office.accept_all()
    office.draw(office.freeze())
    work = to_judge(office)[0]

    assert not judge(office.session, office.gleb, handle=work.handle, verdict=Verdict.TYPE, code=code, now=at(DRAWN_ON))


def test_a_quantity_that_differs_is_a_finding(office: TestOffice) -> None:
    code = next(entry.code for entry in _calls(office) if entry.norm is not None and entry.norm.minutes > 0)
    office.call(office.anna, code, date(2026, 10, 5), quantity="3")
    office.accept_all()
    office.draw(office.freeze())
    work = to_judge(office)[0]

    judge(
        office.session,
        office.gleb,
        handle=work.handle,
        verdict=Verdict.TYPE,
        code=code,
        quantity=Decimal(2),
        now=at(DRAWN_ON),
    )

    finding = office.findings()[0]
    assert finding.claimed.quantity - finding.found.quantity == 1
    assert finding.over_minutes > 0


def test_results_name_what_was_judged_and_what_it_may_mean(drawn: TestOffice) -> None:
    drawn.judge_all("L5")

    results = results_between(drawn.session, date(2026, 10, 1), date(2026, 10, 31))
    anna = results[drawn.anna.id]

    assert anna.judged == anna.drawn == 10
    assert anna.over_minutes == Decimal(5 + 20 + 5 + 5 + 55)
    assert anna.under_minutes == Decimal(2)
    assert anna.estimate.minutes == pytest.approx(88.0), "the whole list was drawn, so the estimate is the truth"
    assert anna.estimate.variance == pytest.approx(0.0)
    assert (anna.over_claimed_for_evidence, anna.evidence_judged) == (5, 10)
    assert anna.e_value > 1


def _calls(office: TestOffice):  # type: ignore[no-untyped-def]
    from norms.store import catalog
    from norms.work_type import Kind

    return catalog(office.session, date(2026, 10, 5)).of_kind(Kind.CALL_OUT)
