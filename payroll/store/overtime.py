"""What was made in overtime, work by work: only where the office pays overtime by units."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from sqlmodel import Session

from naryad.days import Period
from naryad.money import Rounding
from naryad.office import office_of
from payroll.overtime_pay import Made, Part, part_of
from payroll.scheme import DIRECT, RateOf
from payroll.store.work import work_of_entries
from payroll.time_code import Sense
from payroll.timesheet import Timesheet
from worklog.store.lines import entries_of

MOST_WORKS = 100_000
"""More than anybody does in a day."""


def overtime_made(
    session: Session,
    period: Period,
    employee_id: int,
    timesheet: Timesheet,
    *,
    begins_at: str,
    rate_of: RateOf,
    rounding: Rounding,
    corrected: bool = False,
) -> dict[date, Made]:
    """Return by day what a person made in overtime at its single price; with `corrected`, by the last codings.

    Nothing where the office pays overtime by hours (`begins_at` is empty) or nobody marked any.
    """
    days = timesheet.days_of(Sense.OVERTIME) if begins_at else {}
    if not days:
        return {}
    zone, begins = office_of(session).zone, time.fromisoformat(begins_at)
    found: dict[date, Made] = {}
    for day, hours in days.items():
        parts: dict[Part, list[int]] = {part: [] for part in Part}
        for entry in entries_of(session, period, employee_id, day, limit=MOST_WORKS):
            at = entry.at.astimezone(zone)
            part = part_of(at, begins=begins, hours=hours)
            if part is not None and at.date() == day:
                parts[part].append(entry.entry_id)
        money = {part: Decimal(0) for part in Part}
        for part, numbers in parts.items():
            work = work_of_entries(session, period, employee_id, numbers, corrected=corrected) if numbers else []
            accrued = DIRECT.accrue(work, rate_of=rate_of, rounding=rounding)
            money[part] = sum((line.amount for line in accrued.lines), Decimal(0))
        found[day] = Made(money[Part.FIRST], money[Part.FURTHER])
    return found
