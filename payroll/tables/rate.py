"""Rows of rates and of the codes of accrual kinds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.accrual import RatePer
from payroll.rate import Rate, RateScope
from payroll.tables.columns import moment, scaled


class RateRow(Row, table=True):
    """A rate from a day on, for an employee, a position or the office; a null amount ends the owner's rate."""

    __tablename__ = "rate"
    __table_args__ = (
        CheckConstraint("scope IN ('employee', 'position', 'office')", name="scope"),
        CheckConstraint("(scope = 'employee') = (employee_id IS NOT NULL)", name="employee"),
        CheckConstraint("(scope = 'position') = (position <> '')", name="position"),
        CheckConstraint("per IN ('norm_minute', 'hour')", name="per"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        Index(
            "ix_rate_scope_employee_id_position_effective_from", "scope", "employee_id", "position", "effective_from"
        ),
    )

    id: int | None = id_field()
    scope: str = Field(max_length=16)
    employee_id: int | None = reference("employee.id", null=True)
    position: str = ""
    per: str = Field(max_length=16)
    amount: Any = scaled(6, null=True)
    effective_from: date
    set_by: int = reference("employee.id")
    set_at: datetime = moment()

    def value(self) -> Rate:
        assert self.id is not None
        return Rate(
            id=self.id,
            scope=RateScope(self.scope),
            employee_id=self.employee_id,
            position=self.position or None,
            per=RatePer(self.per),
            amount=self.amount,
            effective_from=self.effective_from,
        )


class AccrualKindCodeRow(Row, table=True):
    """The code by which accounting's program knows an accrual kind; the last one set holds for months closed later."""

    __tablename__ = "accrual_kind_code"

    id: int | None = id_field()
    kind: str = Field(index=True, max_length=32)
    external_code: str = Field(max_length=64)
    set_by: int = reference("employee.id")
    set_at: datetime = moment()
