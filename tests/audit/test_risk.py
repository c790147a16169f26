"""Sizes by risk: fitted on earlier months, frozen with the list; by minutes while there is too little history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

import audit.risk as risk
from audit.actions.frame import freeze_list
from audit.frame import SizeRule
from audit.risk import JudgedClaim, Said, fit_risk
from audit.seed import RatesSource
from audit.span import Span
from audit.store.frame import lines_of, sizes_of
from audit.tables.frame import FrameSizesRow
from naryad import verification
from naryad.office import set_setting
from norms.store import all_types
from tests.audit.conftest import FROZEN_ON, TestOffice, at
from worklog.tables.suggestion import SuggestionShownRow

UNTIL = date(2026, 9, 30)
L10, L25 = 1, 2


def _claims(*counted: tuple[int, Said, int, int]) -> list[JudgedClaim]:
    return [JudgedClaim(type_id, said, over) for type_id, said, over, count in counted for _ in range(count)]


def test_the_expected_error_is_the_root_of_the_mean_square_drawn_towards_that_of_all() -> None:
    claims = _claims((L10, Said.SAME, 0, 45), (L10, Said.OTHER, 5_000, 5), (L25, Said.NOTHING, -15_000, 10))

    table = fit_risk(claims, until=UNTIL)

    # All: (5 × 5² + 10 × 15²) / 60 = 39.583; L10 other: (5 × 25 + 5 × 39.583) / 10 = 32.291, its root 5.682.
    assert table.is_enough
    assert table.others == 6_291
    assert table.cells[L10, Said.OTHER] == 5_682
    assert table.cells[L10, Said.SAME] == 1_989  # (45 × 0 + 5 × 39.583) / 50
    assert table.cells[L25, Said.NOTHING] == 12_774  # (10 × 225 + 5 × 39.583) / 15
    assert fit_risk(reversed(claims), until=UNTIL) == table


def test_a_fifth_of_the_minutes_is_added_and_a_size_is_never_nothing() -> None:
    table = fit_risk(_claims((L10, Said.SAME, 0, 55), (L10, Said.OTHER, 5_000, 5)), until=UNTIL)

    assert table.size(L10, Said.OTHER, 10_000) - table.size(L10, Said.OTHER, 0) == 2_000
    assert table.size(3, Said.NOTHING, 25_000) == table.others + 5_000
    nothing = fit_risk(_claims((L10, Said.SAME, 0, 60)), until=UNTIL)
    assert (nothing.size(L10, Said.SAME, 1), nothing.size(L10, Said.SAME, 13)) == (1, 3)


@pytest.mark.parametrize(
    ("right", "wrong", "enough"), [(55, 5, True), (54, 5, False), (56, 4, False), (0, 60, True), (0, 0, False)]
)
def test_too_little_history_goes_by_minutes_and_says_so(right: int, wrong: int, enough: bool) -> None:
    table = fit_risk(_claims((L10, Said.SAME, 0, right), (L10, Said.SAME, 5_000, wrong)), until=UNTIL)

    facts = table.facts({L10: "L10"})

    assert facts["rule"] == ("risk" if enough else "minutes")
    assert (facts["judged"], facts["differing"]) == (right + wrong, wrong)
    assert facts.get("reason") == (None if enough else "too_little_history")


def test_what_the_suggestion_said_is_nothing_the_same_or_another() -> None:
    assert (Said.of(None, L10), Said.of(L10, L10), Said.of(L25, L10)) == (Said.NOTHING, Said.SAME, Said.OTHER)


def _october(office: TestOffice) -> None:
    """A judged week of October (five claims of L10 found to be L5), then November's work, one of it suggested as L5."""
    office.week_of_letters(office.anna, "L10 L10 L10 L10 L10 L5")
    office.accept_all()
    office.draw(office.freeze())
    office.judge_all("L5")
    codes = {each.code: each.id for each in all_types(office.session)}
    november = date(2026, 11, 2)
    told, _ = office.week_of_letters(office.anna, "L10 L10", monday=november)
    office.session.add(
        SuggestionShownRow(
            entry_id=told.id,
            employee_id=office.anna.id,
            at=at(november),
            work_type_id=codes["L5"],
            given_work_type_id=codes["L10"],
            taken=False,
            probability=Decimal("0.8"),
            digest="ab",
        )
    )
    office.accept_all(monday=november)
    set_setting(
        office.session, "audit_size_rule", "risk", effective_from=november, actor=office.darya, now=at(november)
    )


def _freeze_november(office: TestOffice) -> int:
    source, today = RatesSource(date(2026, 11, 13)), date(2026, 11, 10)
    span = Span.read("2026-W45")
    return freeze_list(office.session, office.gleb, span=span, source=source, now=at(today), today=today).id


def test_a_list_is_frozen_with_sizes_by_risk(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk, "LEAST_JUDGED", 6)
    _october(office)

    frame_id = _freeze_november(office)

    facts = sizes_of(office.session, frame_id)
    assert facts is not None
    assert (facts["rule"], facts["judged"], facts["differing"], facts["until"]) == ("risk", 6, 5, "2026-10-31")
    expected = facts["expected_thousandths"]["L10"]["nothing"]
    assert sorted(line.size for line in lines_of(office.session, frame_id)) == sorted(
        [expected + 2_000, facts["others_thousandths"] + 2_000]
    )
    office.session.flush()
    assert [each.place for each in verification.troubles(office.session)] == []


def test_a_list_without_enough_history_goes_by_minutes(office: TestOffice) -> None:
    _october(office)

    frame_id = _freeze_november(office)

    [row] = office.session.exec(select(FrameSizesRow)).all()
    assert (row.frame_id, row.asked_rule, row.facts["rule"], row.facts["judged"]) == (frame_id, "risk", "minutes", 6)
    assert {line.size for line in lines_of(office.session, frame_id)} == {10_000}


def test_a_month_s_own_checks_do_not_bear_on_its_lists(office: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk, "LEAST_JUDGED", 1)
    office.week_of_letters(office.anna, "L10 L10 L10 L10 L10 L10")
    office.accept_all()
    office.draw(office.freeze())
    office.judge_all("L5")
    monday, today = date(2026, 10, 12), date(2026, 10, 20)
    office.week_of_letters(office.anna, "L10", monday=monday)
    office.accept_all(monday=monday)
    set_setting(
        office.session, "audit_size_rule", "risk", effective_from=FROZEN_ON, actor=office.darya, now=at(FROZEN_ON)
    )

    source, span = RatesSource(date(2026, 10, 23)), Span.read("2026-W42")
    frame = freeze_list(office.session, office.gleb, span=span, source=source, now=at(today), today=today)

    assert frame.size_rule is SizeRule.MINUTES
    facts = sizes_of(office.session, frame.id)
    assert facts is not None
    assert (facts["judged"], facts["until"]) == (0, "2026-09-30")
