"""Rows of the figure on account for the first half of a month: its record, people and lines. It is not a closing."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.tables.columns import LineColumns, moment, scaled


class AdvanceRow(Row, table=True):
    """An approved figure on account; of several for one month the last revision holds."""

    __tablename__ = "advance"
    __table_args__ = (UniqueConstraint("period", "revision"),)

    id: int | None = id_field()
    period: int
    revision: int
    rounding: str = Field(max_length=8)
    currency: str = Field(max_length=3)
    amount: Any = scaled(2)
    reason: str = ""
    """Why it was approved once more; empty at first."""
    approved_by: int = reference("employee.id")
    approved_at: datetime = moment()


class AdvancePersonRow(Row, table=True):
    """What one person gets on account, as they stood on the fifteenth."""

    __tablename__ = "advance_person"
    __table_args__ = (UniqueConstraint("advance_id", "employee_id"),)

    id: int | None = id_field()
    advance_id: int = reference("advance.id")
    employee_id: int = reference("employee.id")
    number: str
    name: str
    department: str
    position: str
    entries: int
    norm_minutes: Any = scaled(3)
    amount: Any = scaled(2)


class AdvanceLineRow(LineColumns, table=True):
    """A line of work of days 1 to 15, priced as it was when the figure was approved."""

    __tablename__ = "advance_line"
    __table_args__ = (UniqueConstraint("advance_id", "employee_id", "place_no"),)

    id: int | None = id_field()
    advance_id: int = reference("advance.id")
    work_type_id: int = reference("work_type.id")
    norm_id: int | None = reference("norm.id", null=True)
    rate_id: int = reference("rate.id")
