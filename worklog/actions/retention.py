"""Once a day: what was kept of letters long enough is deleted; the work, its figures and its sums stay.

The mails the program itself wrote go in the same round, once nobody answers them any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import Table, delete, insert, select
from sqlmodel import Session

from naryad import journal
from naryad.days import Period, local_day
from naryad.office import office_of, setting
from naryad.seal import Level, level_after, seals_over
from worklog.actions.content import add_missing
from worklog.notice import NoticeFate, NoticeKind
from worklog.retention import Part, Removed, latest_due
from worklog.tables.content import (
    CONTENT_REMOVAL,
    KEPT_FILE,
    LETTER_FILE,
    LETTER_HEAD,
    RETENTION_ROUND,
)
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER_BODY, LETTER_CONTENT, LetterRefusalRow
from worklog.tables.notice import NOTICE, NOTICE_PAPER

AT_ONCE = 500

Holder = Callable[[Session, Sequence[int], datetime], set[int]]
"""Tells which of some entries somebody needs at a moment: a check that is not over, an appeal."""

KEPT_IN: dict[Part, Table] = {Part.TEXT: LETTER_CONTENT, Part.HEAD: LETTER_HEAD, Part.FILE: LETTER_FILE}


def forget_due(session: Session, now: datetime, *, still_needed: Holder, at_once: int = AT_ONCE) -> Removed | None:
    """Delete a batch of what is due, and return how much; None where today's deleting is over.

    The program's regular round calls it until a batch finds nothing more. Drafts are never touched. Which content a
    check still needs is asked of `still_needed`: the domains above know it, and no default stands in for them.
    """
    today = local_day(now, office_of(session).zone)
    done = select(RETENTION_ROUND.c.id).where(RETENTION_ROUND.c.day == today, RETENTION_ROUND.c.is_last)
    if session.connection().execute(done.limit(1)).first() is not None:
        return None
    counts = dict.fromkeys(Part, 0)
    held: set[int] = set()
    for part in KEPT_IN:
        counts[part], kept = _forget(session, part, today, now, still_needed, at_once)
        held |= kept
    counts[Part.REFUSAL] = _forget_refusals(session, today, at_once)
    counts[Part.NOTICE] = _forget_notices(session, today, at_once)
    figures = {
        "texts": counts[Part.TEXT],
        "heads": counts[Part.HEAD],
        "files": counts[Part.FILE],
        "refusals": counts[Part.REFUSAL],
        "notices": counts[Part.NOTICE],
    }
    removed = Removed(**figures, held=len(held))
    is_last = max(counts.values()) < at_once
    session.connection().execute(
        insert(RETENTION_ROUND).values(day=today, at=now, held=removed.held, is_last=is_last, **figures)
    )
    if removed.total:
        journal.record(session, None, "letter.forget", f"day:{today.isoformat()}", now, figures)
    return removed


def _forget(
    session: Session, part: Part, today: date, now: datetime, still_needed: Holder, at_once: int
) -> tuple[int, set[int]]:
    """Delete up to `at_once` letters' part, the oldest first; return how many, and which were due but are needed."""
    months = setting(session, part.setting, today)
    last = latest_due(today, months)
    gone = 0
    held: set[int] = set()
    after = 0
    while gone < at_once:
        chunk = _oldest(session, KEPT_IN[part], after, at_once)
        due = {entry_id: (employee_id, period) for entry_id, employee_id, period in chunk if period <= last}
        if not due:  # entries grow with time: behind a whole chunk that is too young, everything is
            break
        after = chunk[-1][0]
        needed = still_needed(session, list(due), now) | _of_open_months(session, due)
        held |= needed
        going = [entry_id for entry_id in due if entry_id not in needed][: at_once - gone]
        _remove(session, part, going, months, now)
        gone += len(going)
    return gone, held


def _oldest(session: Session, table: Table, after: int, limit: int) -> list[tuple[int, int, Period]]:
    """Return (entry id, employee id, month it counts in) of the oldest letters that `table` keeps something of."""
    query = (
        select(table.c.entry_id, ENTRY.c.employee_id, ENTRY.c.period)
        .distinct()
        .join(ENTRY, ENTRY.c.id == table.c.entry_id)
        .where(table.c.entry_id > after)
        .order_by(table.c.entry_id)
        .limit(limit)
    )
    rows = session.connection().execute(query)
    return [(entry_id, employee_id, Period.of_number(period)) for entry_id, employee_id, period in rows]


def _of_open_months(session: Session, due: dict[int, tuple[int, Period]]) -> set[int]:
    """Return those of `due` whose month is not closed: pay is still to be made from them."""
    periods = {period for _, period in due.values()}
    seals = {period: seals_over(session, period.last_day, period.last_day) for period in periods}
    return {
        entry_id
        for entry_id, (employee_id, period) in due.items()
        if level_after(seals[period], employee_id=employee_id, day=period.last_day) is not Level.CLOSED
    }


def _remove(session: Session, part: Part, entry_ids: Sequence[int], months: int, now: datetime) -> None:
    if not entry_ids:
        return
    table, connection = KEPT_IN[part], session.connection()
    files: Iterable[str] = ()
    if part is Part.FILE:
        files = (
            connection.execute(select(LETTER_FILE.c.digest).distinct().where(LETTER_FILE.c.entry_id.in_(entry_ids)))
            .scalars()
            .all()
        )
    connection.execute(delete(table).where(table.c.entry_id.in_(entry_ids)))
    if files:
        others = select(LETTER_FILE.c.digest).where(LETTER_FILE.c.digest == KEPT_FILE.c.digest)
        connection.execute(delete(KEPT_FILE).where(KEPT_FILE.c.digest.in_(files), ~others.exists()))
    rows = [{"entry_id": each, "part": part.value, "at": now, "months": months} for each in entry_ids]
    add_missing(session, CONTENT_REMOVAL, rows)


def _forget_refusals(session: Session, today: date, at_once: int) -> int:
    table: Table = LetterRefusalRow.__table__  # type: ignore[attr-defined]  # set by SQLAlchemy
    behind = _end_of_due(session, Part.REFUSAL, today)
    due = select(table.c.id).where(table.c.at <= behind).order_by(table.c.id).limit(at_once)
    ids = session.connection().execute(due).scalars().all()
    session.connection().execute(delete(table).where(table.c.id.in_(ids)))
    return len(ids)


def _forget_notices(session: Session, today: date, at_once: int) -> int:
    """Delete up to `at_once` mails of the program that ended long ago, sent or given up; return how many.

    One that waits is never touched, nor is the one about a letter that is still held: its address takes the answer
    that types the letter. A key that is gone is not owed anew: every key holds a day, a moment or a letter.
    """
    behind = _end_of_due(session, Part.NOTICE, today)
    has_ended = (NOTICE.c.fate != NoticeFate.WAITING.value, NOTICE.c.ended_at <= behind)
    gone = after = 0
    while gone < at_once:
        query = select(NOTICE.c.id, NOTICE.c.kind, NOTICE.c.entry_ids).where(*has_ended, NOTICE.c.id > after)
        chunk = session.connection().execute(query.order_by(NOTICE.c.id).limit(at_once).with_for_update()).all()
        if not chunk:
            break
        after = chunk[-1].id
        letters = {row.id: row.entry_ids[0] for row in chunk if row.kind == NoticeKind.HELD.value}
        held = _held_of(session, list(letters.values()))
        going = [row.id for row in chunk if letters.get(row.id) not in held][: at_once - gone]
        session.connection().execute(delete(NOTICE_PAPER).where(NOTICE_PAPER.c.notice_id.in_(going)))
        session.connection().execute(delete(NOTICE).where(NOTICE.c.id.in_(going)))
        gone += len(going)
    return gone


def _held_of(session: Session, entry_ids: Sequence[int]) -> set[int]:
    """Return those letters that still wait for a type, also while one is being sent or in doubt."""
    query = select(LETTER_BODY.c.entry_id).where(LETTER_BODY.c.entry_id.in_(entry_ids), LETTER_BODY.c.is_held)
    return set(session.connection().execute(query).scalars())


def _end_of_due(session: Session, part: Part, today: date) -> datetime:
    """Return the last moment of the office's last month whose `part` may go today."""
    last = latest_due(today, setting(session, part.setting, today)).last_day
    return datetime.combine(last, time.max, tzinfo=office_of(session).zone).astimezone(UTC)
