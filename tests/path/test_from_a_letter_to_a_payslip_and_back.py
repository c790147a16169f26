"""One letter, one call and one document on their way to a payslip, and back by a correction; on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from naryad.cli.office import all_troubles
from naryad.db import Database
from payroll.store.snapshot import month_snapshot
from tests.path.living import LivingOffice, living_office, told_in
from tests.path.steps import (
    MONDAY,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    amounts,
    check_the_week,
    close,
    finding_of_anna,
    furnish,
    work_on_monday,
)


@pytest.fixture
def office(any_db: Database, tmp_path: Path) -> Iterator[LivingOffice]:
    """An office that has its catalog, its rate, an extension and a register."""
    with living_office(any_db, tmp_path) as living:
        furnish(living)
        yield living


def test_a_letter_a_call_and_a_document_reach_the_payslip_and_a_correction_comes_back(office: LivingOffice) -> None:
    work_on_monday(office)
    day = told_in(office.as_("101").get(f"/day/{MONDAY}").text)
    assert "45" in day

    close(office, SEPTEMBER, date(2026, 10, 2))
    slip = told_in(office.as_("101").get(f"/payroll/periods/{SEPTEMBER}/slips/101").text)
    assert "189,00" in slip
    assert amounts(office, SEPTEMBER) == [("2026-09", Decimal("189.00"))]

    check_the_week(office)
    finding = finding_of_anna(office)
    anna, dina = office.as_("101"), office.as_("1")
    anna.post(f"/audit/findings/{finding}/answer", {"reply": "agreed"})
    decided = dina.post(f"/audit/findings/{finding}/decision", {"outcome": "changed", "reason": "По портрету лёгкое"})
    assert decided.status_code == 200, told_in(decided.text)
    assert amounts(office, SEPTEMBER) == [("2026-09", Decimal("189.00"))]

    close(office, OCTOBER, date(2026, 11, 3))
    with office.database.reading() as session:
        october = month_snapshot(session, OCTOBER)
    booked = [(str(one.source_period), one.net) for one in october.adjustments]
    assert booked == [("2026-09", Decimal("-21.00"))]

    again = anna.post(
        f"/audit/findings/{finding}/answer", {"reply": "appealed", "comment": "Письмо переписано, портрет L10"}
    )
    assert again.status_code == 200, told_in(again.text)
    office.clock.at(date(2026, 11, 10))
    restored = dina.post(f"/audit/findings/{finding}/decision", {"outcome": "stays", "reason": "Возражение верное"})
    assert restored.status_code == 200, told_in(restored.text)

    close(office, NOVEMBER, date(2026, 12, 2))
    with office.database.reading() as session:
        november = month_snapshot(session, NOVEMBER)
    booked_then = [one.net for one in november.adjustments if one.booked_in == NOVEMBER]
    assert booked_then == [Decimal("21.00")]
    assert amounts(office, SEPTEMBER) == [("2026-09", Decimal("189.00"))]
    with office.database.reading() as session:
        assert [trouble.message("en") for trouble in all_troubles(session)] == []


def test_behind_the_seal_ordinary_coding_is_refused_with_the_way_out(office: LivingOffice) -> None:
    work_on_monday(office)
    entry = re.search(r"/entries/([0-9a-f-]{36})", office.as_("101").get(f"/day/{MONDAY}").text)
    assert entry is not None
    close(office, SEPTEMBER, date(2026, 10, 2))

    refused = office.as_("101").post(f"/entries/{entry[1]}/type", {"work_type": "L25"})

    assert refused.status_code in (200, 409)
    assert "приня" in told_in(refused.text) or "закрыт" in told_in(refused.text)
    assert amounts(office, SEPTEMBER) == [("2026-09", Decimal("189.00"))]
