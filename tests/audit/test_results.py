"""Results are counted by the database: totals with their spread, evidence in words, each person's own to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from audit.actions.desk import lay_next
from audit.actions.recoding import judge, take_back
from audit.check import SampledWork
from audit.estimate import Judgement, Word, inclusion, total
from audit.recoding import Verdict
from audit.results import evidence_began, office_result
from audit.store.frame import frames
from audit.store.judged import judged_works
from audit.store.progress import open_lists
from audit.store.result import attention_of, recent_shares, results_between
from audit.store.sample import works
from naryad import staff
from naryad.db import Database
from naryad.office import set_setting
from naryad.people import Employee
from tests.audit.conftest import DRAWN_ON, TestOffice, at, found_office, set_minutes

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
CODES = "L10 L5 L25 L10 L3 L5 L10 L60 L5 L5 L25 L10 L5 L60 L3 L10 L5 L10 L25 L5"


@pytest.fixture
def sampled(database: Database) -> Iterator[TestOffice]:
    with database.writing() as session:
        yield eight_drawn(found_office(session))


def eight_drawn(office: TestOffice) -> TestOffice:
    """Draw eight of Anna's twenty letters and Boris's five, so that a drawn one stands for others."""
    set_minutes(office, 8)
    office.week_of_letters(office.anna, CODES)
    office.week_of_letters(office.boris, "L5 L5 L3 L10 L5")
    office.accept_all()
    office.draw(office.freeze())
    return office


def drawn_of(office: TestOffice, who: Employee) -> list[SampledWork]:
    return works(office.session, employee_id=who.id)


def judge_next(office: TestOffice, code: str, verdict: Verdict = Verdict.TYPE) -> int:
    """Judge the work on Gleb's desk; return whose it was."""
    laid = lay_next(office.session, office.gleb, now=at(DRAWN_ON, 13))
    assert laid is not None
    judge(office.session, office.gleb, handle=laid.handle, verdict=verdict, code=code, now=at(DRAWN_ON, 13))
    [work] = works(office.session, entry_id=laid.entry_id)
    return work.employee_id


def test_totals_upwards_and_downwards_are_estimated_apart(office: TestOffice) -> None:
    sampled = eight_drawn(office)
    sampled.judge_all("L10")

    anna = results_between(sampled.session, *OCTOBER)[sampled.anna.id]
    sample = frames(sampled.session)[0].sample
    assert sample is not None
    _, tau = sample.thresholds[sampled.anna.id]
    own = drawn_of(sampled, sampled.anna)
    over = total(Judgement(inclusion(w.size, tau), float(w.over_claim)) for w in own if w.over_claim > 0)
    under = total(Judgement(inclusion(w.size, tau), -float(w.over_claim)) for w in own if w.over_claim < 0)
    assert anna.over.minutes == pytest.approx(over.minutes)
    assert anna.over.variance == pytest.approx(over.variance)
    assert anna.under.minutes == pytest.approx(under.minutes)
    assert anna.under.variance == pytest.approx(under.variance)
    assert anna.estimate.minutes == pytest.approx(over.minutes - under.minutes)
    assert anna.counts.estimated_minutes == anna.counts.norm_minutes
    assert anna.over_minutes == sum((w.over_claim for w in own if w.over_claim > 0), Decimal(0))


def test_the_offices_total_adds_people_and_their_variances(sampled: TestOffice) -> None:
    sampled.judge_all("L10")

    results = results_between(sampled.session, *OCTOBER)
    whole = office_result(results)

    assert whole.over.minutes == pytest.approx(sum(each.over.minutes for each in results.values()))
    assert whole.over.variance == pytest.approx(sum(each.over.variance for each in results.values()))
    assert (whole.judged, whole.drawn) == (8, 8)
    assert whole.counts.entries == 25


def test_no_total_is_told_before_a_list_is_judged_to_the_end(sampled: TestOffice) -> None:
    sampled.letter(sampled.anna, "L5", date(2026, 10, 12))
    first = judge_next(sampled, "L3")

    result = results_between(sampled.session, *OCTOBER)[first]

    assert result.judged == 1
    assert result.counts.estimated_minutes == (0 if result.drawn > 1 else result.counts.norm_minutes)
    [unfinished] = open_lists(sampled.session)
    assert (unfinished.period_key, unfinished.drawn, unfinished.judged) == ("2026-W41", 8, 1)


def test_a_judgement_taken_back_counts_nowhere(sampled: TestOffice) -> None:
    whose = judge_next(sampled, "L3")
    take_back(sampled.session, sampled.gleb, now=at(DRAWN_ON, 13) + timedelta(minutes=1))

    assert results_between(sampled.session, *OCTOBER)[whose].judged == 0
    assert judged_works(sampled.session, *OCTOBER) == []


def test_what_cannot_be_told_is_judged_but_no_difference(sampled: TestOffice) -> None:
    whose = judge_next(sampled, "", Verdict.CANNOT_TELL)

    result = results_between(sampled.session, *OCTOBER)[whose]

    assert (result.judged, result.counts.cannot_tell, result.counts.typed, result.differing) == (1, 1, 0, 0)
    assert result.share_differing is None


def test_one_persons_result_is_the_same_asked_for_alone(sampled: TestOffice) -> None:
    sampled.judge_all("L10")

    everybody = results_between(sampled.session, *OCTOBER)
    alone = results_between(sampled.session, *OCTOBER, employee_id=sampled.anna.id)

    assert alone == {sampled.anna.id: everybody[sampled.anna.id]}


def test_the_evidence_begins_anew_with_the_year(sampled: TestOffice) -> None:
    sampled.judge_all("L3")

    assert evidence_began(date(2026, 12, 31)) == date(2026, 1, 1)
    assert results_between(sampled.session, *OCTOBER)[sampled.anna.id].evidence_judged > 0
    later = results_between(sampled.session, OCTOBER[0], date(2027, 1, 10))[sampled.anna.id]
    assert (later.evidence_judged, later.e_value) == (0, 1)
    assert later.judged > 0, "the figures of the quarter still show the old year"


def test_the_words_follow_levels_that_the_office_has_set(sampled: TestOffice) -> None:
    sampled.judge_all("L3")
    before = results_between(sampled.session, *OCTOBER)[sampled.anna.id]

    for name, value in (("audit_talk_evidence", 2), ("audit_more_evidence", 3)):
        set_setting(
            sampled.session, name, value, effective_from=date(2026, 10, 1), actor=sampled.darya, now=at(DRAWN_ON)
        )
    after = results_between(sampled.session, *OCTOBER)[sampled.anna.id]

    assert before.e_value == after.e_value > 3
    assert after.word is Word.CHECK_MORE


def test_the_plan_knows_a_usual_week_and_the_attention_it_owes(sampled: TestOffice) -> None:
    sampled.judge_all("L3")
    set_setting(
        sampled.session, "audit_talk_evidence", 2, effective_from=date(2026, 10, 1), actor=sampled.darya,
        now=at(DRAWN_ON),
    )  # fmt: skip

    shares = {s.number: s for s in recent_shares(sampled.session, staff.employees(sampled.session), *OCTOBER)}

    assert (shares["101"].entries, shares["101"].norm_minutes) == (20, Decimal(296))
    assert shares["102"].entries == 5
    assert shares["101"].attention.value == "open_question"
    assert "104" not in shares


def test_a_newcomer_and_a_quiet_quarter_are_told_apart(sampled: TestOffice) -> None:
    results = results_between(sampled.session, *OCTOBER)

    assert attention_of(sampled.anna, date(2026, 10, 18), results).value == "usual"
    assert attention_of(sampled.anna, date(2026, 2, 1), {}).value == "newcomer"
