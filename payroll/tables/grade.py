"""Rows of grades: the scale, grades of work types, positions and people, and consents to lower ones."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.grading import GradeScope, GradeSet
from payroll.tables.columns import moment, scaled


class GradeRow(Row, table=True):
    """A grade of a work type, a position or a person from a day on, or a grade's coefficient; none ends it."""

    __tablename__ = "grade"
    __table_args__ = (
        CheckConstraint("scope IN ('scale', 'work_type', 'position', 'employee')", name="scope"),
        CheckConstraint("(scope = 'work_type') = (work_type_id IS NOT NULL)", name="work_type"),
        CheckConstraint("(scope = 'employee') = (employee_id IS NOT NULL)", name="employee"),
        CheckConstraint("(scope = 'position') = (position <> '')", name="position"),
        CheckConstraint("scope <> 'scale' OR grade IS NOT NULL", name="scale"),
    )

    id: int | None = id_field()
    scope: str = Field(max_length=16)
    work_type_id: int | None = reference("work_type.id", null=True)
    employee_id: int | None = reference("employee.id", null=True)
    position: str = ""
    grade: int | None = None
    coefficient: Any = scaled(2, null=True)
    effective_from: date
    ground: str
    set_by: int = reference("employee.id")
    set_at: datetime = moment()

    def value(self) -> GradeSet:
        owner: int | str = self.work_type_id or self.employee_id or self.position or self.grade or 0
        return GradeSet(
            GradeScope(self.scope), owner, self.grade, self.coefficient, self.effective_from, self.id or 2**62
        )


class GradeConsentRow(Row, table=True):
    """A person's consent to a lower grade or coefficient that begins before two months have passed."""

    __tablename__ = "grade_consent"

    id: int | None = id_field()
    grade_id: int = reference("grade.id")
    employee_id: int = reference("employee.id")
    paper: str
    """The signed statement, by its number and day."""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = moment()
