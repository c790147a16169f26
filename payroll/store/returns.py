"""What people said to offered returns, and what is offered now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from naryad.days import Period
from payroll.adjustment import Adjustment
from payroll.return_offer import Answer
from payroll.tables.adjustment import AdjustmentRow
from payroll.tables.closing import ClosingRow
from payroll.tables.returns import ReturnConsentRow


@dataclass(frozen=True, slots=True)
class OfferKey:
    """What a statement names: whose, of which month, booked in which one, and the sum.

    A month that is reopened and closed again books its corrections anew; a statement signed for the same sum holds.
    """

    employee_id: int
    source_period: Period
    booked_in: Period
    net: Decimal


@dataclass(frozen=True, slots=True)
class Said:
    """The last word about an offered correction."""

    answer: Answer
    signed_on: date
    paper: str


def offer_key(adjustment: Adjustment) -> OfferKey:
    return OfferKey(adjustment.employee_id, adjustment.source_period, adjustment.booked_in, adjustment.net)


def answers_given(session: Session, employee_id: int | None = None) -> dict[OfferKey, Said]:
    """Return the last word about each correction anybody (or one employee) was asked about."""
    query = (
        select(ReturnConsentRow, AdjustmentRow, ClosingRow.period)
        .join(AdjustmentRow, col(AdjustmentRow.id) == col(ReturnConsentRow.adjustment_id))
        .join(ClosingRow, col(ClosingRow.id) == col(AdjustmentRow.closing_id))
        .order_by(col(ReturnConsentRow.id))
    )
    if employee_id is not None:
        query = query.where(AdjustmentRow.employee_id == employee_id)
    return {
        OfferKey(one.employee_id, Period.of_number(one.source_period), Period.of_number(booked_in), one.net): Said(
            Answer(consent.state), consent.signed_on, consent.paper or ""
        )
        for consent, one, booked_in in session.exec(query)
    }


def has_agreed(said: Mapping[OfferKey, Said], source: Period) -> set[int]:
    """Return who agreed to return something of a month; it may have been settled since."""
    return {
        key.employee_id for key, word in said.items() if key.source_period == source and word.answer is Answer.AGREED
    }
