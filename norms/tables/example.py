"""Rows of the golden fund: approved examples, and those withdrawn."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class ExampleRow(Row, table=True):
    """A past piece of work without names, its right type, the type it was taken for, and why."""

    __tablename__ = "portrait_example"
    __table_args__ = (
        CheckConstraint("text <> '' AND reason <> ''", name="says_why"),
        CheckConstraint("taken_for_id IS NULL OR taken_for_id <> right_type_id", name="two_types"),
        CheckConstraint("origin IN ('finding', 'unclear', 'split', 'hand')", name="origin"),
    )

    id: int | None = id_field()
    kind: str
    text: str
    right_type_id: int = reference("work_type.id", index=True)
    taken_for_id: int | None = reference("work_type.id", null=True, index=True)
    reason: str
    origin: str = Field(max_length=16)
    decided_on: date | None = None
    approved_by: int = reference("employee.id")
    approved_at: datetime = Field(sa_type=Moment)


class ExampleWithdrawalRow(Row, table=True):
    """An example taken out of sight, and why."""

    __tablename__ = "portrait_example_withdrawal"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_reason"),)

    example_id: int = reference("portrait_example.id", primary_key=True)
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str
