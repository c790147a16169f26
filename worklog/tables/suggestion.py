"""What was suggested when a person gave a piece of work its type, and what they gave it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference


class SuggestionShownRow(Row, table=True):
    """One suggestion that was on the screen while a person typed a piece of work for the first time.

    It leaves no line in the journal: auditors read that, and must not learn what was suggested before they judge.
    """

    __tablename__ = "suggestion_shown"
    __unjournalled__ = True  # no fact about work or pay; see above
    __table_args__ = (
        UniqueConstraint("entry_id"),
        CheckConstraint("probability >= 0 AND probability <= 10000", name="probability"),
        CheckConstraint("taken = (work_type_id = given_work_type_id)", name="taken_when_given"),
        Index("ix_suggestion_shown_at", "at"),
    )

    id: int | None = id_field()
    entry_id: int = reference("entry.id")
    employee_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    work_type_id: int = reference("work_type.id")
    given_work_type_id: int = reference("work_type.id")
    taken: bool
    probability: Any = Field(sa_type=Scaled(4))
    digest: str = Field(max_length=16)


SUGGESTION_SHOWN: Table = SQLModel.metadata.tables["suggestion_shown"]
