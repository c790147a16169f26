"""Rows of what became of a portrait's cases."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class CaseAnswerRow(Row, table=True):
    """A person made an example of a case, or passed it over with a reason. `revision` is the decision they went by."""

    __tablename__ = "portrait_case_answer"
    __table_args__ = (
        UniqueConstraint("kind", "number", "revision"),
        CheckConstraint("kind IN ('finding', 'unclear', 'split')", name="kind"),
        CheckConstraint("example_id IS NOT NULL OR reason <> ''", name="says_why"),
    )

    id: int | None = id_field()
    kind: str = Field(max_length=16)
    number: int
    revision: int
    example_id: int | None = reference("portrait_example.id", null=True)
    reason: str = ""
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
