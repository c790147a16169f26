"""The minimum wages in force: those that come with the program, and on top of them those the office entered."""

from __future__ import annotations

from sqlmodel import Session, col, select

from payroll.closing import MinimumWage
from payroll.minimum_wage import minimum_wages
from payroll.tables.minimum_wage import MinimumWageRow


def known_minimum_wages(session: Session) -> tuple[MinimumWage, ...]:
    """Return the federal minimum wages, the earliest first; of one day the one entered last."""
    rows = session.exec(select(MinimumWageRow).order_by(col(MinimumWageRow.id)))
    by_day = {wage.effective_from: wage for wage in (*minimum_wages(), *(row.value() for row in rows))}
    return tuple(by_day[day] for day in sorted(by_day))
