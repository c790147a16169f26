"""Rates and accrual kinds as the office has set them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from naryad.employment import all_employments, employment_on, employments
from payroll.kind import KINDS, AccrualKind
from payroll.rate import Rate, RateBook
from payroll.tables.rate import AccrualKindCodeRow, RateRow


@dataclass(frozen=True, slots=True)
class RateInHistory:
    """A rate with who set it and when, for the page of rates."""

    rate: Rate
    set_by: int
    set_at: datetime


def all_rates(session: Session) -> list[Rate]:
    """Return every rate ever set, in the order they were entered."""
    return [row.value() for row in session.exec(select(RateRow).order_by(col(RateRow.id)))]


def rate_history(session: Session) -> list[RateInHistory]:
    """Return every rate ever set, the latest day first."""
    query = select(RateRow).order_by(col(RateRow.effective_from).desc(), col(RateRow.id).desc())
    return [RateInHistory(row.value(), row.set_by, row.set_at) for row in session.exec(query)]


@dataclass(frozen=True)
class Pricing:
    """Finds the rate of anybody on any day: the rates of the office joined with everybody's positions."""

    book: RateBook
    position_of: Callable[[int, date], str]

    def rate_of(self, employee_id: int, day: date) -> Rate | None:
        return self.book.find(employee_id=employee_id, position=self.position_of(employee_id, day), day=day)


def pricing(session: Session, employee_id: int | None = None) -> Pricing:
    """Read rates and positions in two statements; only those that concern one person, if given."""
    if employee_id is None:
        rates, positions = all_rates(session), all_employments(session)
    else:
        rates, positions = _rates_for(session, employee_id), {employee_id: employments(session, employee_id)}

    def position_of(employee_id: int, day: date) -> str:
        return employment_on(positions.get(employee_id, ()), day).position

    return Pricing(RateBook(rates), position_of)


def _rates_for(session: Session, employee_id: int) -> list[Rate]:
    query = select(RateRow).where(or_(col(RateRow.employee_id).is_(None), RateRow.employee_id == employee_id))
    return [row.value() for row in session.exec(query.order_by(col(RateRow.id)))]


def rate_on(session: Session, employee_id: int, day: date) -> Rate | None:
    """Return the rate of one person on one day, or None."""
    return pricing(session, employee_id).rate_of(employee_id, day)


def accrual_kinds(session: Session) -> tuple[AccrualKind, ...]:
    """Return the accrual kinds with the external codes the office gave them last."""
    codes = {
        row.kind: row.external_code
        for row in session.exec(select(AccrualKindCodeRow).order_by(col(AccrualKindCodeRow.id)))
    }
    return tuple(replace(kind, external_code=codes.get(kind.code, kind.external_code)) for kind in KINDS)
