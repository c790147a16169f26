"""Rows of corrections: what a closing booked for an earlier month, and which closing's accruals carry it."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.tables.columns import LineColumns, PayColumns, scaled


class AdjustmentRow(Row, table=True):
    """The correction of one employee's closed month, booked by a later closing."""

    __tablename__ = "adjustment"
    __table_args__ = (
        UniqueConstraint("closing_id", "employee_id", "source_period"),
        CheckConstraint("standing IN ('due', 'offered')", name="standing"),
        Index("ix_adjustment_source_period_employee_id", "source_period", "employee_id"),
    )

    id: int | None = id_field()
    closing_id: int = reference("closing.id")
    employee_id: int = reference("employee.id")
    source_period: int
    source_closing_id: int = reference("closing.id")
    standing: str = Field(max_length=16)
    """As booked; an offered one may be settled later (`adjustment_settlement`)."""
    net: Any = scaled(2)
    reason: str


class AdjustmentLineRow(LineColumns, table=True):
    """A storno or right line of a correction."""

    __tablename__ = "adjustment_line"
    __table_args__ = (UniqueConstraint("adjustment_id", "place_no"),)

    id: int | None = id_field()
    adjustment_id: int = reference("adjustment.id")
    work_type_id: int = reference("work_type.id")
    norm_id: int | None = reference("norm.id", null=True)
    rate_id: int = reference("rate.id")


class AdjustmentPayLineRow(PayColumns, table=True):
    """A storno or right line of a correction that stands on no single work."""

    __tablename__ = "adjustment_pay_line"
    __table_args__ = (UniqueConstraint("adjustment_id", "place_no"),)

    id: int | None = id_field()
    adjustment_id: int = reference("adjustment.id")


class AdjustmentSettlementRow(Row, table=True):
    """The closing whose accruals carry the lines of an adjustment."""

    __tablename__ = "adjustment_settlement"
    __table_args__ = (UniqueConstraint("adjustment_id", "closing_id"),)

    id: int | None = id_field()
    adjustment_id: int = reference("adjustment.id")
    closing_id: int = reference("closing.id", index=True)
