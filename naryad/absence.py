"""Days on which a person was away from work, for time limits that rest meanwhile.

The floor does not know timesheets: whoever keeps them says so here when the house is put together. Where nobody does,
nobody is away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from sqlmodel import Session

Source = Callable[[Session, Collection[int], date, date], Mapping[int, frozenset[date]]]

_sources: list[Source] = []


def told_by(source: Source) -> None:
    """Ask `source` from now on: (session, employees' ids, first day, last day) -> days away by employee's id."""
    if source not in _sources:
        _sources.append(source)


def absent_days(session: Session, employee_ids: Collection[int], first: date, last: date) -> dict[int, frozenset[date]]:
    """Return the days between `first` and `last`, both included, on which each person was on leave or ill."""
    found: dict[int, frozenset[date]] = {}
    for source in _sources:
        for employee_id, days in source(session, employee_ids, first, last).items():
            found[employee_id] = found.get(employee_id, frozenset()) | days
    return found
