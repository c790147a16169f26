"""Rows of studies of norms: what was measured, by whom and on whose consent, and which proposals stand on it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.db import Json, Moment, Scaled
from naryad.tables import Row, id_field, reference


class StudyRow(Row, table=True):
    """One study of how long a unit of a type takes. `minutes` is what it says the norm should be.

    `facts` holds what it was computed from beyond the readings: rating, allowances, accuracy.
    """

    __tablename__ = "norm_study"
    __table_args__ = (
        CheckConstraint("method IN ('time_study', 'looks', 'totals', 'calls')", name="method"),
        CheckConstraint("first_day <= last_day", name="range"),
        CheckConstraint("minutes >= 0 AND low_minutes >= 0 AND low_minutes <= high_minutes", name="interval"),
        CheckConstraint("observations_count > 0", name="observed"),
    )

    id: int | None = id_field()
    work_type_id: int = reference("work_type.id", index=True)
    method: str = Field(max_length=16)
    first_day: date
    last_day: date
    observations_count: int
    needed_count: int | None = None
    median_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    mean_minutes: Any = Field(sa_type=Scaled(3))
    deviation_minutes: Any = Field(sa_type=Scaled(3))
    minutes: Any = Field(sa_type=Scaled(3))
    low_minutes: Any = Field(sa_type=Scaled(3))
    high_minutes: Any = Field(sa_type=Scaled(3))
    norm_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    facts: Any = Field(sa_type=Json)
    note: str = ""
    recorded_by: int = reference("employee.id")
    recorded_at: datetime = Field(sa_type=Moment)


class StudyReadingRow(Row, table=True):
    """One reading of a time study, as it was taken; `left_out` says why it does not count."""

    __tablename__ = "norm_study_reading"

    study_id: int = reference("norm_study.id", primary_key=True)
    place_no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seconds: Any = Field(sa_type=Scaled(3))
    left_out: str = ""


class StudyPersonRow(Row, table=True):
    """Whose work was watched, and the consent it was watched on."""

    __tablename__ = "norm_study_person"
    __table_args__ = (CheckConstraint("consent <> ''", name="has_consent"),)

    study_id: int = reference("norm_study.id", primary_key=True)
    employee_id: int = reference("employee.id", primary_key=True)
    consent: str


class StudyWithdrawalRow(Row, table=True):
    """A study that is not to be relied on, and why; it stays readable."""

    __tablename__ = "norm_study_withdrawal"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_reason"),)

    study_id: int = reference("norm_study.id", primary_key=True)
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str


class NormEvidenceRow(Row, table=True):
    """What a proposed norm stands on: a study, or a change of the method of work named with its paper."""

    __tablename__ = "norm_evidence"
    __table_args__ = (
        CheckConstraint("basis IN ('measured', 'method')", name="basis"),
        CheckConstraint("basis <> 'measured' OR study_id IS NOT NULL", name="measured_by_a_study"),
        CheckConstraint("basis <> 'method' OR reason <> ''", name="method_is_named"),
    )

    norm_id: int = reference("norm.id", primary_key=True)
    basis: str = Field(max_length=16)
    study_id: int | None = reference("norm_study.id", null=True)
    time_study_id: int | None = reference("norm_study.id", null=True)
    reason: str = ""
