"""Who opened whose letters: for the author, for the page of a work, and for the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from worklog.entry import Entry
from worklog.readers import HIDDEN_DAYS, Ground, Opening, Reading
from worklog.store.entry import entries_by_id
from worklog.tables.content import CONTENT_DISCLOSURE, CONTENT_READING
from worklog.tables.entry import ENTRY

PAGE_LENGTH = 50


def readings_of_entry(session: Session, entry_id: int, now: datetime) -> list[Reading]:
    """Return the openings of a letter that its author sees, the first one first."""
    query = _readings(now).where(CONTENT_READING.c.entry_id == entry_id).order_by(CONTENT_READING.c.id).limit(500)
    return [_value(row) for row in session.connection().execute(query)]


def readings_of_author(
    session: Session, employee_id: int, now: datetime, *, before: int | None = None
) -> list[tuple[Reading, Entry]]:
    """Return a page of the openings of a person's letters, the latest first."""
    query = (
        _readings(now)
        .join(ENTRY, ENTRY.c.id == CONTENT_READING.c.entry_id)
        .where(ENTRY.c.employee_id == employee_id)
        .order_by(CONTENT_READING.c.id.desc())
        .limit(PAGE_LENGTH)
    )
    if before is not None:
        query = query.where(CONTENT_READING.c.id < before)
    found = [_value(row) for row in session.connection().execute(query)]
    entries = entries_by_id(session, [each.entry_id for each in found])
    return [(each, entries[each.entry_id]) for each in found]


def is_noted(session: Session, entry_id: int, reader_id: int, opening: Opening, day: Any) -> bool:
    """Say whether this opening of today is written down already."""
    table = CONTENT_READING.c
    query = select(table.id).where(
        table.entry_id == entry_id,
        table.reader_id == reader_id,
        table.day == day,
        table.ground == opening.ground.value,
        table.ground_no == opening.number,
    )
    return session.connection().execute(query).first() is not None


def opened_with_reason(session: Session, reader_id: int) -> set[int]:
    """Return the letters a person has opened outside the check: they know whose these are, and judge them no more."""
    table = CONTENT_READING.c
    query = select(table.entry_id).where(table.reader_id == reader_id, table.ground == Ground.REASON.value)
    return set(session.connection().execute(query).scalars())


def opened_letters(session: Session, reader_id: int) -> set[int]:
    """Return every letter of others that a person has opened, on whatever ground."""
    table = CONTENT_READING.c
    return set(session.connection().execute(select(table.entry_id).where(table.reader_id == reader_id)).scalars())


def _readings(now: datetime) -> Any:
    table = CONTENT_READING.c
    return (
        select(CONTENT_READING, CONTENT_DISCLOSURE.c.at.label("disclosed_at"))
        .join(CONTENT_DISCLOSURE, CONTENT_DISCLOSURE.c.reading_id == table.id, isouter=True)
        .where(
            or_(
                table.ground != Ground.SAMPLE.value,
                CONTENT_DISCLOSURE.c.at.is_not(None),
                table.at < now - timedelta(days=HIDDEN_DAYS),
            )
        )
    )


def _value(row: Any) -> Reading:
    return Reading(
        id=row.id,
        entry_id=row.entry_id,
        reader_id=row.reader_id,
        at=row.at,
        ground=Ground(row.ground),
        number=row.ground_no,
        reason=row.reason,
        disclosed_at=row.disclosed_at,
    )
