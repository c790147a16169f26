"""The bytes of letters that are under way or held: kept, and forgotten once nobody needs them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session

from naryad.rows import add_rows
from worklog.entry import Entry
from worklog.hop import Outgoing
from worklog.store.attempt import open_tries_of
from worklog.tables.letter import LETTER_BODY, LetterBodyRow


def keep_body(session: Session, entry_id: int, outgoing: Outgoing, *, is_held: bool) -> None:
    """Keep the bytes of a letter in place of those kept before."""
    session.connection().execute(delete(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry_id))
    keep_bodies(session, [(entry_id, outgoing)], is_held=is_held)


def keep_bodies(session: Session, letters: Sequence[tuple[int, Outgoing]], *, is_held: bool) -> None:
    """Keep the bytes of letters, given by the id of their entry, of which none are kept yet."""
    values = [
        {
            "entry_id": entry_id,
            "raw": outgoing.content,
            "is_held": is_held,
            "is_utf8_asked": outgoing.is_utf8_asked,
            "sender": outgoing.sender,
            "recipients": list(outgoing.recipients),
        }
        for entry_id, outgoing in letters
    ]
    add_rows(session, LetterBodyRow, values)


def hold_no_more(session: Session, entry_ids: Sequence[int]) -> None:
    """Note that these letters are sent: the office holds them no more."""
    session.connection().execute(_HOLD_NO_MORE, {"entry_ids": entry_ids})


def forget_body(session: Session, entry: Entry) -> None:
    """A refused letter that the office does not hold is still in its sender's mail program: its bytes may go."""
    if not open_tries_of(session, [entry.id]):
        session.connection().execute(
            delete(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry.id, ~LETTER_BODY.c.is_held)
        )


_HOLD_NO_MORE = (
    update(LETTER_BODY)
    .where(LETTER_BODY.c.entry_id.in_(bindparam("entry_ids", expanding=True)), LETTER_BODY.c.is_held)
    .values(is_held=False)
)
