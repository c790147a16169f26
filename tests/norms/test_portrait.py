"""Portraits as people write, change and search them."""

from __future__ import annotations

from datetime import date

import pytest

from norms.portrait import (
    Change,
    DoesNotBelong,
    Portrait,
    PortraitIsEmpty,
    PortraitPointsNowhere,
    PortraitText,
    PortraitTooLong,
    changes,
    elsewhere_lines,
    elsewhere_of,
    lines_of,
    pointing_to_types,
    portrait_in_force,
    well_written,
)
from norms.search import search, stem
from norms.work_type import Kind, TypeCard

EASY = PortraitText(
    summary="Короткое письмо.",
    belongs=("Сообщить об оплате.", "Напомнить о счёте."),
    does_not_belong=(DoesNotBelong("Технический вопрос", "L10"),),
)


def card(code: str, alias: str) -> TypeCard:
    return TypeCard(code=code, alias=alias, name_ru="Письмо", kinds=frozenset({Kind.LETTER_OUT}))


def test_a_part_is_written_a_line_each_with_or_without_bullets() -> None:
    assert lines_of("- Оплата\n\n  • Напоминание \n— Счёт\nпросто") == ("Оплата", "Напоминание", "Счёт", "просто")


def test_what_does_not_belong_names_the_right_type_after_an_arrow() -> None:
    assert elsewhere_of("Вопрос -> L10\nСовет → L25\nПросто так\nЕсли a -> b то -> L60") == (
        DoesNotBelong("Вопрос", "L10"),
        DoesNotBelong("Совет", "L25"),
        DoesNotBelong("Просто так", None),
        DoesNotBelong("Если a -> b то", "L60"),
    )


def test_lines_written_out_are_read_back() -> None:
    assert elsewhere_of("\n".join(elsewhere_lines(EASY.does_not_belong))) == EASY.does_not_belong


def test_a_portrait_needs_a_summary_in_russian() -> None:
    with pytest.raises(PortraitIsEmpty) as refusal:
        well_written("L5", PortraitText(belongs=("Оплата",)))

    assert refusal.value.message("ru") == (
        "В портрете типа L5 нет краткого описания. Скажите одной фразой, что это за работа."
    )


def test_a_portrait_points_only_to_types_the_catalog_has() -> None:
    text = PortraitText(summary="Письмо.", does_not_belong=(DoesNotBelong("Поздравление", "Л99"),))

    with pytest.raises(PortraitPointsNowhere) as refusal:
        pointing_to_types("L5", text, [card("L3", "П3"), card("L10", "П10")], before=EASY)

    assert refusal.value.message("ru") == (
        "Портрет типа L5 отправляет «Поздравление» к Л99, а такого типа в каталоге нет. "
        "Исправьте код после стрелки или уберите стрелку."
    )


def test_a_code_after_the_arrow_may_be_typed_as_people_type_codes() -> None:
    text = PortraitText(summary="Письмо.", does_not_belong=(DoesNotBelong("Пересылка", "п3"),))

    corrected = pointing_to_types("L5", text, [card("L3", "П3")], before=EASY)

    assert corrected.does_not_belong == (DoesNotBelong("Пересылка", "L3"),)


def test_a_starter_portrait_keeps_naming_a_type_that_is_not_switched_on() -> None:
    assert pointing_to_types("L5", EASY, [card("L3", "П3")], before=EASY) == EASY


def test_a_portrait_is_short_enough_to_choose_by() -> None:
    with pytest.raises(PortraitTooLong):
        well_written("L5", PortraitText(summary="Письмо.", belongs=("а" * 401,)))
    with pytest.raises(PortraitTooLong):
        well_written("L5", PortraitText(summary="Письмо.", examples=("пример",) * 21))
    well_written("L5", PortraitText(summary="Письмо.", belongs=("а" * 400,), examples=("пример",) * 20))


def test_a_change_names_the_lines_taken_away_and_added() -> None:
    after = PortraitText(
        summary="Короткое письмо.",
        belongs=("Сообщить об оплате.", "Напомнить о сроке."),
        does_not_belong=(DoesNotBelong("Технический вопрос", "L25"),),
    )

    assert changes(EASY, EASY) == ()
    assert changes(EASY, after) == (
        Change("belongs", ("Напомнить о счёте.",), ("Напомнить о сроке.",)),
        Change("does_not_belong", ("Технический вопрос -> L10",), ("Технический вопрос -> L25",)),
    )


def test_a_reader_of_english_sees_the_russian_portrait_where_there_is_no_other() -> None:
    portrait = Portrait(id=1, work_type_id=1, version=1, effective_from=date(2026, 10, 1), ru=EASY)

    assert portrait.text("en") is EASY
    assert portrait.text("ru") is EASY


def test_of_two_versions_of_one_day_the_last_written_is_in_force() -> None:
    first, second, third = (
        Portrait(id=version, work_type_id=1, version=version, effective_from=day, ru=EASY)
        for version, day in ((1, date(2026, 10, 1)), (2, date(2026, 10, 5)), (3, date(2026, 10, 5)))
    )

    assert portrait_in_force([second, third, first], date(2026, 10, 4)) is first
    assert portrait_in_force([second, third, first], date(2026, 10, 5)) is third
    assert portrait_in_force([first], date(2026, 9, 30)) is None


TEXTS = {
    "L5": [(9, "Лёгкое письмо"), (4, "Сообщить, что оплата пришла. Напомнить о неоплаченном счёте.")],
    "D5": [(9, "Счёт"), (4, "Составить счёт по заказу.")],
    "K4": [(9, "Звонок-напоминание"), (4, "Reminding of an unpaid bill")],
}


def found(query: str) -> list[str]:
    return search(query, TEXTS, lambda code: TEXTS[code])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("оплата", "L5"),
        ("оплаты", "L5"),
        ("счета", "D5"),
        ("СЧЁТ", "D5"),
        ("звонки", "K4"),
        ("reminded", "K4"),
        ("bills", "K4"),
        ("jgkfnf", "L5"),
        ("куьштвштп", "K4"),
        ("письм", "L5"),
    ],
)
def test_any_form_of_a_word_is_found_in_either_layout(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_every_word_must_be_there() -> None:
    assert found("оплата счёт") == ["L5"]
    assert found("оплата звонок") == []


def test_nothing_asked_finds_everything() -> None:
    assert found("  ") == ["L5", "D5", "K4"]


def test_short_words_keep_their_ending() -> None:
    assert stem("акт") == "акт"
    assert stem("письмами") == "письм"
