"""Answering a practice case. It is nobody's work and leaves no line in the journal."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from naryad.people import Employee, require
from norms.catalog import Catalog
from norms.practice_case import NotATypeForPractice, PracticeAnswer, PracticeCase, offered
from norms.tables.practice import PracticeAnswerRow


def answer_case(
    session: Session, actor: Employee, case: PracticeCase, *, typed: str, catalog: Catalog, now: datetime
) -> PracticeAnswer:
    """Keep what `actor` answered, for their own eyes; `typed` is the code of a type.

    Raises:
        NotATypeForPractice.
    """
    require(actor, "norms.read")
    chosen = catalog.find(typed)
    if chosen is None or chosen not in offered(catalog, case):
        raise NotATypeForPractice(typed=typed[:20])
    row = PracticeAnswerRow(
        employee_id=actor.id,
        example_id=int(case.key[1:]) if case.is_own else None,
        letter_key="" if case.is_own else case.key,
        chosen_type_id=chosen.work_type.id,
        right_type_id=case.right_type_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return PracticeAnswer(case.key, row.chosen_type_id, row.right_type_id, now)
