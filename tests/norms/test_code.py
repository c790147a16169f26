"""Codes as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norms.code import clashing, find, in_latin_layout, in_russian_layout, nearest
from norms.work_type import AliasNotWritable, CodeNotWritable, Kind, TypeCard

L5 = TypeCard(code="L5", alias="П5", name_ru="Лёгкое письмо", kinds=frozenset({Kind.LETTER_OUT}))
L10 = TypeCard(code="L10", alias="П10", name_ru="Среднее письмо", kinds=frozenset({Kind.LETTER_OUT}))
C5 = TypeCard(code="C5", alias="З5", name_ru="Звонок", kinds=frozenset({Kind.CALL_IN}))
KM = TypeCard(code="KM", alias=None, name_ru="Долгий звонок", kinds=frozenset({Kind.CALL_IN}))
TYPES = (L5, L10, C5, KM)


@pytest.mark.parametrize(
    "typed",
    ["L10", "l10", " L 10 ", "L-10", "#L10", "П10", "п10", "Д10", "д10", "G10", "g10", "Ｌ10"],
)
def test_a_code_matches_in_any_case_either_layout_and_by_its_russian_alias(typed: str) -> None:
    assert find(typed, TYPES) is L10


def test_a_cyrillic_letter_that_looks_latin_is_read_as_the_latin_one() -> None:
    assert find("С5", TYPES) is C5
    assert find("КМ", TYPES) is KM


def test_letters_that_look_like_digits_stand_for_them() -> None:
    assert find("L1O", TYPES) is L10


@pytest.mark.parametrize("typed", ["", "   ", "10", "5", "L", "L100", "#", "письмо", "L10L10"])
def test_what_is_no_code_finds_nothing(typed: str) -> None:
    assert find(typed, TYPES) is None


def test_the_code_itself_comes_before_the_same_keys_in_the_other_layout() -> None:
    invoice = TypeCard(code="D10", alias="Д10", name_ru="Счёт", kinds=frozenset({Kind.DOCUMENT}))

    assert find("Д10", (L10, invoice)) is invoice
    assert find("Д10", (L10,)) is L10


def test_a_reading_that_fits_two_types_fits_none() -> None:
    one = TypeCard(code="G1", alias=None, name_ru="Один", kinds=frozenset({Kind.OTHER}))
    # The key of the Latin "I" is the Russian «Ш», and of «И» the Latin "B".
    other = TypeCard(code="B1", alias="Ш1", name_ru="Другой", kinds=frozenset({Kind.OTHER}))
    third = TypeCard(code="I1", alias=None, name_ru="Третий", kinds=frozenset({Kind.OTHER}))

    assert find("И1", (one, other)) is other
    assert find("Ш1", (other, third)) is other
    assert find("П1", (one, TypeCard(code="X1", alias="Г1", name_ru="Х", kinds=frozenset({Kind.OTHER})))) is one


def test_nearest_codes_are_those_a_finger_away() -> None:
    assert nearest("L11", TYPES)[0] is L10
    assert nearest("Д11", TYPES)[0] is L10
    assert nearest("01L", TYPES) == (L10,)
    assert len(nearest("L1", TYPES, n=2)) == 2


def test_nothing_is_near_to_nonsense() -> None:
    assert nearest("совершенно другое слово", TYPES) == ()


def test_a_code_that_reads_like_another_is_found_out() -> None:
    cyrillic = TypeCard(code="C50", alias="С5", name_ru="Похожий", kinds=frozenset({Kind.CALL_IN}))

    assert clashing(cyrillic, TYPES) is C5
    assert clashing(TypeCard(code="Q7", name_ru="Свой", kinds=frozenset({Kind.OTHER})), TYPES) is None


def test_a_code_must_be_typable_in_an_address() -> None:
    for wrong in ("П10", "10L", "L 10", "L-10", "l10", "L1234567890123", ""):
        with pytest.raises(CodeNotWritable) as refusal:
            TypeCard(code=wrong, name_ru="Письмо", kinds=frozenset({Kind.LETTER_OUT}))

    assert refusal.value.message("ru").startswith("«» не годится как код")


def test_an_alias_is_letters_and_digits() -> None:
    with pytest.raises(AliasNotWritable):
        TypeCard(code="L10", alias="П-10", name_ru="Письмо", kinds=frozenset({Kind.LETTER_OUT}))


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = find(text, TYPES)

    assert found is None or found in TYPES
    assert len(nearest(text, TYPES)) <= 3


@given(st.text(alphabet="QWERTYUIOPASDFGHJKLZXCVBNM0123456789", min_size=1, max_size=12))
def test_the_layouts_undo_each_other(text: str) -> None:
    assert in_latin_layout(in_russian_layout(text)) == text
