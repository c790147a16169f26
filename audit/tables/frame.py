"""Rows of frozen frames: their employees and lines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Json, Moment, Scaled
from naryad.tables import Row, id_field, reference


class FrameRow(Row, table=True):
    """A frozen list: its period, root and budget. A withdrawn list stays visible, the next one is another revision."""

    __tablename__ = "frame"
    __table_args__ = (
        UniqueConstraint("period_key", "revision"),
        CheckConstraint("first_day <= last_day", name="range"),
        CheckConstraint("entries_count > 0", name="not_empty"),
        CheckConstraint("size_rule IN ('equal', 'minutes', 'risk')", name="size_rule"),
    )

    id: int | None = id_field()
    period_key: str = Field(max_length=16)
    revision: int
    first_day: date
    last_day: date
    size_rule: str = Field(max_length=16)
    root: str = Field(max_length=64)
    entries_count: int
    norm_minutes: Any = Field(sa_type=Scaled(3))
    minutes_a_week: int
    frozen_by: int = reference("employee.id")
    frozen_at: datetime = Field(sa_type=Moment)
    reason: str = ""


class FrameWithdrawalRow(Row, table=True):
    """The head took a list back before anything on it was judged; its works may join another."""

    __tablename__ = "frame_withdrawal"

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str

    __table_args__ = (UniqueConstraint("frame_id"), CheckConstraint("reason <> ''", name="has_reason"))


class FrameEmployeeRow(Row, table=True):
    """One employee's part of a list: own root, count, minutes, and how many will be drawn (fixed before the seed)."""

    __tablename__ = "frame_employee"
    __table_args__ = (
        UniqueConstraint("frame_id", "employee_id"),
        CheckConstraint("sample_size >= 0 AND sample_size <= entries_count", name="sample_size"),
        CheckConstraint("attention IN ('usual', 'newcomer', 'open_question', 'quiet')", name="attention"),
    )

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    employee_id: int = reference("employee.id", index=True)
    number: str
    root: str = Field(max_length=64)
    entries_count: int
    norm_minutes: Any = Field(sa_type=Scaled(3))
    sizes_total: int
    sample_size: int
    attention: str = Field(max_length=16)


class FrameLineRow(Row, table=True):
    """One entry on a list. `round_no` counts the withdrawn lists it stood on before, so it is never on two that stand.

    Lines leave no fingerprint of their own: the roots, which are journalled, are recomputed from them.
    """

    __tablename__ = "frame_line"
    __table_args__ = (
        UniqueConstraint("entry_id", "round_no"),
        Index("ix_frame_line_frame_id_employee_id", "frame_id", "employee_id"),
        CheckConstraint("size > 0 AND norm_minutes > 0", name="positive"),
    )
    __unjournalled__ = True

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    employee_id: int = reference("employee.id")
    entry_id: int = reference("entry.id")
    round_no: int
    uid: str = Field(max_length=36)
    day: date
    code: str
    norm_minutes: Any = Field(sa_type=Scaled(3))
    size: int


class FrameSizesRow(Row, table=True):
    """Where the sizes of a list come from, if sizes by risk were asked for: the fitted table, or why there was none."""

    __tablename__ = "frame_sizes"
    __table_args__ = (UniqueConstraint("frame_id"),)

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    asked_rule: str = Field(max_length=16)
    facts: Any = Field(sa_type=Json)
