"""Rows of document registers and of the documents issued from them."""

from sqlalchemy import Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.tables import Row, id_field, reference


class DocumentRegisterRow(Row, table=True):
    """A series of documents with one row of numbers a year."""

    __tablename__ = "document_register"
    __mutable__ = frozenset({"title_ru", "title_en", "is_open"})

    id: int | None = id_field()
    series: str = Field(unique=True, max_length=12)
    title_ru: str
    title_en: str
    is_open: bool = True


class DocumentCounterRow(Row, table=True):
    """The last number given in a register's year; taking the next one locks only this row."""

    __tablename__ = "document_counter"
    __unjournalled__ = True  # derived: verification compares it with the highest number
    __mutable__ = frozenset({"last_number"})

    register_id: int = reference("document_register.id", primary_key=True)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_number: int


class DocumentRow(Row, table=True):
    """An issued document: its number is given in the transaction that counts it, so numbers have no gaps."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("register_id", "year", "number", name="uq_document_register_year_number"),
        Index("ix_document_register_id", "register_id"),
    )

    entry_id: int = reference("entry.id", primary_key=True)
    register_id: int = reference("document_register.id")
    year: int
    number: int
    register_number: str
    about: str = ""


DOCUMENT: Table = SQLModel.metadata.tables["document"]
DOCUMENT_COUNTER: Table = SQLModel.metadata.tables["document_counter"]
