"""Rows of what a month's pay asks besides work and rates: timesheets, tariffs, averages, schemes, notes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from naryad.db import Json
from naryad.tables import Row, id_field, reference
from payroll.pay_terms import DatedMoney
from payroll.tables.columns import moment, scaled
from payroll.terms_text import day_of_text, text_of_day
from payroll.timesheet import TimesheetDay


class TimesheetDayRow(Row, table=True):
    """A day of a person's timesheet as entered; the row entered last holds, earlier ones are its history."""

    __tablename__ = "timesheet_day"
    __table_args__ = (Index("ix_timesheet_day_day_employee_id", "day", "employee_id"),)

    id: int | None = id_field()
    employee_id: int = reference("employee.id")
    day: date
    marks: Any = Field(sa_type=Json)
    """[[code, hours as text], ...]; empty where the day was cleared."""
    source: str
    """`calendar`, `person` or `import:<file>`."""
    set_by: int = reference("employee.id")
    set_at: datetime = moment()

    @classmethod
    def of(cls, value: TimesheetDay, *, employee_id: int, source: str, by: int, now: datetime) -> "TimesheetDayRow":
        return cls(
            employee_id=employee_id, day=value.day, marks=text_of_day(value), source=source, set_by=by, set_at=now
        )

    def value(self) -> TimesheetDay | None:
        return day_of_text(self.day, self.marks) if self.marks else None


class HourlyMoneyRow(Row, table=True):
    """A person's hourly tariff (ЧТС) or average hourly earnings from a day on; a null amount ends it."""

    __tablename__ = "hourly_money"
    __table_args__ = (
        CheckConstraint("what IN ('tariff', 'average')", name="what"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        Index("ix_hourly_money_employee_id_what", "employee_id", "what", "effective_from"),
    )

    id: int | None = id_field()
    employee_id: int = reference("employee.id")
    what: str = Field(max_length=8)
    effective_from: date
    amount: Any = scaled(4, null=True)
    source: str
    set_by: int = reference("employee.id")
    set_at: datetime = moment()

    def value(self) -> DatedMoney:
        """Return the money; only of a row that has an amount."""
        return DatedMoney(self.effective_from, self.amount, self.source)


class SchemeRow(Row, table=True):
    """The scheme of an employee, a position or the office from a day on; null terms end an own one."""

    __tablename__ = "scheme"
    __table_args__ = (
        CheckConstraint("scope IN ('employee', 'position', 'office')", name="scope"),
        CheckConstraint("(scope = 'employee') = (employee_id IS NOT NULL)", name="employee"),
        CheckConstraint("(scope = 'position') = (position <> '')", name="position"),
    )

    id: int | None = id_field()
    scope: str = Field(max_length=16)
    employee_id: int | None = reference("employee.id", null=True)
    position: str = ""
    effective_from: date
    terms: Any = Field(default=None, sa_type=Json, nullable=True)
    ground: str
    set_by: int = reference("employee.id")
    set_at: datetime = moment()


class MonthNoteRow(Row, table=True):
    """What was written down about a person's month: days off, why norms were missed, a cut, a top-up decided on."""

    __tablename__ = "month_note"
    __table_args__ = (
        CheckConstraint("what IN ('day_off', 'day_off_unused', 'shortfall', 'cut', 'top_up')", name="what"),
        Index("ix_month_note_period_employee_id", "period", "employee_id"),
    )

    id: int | None = id_field()
    period: int
    employee_id: int = reference("employee.id")
    what: str = Field(max_length=16)
    day: date | None = None
    worth: str = ""
    """The fault of a shortfall, the sum of a cut; empty for days off."""
    reason: str
    is_withdrawn: bool = False
    set_by: int = reference("employee.id")
    set_at: datetime = moment()


class HourlyConsentRow(Row, table=True):
    """A person's consent to a lower hourly tariff that begins before two months have passed."""

    __tablename__ = "hourly_consent"

    id: int | None = id_field()
    hourly_id: int = reference("hourly_money.id")
    employee_id: int = reference("employee.id")
    paper: str
    """The signed statement, by its number and day."""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = moment()


class PayConsentRow(Row, table=True):
    """A person's consent to a lower rate or a worse scheme that begins before two months have passed."""

    __tablename__ = "pay_consent"
    __table_args__ = (CheckConstraint("(rate_id IS NULL) <> (scheme_id IS NULL)", name="subject"),)

    id: int | None = id_field()
    rate_id: int | None = reference("rate.id", null=True)
    scheme_id: int | None = reference("scheme.id", null=True)
    employee_id: int = reference("employee.id")
    paper: str
    """The signed statement, by its number and day."""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = moment()
