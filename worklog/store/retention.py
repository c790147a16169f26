"""How much is kept of letters, when the next of it is due, and what the last rounds deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, cast, func, select
from sqlmodel import Session

from naryad.days import Period, local_day
from naryad.office import office_of, setting
from naryad.seal import Level, level_after, seals_over
from worklog.retention import Part, due_on, latest_due
from worklog.tables.content import KEPT_FILE, LETTER_FILE, LETTER_HEAD, RETENTION_ROUND
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER_CONTENT, LetterRefusalRow
from worklog.tables.notice import NOTICE

ROUNDS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of one part are kept and how many bytes they take; `due_on` is when the oldest may go."""

    part: Part
    count: int
    bytes: int
    oldest: Period | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Round:
    """What one day's deleting removed; `held` were due and still needed."""

    day: date
    at: datetime
    texts: int
    heads: int
    files: int
    refusals: int
    notices: int
    held: int


def amounts(session: Session, today: date) -> tuple[Amount, ...]:
    """Return what is kept of each part; refusals and the program's own mails last."""
    texts = _sum(session, LETTER_CONTENT, cast(LETTER_CONTENT.c.text, LargeBinary))
    heads = _sum(session, LETTER_HEAD, cast(LETTER_HEAD.c.text, LargeBinary))
    count = session.connection().execute(select(func.count()).select_from(LETTER_FILE)).scalar_one()
    file_bytes = session.connection().execute(select(func.coalesce(func.sum(KEPT_FILE.c.size), 0))).scalar_one()
    table: Any = LetterRefusalRow.__table__  # type: ignore[attr-defined]  # set by SQLAlchemy
    refusals, refused = (
        session.connection().execute(select(func.count(), func.min(table.c.at)).select_from(table)).one()
    )
    query = select(func.count(), func.min(NOTICE.c.ended_at)).select_from(NOTICE)
    notices, ended = session.connection().execute(query).one()
    found = [
        _amount(session, Part.TEXT, *texts, _oldest(session, LETTER_CONTENT), today),
        _amount(session, Part.HEAD, *heads, _oldest(session, LETTER_HEAD), today),
        _amount(session, Part.FILE, count, int(file_bytes), _oldest(session, LETTER_FILE), today),
        _amount(session, Part.REFUSAL, refusals, 0, _month(session, refused), today),
        _amount(session, Part.NOTICE, notices, 0, _month(session, ended), today),
    ]
    return tuple(found)


def rounds(session: Session) -> list[Round]:
    """Return the latest days on which something was deleted or was due, the latest first."""
    table = RETENTION_ROUND.c
    columns = (table.texts, table.heads, table.files, table.refusals, table.notices)
    parts = [func.sum(column).label(column.name) for column in columns]
    total = sum(columns, start=table.held)
    query = (
        select(table.day, func.max(table.at).label("at"), *parts, func.max(table.held).label("held"))
        .group_by(table.day)
        .having(func.sum(total) > 0)
        .order_by(table.day.desc())
        .limit(ROUNDS_SHOWN)
    )
    return [
        Round(
            row.day,
            row.at,
            int(row.texts),
            int(row.heads),
            int(row.files),
            int(row.refusals),
            int(row.notices),
            row.held,
        )
        for row in session.connection().execute(query)
    ]


def waiting_since(session: Session, today: date) -> Period | None:
    """Return the oldest month whose texts are due and stay because it is not closed for everybody; else None."""
    oldest = _oldest(session, LETTER_CONTENT)
    if oldest is None or oldest > latest_due(today, setting(session, Part.TEXT.setting, today)):
        return None
    seals = [each for each in seals_over(session, oldest.last_day, oldest.last_day) if each.employee_id is None]
    is_closed = level_after(seals, employee_id=0, day=oldest.last_day) is Level.CLOSED
    return None if is_closed else oldest


def _sum(session: Session, table: Any, content: Any) -> tuple[int, int]:
    query = select(func.count(), func.coalesce(func.sum(func.length(content)), 0)).select_from(table)
    count, total = session.connection().execute(query).one()
    return count, int(total)


def _oldest(session: Session, table: Any) -> Period | None:
    """Return the month of the oldest letter in `table`: entries grow with time."""
    query = (
        select(ENTRY.c.period)
        .join(table, table.c.entry_id == ENTRY.c.id)
        .where(table.c.entry_id == select(func.min(table.c.entry_id)).scalar_subquery())
        .limit(1)
    )
    number = session.connection().execute(query).scalar()
    return None if number is None else Period.of_number(number)


def _month(session: Session, moment: datetime | None) -> Period | None:
    return None if moment is None else Period.of_day(local_day(moment, office_of(session).zone))


def _amount(session: Session, part: Part, count: int, size: int, oldest: Period | None, today: date) -> Amount:
    due = None if oldest is None else due_on(oldest, setting(session, part.setting, today))
    return Amount(part, count, size, oldest, due)
