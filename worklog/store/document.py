"""Document registers and the documents issued from them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from worklog.document import Document, Register, RegisterNotFound
from worklog.entry import Entry
from worklog.store.entry import entry_value
from worklog.tables.document import DOCUMENT, DocumentRegisterRow
from worklog.tables.entry import ENTRY

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """An issued document in a register's list."""

    document: Document
    entry: Entry


def registers(session: Session, *, open_only: bool = False) -> list[Register]:
    """Return the registers by series."""
    query = select_rows(DocumentRegisterRow).order_by(col(DocumentRegisterRow.series))
    if open_only:
        query = query.where(col(DocumentRegisterRow.is_open))
    return [register_value(row) for row in session.exec(query)]


def register_of(session: Session, register_id: int) -> Register:
    """Return one register.

    Raises:
        RegisterNotFound.
    """
    row = session.get(DocumentRegisterRow, register_id)
    if row is None:
        raise RegisterNotFound()
    return register_value(row)


def document_of(session: Session, entry_id: int) -> Document | None:
    """Return the document behind an entry; None for other kinds of work."""
    row = session.connection().execute(select(DOCUMENT).where(DOCUMENT.c.entry_id == entry_id)).mappings().first()
    return None if row is None else document_value(row)


def documents(
    session: Session, *, register_id: int | None = None, words: str = "", page: int = 1
) -> tuple[list[DocumentLine], int]:
    """Return a page of issued documents, the latest first, and how many there are."""
    query = select(DOCUMENT, ENTRY).join(ENTRY, ENTRY.c.id == DOCUMENT.c.entry_id)
    if register_id is not None:
        query = query.where(DOCUMENT.c.register_id == register_id)
    if words.strip():
        # SQLite folds the case of Latin letters only, so the usual spellings of the words are looked for one by one.
        wanted = words.strip()
        spellings = {wanted, wanted.lower(), wanted.upper(), wanted.capitalize()}
        query = query.where(
            or_(
                *(DOCUMENT.c.about.contains(each, autoescape=True) for each in sorted(spellings)),
                *(DOCUMENT.c.register_number.contains(each, autoescape=True) for each in sorted(spellings)),
            )
        )
    count = session.connection().execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = session.connection().execute(
        query.order_by(DOCUMENT.c.entry_id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    )
    return [DocumentLine(document_value(row), entry_value(row)) for row in rows.mappings()], count


def register_value(row: DocumentRegisterRow) -> Register:
    return Register(row.id or 0, row.series, row.title_ru, row.title_en, row.is_open)


def document_value(row: RowMapping) -> Document:
    return Document(
        entry_id=row["entry_id"],
        register_id=row["register_id"],
        year=row["year"],
        number=row["number"],
        register_number=row["register_number"],
        about=row["about"],
    )
