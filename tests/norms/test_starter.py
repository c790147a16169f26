"""The catalog a new office starts from, and the practice letters: what they promise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from norms.code import find
from norms.practice import NoSuchPracticeLetter, NoTypeForDigits, judge, round_of
from norms.sheet import read_catalog
from norms.starter import ALWAYS, STARTER_FILE, practice_letters, starter_bytes, starter_choices, starter_sections
from norms.work_type import Kind, Purpose, Unit

SHEET = read_catalog(starter_bytes(), STARTER_FILE)
ROWS = {row.card.code: row for row in SHEET.rows}


def test_every_row_of_the_starter_catalog_is_good() -> None:
    assert SHEET.problems == ()
    assert len(SHEET.rows) == 24


def test_the_five_letter_types_have_the_norms_of_the_office_that_had_the_idea() -> None:
    letters = {code: row.minutes for code, row in ROWS.items() if code.startswith("L")}
    aliases = [ROWS[code].card.alias for code in letters]

    assert letters == {"L3": 3, "L5": 5, "L10": 10, "L25": 25, "L60": 60}
    assert aliases == ["П3", "П5", "П10", "П25", "П60"]


def test_no_norm_and_other_are_types_chosen_on_purpose() -> None:
    purposes = {code: ROWS[code].card.purpose for code in ("T0", "Z0", "OTH")}

    assert purposes == {"T0": Purpose.NO_NORM, "Z0": Purpose.NO_NORM, "OTH": Purpose.DESCRIBED}
    assert {ROWS[code].minutes for code in purposes} == {Decimal(0)}
    assert ROWS["OTH"].card.kinds == frozenset(Kind)


def test_a_long_call_is_counted_by_the_minute_with_a_limit() -> None:
    card = ROWS["CM"].card

    assert (card.unit, card.unit_places, card.quantity_cap) == (Unit.MINUTE, 3, Decimal(120))
    assert ROWS["CM"].minutes == 1


def test_every_portrait_is_whole_in_both_languages() -> None:
    for row in SHEET.rows:
        for text in (row.ru, row.en):
            assert text.summary, row.where
            assert text.belongs, row.where
            assert text.does_not_belong, row.where
            assert text.examples, row.where
        assert row.card.name_en, row.where
        assert [len(part) for part in (row.ru.belongs, row.ru.does_not_belong, row.ru.counted_separately)] == [
            len(part) for part in (row.en.belongs, row.en.does_not_belong, row.en.counted_separately)
        ], row.where


def test_where_a_portrait_sends_work_is_a_type_of_the_catalog() -> None:
    for row in SHEET.rows:
        for text in (row.ru, row.en):
            for line in text.does_not_belong:
                assert line.goes_to is None or line.goes_to in ROWS, (row.where, line)
                assert line.goes_to != row.card.code
        assert [line.goes_to for line in row.ru.does_not_belong] == [line.goes_to for line in row.en.does_not_belong]


def test_a_portrait_sends_work_to_a_type_it_can_take() -> None:
    """A letter may turn out a call or a document, but what is "no norm" or "other" is told within its own kind."""
    for row in SHEET.rows:
        for line in row.ru.does_not_belong:
            if line.goes_to in ("T0", "Z0", "OTH"):
                assert ROWS[line.goes_to].card.kinds & row.card.kinds, (row.where, line)


def test_every_type_stands_in_one_section() -> None:
    listed = [code for section in starter_sections() for code in section.types]

    assert sorted(listed) == sorted(ROWS)
    assert {section.code for section in starter_sections()} >= {"sales", "support", "documents", ALWAYS}


def test_every_code_is_found_as_typed_in_either_layout() -> None:
    cards = [row.card for row in SHEET.rows]
    for card in cards:
        assert find(card.code.lower(), cards) is card
        assert find(card.alias or "", cards) is card
    assert find("Д60", cards) is ROWS["L60"].card


def test_within_a_kind_minutes_tell_the_types_apart() -> None:
    for kind in (Kind.LETTER_OUT, Kind.CALL_IN, Kind.CALL_OUT, Kind.DOCUMENT):
        minutes = [row.minutes for row in SHEET.rows if kind in row.card.kinds and row.minutes > 0]

        assert len(minutes) == len(set(minutes)), kind


def test_a_round_of_practice_holds_each_letter_type_once() -> None:
    for number in (1, 2):
        codes = {letter.right_code for letter in round_of(practice_letters(), number)}

        assert codes == {"L3", "L5", "L10", "L25", "L60"}
    with pytest.raises(NoSuchPracticeLetter):
        round_of(practice_letters(), 3)
    with pytest.raises(NoSuchPracticeLetter):
        round_of(practice_letters(), 0)


def test_the_answer_comes_at_once_with_its_reason() -> None:
    letter = practice_letters()[0]

    right = judge(letter, " 5 ", starter_choices(), "ru")
    wrong = judge(letter, "10", starter_choices(), "ru")

    assert right.is_right
    assert right.why.startswith("Сообщение об оплате")
    assert not wrong.is_right
    assert (wrong.chosen.code, wrong.right.code) == ("L10", "L5")


def test_digits_of_no_type_are_refused_with_those_that_are() -> None:
    with pytest.raises(NoTypeForDigits) as refusal:
        judge(practice_letters()[0], "7", starter_choices(), "ru")

    assert refusal.value.message("ru") == (
        "Нет типа письма на «7» мин. Наберите минуты одного из этих: 3, 5, 10, 25, 60."
    )
