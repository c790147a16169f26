"""Rows of practice: what a person answered. They are nobody's work, and the journal does not hold them."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class PracticeAnswerRow(Row, table=True):
    """One answer in practice, to an example of the golden fund or to a sample letter that comes with the program.

    Only its owner sees it, so it leaves no line in the journal, which others read.
    """

    __tablename__ = "practice_answer"
    __table_args__ = (CheckConstraint("(example_id IS NULL) = (letter_key <> '')", name="one_case"),)
    __unjournalled__ = True

    id: int | None = id_field()
    employee_id: int = reference("employee.id", index=True)
    example_id: int | None = reference("portrait_example.id", null=True)
    letter_key: str = ""
    chosen_type_id: int = reference("work_type.id")
    right_type_id: int = reference("work_type.id")
    at: datetime = Field(sa_type=Moment)
