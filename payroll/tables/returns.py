"""Rows of what became of overpaid sums that were offered for voluntary return."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.tables.columns import moment, scaled


class ReturnConsentRow(Row, table=True):
    """A person's word about one offered correction; the row written last holds."""

    __tablename__ = "return_consent"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'agreed', 'refused')", name="state"),
        CheckConstraint("paper IS NULL OR paper <> ''", name="paper"),
    )

    id: int | None = id_field()
    adjustment_id: int = reference("adjustment.id", index=True)
    state: str = Field(max_length=8)
    """`pending` is a word taken back: the offer waits again."""
    asked: Any = scaled(2)
    """The whole sum that the person was asked to return for the month when they said so."""
    signed_on: date
    paper: str | None = None
    """The signed statement's number; null where the person said it on their own page."""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = moment()
