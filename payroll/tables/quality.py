"""Rows of acts on the quality of single works, and of who got to know them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from naryad.days import Period
from naryad.tables import Row, id_field, reference
from payroll.quality import Acknowledged, Act, Way
from payroll.rules.quality import Judged, Quality
from payroll.tables.columns import moment, scaled


class QualityActRow(Row, table=True):
    """How one work was judged, and why; the row written last holds."""

    __tablename__ = "quality_act"
    __table_args__ = (
        CheckConstraint("quality IN ('accepted', 'returned', 'partial', 'rejected')", name="quality"),
        CheckConstraint("(quality = 'partial') = (percent IS NOT NULL)", name="percent"),
    )

    id: int | None = id_field()
    entry_id: int = reference("entry.id", index=True)
    employee_id: int = reference("employee.id", index=True)
    period: int = Field(index=True)
    """In which the work is paid."""
    quality: str = Field(max_length=16)
    percent: Any = scaled(2, null=True)
    """By how far partly usable work is paid."""
    reason: str
    decided_by: int = reference("employee.id")
    decided_at: datetime = moment()

    def value(self, acknowledged: Acknowledged | None = None) -> Act:
        return Act(
            id=self.id or 0,
            entry_id=self.entry_id,
            employee_id=self.employee_id,
            period=Period.of_number(self.period),
            judged=Judged(Quality(self.quality), Decimal(100) if self.percent is None else self.percent),
            reason=self.reason,
            by=self.decided_by,
            at=self.decided_at,
            acknowledged=acknowledged,
        )


class QualityAcknowledgementRow(Row, table=True):
    """The person of an act got to know it: read it here, signed it, or would not sign before witnesses."""

    __tablename__ = "quality_acknowledgement"
    __table_args__ = (
        UniqueConstraint("act_id"),
        CheckConstraint("way IN ('read', 'signed', 'refused')", name="way"),
    )

    id: int | None = id_field()
    act_id: int = reference("quality_act.id")
    way: str = Field(max_length=8)
    acknowledged_on: date
    note: str = ""
    """The witnesses of a refusal."""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = moment()

    def value(self) -> Acknowledged:
        return Acknowledged(Way(self.way), self.acknowledged_on, self.note, self.recorded_by)
