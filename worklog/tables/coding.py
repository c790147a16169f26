"""Rows of codings, the head's decisions on described work, and proposals after a day is accepted."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference


class CodingRow(Row, table=True):
    """One assignment of a type to an entry. Never changed and never removed; the last one speaks."""

    __tablename__ = "coding"
    __table_args__ = (
        CheckConstraint("is_void OR (work_type_id IS NOT NULL AND norm_id IS NOT NULL)", name="typed_or_void"),
        CheckConstraint("NOT is_void OR (quantity = 0 AND norm_minutes = 0 AND reason <> '')", name="void_is_zero"),
        CheckConstraint("quantity >= 0 AND norm_minutes >= 0", name="not_negative"),
        Index(
            "ix_coding_after_seal",
            "entry_id",
            sqlite_where=text("after_seal"),
            postgresql_where=text("after_seal"),
        ),
        Index(
            "ix_coding_described",
            "entry_id",
            sqlite_where=text("described_minutes IS NOT NULL"),
            postgresql_where=text("described_minutes IS NOT NULL"),
        ),
    )

    id: int | None = id_field()
    entry_id: int = reference("entry.id", index=True)
    work_type_id: int | None = reference("work_type.id", null=True)
    norm_id: int | None = reference("norm.id", null=True)
    portrait_id: int | None = reference("portrait.id", null=True)
    quantity: Any = Field(sa_type=Scaled(3))
    norm_minutes: Any = Field(sa_type=Scaled(3))
    described_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    description: str = ""
    actor_id: int | None = reference("employee.id", null=True)
    source: str = Field(max_length=16)
    reason: str = ""
    at: datetime = Field(sa_type=Moment)
    is_void: bool = False
    after_seal: bool = False


class DescribedDecisionRow(Row, table=True):
    """The head's word on "other, N minutes": paid as work without a norm, or not."""

    __tablename__ = "described_decision"
    __table_args__ = (UniqueConstraint("coding_id"),)

    id: int | None = id_field()
    coding_id: int = reference("coding.id")
    accepted: bool
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str = ""


class ProposalRow(Row, table=True):
    """Another type proposed by the author after the day was accepted; a person decides."""

    __tablename__ = "proposal"

    id: int | None = id_field()
    entry_id: int = reference("entry.id", index=True)
    work_type_id: int = reference("work_type.id")
    quantity: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    described_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    description: str = ""
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str


class ProposalDecisionRow(Row, table=True):
    """What became of a proposal; an accepted one has led to a coding."""

    __tablename__ = "proposal_decision"
    __table_args__ = (UniqueConstraint("proposal_id"),)

    id: int | None = id_field()
    proposal_id: int = reference("proposal.id")
    accepted: bool
    coding_id: int | None = reference("coding.id", null=True)
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str = ""


CODING: Table = SQLModel.metadata.tables["coding"]
DESCRIBED_DECISION: Table = SQLModel.metadata.tables["described_decision"]
PROPOSAL: Table = SQLModel.metadata.tables["proposal"]
PROPOSAL_DECISION: Table = SQLModel.metadata.tables["proposal_decision"]
