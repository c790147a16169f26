"""Answering an earlier letter of one's own, passing it on, or sending it once more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from worklog.attachment import Enclosure, must_fit, safe_name
from worklog.coding import LETTER_KINDS
from worklog.compose import Written
from worklog.draft import Draft
from worklog.entry import Entry
from worklog.quoting import Answering, body_of_answer, subject_of, thread_of
from worklog.rich_text import text_of
from worklog.sending import LetterOfAnotherPerson
from worklog.store.answered import earlier_letter, kept_files, seen_recipients
from worklog.store.draft import signature_of
from worklog.store.entry import entry_by_uid
from worklog.tables.draft import LETTER_DRAFT_FILE
from worklog.tables.letter import LETTER_DRAFT


class NotALetter(DomainError):
    code = "not_a_letter"
    status = 422
    en = "Only a letter can be answered or passed on. Open a letter of yours and choose what to do with it."
    ru = "Ответить или переслать можно только письмо. Откройте своё письмо и выберите, что с ним сделать."


@dataclass(frozen=True)
class Begun:
    """A letter about to be written as an answer; nothing is kept yet. `files_lost` are known by name only."""

    draft: Draft
    files_going_along: tuple[tuple[str, int], ...]
    files_lost: tuple[str, ...]
    is_text_lost: bool


def begin_answer(session: Session, uid: str, way: Answering, *, actor: Employee, office: Office) -> Begun:
    """Return what an answer to one's own entry begins with.

    Raises:
        NotAllowed, EntryNotFound, LetterOfAnotherPerson, NotALetter.
    """
    entry = _own_letter(session, uid, actor)
    earlier = earlier_letter(session, entry, zone=office.zone)
    sender, to, cc = seen_recipients(session, entry, way, actor=actor)
    signature = signature_of(session, actor.id)
    html = body_of_answer(earlier, way, language=actor.language, signature=signature)
    written = Written(
        sender=sender,
        to=", ".join(to),
        cc=", ".join(cc),
        bcc="",
        subject=subject_of(earlier.subject, way),
        text=text_of(html),
        html=html,
    )
    carries = way in (Answering.FORWARD, Answering.AGAIN)
    kept, lost = kept_files(session, entry.id) if carries else ((), ())
    draft = Draft(None, written, answered_uid=entry.uid, answered_way=way.value, thread=thread_of(earlier, way))
    going = tuple((safe_name(file.name), len(file.content)) for file in kept)
    return Begun(draft, going, lost, is_text_lost=not earlier.text)


def answered(session: Session, uid: str, way: Answering, *, actor: Employee) -> tuple[int, tuple[str, ...]]:
    """Return the entry that is answered and the ids of its thread.

    Raises:
        NotAllowed, EntryNotFound, LetterOfAnotherPerson, NotALetter.
    """
    entry = _own_letter(session, uid, actor)
    return entry.id, thread_of(earlier_letter(session, entry), way)


def pass_files_on(session: Session, draft_id: int, uid: str, *, megabytes: int, actor: Employee, now: datetime) -> None:
    """Put the files that are still kept of an earlier letter beside the draft that passes it on or sends it again.

    Raises:
        NotAllowed, EntryNotFound, LetterOfAnotherPerson, NotALetter, FilesTooLarge.
    """
    kept, _ = kept_files(session, _own_letter(session, uid, actor).id)
    must_fit([(file.name, len(file.content)) for file in kept], megabytes=megabytes)
    for file in kept:
        session.connection().execute(insert(LETTER_DRAFT_FILE).values(**_values(draft_id, file, now)))


def untouched_copy(session: Session, uid: str, way: Answering, *, actor: Employee) -> int | None:
    """Return one's own draft that already answers this entry in this way, so that a second one is not begun unseen."""
    entry = entry_by_uid(session, uid)
    columns = LETTER_DRAFT.c
    query = select(columns.id).where(
        columns.employee_id == actor.id, columns.answered_id == entry.id, columns.answered_way == way.value
    )
    return session.connection().execute(query.order_by(columns.id.desc())).scalars().first()


def _own_letter(session: Session, uid: str, actor: Employee) -> Entry:
    require(actor, "worklog.own")
    entry = entry_by_uid(session, uid)
    if entry.employee_id != actor.id:
        raise LetterOfAnotherPerson()
    if entry.kind not in LETTER_KINDS:
        raise NotALetter()
    return entry


def _values(draft_id: int, file: Enclosure, now: datetime) -> dict[str, object]:
    return {
        "draft_id": draft_id,
        "name": safe_name(file.name),
        "size": len(file.content),
        "digest": hashlib.sha256(file.content).hexdigest(),
        "content": file.content,
        "is_passed_on": True,
        "added_at": now,
    }
