"""What a sent letter said is read once, after its sender has the answer, and kept for the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from worklog.mime import content_of
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER_BODY, LETTER_CONTENT


def read_contents(session: Session, entry_ids: Sequence[int], now: datetime) -> None:
    """Read the MIME parts of letters that were sent, keep them for the audit, and let their bytes go.

    What did not count yet, or was read before, is passed over.
    """
    bodies = (
        select(LETTER_BODY.c.entry_id, LETTER_BODY.c.raw, LETTER_CONTENT.c.entry_id.label("known"))
        .join(ENTRY, ENTRY.c.id == LETTER_BODY.c.entry_id)
        .join(LETTER_CONTENT, LETTER_CONTENT.c.entry_id == LETTER_BODY.c.entry_id, isouter=True)
        .where(LETTER_BODY.c.entry_id.in_(entry_ids), ENTRY.c.period.is_not(None))
    )
    unread = session.connection().execute(bodies).all()
    values = []
    for entry_id, raw, known in unread:
        if known is None:
            read = content_of(raw)
            attachments = [[each.name, each.media_type, each.size] for each in read.attachments]
            values.append(
                {
                    "entry_id": entry_id,
                    "subject": read.subject,
                    "text": read.text,
                    "attachments": attachments,
                    "read_at": now,
                }
            )
    if values:
        session.connection().execute(insert(LETTER_CONTENT), values)
    if unread:
        read_ids = [each.entry_id for each in unread]
        session.connection().execute(delete(LETTER_BODY).where(LETTER_BODY.c.entry_id.in_(read_ids)))


def read_content(session: Session, entry_id: int, now: datetime) -> None:
    """Read the MIME parts of one letter that was sent."""
    read_contents(session, [entry_id], now)
