"""Which norm is in force on a day, and what a norm may be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from norms.norm import MinutesNotANorm, NoNormInForce, NoNormMeansZero, Norm, fair_minutes, norm_in_force, norm_on
from norms.work_type import (
    CapNotAllowed,
    Kind,
    PlacesNotAllowed,
    Purpose,
    QuantityNotCountable,
    QuantityOverCap,
    TypeCard,
    TypeHasNoKind,
    TypeHasNoName,
    Unit,
    WorkType,
)


def norm(minutes: str, effective_from: date, *, version: int = 1, approved: datetime | None = None) -> Norm:
    return Norm(
        id=version,
        work_type_id=1,
        version=version,
        effective_from=effective_from,
        minutes=Decimal(minutes),
        source="приказ № 1",
        approved_at=approved or datetime(2026, 1, 1, tzinfo=UTC),
    )


LETTERS = frozenset({Kind.LETTER_OUT})
L10 = TypeCard(code="L10", name_ru="Среднее письмо", kinds=LETTERS)


def test_a_norm_runs_until_the_day_before_the_next_one() -> None:
    norms = [norm("12", date(2026, 3, 15), version=2), norm("10", date(2026, 3, 1))]

    assert norm_in_force(norms, work_type="L10", day=date(2026, 3, 14)).minutes == Decimal(10)
    assert norm_in_force(norms, work_type="L10", day=date(2026, 3, 15)).minutes == Decimal(12)
    assert norm_in_force(norms, work_type="L10", day=date(2036, 1, 1)).minutes == Decimal(12)


def test_a_day_before_the_first_norm_has_none_and_never_zero() -> None:
    with pytest.raises(NoNormInForce) as refusal:
        norm_in_force([norm("10", date(2026, 3, 1))], work_type="L10", day=date(2026, 2, 28))

    assert refusal.value.message("en") == (
        "Work type L10 has no norm in force on 28.02.2026: its first norm starts on 01.03.2026. "
        "Enter a norm from that day or earlier, or choose another type."
    )
    assert "нет действующей нормы: первая начинается 01.03.2026" in refusal.value.message("ru")


def test_a_proposal_counts_for_nothing() -> None:
    proposed = Norm(
        id=1, work_type_id=1, version=1, effective_from=date(2026, 3, 1), minutes=Decimal(10), source="замер"
    )

    assert norm_on([proposed], date(2026, 3, 1)) is None
    with pytest.raises(NoNormInForce) as refusal:
        norm_in_force([proposed], work_type="L10", day=date(2026, 3, 1))
    assert "Попросите руководителя утвердить" in refusal.value.message("ru")


def test_of_two_norms_that_start_on_one_day_the_later_approved_holds() -> None:
    first = norm("10", date(2026, 3, 1), version=2, approved=datetime(2026, 2, 1, tzinfo=UTC))
    second = norm("11", date(2026, 3, 1), version=1, approved=datetime(2026, 2, 2, tzinfo=UTC))

    assert norm_in_force([first, second], work_type="L10", day=date(2026, 3, 1)) is second


@pytest.mark.parametrize("minutes", ["0", "-1", "10000.001", "0.0001", "NaN", "Infinity"])
def test_a_norm_is_a_number_above_zero(minutes: str) -> None:
    with pytest.raises(MinutesNotANorm):
        fair_minutes(L10, Decimal(minutes))


def test_a_type_without_a_norm_has_the_norm_zero_and_no_other() -> None:
    thanks = TypeCard(code="T0", name_ru="Спасибо", kinds=LETTERS, purpose=Purpose.NO_NORM)

    assert fair_minutes(thanks, Decimal(0)) == 0
    with pytest.raises(NoNormMeansZero) as refusal:
        fair_minutes(thanks, Decimal(3))
    assert refusal.value.message("ru").startswith("Тип T0 заведён как тип без нормы: его норма 0, а не 3.")


def test_letters_are_counted_whole_and_minutes_to_the_thousandth() -> None:
    long_call = TypeCard(
        code="CM",
        name_ru="Долгий звонок",
        kinds=frozenset({Kind.CALL_IN}),
        unit=Unit.MINUTE,
        unit_places=3,
        quantity_cap=Decimal(120),
    )

    assert L10.countable(Decimal(1)) == 1
    assert long_call.countable(Decimal("47.5")) == Decimal("47.5")
    assert long_call.countable(Decimal(120)) == 120
    with pytest.raises(QuantityOverCap) as over:
        long_call.countable(Decimal("120.001"))
    assert over.value.message("ru") == (
        "120,001 — больше, чем может дать одна работа типа CM (120). Укажите 120 или разделите работу."
    )
    for wrong in ("0", "-1", "1.5", "100001"):
        with pytest.raises(QuantityNotCountable):
            L10.countable(Decimal(wrong))


def test_a_type_says_what_it_is_and_is_called() -> None:
    with pytest.raises(TypeHasNoKind):
        TypeCard(code="L10", name_ru="Письмо", kinds=frozenset())
    with pytest.raises(TypeHasNoName):
        TypeCard(code="L10", name_ru="  ", kinds=LETTERS)
    with pytest.raises(PlacesNotAllowed):
        TypeCard(code="L10", name_ru="Письмо", kinds=LETTERS, unit_places=2)
    with pytest.raises(CapNotAllowed):
        TypeCard(code="L10", name_ru="Письмо", kinds=LETTERS, quantity_cap=Decimal(0))


def test_on_the_day_it_is_retired_a_type_can_no_longer_be_chosen() -> None:
    retired = WorkType(
        id=1,
        code="L10",
        name_ru="Письмо",
        kinds=LETTERS,
        introduced_on=date(2026, 3, 1),
        retired_on=date(2026, 4, 1),
    )

    assert not retired.in_use_on(date(2026, 2, 28))
    assert retired.in_use_on(date(2026, 3, 1))
    assert retired.in_use_on(date(2026, 3, 31))
    assert not retired.in_use_on(date(2026, 4, 1))


def test_a_type_without_an_english_name_shows_its_russian_one() -> None:
    assert L10.name("en") == "Среднее письмо"
