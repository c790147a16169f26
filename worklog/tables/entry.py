"""Rows of entries, the keys under which sources know them, and the totals that stand beside them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table, TableClause, UniqueConstraint, column, table, text
from sqlmodel import Field, SQLModel

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference

COVERING_INDEX = "ix_entry_output"


class EntryRow(Row, table=True):
    """One piece of work. From `period` on, the columns are null or zero until it counts.

    The covering index is what closing and every sheet of output group by: a narrower one sends a look-up per row.
    Apart from it there are as few indexes as can be, so that recording costs today's pages and not history; the
    partial ones hold rare rows only.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("(period IS NULL) = (seq IS NULL)", name="counted_whole"),
        CheckConstraint("(period IS NULL) = (norm_id IS NULL)", name="counted_with_norm"),
        CheckConstraint("quantity >= 0 AND norm_minutes >= 0", name="not_negative"),
        UniqueConstraint("period", "employee_id", "seq", name="uq_entry_period_employee_seq"),
        Index(
            COVERING_INDEX,
            "period",
            "employee_id",
            "day",
            "norm_id",
            "condition",
            "quantity",
            "norm_minutes",
        ),
        Index(
            "ix_entry_late",
            "employee_id",
            "day",
            sqlite_where=text("late_reason IS NOT NULL"),
            postgresql_where=text("late_reason IS NOT NULL"),
        ),
        Index(
            "ix_entry_client",
            "client_id",
            "at",
            sqlite_where=text("client_id IS NOT NULL"),
            postgresql_where=text("client_id IS NOT NULL"),
        ),
        Index(
            "ix_entry_replaces",
            "replaces_id",
            sqlite_where=text("replaces_id IS NOT NULL"),
            postgresql_where=text("replaces_id IS NOT NULL"),
        ),
    )
    __mutable__ = frozenset(
        {
            "client_id",
            "late_reason",
            "period",
            "seq",
            "work_type_id",
            "norm_id",
            "condition",
            "quantity",
            "norm_minutes",
        }
    )

    id: int | None = id_field()
    uid: str = Field(unique=True, max_length=36)
    kind: str = Field(max_length=16)
    employee_id: int = reference("employee.id")
    day: date
    at: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    entered_by: int | None = reference("employee.id", null=True)
    replaces_id: int | None = reference("entry.id", null=True)
    late_reason: str | None = None
    title: str = ""
    client_id: int | None = reference("client.id", null=True)

    period: int | None = None
    seq: int | None = None
    work_type_id: int | None = reference("work_type.id", null=True)
    norm_id: int | None = reference("norm.id", null=True)
    condition: int = 0
    quantity: Any = Field(default=0, sa_type=Scaled(3))
    norm_minutes: Any = Field(default=0, sa_type=Scaled(3))


class EntrySourceRow(Row, table=True):
    """A source's own name for an entry; the pair is unique, so nothing is recorded twice (rule 6)."""

    __tablename__ = "entry_source"
    __table_args__ = (UniqueConstraint("source", "key", name="uq_entry_source_source_key"),)

    id: int | None = id_field()
    source: str
    key: str
    entry_id: int = reference("entry.id", index=True)
    digest: str = ""


class EntryCounterRow(Row, table=True):
    """The highest `seq` given so far to an employee's work of a period; taking the next one locks only this row."""

    __tablename__ = "entry_counter"
    __unjournalled__ = True  # derived: verification compares it with the highest seq
    __mutable__ = frozenset({"last_seq"})

    period: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    employee_id: int = reference("employee.id", primary_key=True)
    last_seq: int


class EntryNoteRow(Row, table=True):
    """A note about an entry that colleagues see in the client's history; it is added, never edited."""

    __tablename__ = "entry_note"

    id: int | None = id_field()
    entry_id: int = reference("entry.id", index=True)
    author_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    text: str


class DayTotalRow(Row, table=True):
    """Output of an employee's day under one norm, kept in the transaction that counts (pages read it)."""

    __tablename__ = "day_total"
    __unjournalled__ = True  # derived: verification recounts it from entries
    __mutable__ = frozenset({"entries", "quantity", "norm_minutes"})

    period: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    employee_id: int = reference("employee.id", primary_key=True)
    day: date = Field(primary_key=True)
    norm_id: int = reference("norm.id", primary_key=True)
    condition: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entries: int
    quantity: Any = Field(sa_type=Scaled(3))
    norm_minutes: Any = Field(sa_type=Scaled(3))


ENTRY: Table = SQLModel.metadata.tables["entry"]
ENTRY_SOURCE: Table = SQLModel.metadata.tables["entry_source"]
ENTRY_COUNTER: Table = SQLModel.metadata.tables["entry_counter"]
DAY_TOTAL: Table = SQLModel.metadata.tables["day_total"]
"""The same tables for Core statements: recording and the day page go through these."""

NORM: TableClause = table("norm", column("id"), column("work_type_id"), column("version"))
"""What sheets of output need of the norms' own table, by name only: like a foreign key, it crosses no border."""
