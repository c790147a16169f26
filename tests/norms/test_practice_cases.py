"""Practice on past work: what comes next, how it went, and that it leaves no trace where work is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from naryad.tables import JournalRow
from norms import store
from norms.actions.example import withdraw_example
from norms.actions.practice import answer_case
from norms.practice_case import (
    NotATypeForPractice,
    PracticeAnswer,
    PracticeCase,
    next_case,
    practice_cases,
    progress,
)
from norms.starter import practice_letters
from norms.store.example import examples
from norms.store.practice import practice_answers, practised_count
from norms.work_type import Kind
from tests.norms.conftest import MORNING, OPENED_ON, Office, Pages
from tests.norms.test_examples import approved, type_id

OpenAs = Callable[..., Pages]
NOON = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def case(key: str, right: int = 1) -> PracticeCase:
    return PracticeCase(key, Kind.LETTER_OUT, "Текст", right, "Почему", True)


def answer(key: str, chosen: int, right: int, minute: int) -> PracticeAnswer:
    return PracticeAnswer(key, chosen, right, NOON + timedelta(minutes=minute))


def test_new_cases_come_first_then_those_answered_wrong_then_the_longest_ago() -> None:
    there = [case("e1"), case("e2"), case("e3")]

    assert next_case(there, []) == case("e1")
    assert next_case(there, [answer("e1", 2, 1, 0)]) == case("e2")
    all_answered = [answer("e1", 1, 1, 0), answer("e2", 2, 1, 1), answer("e3", 2, 1, 2)]
    assert next_case(there, all_answered) == case("e2")
    assert next_case(there, [*all_answered, answer("e2", 1, 1, 3), answer("e3", 1, 1, 4)]) == case("e1")
    assert next_case([], all_answered) is None


def test_progress_goes_by_the_last_answer_and_names_what_a_type_was_taken_for() -> None:
    went = progress([answer("e1", 2, 1, 0), answer("e1", 1, 1, 5), answer("e2", 3, 1, 1), answer("e9", 4, 4, 2)])

    assert [(one.work_type_id, one.cases, one.right, one.confused_with) for one in went] == [
        (1, 2, 1, (3,)),
        (4, 1, 1, ()),
    ]
    assert [one.is_to_read for one in went] == [True, False]


def test_the_golden_fund_comes_before_sample_letters(session: Session, office: Office) -> None:
    made = approved(session, office)
    catalog = store.catalog(session, OPENED_ON)

    found = practice_cases(examples(session), practice_letters(), catalog, "ru")

    assert (found[0].key, found[0].is_own) == (f"e{made.id}", True)
    assert not found[1].is_own
    assert len(found) == 1 + len(practice_letters())


def test_an_answer_is_kept_for_its_owner_and_leaves_no_line_in_the_journal(session: Session, office: Office) -> None:
    approved(session, office)
    catalog = store.catalog(session, OPENED_ON)
    first = practice_cases(examples(session), (), catalog, "ru")[0]
    before = len(session.exec(select(JournalRow)).all())

    given = answer_case(session, office.anna, first, typed="L10", catalog=catalog, now=NOON)

    assert not given.is_right
    assert practice_answers(session, office.anna.id) == [given]
    assert practised_count(session, office.boris.id) == 0
    assert len(session.exec(select(JournalRow)).all()) == before


@pytest.mark.parametrize("typed", ["", "X9", "CM", "OTH"])
def test_only_a_type_on_offer_is_an_answer(session: Session, office: Office, typed: str) -> None:
    approved(session, office)
    catalog = store.catalog(session, OPENED_ON)
    first = practice_cases(examples(session), (), catalog, "ru")[0]

    with pytest.raises(NotATypeForPractice):
        answer_case(session, office.anna, first, typed=typed, catalog=catalog, now=NOON)


def test_a_newcomer_types_past_work_and_reads_why(office: Office, pages: OpenAs) -> None:
    with office.database.writing() as session:
        approved(session, office)
    anna = pages(office.anna)
    assert "Один случай — одна клавиша" in anna.get("/practice/cases")
    assert 'data-key="q"' in anna.html

    wrong = anna.post("/practice/cases", {"key": "e1", "chosen": "L10"})
    assert "Это L5" in wrong
    assert "Вы выбрали L10" in wrong
    assert "Напоминание об оплате" in wrong
    anna.get("/practice/cases")
    anna.post("/practice/cases", {"key": anna.hidden("key"), "chosen": "L60"})
    went = anna.get("/practice/progress")
    assert "Какие портреты перечитать L5" in went
    assert "вы приняли его за L" in went


def test_a_case_withdrawn_meanwhile_is_said_so(office: Office, pages: OpenAs) -> None:
    with office.database.writing() as session:
        approved(session, office)
    anna = pages(office.anna)
    anna.get("/practice/cases")
    with office.database.writing() as session:
        withdraw_example(session, 1, reason="Устарел", actor=office.olga, now=MORNING)

    assert "Этого учебного случая больше нет" in anna.post("/practice/cases", {"key": "e1", "chosen": "L5"})
    assert anna.status == 404
    assert "Своих примеров у офиса пока нет" in anna.get("/practice/cases")


def test_without_examples_and_letter_types_the_page_says_who_can_add_them(empty_office: Office, pages: OpenAs) -> None:
    anna = pages(empty_office.anna, date(2026, 10, 2))

    assert "Примеры прошлой работы добавляет администратор или руководитель" in anna.get("/practice/cases")
    assert "Ответов пока нет" in anna.get("/practice/progress")


def test_sample_letters_have_the_right_type_of_the_offices_own_catalog(session: Session, office: Office) -> None:
    catalog = store.catalog(session, OPENED_ON)

    found = practice_cases((), practice_letters(), catalog, "en")

    assert found[0].right_type_id in {type_id(session, code) for code in ("L3", "L5", "L10", "L25", "L60")}
