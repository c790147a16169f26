"""From disputes to portraits: settled cases, and what people make of them."""

from __future__ import annotations

from datetime import date

import pytest

from audit.actions.desk import lay_next
from audit.actions.example import make_example, pass_over
from audit.actions.recoding import judge
from audit.example import (
    Case,
    CaseIsAnswered,
    CaseIsOwnWork,
    NoSuchCase,
    PassingOverNeedsReason,
    key_of,
    without_names,
)
from audit.finding import Outcome, Reply
from audit.recoding import Verdict
from audit.store.example import cases
from naryad import staff
from naryad.db import Database
from naryad.people import NotAllowed, Role
from norms.example import ExampleNamesSomebody, ExampleNeedsReason, Origin
from norms.store import catalog
from norms.store.example import example_by_id, examples
from tests.audit.conftest import DRAWN_ON, PEOPLE, TestOffice, at, found_office

LOOKED_ON = date(2026, 10, 20)
LETTER = "Коллеги, пересылаю вопрос клиента без изменений."
WHY = "Чужое письмо переслано без изменений."


def type_id(office: TestOffice, code: str) -> int:
    entry = catalog(office.session, LOOKED_ON).find(code)
    assert entry is not None
    return entry.work_type.id


@pytest.fixture
def settled(drawn: TestOffice) -> TestOffice:
    """Everything on the desk was judged L3; Anna's first finding, on a letter she typed L10, was decided for L3."""
    office = drawn
    office.judge_all("L3")
    finding = next(each for each in office.findings() if each.claimed.work_type_id == type_id(office, "L10"))
    who = office.anna if finding.employee_id == office.anna.id else office.boris
    office.answer(finding, who, Reply.AGREED, on=DRAWN_ON)
    office.decide(finding, office.darya, Outcome.CHANGED, on=DRAWN_ON)
    return office


def the_case(office: TestOffice, on: date = LOOKED_ON) -> Case:
    found = cases(office.session, on)
    assert len(found) == 1
    return found[0]


def make(office: TestOffice, key: str, *, text: str = LETTER, reason: str = WHY) -> int:
    example = make_example(
        office.session,
        office.gleb,
        key,
        text=text,
        right="L3",
        taken_for="L10",
        reason=reason,
        now=at(LOOKED_ON),
        today=LOOKED_ON,
    )
    return example.id


def test_a_decided_finding_is_a_case_of_both_portraits(settled: TestOffice) -> None:
    case = the_case(settled)

    assert (case.origin, case.reason) == (Origin.FINDING, "По портрету типа")
    assert (case.right_type_id, case.taken_for_id) == (type_id(settled, "L3"), type_id(settled, "L10"))
    assert cases(settled.session, LOOKED_ON, work_type_id=type_id(settled, "L3")) == [case]
    assert cases(settled.session, LOOKED_ON, work_type_id=type_id(settled, "L10")) == [case]
    assert cases(settled.session, LOOKED_ON, work_type_id=type_id(settled, "L60")) == []


def test_an_undecided_finding_is_no_case(drawn: TestOffice) -> None:
    drawn.judge_all("L3")

    assert cases(drawn.session, LOOKED_ON) == []


def test_a_case_becomes_an_example_that_everybody_reads(settled: TestOffice) -> None:
    number = make(settled, the_case(settled).key)

    example = example_by_id(settled.session, number)
    assert (example.text, example.reason, example.origin) == (LETTER, WHY, Origin.FINDING)
    assert example.decided_on == DRAWN_ON
    assert [one.id for one in examples(settled.session, work_type_id=type_id(settled, "L10"))] == [number]
    assert not the_case(settled).is_open
    with pytest.raises(CaseIsAnswered, match=r"20\.10\.2026"):
        make(settled, the_case(settled).key)


def test_a_name_left_in_the_text_keeps_the_case_open(settled: TestOffice) -> None:
    with pytest.raises(ExampleNamesSomebody):
        make(settled, the_case(settled).key, text="Здравствуйте, Ольга! Пересылаю.")
    with pytest.raises(ExampleNeedsReason):
        make(settled, the_case(settled).key, reason="")

    assert the_case(settled).is_open


def test_a_case_that_teaches_nothing_is_passed_over_with_a_reason(settled: TestOffice) -> None:
    key = the_case(settled).key
    with pytest.raises(PassingOverNeedsReason):
        pass_over(settled.session, settled.gleb, key, reason=" ", now=at(LOOKED_ON), today=LOOKED_ON)

    pass_over(settled.session, settled.darya, key, reason="Без имён пусто.", now=at(LOOKED_ON), today=LOOKED_ON)

    answer = the_case(settled).answer
    assert answer is not None
    assert (answer.example_id, answer.reason) == (None, "Без имён пусто.")


def test_only_those_who_mend_portraits_settle_cases_and_nobody_their_own(settled: TestOffice) -> None:
    case = the_case(settled)
    author = settled.anna if case.employee_id == settled.anna.id else settled.boris

    with pytest.raises(NotAllowed):
        pass_over(settled.session, author, case.key, reason="Моё", now=at(LOOKED_ON), today=LOOKED_ON)


def test_an_administrator_makes_no_example_of_their_own_work(office: TestOffice) -> None:
    office.letter(office.vera, "L10", date(2026, 10, 5))
    office.accept_all()
    office.draw(office.freeze())
    office.judge_all("L3")
    (finding,) = office.findings()
    office.answer(finding, office.vera, Reply.AGREED, on=DRAWN_ON)
    office.decide(finding, office.darya, Outcome.CHANGED, on=DRAWN_ON)

    with pytest.raises(CaseIsOwnWork):
        pass_over(office.session, office.vera, the_case(office).key, reason="Моё", now=at(LOOKED_ON), today=LOOKED_ON)


def test_a_second_decision_brings_the_case_back_and_withdraws_the_example_of_the_first(settled: TestOffice) -> None:
    number = make(settled, the_case(settled).key)
    finding = settled.finding(the_case(settled).number, LOOKED_ON)
    who = settled.anna if finding.employee_id == settled.anna.id else settled.boris
    settled.answer(finding, who, Reply.APPEALED, on=LOOKED_ON, comment="Письмо переписано.")
    settled.decide(settled.finding(finding.id, LOOKED_ON), settled.vera, Outcome.STAYS, on=LOOKED_ON)

    case = the_case(settled)
    assert case.is_outdated
    assert (case.right_type_id, case.taken_for_id) == (type_id(settled, "L10"), type_id(settled, "L3"))
    pass_over(settled.session, settled.gleb, case.key, reason="Спорный.", now=at(LOOKED_ON), today=LOOKED_ON)

    assert example_by_id(settled.session, number).withdrawn is not None
    assert not the_case(settled).is_outdated


def test_a_portrait_found_unclear_is_a_case_without_a_right_type(drawn: TestOffice) -> None:
    work = lay_next(drawn.session, drawn.gleb, now=at(DRAWN_ON, 13))
    assert work is not None
    judge(
        drawn.session,
        drawn.gleb,
        handle=work.handle,
        verdict=Verdict.PORTRAIT_UNCLEAR,
        note="Пересылка с двумя словами?",
        now=at(DRAWN_ON, 13),
    )

    case = the_case(drawn)
    assert (case.origin, case.right_type_id, case.taken_for_id) == (Origin.UNCLEAR, None, None)
    assert case.reason == "Пересылка с двумя словами?"
    assert case.key == f"u{work.item_id}"
    make(drawn, case.key)
    assert examples(drawn.session)[0].origin is Origin.UNCLEAR


@pytest.mark.parametrize("key", ["", "f", "x1", "f1x", "17", "f1; drop", "f9999999999999"])
def test_a_key_of_nothing_is_refused(key: str) -> None:
    with pytest.raises(NoSuchCase):
        key_of(key)


def test_a_case_that_is_not_there_is_refused(drawn: TestOffice) -> None:
    with pytest.raises(NoSuchCase):
        pass_over(drawn.session, drawn.gleb, "f1", reason="Нет", now=at(LOOKED_ON), today=LOOKED_ON)


def test_names_of_colleagues_clients_and_numbers_are_covered_before_anybody_reads() -> None:
    said = without_names(
        "[#L10] Здравствуйте, Ольга! Для «Северный ветер» по договору № 12-К ответит Петровой Анне. "
        "Пишите: anna@primer.ru, +7 916 123-45-67. Шлю 12 500 р. до 12.10.\n\n--\nАнна\nспециалист, «Пример»",
        type_domain="types.primer.ru",
        staff=["Анна Сергеевна Петрова"],
        addresses=["anna@primer.ru"],
        clients=["Северный ветер"],
    )

    assert said == (
        "Здравствуйте, [имя]! Для [имя] по договору № [номер] ответит [имя]. "
        "Пишите: [имя], [телефон]. Шлю 12 500 р. до 12.10."
    )


def test_a_split_that_a_third_person_settled_for_the_employee_is_a_case_too(any_db: Database) -> None:
    with any_db.writing() as session:
        second = ("107", "Жанна Ивановна Лис", "zhanna", {Role.ADMINISTRATOR})
        third = ("108", "Зоя Олеговна Рысь", "zoya", {Role.ADMINISTRATOR})
        office = found_office(session, people=(*PEOPLE, second, third))
        zhanna, zoya = staff.by_number(session, "107"), staff.by_number(session, "108")
        office.letter(office.anna, "L10", date(2026, 10, 5))
        office.accept_all()
        office.draw(office.freeze())
        for auditor, code in ((office.gleb, "L5"), (zhanna, "L25"), (zoya, "L10")):
            office.judge_all(code, by=auditor)

        case = the_case(office)

        assert (case.origin, case.right_type_id) == (Origin.SPLIT, type_id(office, "L10"))
        assert case.taken_for_id in {type_id(office, "L5"), type_id(office, "L25")}
        assert case.types == {type_id(office, code) for code in ("L5", "L10", "L25")}
        make(office, case.key, text=LETTER)
        assert not the_case(office).is_open
