"""The tables of pay. Every row is only ever added; what a closing froze is copied and never recomputed."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.days import Period
from naryad.db import Json, Moment, Scaled
from naryad.tables import Row, id_field, reference
from payroll.accrual import Accrual, AccrualLine, Mark, RatePer
from payroll.closing import MonthPerson, RateSpan
from payroll.rate import Rate, RateScope

EVERYBODY = 0
"""The `employee_key` of what concerns the whole office (a null would not be unique)."""


def scaled(places: int, *, null: bool = False) -> Any:
    """Return an exact decimal column."""
    if null:
        return Field(default=None, sa_type=Scaled(places), nullable=True)
    return Field(sa_type=Scaled(places))


def moment(*, null: bool = False) -> Any:
    if null:
        return Field(default=None, sa_type=Moment, nullable=True)
    return Field(sa_type=Moment)


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


class LineColumns(Row):
    """The columns of a line of work with its money, the same for closed work and for its corrections."""

    place_no: int
    """1, 2, 3 ... within its closing and person (its adjustment): a removed line leaves a gap."""
    employee_id: int
    day: date
    kind: str = Field(max_length=32)
    type_code: str
    type_name_ru: str
    type_name_en: str
    unit: str
    norm_version: int | None = None
    norm_minutes_per_unit: Any = scaled(3)
    condition: str = ""
    quantity: Any = scaled(3)
    norm_minutes: Any = scaled(3)
    entries: int
    rate_amount: Any = scaled(6)
    rate_per: str = Field(max_length=16)
    piece_rate: Any = scaled(2, null=True)
    coefficient: Any = scaled(4)
    amount: Any = scaled(2)
    mark: str = Field(max_length=16)
    source_period: int | None = None

    def value(self) -> AccrualLine:
        return AccrualLine(**values_of(AccrualLine, self))


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


class AdjustmentSettlementRow(Row, table=True):
    """The closing whose accruals carry the lines of an adjustment."""

    __tablename__ = "adjustment_settlement"
    __table_args__ = (UniqueConstraint("adjustment_id", "closing_id"),)

    id: int | None = id_field()
    adjustment_id: int = reference("adjustment.id")
    closing_id: int = reference("closing.id", index=True)


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


def columns_of(value: Accrual | AccrualLine) -> dict[str, Any]:
    """Return a value as the columns of its table: months as numbers, words as text."""
    found: dict[str, Any] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        found[field.name] = item.number if isinstance(item, Period) else getattr(item, "value", item)
    return found


def values_of(kind: type[Any], row: Any) -> dict[str, Any]:
    """Return the columns of a row (or of a Core row) as the fields of its value."""
    found: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(kind)}
    found["mark"] = Mark(found["mark"])
    found["rate_per"] = None if found["rate_per"] is None else RatePer(found["rate_per"])
    if found["source_period"] is not None:
        found["source_period"] = Period.of_number(found["source_period"])
    return found
