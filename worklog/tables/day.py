"""Rows of accepted days."""

from datetime import date, datetime

from sqlalchemy import Table
from sqlmodel import Field, SQLModel

from naryad.db import Moment
from naryad.tables import Row, reference


class DayAcceptanceRow(Row, table=True):
    """A day of an employee is accepted: by itself (`by_id` is null) or by a person, with what they looked at."""

    __tablename__ = "day_acceptance"

    employee_id: int = reference("employee.id", primary_key=True)
    day: date = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by_id: int | None = reference("employee.id", null=True)
    causes: str = ""
    reason: str = ""


DAY_ACCEPTANCE: Table = SQLModel.metadata.tables["day_acceptance"]
