"""Grades as they were set, and groups of work with the grades they are paid by."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from naryad.employment import all_employments, employment_on
from payroll.grading import GradeBook, labelled
from payroll.output import WorkDone
from payroll.tables.grade import GradeRow


def grade_rows(session: Session) -> list[GradeRow]:
    return list(session.exec(select(GradeRow).order_by(col(GradeRow.id))))


def grade_book(session: Session) -> GradeBook:
    return GradeBook(tuple(row.value() for row in grade_rows(session)))


def has_grades(session: Session) -> bool:
    return session.exec(select(GradeRow.id).limit(1)).first() is not None


def with_grades(session: Session, work: Sequence[WorkDone]) -> list[WorkDone]:
    """Return groups of work with their grades; an office without grades gets them back as they are."""
    if not work or not has_grades(session):
        return list(work)
    book, positions = grade_book(session), all_employments(session)
    return labelled(
        work,
        [
            book.find(
                work_type_id=group.work_type_id,
                employee_id=group.employee_id,
                position=employment_on(positions.get(group.employee_id, ()), group.day).position,
                day=group.day,
            )
            for group in work
        ],
    )
