"""Rows of norms, approvals, refusals and consents; they are only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference
from norms.norm import Norm


class NormRow(Row, table=True):
    """One version of a norm as it was proposed; only an approval lets it count."""

    __tablename__ = "norm"
    __table_args__ = (
        UniqueConstraint("work_type_id", "version"),
        CheckConstraint("minutes >= 0", name="minutes"),
        Index("ix_norm_work_type_id_effective_from", "work_type_id", "effective_from"),
    )

    id: int | None = id_field()
    work_type_id: int = reference("work_type.id")
    version: int
    effective_from: date
    minutes: Any = Field(sa_type=Scaled(3))
    source: str
    announced_on: date | None = None
    proposed_by: int | None = reference("employee.id", null=True)
    proposed_at: datetime = Field(sa_type=Moment)

    def value(self, approval: "NormApprovalRow | None") -> Norm:
        assert self.id is not None
        return Norm(
            id=self.id,
            work_type_id=self.work_type_id,
            version=self.version,
            effective_from=self.effective_from,
            minutes=self.minutes,
            source=self.source,
            announced_on=self.announced_on,
            proposed_by=self.proposed_by,
            proposed_at=self.proposed_at,
            approved_by=approval.approved_by if approval else None,
            approved_at=approval.approved_at if approval else None,
            ground=approval.ground if approval else None,
        )


class NormApprovalRow(Row, table=True):
    """The approval of a norm: by whom, when, on which ground, after seeing which effect on pay."""

    __tablename__ = "norm_approval"
    __table_args__ = (
        UniqueConstraint("norm_id"),
        CheckConstraint("ground IN ('new_type', 'notice', 'nobody_worse', 'consents', 'founding')", name="ground"),
    )

    id: int | None = id_field()
    norm_id: int = reference("norm.id")
    approved_by: int | None = reference("employee.id", null=True)
    approved_at: datetime = Field(sa_type=Moment)
    ground: str
    impact_digest: str = ""


class NormRefusalRow(Row, table=True):
    """A proposal turned down, with the reason; it stays in the history of its type."""

    __tablename__ = "norm_refusal"
    __table_args__ = (UniqueConstraint("norm_id"),)

    id: int | None = id_field()
    norm_id: int = reference("norm.id")
    refused_by: int = reference("employee.id")
    refused_at: datetime = Field(sa_type=Moment)
    reason: str


class NormConsentRow(Row, table=True):
    """A person's consent to a norm that starts without two months' notice: given here, or on a named paper."""

    __tablename__ = "norm_consent"

    norm_id: int = reference("norm.id", primary_key=True)
    employee_id: int = reference("employee.id", primary_key=True)
    given_at: datetime = Field(sa_type=Moment)
    recorded_by: int = reference("employee.id")
    paper: str = ""


class NormConfirmationRow(Row, table=True):
    """The head's confirmation of a norm that came with the office's first catalog."""

    __tablename__ = "norm_confirmation"

    norm_id: int = reference("norm.id", primary_key=True)
    confirmed_by: int = reference("employee.id")
    confirmed_at: datetime = Field(sa_type=Moment)
