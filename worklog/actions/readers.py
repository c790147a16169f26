"""The one door to what a letter says: the author passes, others leave their name, the time and the ground first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.db import Database
from naryad.office import office_of
from naryad.people import Employee, require
from naryad.tables import Row
from worklog.coding import LETTER_KINDS
from worklog.readers import REASON_AT_LEAST, ContentIsNotYours, Ground, Opening, OpeningNeedsReason
from worklog.store.content import WorkContent, content_of
from worklog.store.entry import entry_by_id
from worklog.store.readers import is_noted
from worklog.tables.content import CONTENT_DISCLOSURE, CONTENT_READING, ContentDisclosureRow, ContentReadingRow


def open_content(
    database: Database, entry_id: int, *, reader: Employee, opening: Opening | None, now: datetime
) -> WorkContent:
    """Return what a piece of work says. Another person's letter is shown only after the opening is committed.

    `opening` None is for one's own work, and for an opening with a reason that was written down earlier today.

    Raises:
        ContentIsNotYours: another person's letter, and nothing was written down.
        NotAllowed, OpeningNeedsReason, EntryNotFound.
    """
    with database.reading() as session:
        entry = entry_by_id(session, entry_id)
        day = local_day(now, office_of(session).zone)
        is_free = entry.employee_id == reader.id or entry.kind not in LETTER_KINDS
        is_written = is_free or is_noted(session, entry_id, reader.id, opening or Opening(Ground.REASON), day)
        if is_written:
            return content_of(session, entry_id)
    if opening is None:
        raise ContentIsNotYours()
    database.write(lambda session: note_opening(session, entry_id, opening, actor=reader, now=now))
    with database.reading() as session:
        return content_of(session, entry_id)


def note_opening(session: Session, entry_id: int, opening: Opening, *, actor: Employee, now: datetime) -> None:
    """Write down that somebody opens another person's letter; the same opening once a day.

    Raises:
        NotAllowed, OpeningNeedsReason, EntryNotFound.
    """
    require(actor, "worklog.open_content")
    reason = " ".join(opening.reason.split())[:1000]
    if opening.ground is Ground.REASON and len(reason) < REASON_AT_LEAST:
        raise OpeningNeedsReason()
    entry = entry_by_id(session, entry_id, lock=True)
    day = local_day(now, office_of(session).zone)
    if entry.employee_id == actor.id or is_noted(session, entry_id, actor.id, opening, day):
        return
    values: dict[str, Any] = {
        "entry_id": entry_id,
        "reader_id": actor.id,
        "day": day,
        "at": now,
        "ground": opening.ground.value,
        "ground_no": opening.number,
        "reason": reason,
    }
    key = session.connection().execute(insert(CONTENT_READING).values(**values)).inserted_primary_key
    assert key is not None
    row = ContentReadingRow(id=int(key[0]), **values)
    facts = {"ground": opening.ground.value}
    journal.record(session, actor.id, "letter.open", opening.subject or f"entry:{entry_id}", now, facts, rows=[row])


def show_reader(session: Session, entry_id: int, *, auditor_id: int, now: datetime) -> None:
    """Let the author see from now on that this auditor opened the letter: the judgement is locked."""
    table = CONTENT_READING.c
    hidden = (
        select(table.id, table.ground_no)
        .join(CONTENT_DISCLOSURE, CONTENT_DISCLOSURE.c.reading_id == table.id, isouter=True)
        .where(
            table.entry_id == entry_id,
            table.reader_id == auditor_id,
            table.ground == Ground.SAMPLE.value,
            CONTENT_DISCLOSURE.c.reading_id.is_(None),
        )
    )
    found = session.connection().execute(hidden).all()
    if not found:
        return
    rows: Sequence[Row] = [ContentDisclosureRow(reading_id=each.id, at=now) for each in found]
    session.add_all(rows)
    subject = Opening(Ground.SAMPLE, found[0].ground_no).subject
    journal.record(session, auditor_id, "letter.show_reader", subject, now, rows=rows)
