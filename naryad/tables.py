"""The floor's tables, and what every table of the house has in common."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Json, Moment, Scaled
from naryad.fingerprint import fingerprint_of, place_of

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer(), "sqlite")
"""Row numbers: 64 bits on both databases (SQLite's INTEGER PRIMARY KEY has as many)."""


def id_field() -> Any:
    """Return the column `id`, given by the database."""
    return Field(default=None, sa_type=Id, primary_key=True)


def reference(to: str, *, null: bool = False, index: bool = False, primary_key: bool = False) -> Any:
    """Return a column that refers to `to` ("employee.id"); it never cascades: nothing counted disappears."""
    required: dict[str, Any] = {} if not null else {"default": None}
    return Field(
        sa_type=Id, sa_column_args=(ForeignKey(to),), nullable=null, index=index, primary_key=primary_key, **required
    )


class Row(SQLModel):
    """The base of every table.

    A row that stands for a fact is only added. Its fingerprint, written to the journal when it is added, lets
    `naryad verify` find a row that somebody changed or removed by hand. Columns named in `__mutable__` may change
    by the program's own doors and are left out of the fingerprint.
    """

    __mutable__: ClassVar[frozenset[str]] = frozenset()

    def fingerprint(self) -> str:
        """Return 32 hex digits over the immutable columns, the same before and after a trip to the database."""
        columns: Any = type(self).__table__.columns  # type: ignore[attr-defined]
        return fingerprint_of(type(self), {column.name: getattr(self, column.key) for column in columns})

    def place(self) -> str:
        """Return the row's name in the journal, "table:id" (several key columns are joined by commas)."""
        columns: Any = type(self).__table__.columns  # type: ignore[attr-defined]
        return place_of(type(self), {column.name: getattr(self, column.key) for column in columns})


class OfficeRow(Row, table=True):
    """The one office of this database; zone, currency and mail domain are fixed at `init`."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("id = 1", name="one_office"),)
    __mutable__ = frozenset({"name"})

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    mail_domain: str
    timezone: str
    currency: str
    language: str
    is_demo: bool = False
    created_at: datetime = Field(sa_type=Moment)


class OfficeSettingRow(Row, table=True):
    """A dated choice of the office; the last one set for a day is in force on it."""

    __tablename__ = "office_setting"
    __table_args__ = (Index("ix_office_setting_name_effective_from", "name", "effective_from"),)

    id: int | None = id_field()
    name: str
    value: Any = Field(default=None, sa_type=Json, nullable=True)
    effective_from: date
    set_by: int | None = reference("employee.id", null=True)
    set_at: datetime = Field(sa_type=Moment)


class EmployeeRow(Row, table=True):
    """A person of the office. Pay, work and audit refer to it; it is never removed."""

    __tablename__ = "employee"
    __mutable__ = frozenset({"name", "email", "password_hash", "language", "employed_to"})

    id: int | None = id_field()
    number: str = Field(unique=True)
    name: str
    email: str = Field(unique=True)
    password_hash: str | None = None
    language: str = "ru"
    employed_from: date
    employed_to: date | None = None
    created_at: datetime = Field(sa_type=Moment)


class EmployeeRoleRow(Row, table=True):
    """One role a person has now; who gave and took it stands in the journal."""

    __tablename__ = "employee_role"

    employee_id: int = reference("employee.id", primary_key=True)
    role: str = Field(primary_key=True)


class EmployeeAddressRow(Row, table=True):
    """A mail address a person sends from; several people may share one."""

    __tablename__ = "employee_address"

    employee_id: int = reference("employee.id", primary_key=True)
    address: str = Field(primary_key=True, index=True)


class EmploymentRow(Row, table=True):
    """What a person does in the office from a day on: position, department, share of full time."""

    __tablename__ = "employment"
    __table_args__ = (CheckConstraint("fte > 0 AND fte <= 200", name="fte_bounds"),)

    id: int | None = id_field()
    employee_id: int = reference("employee.id", index=True)
    effective_from: date
    position: str
    department: str = ""
    fte: Any = Field(sa_type=Scaled(2))
    set_by: int | None = reference("employee.id", null=True)
    set_at: datetime = Field(sa_type=Moment)


class SignInSessionRow(Row, table=True):
    """A person's open door: only the hash of its secret is kept."""

    __tablename__ = "sign_in_session"
    __mutable__ = frozenset({"seen_at", "expires_at", "ended_at"})

    id: int | None = id_field()
    token_hash: str = Field(unique=True)
    employee_id: int = reference("employee.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    client: str = ""


class SignInAttemptRow(Row, table=True):
    """An attempt to sign in, kept to limit guessing."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email_at", "email", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: int | None = id_field()
    email: str
    address: str
    at: datetime = Field(sa_type=Moment)
    succeeded: bool


class InvitationRow(Row, table=True):
    """A link by which a person sets their first (or a forgotten) password; it works once."""

    __tablename__ = "invitation"
    __mutable__ = frozenset({"used_at"})

    id: int | None = id_field()
    token_hash: str = Field(unique=True)
    employee_id: int = reference("employee.id", index=True)
    created_by: int | None = reference("employee.id", null=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class ApiTokenRow(Row, table=True):
    """A token of the API: an employee's own, or an integration's."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("employee_id IS NOT NULL OR integration <> ''", name="owner"),)
    __mutable__ = frozenset({"revoked_at"})

    id: int | None = id_field()
    token_hash: str = Field(unique=True)
    employee_id: int | None = reference("employee.id", null=True, index=True)
    integration: str = ""
    attests_delivery: bool = False
    created_by: int | None = reference("employee.id", null=True)
    created_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class JournalRow(Row, table=True):
    """Who did what, to which thing, when; the fingerprints of the rows it added stand in `facts["rows"]`."""

    __tablename__ = "journal"

    id: int | None = id_field()
    at: datetime = Field(sa_type=Moment, index=True)
    actor_id: int | None = reference("employee.id", null=True, index=True)
    console_user: str = ""
    action: str = Field(index=True)
    subject: str = Field(index=True)
    facts: Any = Field(sa_type=Json)


class JournalLinkRow(Row, table=True):
    """The place of a journal row in the chain, given by the sealer."""

    __tablename__ = "journal_link"

    seq: int = Field(sa_type=Id, primary_key=True, sa_column_kwargs={"autoincrement": False})
    journal_id: int = Field(sa_type=Id, sa_column_args=(ForeignKey("journal.id"),), unique=True)
    hash: str


class SealRow(Row, table=True):
    """A seal set on, or lifted from, a range of days (rules of the seal: docs/architecture.md)."""

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="range"),
        CheckConstraint("level IN ('counted', 'closed')", name="level"),
        CheckConstraint("action IN ('set', 'lifted')", name="action"),
        Index("ix_seal_last_day_first_day", "last_day", "first_day"),
    )

    id: int | None = id_field()
    first_day: date
    last_day: date
    employee_id: int | None = reference("employee.id", null=True)
    level: str
    action: str
    by_id: int | None = reference("employee.id", null=True)
    at: datetime = Field(sa_type=Moment)
    reason: str = ""


class SealMarkRow(Row, table=True):
    """The highest `seq` of an employee at the moment of a seal: an entry removed behind it would show."""

    __tablename__ = "seal_mark"
    __table_args__ = (UniqueConstraint("seal_id", "employee_id", "period"),)

    id: int | None = id_field()
    seal_id: int = reference("seal.id")
    employee_id: int = reference("employee.id")
    period: int
    highest_seq: int


class CalendarYearRow(Row, table=True):
    """A year of the production calendar entered on the page; the row entered last holds, earlier ones are history."""

    __tablename__ = "calendar_year"

    id: int | None = id_field()
    year: int
    days: Any = Field(sa_type=Json)
    source: str
    set_by: int = reference("employee.id")
    set_at: datetime = Field(sa_type=Moment)
