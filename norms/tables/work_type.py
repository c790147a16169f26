"""Rows of work types and of the kinds they are for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference
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
