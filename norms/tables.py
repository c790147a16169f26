"""The norms' tables. Rows of portraits, norms, approvals, refusals and consents are only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Json, Moment, Scaled
from naryad.tables import Row, id_field, reference
from norms.norm import Norm
from norms.portrait import Portrait, PortraitText
from norms.work_type import Kind, Purpose, TypeCard, Unit, WorkType


class WorkTypeRow(Row, table=True):
    """A work type. Its names may be mended and it may be retired; what and how it counts never changes."""

    __tablename__ = "work_type"
    __table_args__ = (
        CheckConstraint("unit_places IN (0, 3)", name="unit_places"),
        CheckConstraint("purpose IN ('ordinary', 'no_norm', 'described')", name="purpose"),
        CheckConstraint("quantity_cap IS NULL OR quantity_cap > 0", name="quantity_cap"),
    )
    __mutable__ = frozenset({"alias", "name_ru", "name_en", "retired_on"})

    id: int | None = id_field()
    code: str = Field(unique=True)
    alias: str | None = Field(default=None, unique=True)
    name_ru: str
    name_en: str = ""
    unit: str
    unit_places: int = 0
    quantity_cap: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    purpose: str
    introduced_on: date
    retired_on: date | None = None
    created_by: int | None = reference("employee.id", null=True)
    created_at: datetime = Field(sa_type=Moment)

    @classmethod
    def of(cls, card: TypeCard, *, introduced_on: date, created_by: int | None, created_at: datetime) -> "WorkTypeRow":
        return cls(
            code=card.code,
            alias=card.alias,
            name_ru=card.name_ru,
            name_en=card.name_en,
            unit=card.unit.value,
            unit_places=card.unit_places,
            quantity_cap=card.quantity_cap,
            purpose=card.purpose.value,
            introduced_on=introduced_on,
            created_by=created_by,
            created_at=created_at,
        )

    def value(self, kinds: frozenset[Kind]) -> WorkType:
        assert self.id is not None
        return WorkType(
            id=self.id,
            code=self.code,
            alias=self.alias,
            name_ru=self.name_ru,
            name_en=self.name_en,
            kinds=kinds,
            unit=Unit(self.unit),
            unit_places=self.unit_places,
            quantity_cap=self.quantity_cap,
            purpose=Purpose(self.purpose),
            introduced_on=self.introduced_on,
            retired_on=self.retired_on,
        )


class WorkTypeKindRow(Row, table=True):
    """A kind of work that a type may be chosen for; a kind may be added later, never taken away."""

    __tablename__ = "work_type_kind"

    work_type_id: int = reference("work_type.id", primary_key=True)
    kind: str = Field(primary_key=True)


class PortraitRow(Row, table=True):
    """One version of a portrait, both languages, with who wrote it and why."""

    __tablename__ = "portrait"
    __table_args__ = (UniqueConstraint("work_type_id", "version"),)

    id: int | None = id_field()
    work_type_id: int = reference("work_type.id")
    version: int
    effective_from: date
    content: Any = Field(sa_type=Json)
    author_id: int | None = reference("employee.id", null=True)
    reason: str
    written_at: datetime = Field(sa_type=Moment)

    def value(self) -> Portrait:
        assert self.id is not None
        return Portrait(
            id=self.id,
            work_type_id=self.work_type_id,
            version=self.version,
            effective_from=self.effective_from,
            ru=PortraitText.of_parts(self.content["ru"]),
            en=PortraitText.of_parts(self.content["en"]),
            author_id=self.author_id,
            reason=self.reason,
            written_at=self.written_at,
        )


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
