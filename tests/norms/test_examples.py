"""The golden fund: which texts everybody may read, and how an example comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session

from naryad.errors import DomainError
from naryad.people import NotAllowed
from norms import store
from norms.actions.example import approve_example, withdraw_example
from norms.anonymity import covered, traces
from norms.example import (
    Draft,
    Example,
    ExampleIsEmpty,
    ExampleKnownAlready,
    ExampleNamesSomebody,
    ExampleNeedsReason,
    ExampleOfAnotherKind,
    ExampleTakenForItself,
    ExampleWithdrawn,
    NoSuchExample,
    WithdrawalNeedsReason,
    found_by,
)
from norms.store.example import example_by_id, examples
from norms.work_type import Kind
from tests.norms.conftest import MORNING, OPENED_ON, Office, Pages

REMINDER = "Добрый день! Счёт пока не оплачен, подскажите, когда ждать оплату?"
OpenAs = Callable[..., Pages]


def type_id(session: Session, code: str) -> int:
    entry = store.catalog(session, OPENED_ON).find(code)
    assert entry is not None
    return entry.work_type.id


def draft(
    session: Session,
    text: str = REMINDER,
    *,
    right: str = "L5",
    taken_for: str | None = "L10",
    reason: str = "Напоминание об оплате; своих слов здесь нет.",
    kind: Kind = Kind.LETTER_OUT,
) -> Draft:
    other = type_id(session, taken_for) if taken_for else None
    return Draft(kind=kind, text=text, right_type_id=type_id(session, right), taken_for_id=other, reason=reason)


def approved(session: Session, office: Office, text: str = REMINDER) -> Example:
    return approve_example(session, draft(session, text), actor=office.olga, now=MORNING)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("пишите на ivan@zavod.example", "ivan@zavod.example"),
        ("звоните +7 (495) 123-45-67", "+7 (495) 123-45-67"),
        ("звоните 89161234567", "89161234567"),
        ("ИНН 7701234567", "7701234567"),
        ("по договору № 56-А", "56-А"),
        ("по заказу 769", "769"),
        ("Пётр Ильич ждёт", "Пётр Ильич"),
        ("подпишет Иванов И. И.", "Иванов И. И."),
        ("Здравствуйте, Ольга!", "Ольга"),
        ("С уважением, Анна Белова", "Анна Белова"),
        ("для ООО «Ромашка» готово", "«Ромашка»"),
        ("смотрите https://zavod.example/1", "https://zavod.example/1"),
    ],
)
def test_a_text_that_points_to_somebody_is_found_and_covered(text: str, what: str) -> None:
    assert [trace.text for trace in traces(text)] == [what]
    assert what not in covered(text)
    assert traces(covered(text)) == ()


@pytest.mark.parametrize(
    "text", ["Отгрузка 12.10.2026 на 8 точек", "Сумма 125000 р.", "Питание 220 В, COM3, 9600", "счёт 12 500 р.", ""]
)
def test_days_sums_and_measures_point_to_nobody(text: str) -> None:
    assert traces(text) == ()


def test_an_example_stands_on_the_portraits_of_both_types(session: Session, office: Office) -> None:
    made = approved(session, office)

    assert made.belongs_to(type_id(session, "L5"))
    assert [one.id for one in examples(session, work_type_id=type_id(session, "L5"))] == [made.id]
    assert [one.id for one in examples(session, work_type_id=type_id(session, "L10"))] == [made.id]
    assert not made.belongs_to(type_id(session, "L10"))
    assert examples(session, work_type_id=type_id(session, "L25")) == []


def test_examples_are_found_by_any_form_of_a_word(session: Session, office: Office) -> None:
    made = approved(session, office)

    assert found_by("счета оплачены", examples(session)) == [made]
    assert found_by("бегемот", examples(session)) == []


@pytest.mark.parametrize(
    ("change", "refusal", "says"),
    [
        ({"text": " — "}, ExampleIsEmpty, "Опишите работу без имён"),
        ({"reason": " "}, ExampleNeedsReason, "Напишите, почему это L5"),
        ({"text": "Здравствуйте, Ольга! Ждём оплату."}, ExampleNamesSomebody, "имя: «Ольга»"),
        ({"reason": "Так решил Пётр Ильич."}, ExampleNamesSomebody, "[имя]"),
        ({"taken_for": "L5"}, ExampleTakenForItself, "L5 приняли за L5"),
        ({"kind": Kind.VISIT}, ExampleOfAnotherKind, "Тип L5 не для такой работы (встреча)"),
    ],
)
def test_an_example_that_nobody_may_learn_from_is_refused(
    session: Session, office: Office, change: dict[str, object], refusal: type[DomainError], says: str
) -> None:
    with pytest.raises(refusal) as caught:
        approve_example(session, draft(session, **change), actor=office.olga, now=MORNING)  # type: ignore[arg-type]

    assert says in caught.value.message("ru")


def test_the_same_words_are_an_example_once(session: Session, office: Office) -> None:
    approved(session, office)

    with pytest.raises(ExampleKnownAlready, match="already an example of L5"):
        approved(session, office, REMINDER.upper())


def test_an_employee_does_not_approve_examples(session: Session, office: Office) -> None:
    with pytest.raises(NotAllowed):
        approve_example(session, draft(session), actor=office.anna, now=MORNING)


def test_a_withdrawn_example_is_seen_no_more_but_stays_with_its_reason(session: Session, office: Office) -> None:
    made = approved(session, office)
    with pytest.raises(WithdrawalNeedsReason):
        withdraw_example(session, made.id, reason=" ", actor=office.vera, now=MORNING)

    withdraw_example(session, made.id, reason="Портрет изменён.", actor=office.vera, now=MORNING)

    assert examples(session) == []
    gone = example_by_id(session, made.id).withdrawn
    assert gone is not None
    assert gone.reason == "Портрет изменён."
    assert approved(session, office).id != made.id
    with pytest.raises(ExampleWithdrawn, match=r"01\.10\.2026"):
        withdraw_example(session, made.id, reason="Ещё раз", actor=office.vera, now=MORNING)
    with pytest.raises(NoSuchExample):
        example_by_id(session, 99)


def test_an_administrator_writes_an_example_and_everybody_reads_it(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga)
    browser.get("/norms/examples")
    assert "Примеров пока нет" in browser.html
    browser.get("/norms/examples/new?type=L5")

    fields = {
        "text": "Здравствуйте, Ольга! Напоминаем о счёте.",
        "right": "L5",
        "taken_for": "L10",
        "kind": "letter_out",
    }
    refused = browser.post("/norms/examples/new", {**fields, "reason": "Напоминание.", "step": "approve"})
    assert browser.status == 422
    assert "«Ольга»" in refused
    assert "[имя]! Напоминаем" in browser.post("/norms/examples/new", {**fields, "reason": "Да", "step": "cover"})
    said = browser.post(
        "/norms/examples/new",
        {**fields, "text": "Напоминаем о счёте.", "reason": "Напоминание.", "step": "approve"},
    )
    assert "Пример теперь виден всем." in said

    anna = pages(office.anna)
    assert "Напоминаем о счёте." in anna.get("/norms/types/L5")
    assert "Сюда не входит, это L5" in anna.get("/norms/types/L10")
    assert "Напоминаем о счёте." in anna.get("/norms/examples?q=напоминание")
    assert "Примеров с такими словами нет" in anna.get("/norms/examples?q=бегемот")
    assert "Убрать пример" not in anna.get("/norms/examples/1")
    anna.get("/norms/examples/new")
    assert anna.status == 403

    olga = pages(office.olga, date(2026, 10, 2))
    olga.get("/norms/examples/1")
    assert "Напишите, почему пример убран" in olga.post("/norms/examples/1/withdrawal", {"reason": ""})
    assert "Пример убран." in olga.post("/norms/examples/1/withdrawal", {"reason": "Устарел."})
    assert "Устарел." in olga.get("/norms/examples/1")
