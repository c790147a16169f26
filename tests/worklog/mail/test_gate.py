"""The one gate rule: exactly one valid type, or the work does not leave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from norms.catalog import Catalog, CatalogEntry
from norms.norm import Norm, TypeHasNoNorm
from norms.work_type import Kind, Purpose, WorkType
from worklog.gate import (
    DescribedMinutesMissing,
    RetiredType,
    TypeNotYetInUse,
    TypesDisagree,
    UnknownType,
    WorkHasNoType,
    WrongKind,
    is_type_name,
    may_leave,
)

OCTOBER_15 = date(2026, 10, 15)
SEPTEMBER_1 = date(2026, 9, 1)


def entry(
    number: int,
    code: str,
    minutes: str | None,
    *,
    kind: Kind = Kind.LETTER_OUT,
    alias: str | None = None,
    purpose: Purpose = Purpose.ORDINARY,
    introduced_on: date = SEPTEMBER_1,
    retired_on: date | None = None,
) -> CatalogEntry:
    work_type = WorkType(
        id=number, code=code, alias=alias, name_ru=code, kinds=frozenset({kind}), purpose=purpose,
        introduced_on=introduced_on, retired_on=retired_on,
    )  # fmt: skip
    norm = None
    if minutes is not None:
        norm = Norm(
            id=number,
            work_type_id=number,
            version=1,
            effective_from=SEPTEMBER_1,
            minutes=Decimal(minutes),
            source="order 1",
        )
    return CatalogEntry(work_type, norm, None)


CATALOG = Catalog(
    OCTOBER_15,
    (
        entry(1, "L3", "3"),
        entry(2, "L5", "5"),
        entry(3, "L10", "10", alias="П10"),
        entry(4, "L7", "7", retired_on=OCTOBER_15),
        entry(5, "L8", "8", retired_on=date(2026, 10, 16)),
        entry(6, "L9", "9", introduced_on=date(2026, 10, 16)),
        entry(7, "L11", None),
        entry(8, "C12", "12", kind=Kind.CALL_IN),
        entry(9, "THANKS", "0", purpose=Purpose.NO_NORM),
        entry(10, "OTHER", "0", purpose=Purpose.DESCRIBED),
    ),
)


def passed(named: str | list[str] | None, kind: Kind = Kind.LETTER_OUT) -> str:
    return may_leave(named, kind=kind, catalog=CATALOG).work_type.code


@pytest.mark.parametrize("named", ["L10", " l10 ", "Д10", "п10", "G10", "L-10", ["L10", "П10", "l10"], ["L10", ""]])
def test_a_type_is_found_however_it_is_typed(named: str | list[str]) -> None:
    assert passed(named) == "L10"


def test_what_passes_carries_the_norm_of_the_day() -> None:
    typed = may_leave("L10", kind=Kind.LETTER_OUT, catalog=CATALOG)

    assert typed.norm.minutes == Decimal(10)
    assert typed.described_minutes is None


@pytest.mark.parametrize("named", [None, "", "  ", "0", "000", [], ["", "0"]])
def test_an_empty_or_zero_field_is_no_type(named: str | list[str] | None) -> None:
    with pytest.raises(WorkHasNoType) as refused:
        passed(named)

    assert refused.value.status == 422
    assert refused.value.message("en") == (
        "This work has no type, so it neither leaves nor counts. Choose its type: for example L3, L5, L8."
    )
    assert refused.value.message("ru") == (
        "У работы не указан тип, поэтому она не уходит и не засчитывается. Укажите тип, например: L3, L5, L8."
    )


def test_a_no_norm_type_chosen_on_purpose_is_a_type() -> None:
    assert passed("THANKS") == "THANKS"


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownType) as refused:
        passed("L12")

    assert refused.value.message("en").startswith("There is no work type L12 in the catalog. The nearest are L10,")


@pytest.mark.parametrize("named", ["10", "L1000000000000000000000000000000000000000000000000000000000000"])
def test_digits_and_endless_texts_are_no_codes(named: str) -> None:
    with pytest.raises(UnknownType) as refused:
        passed(named)
    assert len(refused.value.facts["named"]) <= 40


def test_a_type_is_retired_from_its_last_day_on() -> None:
    with pytest.raises(RetiredType) as refused:
        passed("L7")

    assert refused.value.message("en") == (
        "Work type L7 is not in use on 15.10.2026: it was retired on 15.10.2026. Choose another, for example "
        "L8, L5, L10."
    )
    assert passed("L8") == "L8"


def test_a_type_cannot_be_used_before_it_starts() -> None:
    with pytest.raises(TypeNotYetInUse, match=r"it starts on 16\.10\.2026"):
        passed("L9")


def test_a_type_of_calls_is_not_for_letters() -> None:
    with pytest.raises(WrongKind) as refused:
        passed("C12")

    assert refused.value.message("ru") == "Тип C12 сюда не подходит (исходящее письмо). Подходят: L10, L8, L5."
    assert passed("C12", Kind.CALL_IN) == "C12"


@pytest.mark.parametrize("named", [["L5", "L10"], ["L10", "L5", "L10"], ["OTHER=10", "OTHER=15"]])
def test_ways_that_disagree_are_refused(named: list[str]) -> None:
    with pytest.raises(TypesDisagree, match="Leave exactly one"):
        passed(named)


def test_a_type_without_a_norm_on_the_day_is_refused() -> None:
    with pytest.raises(TypeHasNoNorm, match="no approved norm"):
        passed("L11")


def test_described_work_says_its_minutes() -> None:
    with pytest.raises(DescribedMinutesMissing, match="as OTHER=15"):
        passed("OTHER")
    with pytest.raises(DescribedMinutesMissing):
        passed("OTHER=0")

    by_text = may_leave("OTHER=15", kind=Kind.LETTER_OUT, catalog=CATALOG)
    by_field = may_leave("OTHER", kind=Kind.LETTER_OUT, catalog=CATALOG, described_minutes=Decimal(20))
    assert (by_text.described_minutes, by_field.described_minutes) == (Decimal(15), Decimal(20))


def test_minutes_behind_an_ordinary_code_change_nothing() -> None:
    assert may_leave("L10=60", kind=Kind.LETTER_OUT, catalog=CATALOG).described_minutes is None


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("L10", True), ("L7", True), ("C12", True), ("OTHER=15", True), ("4711", False), ("EXT", False)],
)
def test_a_tag_is_a_tag_only_if_it_is_or_was_a_code(text: str, is_name: bool) -> None:
    assert is_type_name(text, CATALOG) is is_name
