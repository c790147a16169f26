"""What a sent letter said is read once, after its sender has the answer, and kept for the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from naryad.days import local_day
from naryad.office import office_of, setting
from worklog.mime import LetterContent, content_of
from worklog.tables.content import KEPT_FILE, LETTER_FILE, LETTER_HEAD
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER_BODY, LETTER_CONTENT

BYTES_PER_MEGABYTE = 1_048_576


@dataclass(frozen=True, slots=True)
class Unread:
    """A letter that was sent and whose parts nobody has read yet."""

    entry_id: int
    raw: bytes


def unread(session: Session, entry_ids: Sequence[int]) -> list[Unread]:
    """Return those of `entry_ids` that count and still have their bytes here."""
    query = (
        select(LETTER_BODY.c.entry_id, LETTER_BODY.c.raw)
        .join(ENTRY, ENTRY.c.id == LETTER_BODY.c.entry_id)
        .where(LETTER_BODY.c.entry_id.in_(entry_ids), ENTRY.c.period.is_not(None))
    )
    return [Unread(entry_id, raw) for entry_id, raw in session.connection().execute(query)]


def read_contents(session: Session, entry_ids: Sequence[int], now: datetime) -> None:
    """Read the parts of letters that were sent, keep them for the audit, and let their bytes go.

    What did not count yet is passed over. A caller with time reads first and then keeps, with `keep_contents`:
    reading takes a while, and nobody else writes meanwhile.
    """
    keep_contents(session, {each.entry_id: content_of(each.raw) for each in unread(session, entry_ids)}, now)


def read_content(session: Session, entry_id: int, now: datetime) -> None:
    """Read the parts of one letter that was sent."""
    read_contents(session, [entry_id], now)


def keep_contents(session: Session, read: Mapping[int, LetterContent], now: datetime) -> None:
    """Keep what was read of letters, by entry id, in few statements; what is kept already stays as it is."""
    if not read:
        return
    rows = [
        {
            "entry_id": entry_id,
            "subject": each.subject,
            "text": each.text,
            "attachments": [[file.name, file.media_type, file.size, file.digest] for file in each.attachments],
            "read_at": now,
        }
        for entry_id, each in read.items()
    ]
    add_missing(session, LETTER_CONTENT, rows)
    add_missing(session, LETTER_HEAD, [{"entry_id": entry_id, "text": each.head} for entry_id, each in read.items()])
    if any(each.attachments for each in read.values()):
        _keep_files(session, read, now)
    session.connection().execute(delete(LETTER_BODY).where(LETTER_BODY.c.entry_id.in_(list(read))))


def _keep_files(session: Session, read: Mapping[int, LetterContent], now: datetime) -> None:
    """Keep the attachments where the office wants that, each file once."""
    today = local_day(now, office_of(session).zone)
    if setting(session, "keep_attachments", today) != "yes":
        return
    largest = setting(session, "attachment_megabytes", today) * BYTES_PER_MEGABYTE
    kept = [
        (entry_id, place_no, file)
        for entry_id, each in read.items()
        for place_no, file in enumerate(each.attachments)
        if file.size <= largest
    ]
    files = {file.digest: file for _, _, file in kept}
    add_missing(
        session,
        KEPT_FILE,
        [{"digest": digest, "size": file.size, "content": file.content} for digest, file in files.items()],
    )
    places = [{"entry_id": entry_id, "place_no": place_no, "digest": file.digest} for entry_id, place_no, file in kept]
    add_missing(session, LETTER_FILE, places)


def add_missing(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection = session.connection()
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
