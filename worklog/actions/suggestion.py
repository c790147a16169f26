"""A person gave a piece of work its type while a suggestion was on the screen: noted once, for the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, select

from naryad.people import Employee, require
from worklog.store.entry import entry_by_id
from worklog.tables.suggestion import SuggestionShownRow


@dataclass(frozen=True, slots=True)
class WasShown:
    """What stood on the screen."""

    work_type_id: int
    probability: Decimal
    digest: str


def note_suggestion(session: Session, entry_id: int, shown: WasShown, *, actor: Employee, now: datetime) -> bool:
    """Note what was suggested and what the person gave; say whether it was noted.

    Only the first typing of one's own work is: a later correction was not made before a suggestion. Nothing is noted
    while the work does not count, because it then has no type yet.
    """
    require(actor, "worklog.own")
    entry = entry_by_id(session, entry_id)
    if entry.employee_id != actor.id or entry.figures is None:
        return False
    known = session.exec(select(SuggestionShownRow.id).where(SuggestionShownRow.entry_id == entry_id)).first()
    if known is not None:
        return False
    given = entry.figures.work_type_id
    session.add(
        SuggestionShownRow(
            entry_id=entry_id,
            employee_id=actor.id,
            at=now,
            work_type_id=shown.work_type_id,
            given_work_type_id=given,
            taken=shown.work_type_id == given,
            probability=shown.probability,
            digest=shown.digest,
        )
    )
    session.flush()
    return True
