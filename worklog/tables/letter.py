"""Rows of letters: what the gate took in, each try to pass it on, what the next server said, and what waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import worklog.tables.standard_letter  # noqa: F401 - a draft refers to it, so its table must be known
from naryad.db import Json, Moment, Scaled
from naryad.tables import Row, id_field, reference

EMPTY = text("''")
"""What a column new in an old table holds in its rows; written so, SQLite and the code describe it alike."""


class LetterRow(Row, table=True):
    """A letter as it first came: an entry of kind `letter_out` has exactly one."""

    __tablename__ = "letter"

    entry_id: int = reference("entry.id", primary_key=True)
    message_id: str = Field(default="", index=True)
    in_reply_to: str = ""
    sender: str
    recipients: Any = Field(sa_type=Json)
    subject: str
    size: int
    digest: str = Field(max_length=64)
    is_composed: bool = False
    received_at: datetime = Field(sa_type=Moment)


class AttemptRow(Row, table=True):
    """One try to pass a letter on, under the type it then named: the intent, committed before anybody is called.

    Until `lease_until` no second try begins; after it, a try without an outcome is in doubt (rule 16).
    """

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_entry_id", "entry_id"),)

    id: int | None = id_field()
    entry_id: int = reference("entry.id")
    started_at: datetime = Field(sa_type=Moment)
    lease_until: datetime = Field(sa_type=Moment)
    next_hop: str
    work_type_id: int = reference("work_type.id")
    norm_id: int = reference("norm.id")
    portrait_id: int | None = reference("portrait.id", null=True)
    norm_minutes: Any = Field(sa_type=Scaled(3))
    described_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    way: str = Field(max_length=8)
    actor_id: int = reference("employee.id")
    sender: str
    recipients: Any = Field(sa_type=Json)
    size: int
    digest: str = Field(max_length=64)
    is_other_content: bool = False
    is_quoted_type: bool = False


class OutcomeRow(Row, table=True):
    """What became of an attempt: the next server's own reply, or an administrator's word where it was in doubt."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("attempt_id"),
        CheckConstraint("resolved_by IS NULL OR reason <> ''", name="resolved_with_reason"),
        CheckConstraint("resolved_by IS NOT NULL OR accepted = (code >= 200 AND code < 300)", name="accepted_by_code"),
    )

    id: int | None = id_field()
    attempt_id: int = reference("attempt.id")
    at: datetime = Field(sa_type=Moment)
    accepted: bool
    code: int
    reply: str
    resolved_by: int | None = reference("employee.id", null=True)
    reason: str = ""


class LetterBodyRow(Row, table=True):
    """The bytes of a letter while they are needed: held for a type, under way, or not yet read for the audit.

    `is_held` says that the office holds the letter itself; otherwise the sender's mail program still has it.
    """

    __tablename__ = "letter_body"
    __unjournalled__ = True  # kept only while it is needed
    __mutable__ = frozenset({"raw", "is_held", "is_utf8_asked", "sender", "recipients"})

    entry_id: int = reference("entry.id", primary_key=True)
    raw: bytes = Field(sa_type=LargeBinary)
    is_held: bool = False
    is_utf8_asked: bool = False
    sender: str
    recipients: Any = Field(sa_type=Json)


class LetterContentRow(Row, table=True):
    """What the audit reads of a letter that was sent: its text parts and the names and sizes of what it carried."""

    __tablename__ = "letter_content"
    __unjournalled__ = True  # may be deleted when its retention ends

    entry_id: int = reference("entry.id", primary_key=True)
    subject: str
    text: str
    attachments: Any = Field(sa_type=Json)
    read_at: datetime = Field(sa_type=Moment)


class LetterRefusalRow(Row, table=True):
    """A letter the gate did not take: it stayed in the sender's mail program, and here is why."""

    __tablename__ = "letter_refusal"
    __unjournalled__ = True  # no fact about work or pay
    __table_args__ = (Index("ix_letter_refusal_employee_id_at", "employee_id", "at"),)

    id: int | None = id_field()
    employee_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    rule: str = Field(max_length=40)
    slug: str = Field(max_length=40)
    facts: Any = Field(sa_type=Json)
    reply: str
    message_id: str = ""
    recipients: Any = Field(sa_type=Json)
    subject: str


class LetterDraftRow(Row, table=True):
    """A letter being written on the web. It is nobody's work yet, changes freely and goes when it is handed in.

    `revision` grows with each saving, so that two windows do not overwrite each other unseen. `thread` are the ids of
    the letters it answers, the oldest first; `field_values` what is filled into the fields of the standard letter.
    """

    __tablename__ = "letter_draft"
    __unjournalled__ = True  # nobody's work yet
    __table_args__ = (Index("ix_letter_draft_employee_id", "employee_id"),)
    __mutable__ = frozenset(
        {
            "sender", "to", "cc", "bcc", "subject", "text", "html", "work_type", "minutes", "last_reply", "saved_at",
            "revision", "standard_version_id", "field_values",
        }
    )  # fmt: skip

    id: int | None = id_field()
    employee_id: int = reference("employee.id")
    message_id: str = Field(unique=True)
    sender: str
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    work_type: str = ""
    minutes: str = ""
    last_reply: str = ""
    saved_at: datetime = Field(sa_type=Moment)
    html: str = Field(default="", sa_column_kwargs={"server_default": EMPTY})
    revision: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    answered_id: int | None = reference("entry.id", null=True)
    answered_way: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": EMPTY})
    thread: Any = Field(default=None, sa_type=Json, nullable=True)
    standard_version_id: int | None = reference("standard_letter_version.id", null=True)
    field_values: Any = Field(default=None, sa_type=Json, nullable=True)


LETTER: Table = SQLModel.metadata.tables["letter"]
ATTEMPT: Table = SQLModel.metadata.tables["attempt"]
OUTCOME: Table = SQLModel.metadata.tables["outcome"]
LETTER_BODY: Table = SQLModel.metadata.tables["letter_body"]
LETTER_DRAFT: Table = SQLModel.metadata.tables["letter_draft"]
LETTER_CONTENT: Table = SQLModel.metadata.tables["letter_content"]
"""The same tables for Core statements: the gate goes through these."""
