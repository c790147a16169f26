"""Rows of trial norms: counted beside the norm in force, never paid."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference


class TrialNormRow(Row, table=True):
    """A norm tried on the work of a range of days, both included."""

    __tablename__ = "trial_norm"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="range"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: int | None = id_field()
    work_type_id: int = reference("work_type.id", index=True)
    minutes: Any = Field(sa_type=Scaled(3))
    first_day: date
    last_day: date
    reason: str
    study_id: int | None = reference("norm_study.id", null=True)
    begun_by: int = reference("employee.id")
    begun_at: datetime = Field(sa_type=Moment)


class TrialNormEndRow(Row, table=True):
    """What became of a trial: a proposal, or nothing, with the reason; it counts no work after `last_day`."""

    __tablename__ = "trial_norm_end"
    __table_args__ = (
        CheckConstraint("outcome IN ('proposed', 'dropped')", name="outcome"),
        CheckConstraint("(outcome = 'proposed') = (norm_id IS NOT NULL)", name="proposal_is_named"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    trial_norm_id: int = reference("trial_norm.id", primary_key=True)
    last_day: date
    outcome: str = Field(max_length=16)
    norm_id: int | None = reference("norm.id", null=True)
    reason: str
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
