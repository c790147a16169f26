"""Rows of holding: letters the program itself writes about held ones, and who wants their own untyped letters held."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class NoticeRow(Row, table=True):
    """A letter the program owes somebody. It names entries, never their text: what it says is read when it is sent.

    `key` keeps a notice from being owed twice; `token` is the secret part of the address that takes the answer.
    """

    __tablename__ = "notice"
    __unjournalled__ = True  # no fact about work or pay
    __mutable__ = frozenset({"tries", "lease_until", "next_try_at", "fate", "ended_at", "reply"})
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("token"),
        Index("ix_notice_fate_next_try_at", "fate", "next_try_at"),
    )

    id: int | None = id_field()
    key: str = Field(max_length=80)
    kind: str = Field(max_length=16)
    employee_id: int = reference("employee.id")
    entry_ids: Any = Field(sa_type=Json)
    facts: Any = Field(sa_type=Json)
    token: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(sa_type=Moment)
    next_try_at: datetime = Field(sa_type=Moment)
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0
    fate: str = Field(default="waiting", max_length=16)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    reply: str = ""


class NoticePaperRow(Row, table=True):
    """The file that goes with a notice; deleted once the notice has been sent or is not needed any more."""

    __tablename__ = "notice_paper"
    __unjournalled__ = True  # no fact about work or pay

    notice_id: int = reference("notice.id", primary_key=True)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    content: bytes


class HoldingChoiceRow(Row, table=True):
    """What a person wants for their own letters without a type, from a day on; `choice` empty: as the office does."""

    __tablename__ = "holding_choice"
    __table_args__ = (Index("ix_holding_choice_employee_id_effective_from", "employee_id", "effective_from"),)

    id: int | None = id_field()
    employee_id: int = reference("employee.id")
    choice: str = Field(max_length=8)
    effective_from: date
    chosen_at: datetime = Field(sa_type=Moment)


NOTICE: Table = SQLModel.metadata.tables["notice"]
NOTICE_PAPER: Table = SQLModel.metadata.tables["notice_paper"]
HOLDING_CHOICE: Table = SQLModel.metadata.tables["holding_choice"]
"""The same tables for Core statements."""
