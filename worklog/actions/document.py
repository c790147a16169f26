"""Registers of documents, and issuing a document: its number, its type and its counting are one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session
from sqlmodel import select as select_rows

from naryad import journal
from naryad.people import Employee, require
from norms.work_type import Kind
from worklog.actions.entry import Chosen, record_entry
from worklog.document import (
    Document,
    DocumentNeedsWords,
    Register,
    RegisterIsShut,
    RegisterNeedsTitle,
    SeriesIsTaken,
    checked_series,
    register_number,
)
from worklog.entry import Entry, NewEntry
from worklog.store.document import register_of, register_value
from worklog.tables.document import DOCUMENT, DOCUMENT_COUNTER, DocumentRegisterRow, DocumentRow


def add_register(
    session: Session, *, series: str, title_ru: str, title_en: str = "", actor: Employee, now: datetime
) -> Register:
    """Add a register of documents.

    Raises:
        SeriesIsWrong, SeriesIsTaken, RegisterNeedsTitle, NotAllowed.
    """
    require(actor, "worklog.edit_registers")
    name = checked_series(series)
    if not title_ru.strip():
        raise RegisterNeedsTitle(series=name)
    if session.exec(select_rows(DocumentRegisterRow).where(DocumentRegisterRow.series == name)).first() is not None:
        raise SeriesIsTaken(series=name)
    row = DocumentRegisterRow(series=name, title_ru=title_ru.strip()[:120], title_en=title_en.strip()[:120])
    session.add(row)
    session.flush()
    journal.record(session, actor.id, "document.add_register", f"register:{row.id}", now, {"series": name}, rows=[row])
    return register_value(row)


def shut_register(session: Session, register_id: int, *, is_open: bool, actor: Employee, now: datetime) -> None:
    """Shut a register so that it gives no more numbers, or open it again.

    Raises:
        RegisterNotFound, NotAllowed.
    """
    require(actor, "worklog.edit_registers")
    register_of(session, register_id)
    row = session.get_one(DocumentRegisterRow, register_id)
    row.is_open = is_open
    session.add(row)
    journal.record(session, actor.id, "document.shut_register", f"register:{register_id}", now, {"open": is_open})


def issue_document(
    session: Session,
    *,
    register_id: int,
    about: str,
    chosen: Chosen,
    actor: Employee,
    now: datetime,
    today: date,
    client_id: int | None = None,
) -> tuple[Entry, Document]:
    """Give a document the next number of its register this year; with it the document counts.

    The gate is asked first: without a type there is no number, and a number once given is never given again.

    Raises:
        RegisterNotFound, RegisterIsShut, DocumentNeedsWords, or what the gate refuses.
    """
    require(actor, "worklog.own")
    register = register_of(session, register_id)
    if not register.is_open:
        raise RegisterIsShut(series=register.series)
    words = " ".join(about.split())[:200]
    if len(words) < 3:
        raise DocumentNeedsWords()
    new = NewEntry(
        kind=Kind.DOCUMENT,
        employee_id=actor.id,
        day=today,
        at=now,
        title=words,
        entered_by=actor.id,
        client_id=client_id,
    )
    entry, _ = record_entry(session, new, chosen, actor=actor, now=now, today=today)
    number = _next_number(session, register.id, today.year)
    values: dict[str, Any] = {
        "entry_id": entry.id,
        "register_id": register.id,
        "year": today.year,
        "number": number,
        "register_number": register_number(register.series, today.year, number),
        "about": words,
    }
    session.connection().execute(insert(DOCUMENT).values(**values))
    facts = {"number": values["register_number"]}
    journal.record(session, actor.id, "document.issue", f"entry:{entry.id}", now, facts, rows=[DocumentRow(**values)])
    return entry, Document(**values)


def _next_number(session: Session, register_id: int, year: int) -> int:
    """Take the next number; a rolled back transaction gives it back, so there are no gaps."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement: Any = sqlite.insert(DOCUMENT_COUNTER) if is_sqlite else postgresql.insert(DOCUMENT_COUNTER)
    taken = (
        statement.values(register_id=register_id, year=year, last_number=1)
        .on_conflict_do_update(
            index_elements=[DOCUMENT_COUNTER.c.register_id, DOCUMENT_COUNTER.c.year],
            set_={"last_number": DOCUMENT_COUNTER.c.last_number + 1},
        )
        .returning(DOCUMENT_COUNTER.c.last_number)
    )
    return int(session.connection().execute(taken).scalar_one())
