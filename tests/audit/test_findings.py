"""A finding is read, agreed or appealed by the employee, and decided by another person; pay waits for none of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from audit.actions.finding import decide_agreed, decide_finding
from audit.finding import (
    Answer,
    AnsweredAlready,
    AppealIsLate,
    AppealNeedsComment,
    AuditorMayNotDecide,
    Capacity,
    Course,
    Decided,
    DecidedAlready,
    DecisionIsFinal,
    DecisionNeedsReason,
    NothingToDecide,
    NotYourFinding,
    Outcome,
    OwnFindingDecision,
    PartNeedsType,
    Reply,
    SamePersonTwice,
    State,
    possible_deciders,
)
from audit.store.finding import Finding, undecided
from naryad import absence
from naryad.calendar import Calendar
from naryad.days import Period
from naryad.office import set_setting
from naryad.people import Employee, NotAllowed, Role
from naryad.seal import Level, set_seal
from payroll.actions.timesheet import enter_timesheet
from payroll.store.absence import absent_days
from tests.audit.conftest import DRAWN_ON, PEOPLE, TestOffice, at, found_office
from worklog.store.entry import codings_of, entry_by_id, last_coding

LAST_DAY_TO_APPEAL = date(2026, 10, 22)
"""Read on Thursday, 15.10.2026: the fifth working day after it."""


@pytest.fixture
def found(office: TestOffice) -> Finding:
    """Anna typed a letter L25; Gleb, blind, found it L10."""
    office.letter(office.anna, "L25", date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())
    office.judge_all("L10")
    return office.findings()[0]


def _minutes(office: TestOffice, finding: Finding) -> Decimal:
    figures = entry_by_id(office.session, finding.entry_id).figures
    assert figures is not None
    return figures.norm_minutes


def test_until_a_decision_the_work_is_paid_as_typed(office: TestOffice, found: Finding) -> None:
    assert _minutes(office, found) == Decimal("25.000")
    assert undecided(office.session, Period.of_month("2026-10")) == [(office.anna.id, found.id)]


def test_reading_is_not_agreeing(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.READ, on=DRAWN_ON)
    office.answer(found, office.anna, Reply.READ, on=DRAWN_ON)

    assert office.finding(found.id, DRAWN_ON).state is State.READ
    with pytest.raises(NothingToDecide) as refusal:
        office.decide(found, office.darya, Outcome.CHANGED, on=DRAWN_ON)
    assert "22.10.2026" in refusal.value.message("ru")


def test_an_agreed_finding_is_confirmed_by_another_person_and_coded(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)

    office.decide(found, office.darya, Outcome.CHANGED, on=DRAWN_ON)

    assert _minutes(office, found) == Decimal("10.000")
    coding = last_coding(office.session, found.entry_id)
    assert coding is not None
    assert (coding.source.value, coding.actor_id, coding.after_seal) == ("finding", office.darya.id, False)
    assert undecided(office.session, Period.of_month("2026-10")) == []


def test_the_auditor_never_decides(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)

    with pytest.raises(AuditorMayNotDecide) as refusal:
        office.decide(found, office.gleb, Outcome.CHANGED, on=DRAWN_ON)

    assert refusal.value.message("ru") == (
        "Вы проверяли эту работу, поэтому решает другой человек: Вера Павловна Кац, Дарья Олеговна Мень."
    )


def test_only_head_and_administrator_decide(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)

    for person in (office.anna, office.boris, office.egor):
        with pytest.raises(NotAllowed):
            office.decide(found, person, Outcome.STAYS, on=DRAWN_ON)


def test_nobody_decides_about_their_own_work(office: TestOffice) -> None:
    office.letter(office.vera, "L25", date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())
    office.judge_all("L10")
    finding = office.findings()[0]
    office.answer(finding, office.vera, Reply.APPEALED, on=DRAWN_ON, comment="Это большое предложение")

    with pytest.raises(OwnFindingDecision):
        office.decide(finding, office.vera, Outcome.STAYS, on=DRAWN_ON)


def test_an_appeal_says_why_in_five_working_days(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.READ, on=DRAWN_ON)

    with pytest.raises(AppealNeedsComment):
        office.answer(found, office.anna, Reply.APPEALED, on=DRAWN_ON, comment="  ")
    with pytest.raises(AppealIsLate) as refusal:
        office.answer(found, office.anna, Reply.APPEALED, on=date(2026, 10, 23), comment="Не согласна")
    assert "до 22.10.2026" in refusal.value.message("ru")
    office.answer(found, office.anna, Reply.APPEALED, on=LAST_DAY_TO_APPEAL, comment="Не согласна")
    assert office.finding(found.id, LAST_DAY_TO_APPEAL).state is State.APPEALED


def test_an_answer_is_the_employees_own_and_given_once(office: TestOffice, found: Finding) -> None:
    with pytest.raises(NotYourFinding):
        office.answer(found, office.boris, Reply.AGREED, on=DRAWN_ON)
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)
    with pytest.raises(AnsweredAlready):
        office.answer(found, office.anna, Reply.APPEALED, on=DRAWN_ON, comment="Передумала")


def test_silence_is_not_consent_but_the_decider_looks(office: TestOffice, found: Finding) -> None:
    after = date(2026, 10, 23)

    assert office.finding(found.id, LAST_DAY_TO_APPEAL).state is State.PROPOSED
    assert office.finding(found.id, after).state is State.SILENT
    office.decide(found, office.darya, Outcome.STAYS, on=after)

    assert _minutes(office, found) == Decimal("25.000")
    assert len(codings_of(office.session, found.entry_id)) == 1, "nothing changed, so nothing was coded"


def test_an_appeal_may_be_upheld_in_part(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.APPEALED, on=DRAWN_ON, comment="Был длинный разбор")

    with pytest.raises(PartNeedsType):
        office.decide(found, office.darya, Outcome.PARTLY, on=DRAWN_ON)
    office.decide(found, office.darya, Outcome.PARTLY, on=DRAWN_ON, code="L60")

    assert _minutes(office, found) == Decimal("60.000")


def test_a_decision_says_why(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)

    with pytest.raises(DecisionNeedsReason):
        decide_finding(
            office.session,
            office.darya,
            found.id,
            outcome=Outcome.CHANGED,
            reason=" ",
            now=at(DRAWN_ON),
            today=DRAWN_ON,
        )


def test_a_decision_appealed_is_decided_once_more_by_another_person_and_restored(
    office: TestOffice, found: Finding
) -> None:
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)
    office.decide(found, office.darya, Outcome.CHANGED, on=DRAWN_ON)
    with pytest.raises(DecidedAlready):
        office.decide(found, office.vera, Outcome.STAYS, on=DRAWN_ON)

    office.answer(found, office.anna, Reply.APPEALED, on=date(2026, 10, 16), comment="Нашла исходное письмо")
    with pytest.raises(SamePersonTwice):
        office.decide(found, office.darya, Outcome.STAYS, on=date(2026, 11, 16))
    office.decide(found, office.vera, Outcome.STAYS, on=date(2026, 11, 16))

    assert _minutes(office, found) == Decimal("25.000")
    assert office.finding(found.id, date(2026, 11, 16)).state is State.FINAL
    with pytest.raises(DecisionIsFinal):
        office.answer(found, office.anna, Reply.APPEALED, on=date(2026, 11, 17), comment="Ещё раз")


def test_behind_a_closed_seal_a_decision_is_a_later_fact_and_figures_stay(office: TestOffice, found: Finding) -> None:
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)
    october = Period.of_month("2026-10")
    for level in (Level.COUNTED, Level.CLOSED):
        set_seal(
            office.session,
            first_day=october.first_day,
            last_day=october.last_day,
            employee_id=None,
            level=level,
            by=office.egor.id,
            now=at(date(2026, 11, 3)),
        )

    office.decide(found, office.darya, Outcome.CHANGED, on=date(2026, 11, 5))
    office.answer(found, office.anna, Reply.APPEALED, on=date(2026, 11, 6), comment="Нашла исходное письмо")
    office.decide(found, office.vera, Outcome.STAYS, on=date(2026, 12, 7))

    assert _minutes(office, found) == Decimal("25.000")
    late = [(c.norm_minutes, c.after_seal) for c in codings_of(office.session, found.entry_id)]
    assert late == [(Decimal("25.000"), False), (Decimal("10.000"), True), (Decimal("25.000"), True)]


def test_in_a_trial_month_a_decision_changes_nothing(office: TestOffice, found: Finding) -> None:
    set_setting(
        office.session,
        "trial_until",
        "2026-10-31",
        effective_from=date(2026, 9, 1),
        actor=office.darya,
        now=at(DRAWN_ON),
    )
    office.answer(found, office.anna, Reply.AGREED, on=DRAWN_ON)

    office.decide(found, office.darya, Outcome.CHANGED, on=DRAWN_ON)

    word = office.finding(found.id, DRAWN_ON).words[0]
    assert (word.in_trial, word.coding_id, word.norm_minutes) == (True, None, Decimal("10.000"))
    assert _minutes(office, found) == Decimal("25.000")


def test_agreed_findings_are_confirmed_together(drawn: TestOffice) -> None:
    drawn.judge_all("L5")
    by_id = {drawn.anna.id: drawn.anna, drawn.boris.id: drawn.boris}
    for finding in drawn.findings():
        drawn.answer(finding, by_id[finding.employee_id], Reply.AGREED, on=DRAWN_ON)

    assert decide_agreed(drawn.session, drawn.gleb, reason="Согласие", now=at(DRAWN_ON), today=DRAWN_ON) == 0
    count = decide_agreed(drawn.session, drawn.darya, reason="Согласие", now=at(DRAWN_ON), today=DRAWN_ON)

    assert count == len(drawn.findings())
    assert all(finding.state is State.DECIDED for finding in drawn.findings())


def test_findings_in_the_employees_favour_come_first(drawn: TestOffice) -> None:
    from audit.store.finding import findings_of

    drawn.judge_all("L10")

    order = [finding.is_favourable for finding in findings_of(drawn.session, drawn.anna.id, DRAWN_ON)]

    assert order == sorted(order, reverse=True)
    assert True in order
    assert False in order


def test_in_a_small_office_the_head_decides_and_decides_again(any_db) -> None:  # type: ignore[no-untyped-def]
    small = tuple(person for person in PEOPLE if person[2] in {"anna", "gleb", "darya"})
    with any_db.writing() as session:
        office = found_office(session, people=small)
        office.letter(office.anna, "L25", date(2026, 10, 5))
        office.accept_all()
        office.draw(office.freeze())
        office.judge_all("L10")
        finding = office.findings()[0]
        office.answer(finding, office.anna, Reply.APPEALED, on=DRAWN_ON, comment="Не согласна")
        office.decide(finding, office.darya, Outcome.CHANGED, on=DRAWN_ON)
        office.answer(finding, office.anna, Reply.APPEALED, on=DRAWN_ON, comment="И с решением")

        office.decide(finding, office.darya, Outcome.STAYS, on=DRAWN_ON)

        assert office.finding(finding.id, DRAWN_ON).state is State.FINAL


def _person(id: int, *roles: Role) -> Employee:
    return Employee(id, str(id), f"Имя {id}", f"{id}@primer.ru", "ru", frozenset(roles), date(2026, 1, 1))


def test_a_small_office_says_who_is_missing() -> None:
    one_each = [_person(1, Role.EMPLOYEE), _person(2, Role.ADMINISTRATOR), _person(3, Role.HEAD)]

    assert Capacity.of(one_each).missing == ("second_auditor", "adjudicator")
    assert Capacity.of(one_each[:2]).missing == ("second_auditor", "adjudicator", "decider")
    assert Capacity.of(one_each[:1]).missing == ("auditor", "second_auditor", "adjudicator", "decider")
    assert not Capacity.of([*one_each, _person(4, Role.ADMINISTRATOR), _person(5, Role.ADMINISTRATOR)]).is_small


def test_where_nobody_else_is_left_nobody_may_decide() -> None:
    course = Course(employee_id=3, auditors=frozenset({2}), proposed_on=date(2026, 10, 15))

    assert possible_deciders(course, [_person(2, Role.ADMINISTRATOR), _person(3, Role.HEAD)]) == []


def test_days_off_do_not_count_towards_the_deadline() -> None:
    course = Course(employee_id=1, auditors=frozenset({2}), proposed_on=date(2026, 4, 28))

    assert course.deadline(Calendar.russian()) == date(2026, 5, 6)


def test_the_second_decision_closes_the_course() -> None:
    decided = tuple(Decided(i, Outcome.STAYS, 5, 1, Decimal(1)) for i in (1, 2))
    course = Course(1, frozenset({2}), date(2026, 10, 15), decisions=decided)

    assert course.state(date(2026, 10, 16), Calendar.russian()) is State.FINAL


def test_leave_and_illness_let_the_time_to_answer_rest() -> None:
    away = frozenset({date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 21)})
    course = Course(1, frozenset({2}), date(2026, 10, 15), (Answer(1, Reply.READ, date(2026, 10, 15)),), absent=away)

    assert course.deadline(Calendar.russian()) == date(2026, 10, 27)
    assert course.state(date(2026, 10, 27), Calendar.russian()) is State.READ
    assert course.state(date(2026, 10, 28), Calendar.russian()) is State.SILENT


@pytest.mark.parametrize(
    ("code", "deadline"),
    [
        ("Б", date(2026, 10, 26)),
        ("ОТ", date(2026, 10, 26)),
        ("ДО", date(2026, 10, 26)),
        ("К", LAST_DAY_TO_APPEAL),
        ("ПР", LAST_DAY_TO_APPEAL),
    ],
)
def test_the_timesheet_tells_who_is_away_and_a_trip_or_truancy_is_no_rest(
    office: TestOffice, found: Finding, code: str, deadline: date
) -> None:
    absence.told_by(absent_days)
    office.answer(found, office.anna, Reply.READ, on=DRAWN_ON)
    cells = {(office.anna.id, date(2026, 10, 19)): code, (office.anna.id, date(2026, 10, 20)): code}

    entered = enter_timesheet(
        office.session, office.egor, period=Period.of_month("2026-10"), cells=cells, now=at(DRAWN_ON)
    )

    assert entered.changed == 2
    assert office.finding(found.id, DRAWN_ON).deadline == deadline


def test_a_day_cleared_in_the_timesheet_counts_again(office: TestOffice, found: Finding) -> None:
    absence.told_by(absent_days)
    office.answer(found, office.anna, Reply.READ, on=DRAWN_ON)
    for text in ("Б", "Я 8"):
        cells = {(office.anna.id, date(2026, 10, 19)): text}
        enter_timesheet(office.session, office.egor, period=Period.of_month("2026-10"), cells=cells, now=at(DRAWN_ON))

    assert office.finding(found.id, DRAWN_ON).deadline == LAST_DAY_TO_APPEAL
