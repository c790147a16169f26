"""Rows of the steps of a month and of the workbooks that left the house."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.tables.columns import moment, scaled


class MonthStepRow(Row, table=True):
    """One step of a month: frozen, approved, closed, reopened; for the office or, closed early, for one employee."""

    __tablename__ = "month_step"
    __table_args__ = (
        UniqueConstraint("period", "employee_key", "number"),
        CheckConstraint("step IN ('freeze', 'approve', 'close', 'reopen')", name="step"),
        CheckConstraint("step <> 'reopen' OR reason <> ''", name="reopened_with_reason"),
        CheckConstraint("employee_key = COALESCE(employee_id, 0)", name="employee_key"),
    )

    id: int | None = id_field()
    period: int
    employee_id: int | None = reference("employee.id", null=True)
    employee_key: int
    number: int
    """1, 2, 3 ... within the month and person: two people taking the same step at once cannot both succeed."""
    step: str = Field(max_length=16)
    by_id: int = reference("employee.id")
    at: datetime = moment()
    reason: str = ""
    closing_id: int | None = reference("closing.id", null=True)
    """The closing that a close made or a reopening undid."""
    amount: Any = scaled(2, null=True)
    """At approval: the sum the head saw; closing another one is refused."""


class ExportRow(Row, table=True):
    """A workbook that left the house: which month, whose hand, what content."""

    __tablename__ = "export"

    id: int | None = id_field()
    period: int = Field(index=True)
    closing_id: int | None = reference("closing.id", null=True)
    file_name: str
    content_hash: str = Field(max_length=64)
    by_id: int | None = reference("employee.id", null=True)
    at: datetime = moment()
