"""Rows of a seed: its source, commitments and reveals."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class SeedSourceRow(Row, table=True):
    """Where the number of a draw will come from, named before it can be known;

    another one needs the head and a reason.
    """

    __tablename__ = "seed_source"
    __table_args__ = (
        UniqueConstraint("frame_id", "revision"),
        CheckConstraint("revision = 1 OR reason <> ''", name="has_reason"),
    )

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    revision: int
    source: str
    named_by: int = reference("employee.id")
    named_at: datetime = Field(sa_type=Moment)
    reason: str = ""


class SeedCommitRow(Row, table=True):
    """One thrower's pledge: the hash of digits and word."""

    __tablename__ = "seed_commit"
    __table_args__ = (UniqueConstraint("source_id", "employee_id"),)

    id: int | None = id_field()
    source_id: int = reference("seed_source.id")
    employee_id: int = reference("employee.id")
    digest: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)


class SeedRevealRow(Row, table=True):
    """What a thrower had pledged."""

    __tablename__ = "seed_reveal"
    __table_args__ = (UniqueConstraint("source_id", "employee_id"),)

    id: int | None = id_field()
    source_id: int = reference("seed_source.id")
    employee_id: int = reference("employee.id")
    digits: str
    nonce: str
    at: datetime = Field(sa_type=Moment)
