"""Years of the production calendar that the office entered, on top of those that come with the program.

The calendar is asked of the database each time: the rows are few, and so a year entered by one process is known to
every other at once. What is made of equal rows is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from naryad import journal
from naryad.calendar import Calendar
from naryad.calendar_year import CalendarYear, structure_of_year, year_of_structure
from naryad.people import Employee, require
from naryad.tables import CalendarYearRow


def calendar_of(session: Session) -> Calendar:
    """Return the production calendar with every year the office entered."""
    return _with(tuple(latest_years(session)))


def latest_years(session: Session) -> list[CalendarYear]:
    """Return the years entered, each as it was entered last."""
    rows = session.exec(select(CalendarYearRow).order_by(col(CalendarYearRow.id)))
    return list({row.year: year_of_structure(row.year, row.days, row.source) for row in rows}.values())


def history_of(session: Session, year: int) -> Sequence[CalendarYearRow]:
    """Return every version of a year that was entered, the last one first."""
    query = select(CalendarYearRow).where(CalendarYearRow.year == year).order_by(col(CalendarYearRow.id).desc())
    return session.exec(query.limit(100)).all()


def enter_year(session: Session, actor: Employee | None, value: CalendarYear, *, now: datetime) -> bool:
    """Enter a year of the calendar; False where the same stands there already. Closed months keep what they froze.

    Raises:
        NotAllowed.
    """
    require(actor, "payroll.enter_year")
    assert actor is not None
    if value in latest_years(session):
        return False
    row = CalendarYearRow(
        year=value.year, days=structure_of_year(value), source=value.source, set_by=actor.id, set_at=now
    )
    session.add(row)
    session.flush()
    facts = {"year": value.year, "source": value.source}
    journal.record(session, actor.id, "calendar.year", f"year:{value.year}", now, facts, rows=[row])
    return True


@lru_cache(maxsize=16)
def _with(years: tuple[CalendarYear, ...]) -> Calendar:
    return Calendar.russian().with_years(years)
