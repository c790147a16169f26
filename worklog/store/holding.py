"""Whether a person's letter without a type is held: the office's choice, or the person's own where the office lets."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from naryad import staff
from naryad.office import setting
from worklog.store.letter import held_of_everybody
from worklog.tables.notice import HOLDING_CHOICE


def holds_untyped(session: Session, employee_id: int, day: date) -> bool:
    """Say whether a letter without a type, handed in by this person on `day`, is held instead of refused."""
    return (own_choice(session, employee_id, day) or setting(session, "untyped_letters", day)) == "hold"


def own_choice(session: Session, employee_id: int, day: date) -> str:
    """Return what the person chose for their own letters, `hold` or `refuse`; "" where the office's choice holds."""
    if setting(session, "own_holding", day) == "office":
        return ""
    query = (
        select(HOLDING_CHOICE.c.choice)
        .where(HOLDING_CHOICE.c.employee_id == employee_id, HOLDING_CHOICE.c.effective_from <= day)
        .order_by(HOLDING_CHOICE.c.effective_from.desc(), HOLDING_CHOICE.c.id.desc())
        .limit(1)
    )
    return session.connection().execute(query).scalar() or ""


def old_held_count(session: Session, today: date) -> int:
    """Return how many letters have waited for a type since yesterday or longer, everybody's."""
    return sum(letter.day < today for letter in held_of_everybody(session))


def leavers_held_count(session: Session, today: date) -> int:
    """Return how many held letters belong to people who no longer work here: the head resolves them (rule 15)."""
    left = {person.id for person in staff.employees(session) if person.employed_to and person.employed_to < today}
    return sum(letter.employee_id in left for letter in held_of_everybody(session)) if left else 0
