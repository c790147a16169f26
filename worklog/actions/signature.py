"""What a person's new letters end with."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from naryad.people import Employee, require
from worklog.compose import LetterTooLong
from worklog.rich_text import clean, html_of, is_empty, text_of
from worklog.tables.draft import LetterSignatureRow

SIGNATURE_LENGTH_MAX = 2_000


def sign_letters_with(session: Session, *, text: str, html: str, actor: Employee, now: datetime) -> None:
    """Keep a person's signature, plain or rich; an empty one is none.

    Raises:
        NotAllowed, LetterTooLong.
    """
    require(actor, "worklog.own")
    kept = clean(html) if html else html_of(text.strip().replace("\0", ""))
    length = len(text_of(kept))
    if length > SIGNATURE_LENGTH_MAX:
        raise LetterTooLong(length=length, most=SIGNATURE_LENGTH_MAX)
    row = session.get(LetterSignatureRow, actor.id)
    if row is None:
        row = LetterSignatureRow(employee_id=actor.id, html="", changed_at=now)
    row.html, row.changed_at = "" if is_empty(kept) else kept, now
    session.add(row)
    session.flush()
