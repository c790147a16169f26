"""Rows of a drawn sample."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class SampleRow(Row, table=True):
    """A draw: the value of the source and S. A later draw of the same list stands, the earlier stays visible."""

    __tablename__ = "sample"
    __table_args__ = (UniqueConstraint("source_id"), Index("ix_sample_frame_id", "frame_id"))

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    source_id: int = reference("seed_source.id")
    revision: int
    value: str
    seed: str = Field(max_length=64)
    drawn_by: int = reference("employee.id")
    drawn_at: datetime = Field(sa_type=Moment)


class SampleEmployeeRow(Row, table=True):
    """One employee's threshold: the rank of the first entry left out; null where everything was taken."""

    __tablename__ = "sample_employee"
    __table_args__ = (UniqueConstraint("sample_id", "employee_id"),)

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    employee_id: int = reference("employee.id")
    sample_size: int
    threshold: str | None = None


class SampleItemRow(Row, table=True):
    """One entry that was drawn: its place in its owner's order, its exact rank, and the handle the auditor sees."""

    __tablename__ = "sample_item"
    __table_args__ = (
        UniqueConstraint("sample_id", "entry_id"),
        UniqueConstraint("handle"),
        Index("ix_sample_item_employee_id", "employee_id"),
        Index("ix_sample_item_entry_id", "entry_id"),
    )

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    employee_id: int = reference("employee.id")
    entry_id: int = reference("entry.id")
    frame_line_id: int = reference("frame_line.id")
    place_no: int
    desk_order: int
    rank: str
    handle: str = Field(max_length=24)


class SampleContinuationRow(Row, table=True):
    """One employee's list was continued: more works of the same order were drawn, with the reason everybody sees."""

    __tablename__ = "sample_continuation"
    __table_args__ = (
        UniqueConstraint("sample_id", "employee_id", "from_count"),
        CheckConstraint("to_count > from_count AND from_count >= 0", name="continues"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    employee_id: int = reference("employee.id")
    from_count: int
    to_count: int
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str
