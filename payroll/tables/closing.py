"""Rows of closings: the record, people as they stood, the rates of their days, lines and accruals."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Json
from naryad.tables import Row, id_field, reference
from payroll.accrual import Accrual, RatePer
from payroll.closing import MonthPerson, RateSpan
from payroll.tables.columns import LineColumns, PayColumns, columns_of, moment, scaled, values_of


class ClosingRow(Row, table=True):
    """The record of a closed month, with everything its sheets need beside the lines."""

    __tablename__ = "closing"
    __table_args__ = (
        UniqueConstraint("period", "employee_key", "revision"),
        CheckConstraint("employee_key = COALESCE(employee_id, 0)", name="employee_key"),
        CheckConstraint("rounding IN ('unit', 'line')", name="rounding"),
    )

    id: int | None = id_field()
    period: int
    employee_id: int | None = reference("employee.id", null=True)
    employee_key: int
    revision: int
    trial: bool
    rounding: str = Field(max_length=8)
    office: str
    currency: str = Field(max_length=3)
    kinds: Any = Field(sa_type=Json)
    """The accrual kinds with their names and external codes at closing, one object each."""
    norm_days: int
    norm_hours: Any = scaled(2)
    minimum_wage_from: date | None = None
    minimum_wage: Any = scaled(2, null=True)
    minimum_wage_source: str = ""
    entries: int
    norm_minutes: Any = scaled(3)
    amount: Any = scaled(2)
    values_hash: str = Field(max_length=64)
    journal_head: str = Field(max_length=64)
    frozen_by: str
    frozen_at: datetime = moment()
    approved_by: str
    approved_at: datetime = moment()
    closed_by: str
    closed_at: datetime = moment()


class ClosedPersonRow(Row, table=True):
    """A person as they stood in a closed month. `digest` stands for them, their lines, accruals and rates.

    The digests make the closing's hash, which is in the journal: these rows need no fingerprints of their own.
    """

    __tablename__ = "closed_person"
    __table_args__ = (UniqueConstraint("closing_id", "employee_id"),)
    __unjournalled__: ClassVar[bool] = True

    id: int | None = id_field()
    closing_id: int = reference("closing.id")
    employee_id: int = reference("employee.id", index=True)
    number: str
    name: str
    department: str
    position: str
    fte: Any = scaled(2)
    norm_days: int
    norm_hours: Any = scaled(2)
    entries: int
    norm_minutes: Any = scaled(3)
    seq_last: int
    worked_days: int | None = None
    worked_hours: Any = scaled(2, null=True)
    """By the timesheet; null where the office kept none."""
    fulfilment_hours: Any = scaled(4, null=True)
    terms: Any = Field(default=None, sa_type=Json, nullable=True)
    """What counted the month besides work and rates, with the timesheet itself; null where none was kept."""
    digest: str = Field(max_length=64)

    def value(self, closed_at: datetime | None) -> MonthPerson:
        return MonthPerson(
            employee_id=self.employee_id,
            number=self.number,
            name=self.name,
            department=self.department,
            position=self.position,
            fte=self.fte,
            norm_days=self.norm_days,
            norm_hours=self.norm_hours,
            entries=self.entries,
            norm_minutes=self.norm_minutes,
            seq_last=self.seq_last,
            closed_at=closed_at,
            worked_days=self.worked_days,
            worked_hours=self.worked_hours,
            fulfilment_hours=self.fulfilment_hours,
        )


class ClosedRateRow(Row, table=True):
    """Days of a closed month and the rate that priced them for a person: what a correction counts with."""

    __tablename__ = "closed_rate"
    __table_args__ = (UniqueConstraint("closing_id", "employee_id", "first_day"),)
    __unjournalled__: ClassVar[bool] = True

    id: int | None = id_field()
    closing_id: int = reference("closing.id")
    employee_id: int = reference("employee.id")
    first_day: date
    last_day: date
    rate_id: int = reference("rate.id")
    amount: Any = scaled(6)
    per: str = Field(max_length=16)

    def value(self) -> RateSpan:
        return RateSpan(self.first_day, self.last_day, self.rate_id, self.amount, RatePer(self.per))


class AccrualRow(Row, table=True):
    """One accrual of a closed month. A trial month has none."""

    __tablename__ = "accrual"
    __table_args__ = (UniqueConstraint("closing_id", "employee_id", "place_no"),)

    id: int | None = id_field()
    closing_id: int = reference("closing.id")
    employee_id: int = reference("employee.id")
    place_no: int
    kind: str = Field(max_length=32)
    first_day: date
    last_day: date
    norm_minutes: Any = scaled(3)
    rate_amount: Any = scaled(6, null=True)
    rate_per: str | None = Field(default=None, max_length=16)
    coefficient: Any = scaled(4)
    amount: Any = scaled(2)
    mark: str = Field(max_length=16)
    source_period: int | None = None

    @classmethod
    def of(cls, accrual: Accrual, *, closing_id: int, place_no: int) -> "AccrualRow":
        return cls(closing_id=closing_id, place_no=place_no, **columns_of(accrual))

    def value(self) -> Accrual:
        return Accrual(**values_of(Accrual, self))


class AccrualLineRow(LineColumns, table=True):
    """One line of closed work with its copied figures; proven by the person's digest (there may be a million)."""

    __tablename__ = "accrual_line"
    __table_args__ = (UniqueConstraint("closing_id", "employee_id", "place_no"),)
    __unjournalled__: ClassVar[bool] = True

    id: int | None = id_field()
    closing_id: int = reference("closing.id")
    work_type_id: int = reference("work_type.id")
    norm_id: int | None = reference("norm.id", null=True)
    rate_id: int = reference("rate.id")


class PayLineRow(PayColumns, table=True):
    """A premium, supplement or guarantee of a closed month; proven by the person's digest."""

    __tablename__ = "pay_line"
    __table_args__ = (UniqueConstraint("closing_id", "employee_id", "place_no"),)
    __unjournalled__: ClassVar[bool] = True

    id: int | None = id_field()
    closing_id: int = reference("closing.id")


PAY_LINE: Table = SQLModel.metadata.tables["pay_line"]
ACCRUAL_LINE: Table = SQLModel.metadata.tables["accrual_line"]
CLOSED_PERSON: Table = SQLModel.metadata.tables["closed_person"]
CLOSED_RATE: Table = SQLModel.metadata.tables["closed_rate"]
"""The long tables for Core statements: many rows are written and read at a time."""
