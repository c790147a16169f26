"""Rows of service mail: what passed that nobody wrote, and what the next server said of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class ServiceLetterRow(Row, table=True):
    """One try to pass a letter of service mail on: the intent, committed before anybody is called.

    It is an employee's receipt, report or calendar reply, or a letter of a program's account. `sender` is the
    envelope's, or the From where that is empty. It never counts; until `lease_until` no second try of it begins.
    """

    __tablename__ = "service_letter"
    __table_args__ = (
        CheckConstraint("(employee_id IS NULL) <> (account_id IS NULL)", name="one_author"),
        Index("ix_service_letter_employee_id", "employee_id"),
        Index("ix_service_letter_account_id", "account_id"),
    )

    id: int | None = id_field()
    at: datetime = Field(sa_type=Moment, index=True)
    lease_until: datetime = Field(sa_type=Moment)
    sort: str = Field(max_length=10)
    employee_id: int | None = reference("employee.id", null=True)
    account_id: int | None = reference("service_account.id", null=True)
    sender: str
    recipients: Any = Field(sa_type=Json)
    subject: str
    size: int
    message_id: str = Field(default="", index=True)
    work_type_id: int | None = reference("work_type.id", null=True)
    next_hop: str


class ServiceOutcomeRow(Row, table=True):
    """What became of it: the next server's own reply, or an administrator's word where it was in doubt."""

    __tablename__ = "service_outcome"
    __table_args__ = (
        UniqueConstraint("letter_id"),
        CheckConstraint("resolved_by IS NULL OR reason <> ''", name="resolved_with_reason"),
        CheckConstraint("resolved_by IS NOT NULL OR accepted = (code >= 200 AND code < 300)", name="accepted_by_code"),
    )

    id: int | None = id_field()
    letter_id: int = reference("service_letter.id")
    at: datetime = Field(sa_type=Moment)
    accepted: bool
    code: int
    reply: str
    resolved_by: int | None = reference("employee.id", null=True)
    reason: str = ""


SERVICE_LETTER: Table = SQLModel.metadata.tables["service_letter"]
SERVICE_OUTCOME: Table = SQLModel.metadata.tables["service_outcome"]
