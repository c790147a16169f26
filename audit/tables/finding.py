"""Rows of findings, of answers to them and of decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference


class FindingRow(Row, table=True):
    """A disagreement shown to the employee. `over_minutes` is claimed minus found, of either sign."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("recoding_id"),)

    id: int | None = id_field()
    recoding_id: int = reference("recoding.id")
    employee_id: int = reference("employee.id", index=True)
    entry_id: int = reference("entry.id", index=True)
    day: date
    over_minutes: Any = Field(sa_type=Scaled(3))
    at: datetime = Field(sa_type=Moment)


class FindingAnswerRow(Row, table=True):
    """What the employee said: read, agreed, or appealed with a comment and, if they wish, a type of their own."""

    __tablename__ = "finding_answer"
    __table_args__ = (
        UniqueConstraint("finding_id", "round", "kind"),
        CheckConstraint("kind IN ('read', 'agreed', 'appealed')", name="kind"),
        CheckConstraint("kind <> 'appealed' OR comment <> ''", name="appeal_says_why"),
    )

    id: int | None = id_field()
    finding_id: int = reference("finding.id")
    round: int
    kind: str = Field(max_length=16)
    comment: str = ""
    work_type_id: int | None = reference("work_type.id", null=True)
    quantity: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)


class DecisionRow(Row, table=True):
    """Another person's word: what type and quantity stand now, why, and the coding it made (none where nothing
    changed).
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("finding_id", "revision"),
        CheckConstraint("outcome IN ('changed', 'partly', 'stays')", name="outcome"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("revision IN (1, 2)", name="at_most_two"),
    )

    id: int | None = id_field()
    finding_id: int = reference("finding.id")
    revision: int
    outcome: str = Field(max_length=16)
    work_type_id: int = reference("work_type.id")
    quantity: Any = Field(sa_type=Scaled(3))
    norm_minutes: Any = Field(sa_type=Scaled(3))
    coding_id: int | None = reference("coding.id", null=True)
    in_trial: bool = False
    by_id: int = reference("employee.id")
    reason: str
    at: datetime = Field(sa_type=Moment)
