"""The end of a draft: its letter is sent or held, or its author threw it away; its files go with it."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlmodel import Session

from worklog.entry import Entry
from worklog.tables.draft import LETTER_DRAFT_FILE
from worklog.tables.letter import LETTER, LETTER_DRAFT


def forget_draft_of(session: Session, entry: Entry) -> None:
    """Remove the draft from which the letter of `entry` came, if it was written on the web."""
    query = (
        select(LETTER_DRAFT.c.id)
        .join(LETTER, LETTER.c.message_id == LETTER_DRAFT.c.message_id)
        .where(LETTER.c.entry_id == entry.id, LETTER.c.is_composed, LETTER_DRAFT.c.employee_id == entry.employee_id)
    )
    draft_id = session.connection().execute(query).scalar_one_or_none()
    if draft_id is not None:
        remove_draft(session, draft_id)


def remove_draft(session: Session, draft_id: int) -> None:
    """Remove a draft with its files."""
    session.connection().execute(delete(LETTER_DRAFT_FILE).where(LETTER_DRAFT_FILE.c.draft_id == draft_id))
    session.connection().execute(delete(LETTER_DRAFT).where(LETTER_DRAFT.c.id == draft_id))
