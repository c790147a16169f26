"""In an office of two auditors or more a difference is judged again, blind, before anything follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select

from audit.actions.desk import lay_next
from audit.actions.locking import lock_awaited
from audit.actions.recoding import judge, take_back
from audit.finding import AuditorMayNotDecide, Outcome, Reply
from audit.recoding import NothingToTakeBack, NotNextInOrder, Verdict
from audit.store.desk import desk_of, entries_to_be_judged, last_answer
from audit.store.judgement import blind_pairs
from audit.store.known import known_for
from audit.store.opinion import auditors_on, open_works
from audit.store.sample import works
from audit.tables.desk import KnownAnswerRow, LaidWorkRow, SecondChoiceRow
from audit.verification import troubles
from naryad import verification
from naryad.db import Database
from naryad.people import Employee, Role
from naryad.tables import JournalRow
from tests.audit.conftest import DRAWN_ON, TWO_AUDITORS, TestOffice, at, found_office, set_minutes

THREE_AUDITORS = (*TWO_AUDITORS, ("107", "Жанна Игоревна Лис", "zhanna", {Role.ADMINISTRATOR}))
NOON = at(DRAWN_ON)


def answer(office: TestOffice, who: Employee, code: str, *, minute: int = 0) -> bool:
    """Give the work on this person's desk a type; return whether a finding came of it."""
    now = NOON + timedelta(minutes=minute)
    laid = lay_next(office.session, who, now=now)
    assert laid is not None
    return judge(office.session, who, handle=laid.handle, verdict=Verdict.TYPE, code=code, now=now)


def one_letter(office: TestOffice, code: str = "L25") -> TestOffice:
    """Anna's one letter is frozen and drawn."""
    office.letter(office.anna, code, date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())
    return office


@pytest.fixture
def one(two_auditors: TestOffice) -> TestOffice:
    return one_letter(two_auditors)


@pytest.fixture
def three(any_db: Database) -> Iterator[tuple[TestOffice, Employee]]:
    """The office with a third auditor, Zhanna."""
    with any_db.writing() as session:
        office = one_letter(found_office(session, people=THREE_AUDITORS))
        [zhanna] = [person for person in auditors_on(session, DRAWN_ON).people if person.number == "107"]
        yield office, zhanna


def test_nothing_follows_from_a_difference_until_the_second_auditor_finds_the_same(one: TestOffice) -> None:
    assert not answer(one, one.gleb, "L10")
    assert one.findings() == []
    assert not works(one.session)[0].is_judged

    assert answer(one, one.vera, "L10")

    [finding] = one.findings()
    assert finding.found.norm_minutes == Decimal("10.000")
    assert [opinion.auditor_id for opinion in finding.opinions] == [one.gleb.id, one.vera.id]
    assert works(one.session)[0].is_judged


def test_an_agreeing_judgement_is_locked_at_once_unless_the_lot_asks_for_a_second(two_auditors: TestOffice) -> None:
    office = two_auditors
    set_minutes(office, 30)
    office.week_of_letters(office.anna, "L10 L10 L10 L10 L10 L10 L10")
    office.week_of_letters(office.boris, "L10 L10 L10 L10 L10 L10 L10")
    office.accept_all()
    office.draw(office.freeze())

    for minute in range(14):
        answer(office, office.gleb, "L10", minute=minute)

    assert lay_next(office.session, office.gleb, now=NOON) is None
    chosen = office.session.exec(select(SecondChoiceRow)).all()
    assert (len(chosen), sum(row.is_chosen for row in chosen)) == (14, 2)
    assert sum(work.is_judged for work in works(office.session)) == 12
    assert desk_of(office.session, office.vera.id, NOON).left == 2


def test_the_second_auditor_sees_the_same_desk_as_the_first_but_for_the_handle(one: TestOffice) -> None:
    first = lay_next(one.session, one.gleb, now=NOON)
    answer(one, one.gleb, "L10")
    second = lay_next(one.session, one.vera, now=NOON)

    assert first is not None
    assert second is not None
    assert (first.entry_id, first.item_id) == (second.entry_id, second.item_id)
    assert len(first.handle) == len(second.handle)
    assert first.handle != second.handle


def test_the_journal_does_not_tell_the_second_auditor_what_was_judged_or_which_work(one: TestOffice) -> None:
    answer(one, one.gleb, "L10")
    lay_next(one.session, one.vera, now=NOON)

    lines = one.session.exec(select(JournalRow).where(JournalRow.action.in_(["audit.judge", "audit.lay"]))).all()  # type: ignore[attr-defined]

    subjects = [line.subject for line in lines]
    assert len(set(subjects)) == 2
    assert all(subject.startswith("laid_work:") for subject in subjects)
    assert [set(line.facts) for line in lines] == [{"rows"}] * 3
    assert not any("sample_item" in str(line.facts) for line in lines)


def test_a_work_on_one_desk_is_not_laid_on_the_other_for_half_an_hour(two_auditors: TestOffice) -> None:
    office = two_auditors
    office.week_of_letters(office.anna, "L10 L10")
    office.accept_all()
    office.draw(office.freeze())

    first = lay_next(office.session, office.gleb, now=NOON)
    beside = lay_next(office.session, office.vera, now=NOON + timedelta(minutes=1))

    assert first is not None
    assert beside is not None
    assert first.item_id != beside.item_id
    judge(office.session, office.vera, handle=beside.handle, verdict=Verdict.NOT_SURE, now=NOON)
    assert lay_next(office.session, office.vera, now=NOON + timedelta(minutes=29)) is None
    freed = lay_next(office.session, office.vera, now=NOON + timedelta(minutes=31))
    assert freed is not None
    assert freed.item_id == first.item_id


def test_a_split_goes_to_a_third_person_whose_judgement_stands(three: tuple[TestOffice, Employee]) -> None:
    office, zhanna = three
    answer(office, office.gleb, "L10")
    answer(office, office.vera, "L25")
    assert office.findings() == []

    assert answer(office, zhanna, "L5")

    [finding] = office.findings()
    assert finding.found.norm_minutes == Decimal("5.000")
    assert finding.course.auditors == {office.gleb.id, office.vera.id, zhanna.id}


def test_where_the_third_person_agrees_with_the_employee_nothing_follows(three: tuple[TestOffice, Employee]) -> None:
    office, zhanna = three
    answer(office, office.gleb, "L10")
    answer(office, office.vera, "L5")

    assert not answer(office, zhanna, "L25")

    assert office.findings() == []
    assert works(office.session)[0].is_judged


def test_without_a_third_person_a_split_goes_to_the_employee_and_then_to_the_head(one: TestOffice) -> None:
    answer(one, one.gleb, "L10")

    assert answer(one, one.vera, "L25")

    [finding] = one.findings()
    assert finding.found.norm_minutes == Decimal("10.000")
    assert [opinion.differs for opinion in finding.opinions] == [True, False]
    one.answer(finding, one.anna, Reply.APPEALED, on=DRAWN_ON, comment="Это большое предложение")
    for auditor in (one.gleb, one.vera):
        with pytest.raises(AuditorMayNotDecide):
            one.decide(finding, auditor, Outcome.STAYS, on=DRAWN_ON)
    one.decide(finding, one.darya, Outcome.STAYS, on=DRAWN_ON)


def test_a_second_auditors_own_work_is_not_kept_waiting_for_them(two_auditors: TestOffice) -> None:
    office = two_auditors
    office.letter(office.vera, "L25", date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())

    assert answer(office, office.gleb, "L10")

    assert [finding.employee_id for finding in office.findings()] == [office.vera.id]


def test_an_auditor_who_never_comes_is_not_waited_for_longer_than_two_weeks(one: TestOffice) -> None:
    answer(one, one.gleb, "L10")
    auditors = auditors_on(one.session, DRAWN_ON)

    def locked_after(days: int) -> int:
        return lock_awaited(one.session, open_works(one.session), auditors, now=NOON + timedelta(days=days))

    assert locked_after(14) == 0
    assert locked_after(15) == 1
    assert len(one.findings()) == 1


def test_what_somebody_else_has_judged_since_is_not_taken_back(one: TestOffice) -> None:
    answer(one, one.gleb, "L10")
    assert last_answer(one.session, one.gleb.id, NOON) is not None
    answer(one, one.vera, "L10", minute=1)

    with pytest.raises(NothingToTakeBack):
        take_back(one.session, one.gleb, now=NOON + timedelta(minutes=2))
    take_back(one.session, one.vera, now=NOON + timedelta(minutes=2))

    assert one.findings() == []
    assert answer(one, one.vera, "L10", minute=3)
    assert len(one.findings()) == 1


def test_an_answer_to_another_persons_desk_is_refused(one: TestOffice) -> None:
    laid = lay_next(one.session, one.gleb, now=NOON)
    assert laid is not None

    with pytest.raises(NotNextInOrder):
        judge(one.session, one.vera, handle=laid.handle, verdict=Verdict.TYPE, code="L10", now=NOON)


def test_works_judged_twice_make_the_pairs_that_agreement_is_counted_on(one: TestOffice) -> None:
    answer(one, one.gleb, "L10")
    answer(one, one.vera, "L5")

    [pair] = blind_pairs(one.session, date(2026, 10, 1), date(2026, 10, 31))

    assert (pair.first_auditor_id, pair.first_minutes) == (one.gleb.id, 10.0)
    assert (pair.second_auditor_id, pair.second_minutes) == (one.vera.id, 5.0)


def test_what_may_still_be_judged_is_not_to_be_met_elsewhere(one: TestOffice) -> None:
    entry_id = works(one.session)[0].entry_id

    assert entries_to_be_judged(one.session, one.vera.id, NOON) == {entry_id}
    answer(one, one.gleb, "L10")
    assert entries_to_be_judged(one.session, one.gleb.id, NOON) == frozenset()
    assert entries_to_be_judged(one.session, one.vera.id, NOON) == {entry_id}


@pytest.fixture
def known(three: tuple[TestOffice, Employee], monkeypatch: pytest.MonkeyPatch) -> tuple[TestOffice, Employee, int]:
    """Anna's letter is decided to be L10; next week Boris wrote two, and the lot lays a known work before the first."""
    office, zhanna = three
    answer(office, office.gleb, "L10")
    answer(office, office.vera, "L10")
    [finding] = office.findings()
    office.answer(finding, office.anna, Reply.AGREED, on=DRAWN_ON)
    office.decide(finding, office.darya, Outcome.CHANGED, on=DRAWN_ON)
    office.week_of_letters(office.boris, "L5 L5", monday=date(2026, 10, 12))
    office.accept_all(monday=date(2026, 10, 12))
    office.draw(office.freeze_next(), on=date(2026, 10, 22))
    monkeypatch.setattr("audit.actions.desk.known_comes_now", lambda *_: True)
    return office, zhanna, finding.entry_id


def test_a_decided_work_lies_like_any_other_before_somebody_who_never_met_it(
    known: tuple[TestOffice, Employee, int],
) -> None:
    office, zhanna, entry_id = known

    assert [work.entry_id for work in known_for(office.session, zhanna.id)] == [entry_id]
    assert known_for(office.session, office.gleb.id) == known_for(office.session, office.vera.id) == []
    laid = lay_next(office.session, zhanna, now=NOON)

    assert laid is not None
    assert (laid.entry_id, laid.item_id) == (entry_id, None)
    assert desk_of(office.session, zhanna.id, NOON).left == 3
    assert entry_id in entries_to_be_judged(office.session, zhanna.id, NOON)


def test_an_answer_on_a_known_work_touches_nobodys_minutes_and_can_be_taken_back(
    known: tuple[TestOffice, Employee, int],
) -> None:
    office, zhanna, entry_id = known
    before = len(office.findings())

    assert not answer(office, zhanna, "L60")
    take_back(office.session, zhanna, now=NOON)
    assert not answer(office, zhanna, "L10")

    rows = office.session.exec(select(KnownAnswerRow)).all()
    assert [(row.verdict, row.revision) for row in rows] == [("type", 1), ("taken_back", 2), ("type", 3)]
    assert (rows[-1].work_type_id, rows[-1].quantity) == (rows[-1].right_work_type_id, rows[-1].right_quantity)
    assert rows[-1].known_by == "decision"
    assert len(office.findings()) == before
    following = lay_next(office.session, zhanna, now=NOON)
    assert following is not None
    assert following.item_id is not None
    assert (
        office.session.exec(select(LaidWorkRow).where(LaidWorkRow.entry_id == entry_id)).all()[-1].id
        == rows[0].laid_work_id
    )


def test_one_auditor_alone_never_gets_a_known_work(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.actions.desk.known_comes_now", lambda *_: True)
    office.week_of_letters(office.anna, "L10 L5")
    office.accept_all()
    office.draw(office.freeze())

    office.judge_all("L5")

    assert office.session.exec(select(KnownAnswerRow)).all() == []
    assert office.session.exec(select(SecondChoiceRow)).all() == []


def test_a_check_by_several_people_verifies(known: tuple[TestOffice, Employee, int]) -> None:
    office, zhanna, _ = known
    answer(office, zhanna, "L10")
    answer(office, zhanna, "L10", minute=1)
    answer(office, office.gleb, "L10", minute=1)

    assert list(troubles(office.session)) == []
    assert [each.place for each in verification.troubles(office.session)] == []


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        (
            "UPDATE second_choice SET is_chosen = NOT is_chosen WHERE id = (SELECT min(id) FROM second_choice)",
            "second_choice:",
        ),
        ("UPDATE judgement SET ground = 'split'", "judgement:"),
        ("UPDATE judgement SET ground = 'adjudicated'", "judgement:"),
        ("UPDATE laid_work SET auditor_id = (SELECT min(id) FROM employee)", "recoding:"),
    ],
)
def test_a_judgement_touched_by_hand_is_named(one: TestOffice, statement: str, place: str) -> None:
    answer(one, one.gleb, "L10")
    answer(one, one.vera, "L10")
    one.session.connection().execute(text("DELETE FROM laid_work WHERE id = (SELECT max(id) FROM laid_work)"))
    one.session.connection().execute(text(statement))
    one.session.expire_all()

    assert any(trouble.place.startswith(place) for trouble in troubles(one.session))
