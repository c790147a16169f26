"""Rows of fits of norms to days' totals."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class TotalsFitRow(Row, table=True):
    """One fit of clock minutes to the counts of types: who began it, how far it is, what it came to.

    `outcome` is empty while it runs, then done, refused (`facts` say why) or failed.
    """

    __tablename__ = "totals_fit"
    __mutable__ = frozenset({"rounds_done", "ended_at", "outcome", "facts"})

    id: int | None = id_field()
    first_day: date
    last_day: date
    rounds: int
    rounds_done: int = 0
    begun_by: int = reference("employee.id")
    begun_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", max_length=16)
    facts: Any = Field(default=None, sa_type=Json, nullable=True)
