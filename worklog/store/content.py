"""What there is to look at behind an entry, for the person who judges its type and for its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from naryad import staff
from norms.work_type import Kind
from worklog.call import Direction
from worklog.store.call import call_of
from worklog.store.client import notes_of
from worklog.store.document import document_of
from worklog.store.entry import entry_by_id, last_coding
from worklog.store.letter import letter_content


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
    )
