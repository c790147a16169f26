"""Rows of long work on lists: freezing and drawing that pages and the command line tell the progress of."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class ListMakingRow(Row, table=True):
    """One freezing or drawing: who began it, how far it is, what it came to.

    `outcome` is empty while it goes on, then done, refused (`facts` say why) or failed. `told_at` is when it last said
    how far it was: one that has been silent for long was stopped with its process.
    """

    __tablename__ = "list_making"
    __table_args__ = (CheckConstraint("what IN ('freeze', 'draw')", name="what"),)
    __mutable__ = frozenset({"step", "done", "whole", "told_at", "ended_at", "outcome", "facts", "frame_id"})

    id: int | None = id_field()
    what: str = Field(max_length=8)
    period_key: str = Field(max_length=16)
    frame_id: int | None = reference("frame.id", null=True)
    begun_by: int = reference("employee.id")
    begun_at: datetime = Field(sa_type=Moment)
    step: str = Field(default="", max_length=16)
    done: int = 0
    whole: int = 0
    told_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", max_length=16)
    facts: Any = Field(default=None, sa_type=Json, nullable=True)
