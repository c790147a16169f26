"""What there is to look at behind an entry, for the person who judges its type and for its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from naryad import staff
from norms.work_type import Kind
from worklog.call import Direction
from worklog.retention import Part
from worklog.store.call import call_of
from worklog.store.client import notes_of
from worklog.store.document import document_of
from worklog.store.entry import entry_by_id, last_coding
from worklog.store.letter import letter_content
from worklog.tables.content import CONTENT_REMOVAL, KEPT_FILE, LETTER_FILE, LETTER_HEAD
from worklog.tables.letter import LETTER_CONTENT


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file a letter carried; `is_kept` says that the file itself is still here, not only its fingerprint."""

    place_no: int
    name: str
    media_type: str
    size: int
    digest: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """A part of a letter that was deleted because it had been kept for `months` months."""

    part: Part
    at: datetime
    months: int


@dataclass(frozen=True, slots=True)
class WorkContent:
    """A piece of work without its claim: no type, no norm, no employee, no suggestion.

    `names` and `addresses` are what a blind page must mask wherever they occur in the texts and fields.
    `fields` are (label in English, value); the page translates the labels.
    """

    kind: Kind
    day: date
    direction: Direction | None
    seconds: int | None
    subject: str
    text: str
    fields: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    attachments: tuple[CarriedFile, ...] = ()
    head: str = ""
    removals: tuple[Removal, ...] = ()

    @property
    def removal_of_text(self) -> Removal | None:
        """Return when and after how many months the text was deleted, or None where it never was."""
        return next((each for each in self.removals if each.part is Part.TEXT), None)


def content_of(session: Session, entry_id: int) -> WorkContent:
    """Return the content of an entry. What was never stored is judged on the record: direction, duration, note.

    Raises:
        EntryNotFound.
    """
    entry = entry_by_id(session, entry_id)
    call = call_of(session, entry_id)
    subject, text = entry.title, ""
    fields: list[tuple[str, str]] = []
    if entry.is_letter:
        letter = letter_content(session, entry_id)
        if letter is not None:
            subject, text = letter.subject, letter.text
            fields.append(("Recipients", ", ".join(letter.recipients)))
            fields += [("Attachment", f"{name} ({size} B)") for name, _, size in letter.attachments]
    elif call is not None:
        fields += [("Number", call.number), ("Name", call.party)]
    document = document_of(session, entry_id)
    if document is not None:
        fields += [("Register number", document.register_number), ("About", document.about)]
    fields += [("Note", note.text) for note in notes_of(session, [entry_id]).get(entry_id, ())]
    coding = last_coding(session, entry_id)
    if coding is not None and coding.described is not None:
        fields.append(("Description", coding.described.text))
    people = staff.employees(session)
    return WorkContent(
        kind=entry.kind,
        day=entry.day,
        direction=None if call is None else call.direction,
        seconds=None if call is None else call.seconds,
        subject=subject,
        text=text,
        fields=tuple((label, value) for label, value in fields if value),
        names=tuple(person.name for person in people),
        addresses=tuple(address for person in people for address in (person.email, *person.addresses)),
        attachments=_carried(session, entry_id) if entry.is_letter else (),
        head=_head(session, entry_id) if entry.is_letter else "",
        removals=_removals(session, entry_id) if entry.is_letter else (),
    )


def kept_file(session: Session, entry_id: int, place_no: int) -> bytes | None:
    """Return a file that a letter carried, or None where only its fingerprint is kept."""
    query = (
        select(KEPT_FILE.c.content)
        .join(LETTER_FILE, LETTER_FILE.c.digest == KEPT_FILE.c.digest)
        .where(LETTER_FILE.c.entry_id == entry_id, LETTER_FILE.c.place_no == place_no)
    )
    return session.connection().execute(query).scalar()


def _carried(session: Session, entry_id: int) -> tuple[CarriedFile, ...]:
    query = select(LETTER_CONTENT.c.attachments).where(LETTER_CONTENT.c.entry_id == entry_id)
    listed = session.connection().execute(query).scalar() or []
    here = select(LETTER_FILE.c.place_no).where(LETTER_FILE.c.entry_id == entry_id)
    kept = set(session.connection().execute(here).scalars()) if listed else set()
    return tuple(
        CarriedFile(place_no, each[0], each[1], each[2], each[3] if len(each) > 3 else "", place_no in kept)
        for place_no, each in enumerate(listed)
    )


def _head(session: Session, entry_id: int) -> str:
    return (
        session.connection().execute(select(LETTER_HEAD.c.text).where(LETTER_HEAD.c.entry_id == entry_id)).scalar()
        or ""
    )


def _removals(session: Session, entry_id: int) -> tuple[Removal, ...]:
    query = select(CONTENT_REMOVAL).where(CONTENT_REMOVAL.c.entry_id == entry_id).order_by(CONTENT_REMOVAL.c.part)
    return tuple(Removal(Part(row.part), row.at, row.months) for row in session.connection().execute(query))
