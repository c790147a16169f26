"""Who was on leave or ill, as the timesheet says: time limits of the check of types rest meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from payroll.tables.pay import TimesheetDayRow
from payroll.time_code import RESTS_TIME_LIMITS

ASKED_AT_ONCE = 500


def absent_days(session: Session, employee_ids: Collection[int], first: date, last: date) -> dict[int, frozenset[date]]:
    """Return the days between `first` and `last` that stand in the timesheet as leave or illness, by employee's id."""
    ids = sorted(employee_ids)
    away: dict[tuple[int, date], bool] = {}
    for start in range(0, len(ids), ASKED_AT_ONCE):
        rows = session.exec(
            select(TimesheetDayRow)
            .where(
                col(TimesheetDayRow.employee_id).in_(ids[start : start + ASKED_AT_ONCE]),
                col(TimesheetDayRow.day).between(first, last),
            )
            .order_by(col(TimesheetDayRow.id))
        )
        for row in rows:
            away[row.employee_id, row.day] = any(mark[0] in RESTS_TIME_LIMITS for mark in row.marks)
    found: dict[int, set[date]] = {}
    for (employee_id, day), is_away in away.items():
        if is_away:
            found.setdefault(employee_id, set()).add(day)
    return {employee_id: frozenset(days) for employee_id, days in found.items()}
