"""Rows of portraits, a row per version."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference
from norms.portrait import Portrait, PortraitText


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
