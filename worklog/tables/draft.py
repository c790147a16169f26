"""Rows beside the letters being written: their files, what was said about a file, and people's signatures."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class LetterDraftFileRow(Row, table=True):
    """A file attached to a letter being written; it goes with the draft."""

    __tablename__ = "letter_draft_file"
    __unjournalled__ = True  # nobody's work yet
    __table_args__ = (Index("ix_letter_draft_file_draft_id", "draft_id"),)

    id: int | None = id_field()
    draft_id: int = reference("letter_draft.id")
    name: str
    size: int
    digest: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary)
    is_passed_on: bool = False
    added_at: datetime = Field(sa_type=Moment)


class FileAnswerRow(Row, table=True):
    """What somebody said about a file that looks like a document of ours; each file is asked about once.

    `entry_id` is the document it turned out to be, once that has its number.
    """

    __tablename__ = "file_answer"
    __unjournalled__ = True  # remembers a question, no fact about work or pay
    __table_args__ = (UniqueConstraint("employee_id", "digest"), Index("ix_file_answer_digest", "digest"))
    __mutable__ = frozenset({"is_own", "entry_id", "answered_at"})

    id: int | None = id_field()
    employee_id: int = reference("employee.id")
    digest: str = Field(max_length=64)
    is_own: bool
    entry_id: int | None = reference("entry.id", null=True)
    answered_at: datetime = Field(sa_type=Moment)


class LetterSignatureRow(Row, table=True):
    """What a person's new letters end with."""

    __tablename__ = "letter_signature"
    __unjournalled__ = True  # a person's own convenience
    __mutable__ = frozenset({"html", "changed_at"})

    employee_id: int = reference("employee.id", primary_key=True)
    html: str
    changed_at: datetime = Field(sa_type=Moment)


LETTER_DRAFT_FILE: Table = SQLModel.metadata.tables["letter_draft_file"]
FILE_ANSWER: Table = SQLModel.metadata.tables["file_answer"]
