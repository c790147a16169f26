"""Finding a draft for its author: to everybody else it does not exist."""

from __future__ import annotations

from sqlmodel import Session

from naryad.people import Employee
from worklog.draft import DraftIsGone
from worklog.tables.letter import LetterDraftRow


def own_draft_row(session: Session, draft_id: int, actor: Employee) -> LetterDraftRow:
    """Return the row of one's own draft.

    Raises:
        DraftIsGone: there is none, or it is another person's.
    """
    row = session.get(LetterDraftRow, draft_id)
    if row is None or row.employee_id != actor.id:
        raise DraftIsGone()
    return row
