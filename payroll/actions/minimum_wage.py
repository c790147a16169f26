"""Entering a federal minimum wage with its law, for a year that does not come with the program."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.calendar_year import FIRST_YEAR, LAST_YEAR, LawIsMissing
from naryad.errors import DomainError
from naryad.people import Employee, require
from payroll.closing import MinimumWage
from payroll.store.minimum_wage import known_minimum_wages
from payroll.tables.minimum_wage import MinimumWageRow

MOST = Decimal(10_000_000)


class MinimumWageIsWrong(DomainError):
    code = "minimum_wage_is_wrong"
    status = 422
    en = "{amount} cannot be a minimum wage. Enter the sum for a full month, above 0, with at most 2 decimals."
    ru = "{amount} не может быть МРОТ. Введите сумму за полный месяц, больше 0, не более 2 знаков после запятой."


class MinimumWageDayIsWrong(DomainError):
    code = "minimum_wage_day_is_wrong"
    status = 422
    en = "A minimum wage cannot begin on {day}. Choose a day of the years 2000 to 2100."
    ru = "МРОТ не может начинаться {day}. Выберите день с 2000 по 2100 год."


def enter_minimum_wage(session: Session, actor: Employee | None, value: MinimumWage, *, now: datetime) -> bool:
    """Enter a minimum wage from a day on; False where it stands there already. Closed months keep what they froze.

    Raises:
        NotAllowed, MinimumWageIsWrong, MinimumWageDayIsWrong, LawIsMissing.
    """
    require(actor, "payroll.enter_year")
    assert actor is not None
    if not value.amount.is_finite() or not 0 < value.amount <= MOST or value.amount != round(value.amount, 2):
        raise MinimumWageIsWrong(amount=value.amount)
    if not date(FIRST_YEAR, 1, 1) <= value.effective_from <= date(LAST_YEAR, 12, 31):
        raise MinimumWageDayIsWrong(day=value.effective_from)
    source = value.source.strip()[:200]
    if not source:
        raise LawIsMissing()
    if MinimumWage(value.effective_from, value.amount, source) in known_minimum_wages(session):
        return False
    row = MinimumWageRow(
        effective_from=value.effective_from, amount=value.amount, source=source, set_by=actor.id, set_at=now
    )
    session.add(row)
    session.flush()
    facts = {"from": f"{value.effective_from}", "amount": f"{value.amount}", "source": source}
    journal.record(
        session, actor.id, "payroll.minimum_wage", f"year:{value.effective_from.year}", now, facts, rows=[row]
    )
    return True
