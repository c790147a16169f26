"""Rows of what is kept of letters besides their text, of what was deleted when its time was over, and of readers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class LetterHeadRow(Row, table=True):
    """The header block of a letter that was sent, as text, at most 64 KB of it."""

    __tablename__ = "letter_head"
    __unjournalled__ = True  # deleted when its time is over

    entry_id: int = reference("entry.id", primary_key=True)
    text: str


class KeptFileRow(Row, table=True):
    """A file that letters carried, once however many carried it. Kept only where the office chose to keep files."""

    __tablename__ = "kept_file"
    __unjournalled__ = True  # deleted when its time is over

    digest: str = Field(primary_key=True, max_length=64)
    size: int
    content: bytes = Field(sa_type=LargeBinary)


class LetterFileRow(Row, table=True):
    """Which kept file stood at which place among a letter's attachments."""

    __tablename__ = "letter_file"
    __unjournalled__ = True  # deleted when its time is over
    __table_args__ = (Index("ix_letter_file_digest", "digest"),)

    entry_id: int = reference("entry.id", primary_key=True)
    place_no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(max_length=64, sa_column_args=(ForeignKey("kept_file.digest"),))


class ContentRemovalRow(Row, table=True):
    """That a part of a letter's content was deleted because its time was over, and what that time was."""

    __tablename__ = "content_removal"
    __unjournalled__ = True  # the journal says how many; the page of a work says when

    entry_id: int = reference("entry.id", primary_key=True)
    part: str = Field(primary_key=True, max_length=8)
    at: datetime = Field(sa_type=Moment)
    months: int


class RetentionRoundRow(Row, table=True):
    """What one round of deleting removed; the last of a day says that nothing was left to delete."""

    __tablename__ = "retention_round"
    __unjournalled__ = True  # the journal has the same numbers
    __table_args__ = (Index("ix_retention_round_day", "day"),)

    id: int | None = id_field()
    day: date
    at: datetime = Field(sa_type=Moment)
    texts: int = 0
    heads: int = 0
    files: int = 0
    refusals: int = 0
    notices: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    held: int = 0
    is_last: bool = False


class ContentReadingRow(Row, table=True):
    """Somebody other than the author opened the content of a letter, and on what ground; once a day each."""

    __tablename__ = "content_reading"
    __table_args__ = (
        UniqueConstraint("entry_id", "reader_id", "day", "ground", "ground_no"),
        CheckConstraint("ground IN ('sample', 'finding', 'reason')", name="ground"),
        CheckConstraint("ground <> 'reason' OR reason <> ''", name="has_reason"),
        Index("ix_content_reading_reader_id", "reader_id"),
    )

    id: int | None = id_field()
    entry_id: int = reference("entry.id")
    reader_id: int = reference("employee.id")
    day: date
    at: datetime = Field(sa_type=Moment)
    ground: str = Field(max_length=8)
    ground_no: int = 0
    reason: str = ""


class ContentDisclosureRow(Row, table=True):
    """From when the author sees that an auditor opened their letter: the judgement is locked."""

    __tablename__ = "content_disclosure"

    reading_id: int = reference("content_reading.id", primary_key=True)
    at: datetime = Field(sa_type=Moment)


LETTER_HEAD: Table = SQLModel.metadata.tables["letter_head"]
KEPT_FILE: Table = SQLModel.metadata.tables["kept_file"]
LETTER_FILE: Table = SQLModel.metadata.tables["letter_file"]
CONTENT_REMOVAL: Table = SQLModel.metadata.tables["content_removal"]
RETENTION_ROUND: Table = SQLModel.metadata.tables["retention_round"]
CONTENT_READING: Table = SQLModel.metadata.tables["content_reading"]
CONTENT_DISCLOSURE: Table = SQLModel.metadata.tables["content_disclosure"]
