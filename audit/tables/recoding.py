"""Rows of what auditors found."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference


class RecodingRow(Row, table=True):
    """One auditor's blind judgement of a drawn work.

    Taken back within minutes, it is followed by another revision; the last one of each auditor speaks. Which of the
    auditors' judgements stands, `judgement` says.
    """

    __tablename__ = "recoding"
    __table_args__ = (
        UniqueConstraint("sample_item_id", "auditor_id", "revision"),
        CheckConstraint("(verdict = 'type') = (work_type_id IS NOT NULL)", name="type_when_typed"),
        CheckConstraint(
            "verdict IN ('type', 'not_sure', 'cannot_tell', 'portrait_unclear', 'taken_back')", name="verdict"
        ),
        Index("ix_recoding_auditor_id_at", "auditor_id", "at"),
    )

    id: int | None = id_field()
    sample_item_id: int = reference("sample_item.id")
    revision: int
    auditor_id: int = reference("employee.id")
    verdict: str = Field(max_length=20)
    work_type_id: int | None = reference("work_type.id", null=True)
    quantity: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    norm_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    claimed_work_type_id: int = reference("work_type.id")
    claimed_quantity: Any = Field(sa_type=Scaled(3))
    claimed_minutes: Any = Field(sa_type=Scaled(3))
    content_lost: bool = False
    note: str = ""
    at: datetime = Field(sa_type=Moment)
