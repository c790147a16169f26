"""Rows of papers that people have read: who signed the annex of norms and rates, and when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.tables.columns import moment


class AcknowledgementRow(Row, table=True):
    """A person read the norms and rates in force on a day; the row written last holds."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        CheckConstraint("announced_on <= signed_on", name="days"),
        Index("ix_acknowledgement_day_employee_id", "day", "employee_id"),
    )

    id: int | None = id_field()
    day: date
    """The day of the annex: it lists what is in force on it."""
    employee_id: int = reference("employee.id")
    announced_on: date
    signed_on: date
    content_hash: str = Field(max_length=64)
    """Of the annex as the person had it before them."""
    is_withdrawn: bool = False
    """Recorded by mistake."""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = moment()
