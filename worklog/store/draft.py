"""Letters being written, as read: the draft, its files, and what there is to say about a file or a signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from worklog.attachment import Attached, Enclosure
from worklog.document import Document, Register
from worklog.own_document import numbers_in_name, register_by_word
from worklog.store.document import document_of, document_value, registers
from worklog.store.entry import entry_by_id
from worklog.tables.document import DOCUMENT
from worklog.tables.draft import FILE_ANSWER, LETTER_DRAFT_FILE, FileAnswerRow, LetterSignatureRow


@dataclass(frozen=True, slots=True)
class FileRemark:
    """What is worth saying about an attached file: it is an issued document, or it may be one nobody issued yet."""

    file: Attached
    document: Document | None = None
    author_id: int | None = None
    entry_uid: str = ""
    register: Register | None = None

    @property
    def is_question(self) -> bool:
        return self.document is None


def files_of(session: Session, draft_id: int) -> tuple[Attached, ...]:
    """Return the files of a draft in the order they were attached, without their bytes."""
    columns = LETTER_DRAFT_FILE.c
    query = select(columns.id, columns.name, columns.size, columns.digest, columns.is_passed_on)
    rows = session.connection().execute(query.where(columns.draft_id == draft_id).order_by(columns.id))
    return tuple(Attached(*row) for row in rows)


def enclosures_of(session: Session, draft_id: int) -> tuple[Enclosure, ...]:
    """Return the files of a draft as they go into the letter."""
    columns = LETTER_DRAFT_FILE.c
    query = select(columns.name, columns.content).where(columns.draft_id == draft_id).order_by(columns.id)
    return tuple(Enclosure(name, content) for name, content in session.connection().execute(query))


def enclosure_of(session: Session, draft_id: int, file_id: int) -> Enclosure | None:
    columns = LETTER_DRAFT_FILE.c
    query = select(columns.name, columns.content).where(columns.draft_id == draft_id, columns.id == file_id)
    row = session.connection().execute(query).first()
    return None if row is None else Enclosure(row[0], row[1])


def signature_of(session: Session, employee_id: int) -> str:
    """Return what a person's new letters end with, as rich text; nothing where there is none."""
    row = session.get(LetterSignatureRow, employee_id)
    return row.html if row is not None else ""


def remarks_on(session: Session, files: Sequence[Attached], employee_id: int) -> tuple[FileRemark, ...]:
    """Return what there is to say about the files of a person's draft; mostly nothing.

    A file is asked about once by one person, and never when it came with a letter that is passed on.
    """
    asked = [file for file in files if not file.is_passed_on]
    if not asked:
        return ()
    answers = _answers(session, [file.digest for file in asked])
    known = registers(session)
    found = []
    for file in asked:
        remark = _remark(session, file, answers.get(file.digest, ()), known, employee_id)
        if remark is not None:
            found.append(remark)
    return tuple(found)


def answer_by_id(session: Session, answer_id: int, employee_id: int) -> FileAnswerRow | None:
    row = session.get(FileAnswerRow, answer_id)
    return row if row is not None and row.employee_id == employee_id else None


def _remark(
    session: Session,
    file: Attached,
    answers: Sequence[tuple[int, bool, int | None]],
    known: Sequence[Register],
    employee_id: int,
) -> FileRemark | None:
    entry_id = next((entry_id for _, _, entry_id in answers if entry_id is not None), None)
    document = document_of(session, entry_id) if entry_id is not None else _issued(session, file.name, known)
    if document is not None:
        entry = entry_by_id(session, document.entry_id)
        return FileRemark(file, document, entry.employee_id, entry.uid)
    if any(who == employee_id for who, _, _ in answers):
        return None
    register = register_by_word(file.name, [each for each in known if each.is_open])
    return None if register is None else FileRemark(file, register=register)


def _issued(session: Session, name: str, known: Sequence[Register]) -> Document | None:
    """Return the issued document whose number the file's name carries; without a year, the latest of that number."""
    for each in numbers_in_name(name, known):
        query = select(DOCUMENT).where(DOCUMENT.c.register_id == each.register.id, DOCUMENT.c.number == each.number)
        if each.year is not None:
            query = query.where(DOCUMENT.c.year == each.year)
        row = session.connection().execute(query.order_by(DOCUMENT.c.year.desc())).mappings().first()
        if row is not None:
            return document_value(row)
    return None


def _answers(session: Session, digests: Iterable[str]) -> dict[str, list[tuple[int, bool, int | None]]]:
    columns = FILE_ANSWER.c
    query = select(columns.digest, columns.employee_id, columns.is_own, columns.entry_id)
    found: dict[str, list[tuple[int, bool, int | None]]] = {}
    for digest, who, is_own, entry_id in session.connection().execute(query.where(columns.digest.in_(set(digests)))):
        found.setdefault(digest, []).append((who, is_own, entry_id))
    return found


def files_count(session: Session, draft_ids: Iterable[int]) -> dict[int, int]:
    """Return how many files each of these drafts has; those without any are left out."""
    columns = LETTER_DRAFT_FILE.c
    query = select(columns.draft_id, func.count()).where(columns.draft_id.in_(list(draft_ids)))
    return {row[0]: row[1] for row in session.connection().execute(query.group_by(columns.draft_id))}


def latest_answer(session: Session, employee_id: int, digest: str) -> FileAnswerRow | None:
    query = select_rows(FileAnswerRow).where(
        col(FileAnswerRow.employee_id) == employee_id, col(FileAnswerRow.digest) == digest
    )
    return session.exec(query).first()
