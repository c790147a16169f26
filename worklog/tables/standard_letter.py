"""Rows of standard letters: whose each is, every wording it ever had, and who used it when."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class StandardLetterRow(Row, table=True):
    """A standard letter: of the office, or one employee's own."""

    __tablename__ = "standard_letter"

    id: int | None = id_field()
    owner_id: int | None = reference("employee.id", null=True, index=True)
    created_by: int = reference("employee.id")
    created_at: datetime = Field(sa_type=Moment)


class StandardLetterVersionRow(Row, table=True):
    """One wording of a standard letter; the highest version is the one in use, unless it is withdrawn."""

    __tablename__ = "standard_letter_version"
    __table_args__ = (
        UniqueConstraint("letter_id", "version"),
        CheckConstraint("language IN ('ru', 'en')", name="language"),
    )

    id: int | None = id_field()
    letter_id: int = reference("standard_letter.id")
    version: int
    name: str = Field(max_length=120)
    language: str = Field(max_length=2)
    subject: str
    html: str
    fields: Any = Field(sa_type=Json)
    work_type_id: int | None = reference("work_type.id", null=True)
    is_withdrawn: bool = False
    set_by: int = reference("employee.id")
    set_at: datetime = Field(sa_type=Moment)


class StandardLetterUseRow(Row, table=True):
    """When somebody last began a letter with a standard one, and how often: lists begin with the latest."""

    __tablename__ = "standard_letter_use"
    __unjournalled__ = True  # orders a list, no fact about work or pay
    __mutable__ = frozenset({"times", "last_at"})

    employee_id: int = reference("employee.id", primary_key=True)
    letter_id: int = reference("standard_letter.id", primary_key=True)
    times: int = 1
    last_at: datetime = Field(sa_type=Moment)


STANDARD_LETTER: Table = SQLModel.metadata.tables["standard_letter"]
STANDARD_LETTER_VERSION: Table = SQLModel.metadata.tables["standard_letter_version"]
STANDARD_LETTER_USE: Table = SQLModel.metadata.tables["standard_letter_use"]
