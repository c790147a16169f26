"""Reads what a person answered in practice; only their own pages ask, and the head for a count."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from norms.practice_case import PracticeAnswer
from norms.tables.practice import PracticeAnswerRow

ANSWERS_MAX = 5_000


def practice_answers(session: Session, employee_id: int) -> list[PracticeAnswer]:
    """Return a person's last answers, in the order they were given."""
    rows = session.exec(
        select(PracticeAnswerRow)
        .where(PracticeAnswerRow.employee_id == employee_id)
        .order_by(col(PracticeAnswerRow.id).desc())
        .limit(ANSWERS_MAX)
    )
    found = [
        PracticeAnswer(
            f"e{row.example_id}" if row.example_id is not None else row.letter_key,
            row.chosen_type_id,
            row.right_type_id,
            row.at,
        )
        for row in rows
    ]
    return found[::-1]


def practised_count(session: Session, employee_id: int) -> int:
    """Return how many cases a person has answered."""
    query = select(func.count()).select_from(PracticeAnswerRow).where(PracticeAnswerRow.employee_id == employee_id)
    return session.exec(query).one()
