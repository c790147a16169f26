"""Rows of what a suggestion was learned from."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class SuggestionTrainingRow(Row, table=True):
    """One training of suggestions: who began it, where it stands, what it came to, and the digest of its model.

    `outcome` is empty while it runs, then in_use, not_better, refused (`facts` say why) or failed.
    """

    __tablename__ = "suggestion_training"
    __mutable__ = frozenset({"step", "ended_at", "outcome", "facts", "digest"})

    id: int | None = id_field()
    begun_by: int | None = reference("employee.id", null=True)
    begun_at: datetime = Field(sa_type=Moment)
    step: str = Field(default="", max_length=16)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", max_length=16)
    facts: Any = Field(default=None, sa_type=Json, nullable=True)
    digest: str = Field(default="", max_length=16)
