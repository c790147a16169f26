"""How long calls really lasted, as the exchange wrote down, grouped by the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from naryad.days import Period
from worklog.tables.call import CALL
from worklog.tables.entry import ENTRY


@dataclass(slots=True)
class CallTimes:
    """Durations of one type's calls: how many lasted so many seconds; each person's count and sum of seconds."""

    work_type_id: int
    by_seconds: dict[int, int] = field(default_factory=dict)
    by_person: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.by_seconds.values())


def call_times(session: Session, first: date, last: date, work_type_id: int | None = None) -> list[CallTimes]:
    """Return the durations of counted calls between two days, by type. Calls entered by hand are not in it: their
    time is what somebody remembers.
    """
    found: dict[int, CallTimes] = {}
    for type_id, seconds, count in _rows(session, first, last, work_type_id, CALL.c.seconds, func.count()):
        found.setdefault(type_id, CallTimes(type_id)).by_seconds[seconds] = count
    columns = (ENTRY.c.employee_id, func.count(), func.sum(CALL.c.seconds))
    for type_id, person, count, total in _rows(session, first, last, work_type_id, *columns):
        found[type_id].by_person[person] = (count, int(total))
    return [found[type_id] for type_id in sorted(found)]


def _rows(session: Session, first: date, last: date, work_type_id: int | None, by: Any, *figures: Any) -> Any:
    query = (
        select(ENTRY.c.work_type_id, by, *figures)
        .join(CALL, CALL.c.entry_id == ENTRY.c.id)
        .where(
            ENTRY.c.period.between(Period.of_day(first).number, Period.of_day(last).number),
            ENTRY.c.day.between(first, last),
            ENTRY.c.quantity > 0,
            CALL.c.seconds > 0,
            ~CALL.c.by_hand,
        )
        .group_by(ENTRY.c.work_type_id, by)
    )
    if work_type_id is not None:
        query = query.where(ENTRY.c.work_type_id == work_type_id)
    return session.connection().execute(query)
