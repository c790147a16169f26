"""Rows of minimum wages entered by the office, on top of those that come with the program."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.closing import MinimumWage
from payroll.tables.columns import moment, scaled


class MinimumWageRow(Row, table=True):
    """The federal minimum wage from a day on, with its law; of one day the row entered last holds."""

    __tablename__ = "minimum_wage"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: int | None = id_field()
    effective_from: date
    amount: Any = scaled(2)
    source: str = Field(max_length=200)
    set_by: int = reference("employee.id")
    set_at: datetime = moment()

    def value(self) -> MinimumWage:
        return MinimumWage(self.effective_from, self.amount, self.source)
