"""When a norm may start: rule 21, ТК РФ art. 162."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from naryad.errors import DomainError
from norms.impact import Impact, PersonImpact, impact_of
from norms.norm import Norm
from norms.notice import (
    ConsentsMissing,
    Ground,
    ImpactNotSeen,
    NormStartsTooSoon,
    NotANewType,
    NotAnnounced,
    NoticeTooShort,
    SomebodyIsWorse,
    earliest_with_notice,
    require_ground,
    require_start_after,
)

ANNA, BORIS = 1, 2
TODAY = date(2026, 9, 1)


def norm(minutes: str, effective_from: date, *, announced_on: date | None = None, is_approved: bool = False) -> Norm:
    return Norm(
        id=7,
        work_type_id=1,
        version=2,
        effective_from=effective_from,
        minutes=Decimal(minutes),
        source="приказ № 2",
        announced_on=announced_on,
        approved_at=datetime(2026, 1, 1, tzinfo=UTC) if is_approved else None,
    )


BEFORE = norm("10", date(2026, 1, 1), is_approved=True)
NOBODY = Impact(7, date(2026, 6, 1), date(2026, 8, 31), ())
BOTH_LOSE = impact_of(
    norm_id=7,
    minutes_after=Decimal(8),
    done=[(ANNA, Decimal(3), Decimal(30)), (ANNA, Decimal(1), Decimal(10)), (BORIS, Decimal(1), Decimal(10))],
    first_day=date(2026, 6, 1),
    last_day=date(2026, 8, 31),
)


def check(ground: Ground, proposed: Norm, *, impact: Impact | None = NOBODY, consents: tuple[int, ...] = ()) -> None:
    require_ground(
        ground,
        proposed,
        type_code="L10",
        today=TODAY,
        others=[BEFORE],
        before=BEFORE,
        impact=impact,
        consents=consents,
    )


def test_a_norm_cannot_start_today_or_in_the_past() -> None:
    for day in (date(2026, 9, 1), date(2026, 8, 31)):
        with pytest.raises(NormStartsTooSoon) as refusal:
            require_start_after(norm("12", day), type_code="L10", today=TODAY)

    require_start_after(norm("12", date(2026, 9, 2)), type_code="L10", today=TODAY)
    assert refusal.value.message("ru") == (
        "Норма типа L10 не может начать действовать 31.08.2026: сегодняшняя и прошлая работа считается по прежним "
        "нормам. Выберите 02.09.2026 или более поздний день."
    )
    assert refusal.value.message("en").startswith("The norm of L10 cannot start on 31.08.2026")


@pytest.mark.parametrize(
    ("announced_on", "earliest"),
    [
        (date(2026, 9, 1), date(2026, 11, 2)),
        (date(2026, 12, 31), date(2027, 3, 1)),
        (date(2023, 12, 30), date(2024, 3, 1)),
        (date(2026, 11, 15), date(2027, 1, 16)),
    ],
)
def test_two_months_end_on_the_same_date_and_the_norm_starts_the_day_after(announced_on: date, earliest: date) -> None:
    assert earliest_with_notice(announced_on) == earliest


def test_with_two_months_notice_a_norm_may_be_for_the_worse() -> None:
    check(Ground.NOTICE, norm("8", date(2026, 11, 2), announced_on=TODAY), impact=BOTH_LOSE)


def test_a_day_short_of_two_months_is_too_short() -> None:
    with pytest.raises(NoticeTooShort) as refusal:
        check(Ground.NOTICE, norm("8", date(2026, 11, 1), announced_on=TODAY))

    assert "не раньше 02.11.2026" in refusal.value.message("ru")


def test_notice_has_not_begun_while_nobody_was_told() -> None:
    for announced_on in (None, date(2026, 9, 2)):
        with pytest.raises(NotAnnounced):
            check(Ground.NOTICE, norm("8", date(2027, 1, 1), announced_on=announced_on))


def test_a_higher_norm_makes_nobody_worse() -> None:
    check(Ground.NOBODY_WORSE, norm("10", date(2026, 9, 2)), impact=None)
    check(Ground.NOBODY_WORSE, norm("10.001", date(2026, 9, 2)), impact=None)


def test_a_lower_norm_makes_worse_whoever_did_such_work() -> None:
    with pytest.raises(SomebodyIsWorse) as refusal:
        check(Ground.NOBODY_WORSE, norm("8", date(2026, 9, 2)), impact=BOTH_LOSE)

    assert refusal.value.facts["people"] == [ANNA, BORIS]


def test_a_lower_norm_that_touches_nobody_may_start_tomorrow() -> None:
    check(Ground.NOBODY_WORSE, norm("8", date(2026, 9, 2)), impact=NOBODY)


def test_a_lower_norm_is_not_approved_unseen() -> None:
    for ground in (Ground.NOBODY_WORSE, Ground.CONSENTS):
        with pytest.raises(ImpactNotSeen):
            check(ground, norm("8", date(2026, 9, 2)), impact=None)


def test_everybody_who_loses_must_agree() -> None:
    with pytest.raises(ConsentsMissing) as refusal:
        check(Ground.CONSENTS, norm("8", date(2026, 9, 2)), impact=BOTH_LOSE, consents=(ANNA,))
    check(Ground.CONSENTS, norm("8", date(2026, 9, 2)), impact=BOTH_LOSE, consents=(ANNA, BORIS))

    assert refusal.value.facts["people"] == [BORIS]


def test_a_type_with_a_norm_is_not_new() -> None:
    with pytest.raises(NotANewType) as refusal:
        check(Ground.NEW_TYPE, norm("8", date(2026, 9, 2)))

    assert "уже есть норма с 01.01.2026" in refusal.value.message("ru")


def test_the_first_catalog_is_no_ground_a_person_can_choose() -> None:
    with pytest.raises(DomainError):
        check(Ground.FOUNDING, norm("8", date(2026, 9, 2)))


def test_the_impact_adds_up_a_persons_lines_and_knows_who_is_worse() -> None:
    assert BOTH_LOSE.people == (
        PersonImpact(ANNA, Decimal(4), Decimal(40), Decimal("32.000")),
        PersonImpact(BORIS, Decimal(1), Decimal(10), Decimal("8.000")),
    )
    assert BOTH_LOSE.worse == {ANNA, BORIS}
    assert BOTH_LOSE.better == frozenset()


def test_the_digest_stands_for_every_figure() -> None:
    again = Impact.of_text(BOTH_LOSE.as_text())
    other = impact_of(
        norm_id=7,
        minutes_after=Decimal(8),
        done=[(ANNA, Decimal(5), Decimal(50))],
        first_day=date(2026, 6, 1),
        last_day=date(2026, 8, 31),
    )

    assert again.digest == BOTH_LOSE.digest
    assert len(again.digest) == 64
    assert other.digest != BOTH_LOSE.digest


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"norm":1,"days":["x","y"],"people":[]}', "нет"])
def test_what_is_no_impact_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError):
        Impact.of_text(text)
