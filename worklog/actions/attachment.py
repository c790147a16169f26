"""Files of a draft: attached, taken off, and asked about once where they look like a document of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from naryad.people import Employee, require
from worklog.actions.draft_row import own_draft_row
from worklog.attachment import Attached, Enclosure, FileIsGone, must_fit, safe_name
from worklog.store.draft import answer_by_id, enclosure_of, files_of, latest_answer
from worklog.tables.draft import LETTER_DRAFT_FILE, FileAnswerRow


def attach(
    session: Session,
    draft_id: int,
    files: Sequence[Enclosure],
    *,
    megabytes: int,
    actor: Employee,
    now: datetime,
    is_passed_on: bool = False,
) -> None:
    """Put files beside a draft, all or none; a file that is there already under the same name is not doubled.

    Raises:
        NotAllowed, DraftIsGone, TooManyFiles, FilesTooLarge.
    """
    require(actor, "worklog.own")
    own_draft_row(session, draft_id, actor)
    there = files_of(session, draft_id)
    known = {(file.name, file.digest) for file in there}
    fresh = []
    for file in files:
        name, digest = safe_name(file.name), hashlib.sha256(file.content).hexdigest()
        if (name, digest) not in known:
            known.add((name, digest))
            fresh.append((name, digest, file.content))
    sizes = [(file.name, file.size) for file in there] + [(name, len(content)) for name, _, content in fresh]
    must_fit(sizes, megabytes=megabytes)
    for name, digest, content in fresh:
        session.connection().execute(
            insert(LETTER_DRAFT_FILE).values(
                draft_id=draft_id, name=name, size=len(content), digest=digest, content=content,
                is_passed_on=is_passed_on, added_at=now,
            )
        )  # fmt: skip


def detach(session: Session, draft_id: int, file_id: int, *, actor: Employee) -> None:
    """Take a file off a draft; taking it off twice is the same as once.

    Raises:
        NotAllowed, DraftIsGone.
    """
    require(actor, "worklog.own")
    own_draft_row(session, draft_id, actor)
    columns = LETTER_DRAFT_FILE.c
    session.connection().execute(delete(LETTER_DRAFT_FILE).where(columns.id == file_id, columns.draft_id == draft_id))


def open_file(session: Session, draft_id: int, file_id: int, *, actor: Employee) -> Enclosure:
    """Return a file of one's own draft.

    Raises:
        NotAllowed, DraftIsGone, FileIsGone.
    """
    require(actor, "worklog.own")
    own_draft_row(session, draft_id, actor)
    file = enclosure_of(session, draft_id, file_id)
    if file is None:
        raise FileIsGone()
    return file


def answer_about(
    session: Session, draft_id: int, file_id: int, *, is_own: bool, actor: Employee, now: datetime
) -> tuple[int, Attached]:
    """Remember what the author says of a file: made by them, a document to be issued, or not; it is not asked again.

    Raises:
        NotAllowed, DraftIsGone, FileIsGone.
    """
    require(actor, "worklog.own")
    own_draft_row(session, draft_id, actor)
    file = next((each for each in files_of(session, draft_id) if each.id == file_id), None)
    if file is None:
        raise FileIsGone()
    row = latest_answer(session, actor.id, file.digest)
    if row is None:
        row = FileAnswerRow(employee_id=actor.id, digest=file.digest, is_own=is_own, answered_at=now)
    row.is_own, row.answered_at = is_own, now
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id, file


def note_issued(session: Session, answer_id: int, entry_id: int, *, actor: Employee, now: datetime) -> None:
    """Remember that the file asked about became this document: the same file is recognised from now on."""
    require(actor, "worklog.own")
    row = answer_by_id(session, answer_id, actor.id)
    if row is not None and row.entry_id is None:
        row.entry_id, row.answered_at = entry_id, now
        session.add(row)
        session.flush()
