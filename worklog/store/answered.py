"""An earlier letter as its answer needs it: what it said, to whom everybody saw it go, which files are still kept."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session

from naryad import staff
from naryad.people import Employee
from worklog.attachment import Enclosure
from worklog.client import Client
from worklog.compose import sound_ids
from worklog.entry import Entry
from worklog.header import addresses, first, split
from worklog.quoting import Answering, Earlier
from worklog.store.client import client_of
from worklog.store.content import content_of, kept_file
from worklog.store.letter import body_of, letter_content
from worklog.tables.content import LETTER_HEAD
from worklog.tables.letter import LETTER

THREAD_STEPS = 15


def earlier_letter(session: Session, entry: Entry, *, zone: ZoneInfo | None = None) -> Earlier:
    """Return what is known of a letter; of one that came to us and was only noted, its subject and client."""
    letter = session.connection().execute(select(LETTER).where(LETTER.c.entry_id == entry.id)).mappings().first()
    at = entry.at.astimezone(zone) if zone is not None else entry.at
    if letter is None:
        client = client_of(session, entry.client_id) if entry.client_id is not None else None
        return Earlier(entry.title, "", client.name if client is not None else "", (), at, "")
    content = letter_content(session, entry.id)
    author = staff.employee_of(session, entry.employee_id)
    return Earlier(
        subject=letter["subject"],
        text=content.text if content is not None else "",
        author=f"{author.name} <{letter['sender']}>",
        recipients=_open_recipients(session, entry.id) or tuple(letter["recipients"][:1]),
        at=at,
        message_id=letter["message_id"],
        thread=_references(session, entry.id) or _thread(session, letter["in_reply_to"]),
    )


def seen_recipients(
    session: Session, entry: Entry, way: Answering, *, actor: Employee
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return from whom, to whom and with a copy to whom the answer goes.

    An answer to one's own letter goes on to the same people. Blind recipients stay blind: where it is not known any
    more who was named openly, only the first recipient is.
    """
    letter = session.connection().execute(select(LETTER).where(LETTER.c.entry_id == entry.id)).mappings().first()
    own = actor.addresses[0] if actor.addresses else actor.email
    if letter is None:
        client = client_of(session, entry.client_id) if entry.client_id is not None else None
        return own, () if way is Answering.FORWARD else _mail_of(client), ()
    sender = letter["sender"] if letter["sender"] in actor.addresses else own
    if way is Answering.FORWARD:
        return sender, (), ()
    everybody = tuple(letter["recipients"])
    to, cc = _named_openly(session, entry.id, everybody)
    if way is Answering.REPLY:
        return sender, to[:1] or everybody[:1], ()
    return sender, to or everybody[:1], cc


def kept_files(session: Session, entry_id: int) -> tuple[tuple[Enclosure, ...], tuple[str, ...]]:
    """Return the files of a letter whose bytes are still kept, and the names of those that are not."""
    kept: list[Enclosure] = []
    lost: list[str] = []
    for file in content_of(session, entry_id).attachments:
        content = kept_file(session, entry_id, file.place_no) if file.is_kept else None
        if content is None:
            lost.append(file.name or file.media_type)
        else:
            kept.append(Enclosure(file.name, content))
    return tuple(kept), tuple(lost)


def knows_open_recipients(session: Session, entry: Entry) -> bool:
    """Say whether it is known who was named openly; with one recipient there is no question."""
    letter = session.connection().execute(select(LETTER.c.recipients).where(LETTER.c.entry_id == entry.id)).first()
    return letter is None or len(letter[0]) <= 1 or bool(_open_recipients(session, entry.id))


def _open_recipients(session: Session, entry_id: int) -> tuple[str, ...]:
    to, cc = _named_openly(session, entry_id, ())
    return (*to, *cc)


def _named_openly(
    session: Session, entry_id: int, everybody: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return To and Cc as the letter itself names them, where its head is still kept."""
    head = _head(session, entry_id)
    if head is None:
        return (everybody, ()) if len(everybody) == 1 else ((), ())
    fields, _ = split(head)
    to, cc = (first(fields, name) for name in ("to", "cc"))
    return tuple(addresses(to)) if to else (), tuple(addresses(cc)) if cc else ()


def _head(session: Session, entry_id: int) -> bytes | None:
    """Return the header block of a letter: as it is kept after sending, else from its bytes while they are here."""
    query = select(LETTER_HEAD.c.text).where(LETTER_HEAD.c.entry_id == entry_id)
    text = session.connection().execute(query).scalar()
    if text:
        lines = text.replace("\r\n", "\n").rstrip("\n")
        return str(lines.replace("\n", "\r\n")).encode("utf-8", "surrogateescape") + b"\r\n\r\n"
    body = body_of(session, entry_id)
    return None if body is None else bytes(body.raw)


def _mail_of(client: Client | None) -> tuple[str, ...]:
    contacts = client.contacts if client is not None else ()
    return tuple(contact.value for contact in contacts if contact.kind == "mail")[:1]


def _references(session: Session, entry_id: int) -> tuple[str, ...]:
    """Return the ids that the letter itself names as its thread, where its head is still kept."""
    head = _head(session, entry_id)
    field = first(split(head)[0], "references") if head is not None else None
    return sound_ids(field.text.split()) if field is not None else ()


def _thread(session: Session, answered_id: str) -> tuple[str, ...]:
    """Return the ids of the thread behind a letter, the oldest first, as far as it leads through letters of ours."""
    found: list[str] = []
    while answered_id and answered_id not in found and len(found) < THREAD_STEPS:
        found.append(answered_id)
        query = select(LETTER.c.in_reply_to).where(LETTER.c.message_id == answered_id)
        row = session.connection().execute(query).first()
        answered_id = row[0] if row is not None else ""
    return tuple(reversed(found))
