"""Hourly tariffs and average hourly earnings: who has which, and every one ever set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from payroll.pay_terms import DatedMoney, money_on
from payroll.store.pay_inputs import hourly_money
from payroll.tables.pay import HourlyMoneyRow

WHATS = ("tariff", "average")
FAR = date.max


@dataclass(frozen=True, slots=True)
class HourlyInHistory:
    """A tariff or an average as it was set; no amount: the earlier one ends."""

    employee_id: int
    what: str
    effective_from: date
    amount: Decimal | None
    source: str
    set_by: int
    set_at: datetime


def has_hourly(session: Session) -> bool:
    """Say whether anybody was ever given a tariff or an average."""
    return session.exec(select(HourlyMoneyRow.id).limit(1)).first() is not None


def hourly_known(session: Session) -> dict[tuple[int, str], tuple[DatedMoney, ...]]:
    """Return every tariff and average by (employee, what), those of days to come too."""
    return {(person, what): known for what in WHATS for person, known in hourly_money(session, what, until=FAR).items()}


Known = dict[tuple[int, str], tuple[DatedMoney, ...]]


def hourly_on(known: Known, employee_id: int, what: str, day: date) -> DatedMoney | None:
    """Return a person's tariff or average on a day, or None."""
    return money_on(known.get((employee_id, what), ()), day)


def hourly_history(session: Session, *, limit: int, employee_id: int | None = None) -> list[HourlyInHistory]:
    """Return what was set, of everybody or of one person, the latest day first."""
    query = select(HourlyMoneyRow)
    if employee_id is not None:
        query = query.where(HourlyMoneyRow.employee_id == employee_id)
    query = query.order_by(col(HourlyMoneyRow.effective_from).desc(), col(HourlyMoneyRow.id).desc()).limit(limit)
    return [
        HourlyInHistory(row.employee_id, row.what, row.effective_from, row.amount, row.source, row.set_by, row.set_at)
        for row in session.exec(query)
    ]
