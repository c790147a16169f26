"""Rows of signing in at the gate: passwords of mail programs, accounts of programs, and failures to get in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class ServiceAccountRow(Row, table=True):
    """A program that sends mail by itself: a scanner, the accounting program. It is never removed, only closed."""

    __tablename__ = "service_account"
    __mutable__ = frozenset({"name", "work_type_id", "closed_at"})

    id: int | None = id_field()
    name: str = Field(max_length=100)
    login: str = Field(unique=True, max_length=100)
    work_type_id: int | None = reference("work_type.id", null=True)
    created_by: int | None = reference("employee.id", null=True)
    created_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class ServiceAccountAddressRow(Row, table=True):
    """An address an account sends from; who gave and took it stands in the journal."""

    __tablename__ = "service_account_address"
    __unjournalled__ = True  # replaced as a whole when the account is edited; the journal keeps both lists

    account_id: int = reference("service_account.id", primary_key=True)
    address: str = Field(primary_key=True)


class AppPasswordRow(Row, table=True):
    """The password of one mail program of one person or account: only the hash of its random secret is kept."""

    __tablename__ = "app_password"
    __table_args__ = (
        CheckConstraint("(employee_id IS NULL) <> (account_id IS NULL)", name="one_owner"),
        Index("ix_app_password_employee_id", "employee_id"),
        Index("ix_app_password_account_id", "account_id"),
    )
    __mutable__ = frozenset({"revoked_at", "revoked_by", "revoked_because", "used_at", "used_from"})

    id: int | None = id_field()
    employee_id: int | None = reference("employee.id", null=True)
    account_id: int | None = reference("service_account.id", null=True)
    label: str = Field(max_length=60)
    secret_hash: str = Field(unique=True, max_length=64)
    created_by: int | None = reference("employee.id", null=True)
    created_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_by: int | None = reference("employee.id", null=True)
    revoked_because: str = Field(default="", sa_column_kwargs={"server_default": text("('')")})
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    used_from: str = Field(default="", max_length=64)


class GateFailureRow(Row, table=True):
    """A failure to sign in at the gate, kept for a day to limit guessing."""

    __tablename__ = "gate_failure"
    __unjournalled__ = True  # the journal has a line of its own for each, without the login
    __table_args__ = (
        Index("ix_gate_failure_login_at", "login", "at"),
        Index("ix_gate_failure_address_at", "address", "at"),
        Index("ix_gate_failure_at", "at"),
    )

    id: int | None = id_field()
    login: str = Field(max_length=100)
    address: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)
