"""Writing a letter on the web: the draft, which anybody keeps freely, and the moment it is handed in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from naryad.days import local_day
from naryad.office import Office, setting
from naryad.people import Employee, require
from naryad.uid import new_uid
from worklog.actions.answering import answered, pass_files_on
from worklog.actions.draft_end import remove_draft
from worklog.actions.draft_row import own_draft_row
from worklog.actions.intake import Held, take_in
from worklog.actions.letter import Arrived, judge
from worklog.actions.standard_letter import note_use
from worklog.attachment import BYTES_IN_MEGABYTE
from worklog.compose import Written, all_recipients, letter_of, must_not_be_longer
from worklog.draft import (
    ADDRESSES_LENGTH_MAX,
    DRAFTS_MAX,
    AddressesTooLong,
    Draft,
    DraftChangedElsewhere,
    DraftIsGone,
    LetterTooLarge,
    SenderIsNotYours,
    TooManyDrafts,
)
from worklog.quoting import Answering
from worklog.rich_text import clean, html_of, text_of
from worklog.sending import ToSend
from worklog.standard_letter import filled_html, filled_subject, values_in_words
from worklog.store.draft import enclosures_of
from worklog.store.entry import entry_by_id
from worklog.store.standard_letter import version_for
from worklog.tables.letter import LetterDraftRow

__all__ = ["Draft", "DraftIsGone", "draft_of", "drafts_of", "hand_in", "note_reply", "save_draft", "throw_away"]


def save_draft(session: Session, draft: Draft, *, actor: Employee, office: Office, now: datetime) -> int:
    """Keep a draft as it stands and return its id; nothing in it is judged yet.

    Raises:
        NotAllowed, DraftIsGone, SenderIsNotYours, TooManyDrafts, AddressesTooLong, LetterTooLong.
        DraftChangedElsewhere: another window has saved it since the page that is being saved was shown.
    """
    require(actor, "worklog.own")
    written = _storable(draft.written)
    if written.sender not in actor.addresses:
        raise SenderIsNotYours(address=written.sender[:80], own=list(actor.addresses))
    must_not_be_longer(written)
    longest = max(len(text) for text in (written.to, written.cc, written.bcc))
    if longest > ADDRESSES_LENGTH_MAX:
        raise AddressesTooLong(length=longest, most=ADDRESSES_LENGTH_MAX)
    row = _new_row(session, draft, actor, office, now) if draft.id is None else own_draft_row(session, draft.id, actor)
    if draft.id is not None:
        if draft.revision is not None and draft.revision != row.revision:
            at = row.saved_at.astimezone(office.zone).strftime("%H:%M")
            raise DraftChangedElsewhere(at=at, revision=row.revision)
        row.revision += 1
    html = clean(written.html) if written.html else _kept_html(row, written.text)
    row.html, row.text = html, text_of(html) if written.html else written.text
    row.sender, row.to, row.cc, row.bcc = written.sender, written.to, written.cc, written.bcc
    row.subject = written.subject
    row.work_type, row.minutes, row.saved_at = draft.work_type[:40], draft.minutes[:6], now
    version = version_for(session, draft.standard_version_id, actor.id)
    if version is not None and version.version_id != row.standard_version_id:
        note_use(session, version.id, actor=actor, now=now)
    row.standard_version_id = version.version_id if version is not None else None
    row.field_values = dict(draft.field_values) if version is not None else None
    session.add(row)
    session.flush()
    assert row.id is not None
    if draft.id is None and draft.answered_way in (Answering.FORWARD, Answering.AGAIN):
        megabytes = setting(session, "letter_megabytes", local_day(now, office.zone))
        pass_files_on(session, row.id, draft.answered_uid, megabytes=megabytes, actor=actor, now=now)
    return row.id


def draft_of(session: Session, draft_id: int, *, actor: Employee) -> Draft:
    """Return one's own draft.

    Raises:
        DraftIsGone: there is none, or it is another person's.
    """
    return _value(session, own_draft_row(session, draft_id, actor))


def drafts_of(session: Session, actor: Employee) -> list[Draft]:
    """Return one's drafts, the latest first."""
    query = select(LetterDraftRow).where(LetterDraftRow.employee_id == actor.id)
    rows = session.exec(query.order_by(col(LetterDraftRow.saved_at).desc()).limit(DRAFTS_MAX))
    return [_value(session, row) for row in rows]


def throw_away(session: Session, draft_id: int, *, actor: Employee) -> None:
    """Remove one's own draft with its files.

    Raises:
        DraftIsGone.
    """
    own_draft_row(session, draft_id, actor)
    remove_draft(session, draft_id)


def note_reply(session: Session, draft_id: int, reply: str, *, actor: Employee) -> None:
    """Keep beside the draft what the next server said to it."""
    row = own_draft_row(session, draft_id, actor)
    row.last_reply = reply[:1000]
    session.add(row)
    session.flush()


def hand_in(
    session: Session,
    draft_id: int,
    *,
    actor: Employee,
    office: Office,
    next_hop: str,
    now: datetime,
    may_wait: bool = True,
) -> ToSend | Held:
    """Hand in a draft: with a type it is about to be sent; without one it is held, if it `may_wait`, else refused.

    The caller commits, then sends. A held letter's draft is gone at once; a sent one's goes when the next server has
    accepted the letter.

    Raises:
        DraftIsGone, AddressIsWrong, LetterHasNoRecipient, LetterIsEmpty, LetterTooLarge, FieldsAreEmpty, FieldIsWrong,
        LetterIsBeingSent, LetterIsInDoubt, or what the gate refuses.
    """
    require(actor, "worklog.own")
    row = own_draft_row(session, draft_id, actor)
    draft = _value(session, row)
    recipients = all_recipients(draft.written)
    written, language = _filled(session, draft, actor)
    raw = letter_of(
        written,
        author=actor.name,
        message_id=row.message_id,
        at=now.astimezone(office.zone),
        language=language,
        thread=draft.thread,
        files=enclosures_of(session, draft_id),
    )
    _must_not_be_larger(raw, setting(session, "letter_megabytes", local_day(now, office.zone)))
    arrived = Arrived(
        raw=raw,
        sender=written.sender,
        recipients=recipients,
        is_utf8_asked=not all(address.isascii() for address in (written.sender, *recipients)),
        is_composed=True,
        chosen=row.work_type.strip() or None,
        described_minutes=Decimal(row.minutes) if re.fullmatch(r"[0-9]+", row.minutes) else None,
    )
    judged = judge(session, arrived, employee=actor, office=office, now=now)
    if judged.refusal is not None and not may_wait:
        raise judged.refusal
    taken = take_in(session, judged, next_hop=next_hop, now=now)
    if isinstance(taken, Held):
        remove_draft(session, draft_id)
    return taken


def _new_row(session: Session, draft: Draft, actor: Employee, office: Office, now: datetime) -> LetterDraftRow:
    count = session.exec(select(func.count()).where(LetterDraftRow.employee_id == actor.id)).one()
    if count >= DRAFTS_MAX:
        raise TooManyDrafts(count=count)
    row = LetterDraftRow(
        employee_id=actor.id, message_id=f"<{new_uid()}@{office.mail_domain}>", sender="", saved_at=now, revision=1
    )
    if draft.answered_uid and draft.answered_way in set(Answering):
        entry_id, thread = answered(session, draft.answered_uid, Answering(draft.answered_way), actor=actor)
        row.answered_id, row.answered_way, row.thread = entry_id, draft.answered_way, list(thread)
    return row


def _kept_html(row: LetterDraftRow, text: str) -> str:
    """Return the rich form of a text saved by a page without scripts: as it was where the text is, else none."""
    return row.html if row.html and _lines(text_of(row.html)) == _lines(text) else ""


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n")]


def _filled(session: Session, draft: Draft, actor: Employee) -> tuple[Written, str]:
    """Return the letter with the fields of its standard letter filled in, and the language it is written in."""
    standard = version_for(session, draft.standard_version_id, actor.id)
    if standard is None:
        return draft.written, actor.language
    language = standard.wording.language
    values = values_in_words(standard.wording.fields, draft.field_values, language)
    html = filled_html(draft.written.html or html_of(draft.written.text), values)
    subject = filled_subject(draft.written.subject, values)
    return replace(draft.written, subject=subject, html=html, text=text_of(html)), language


def _must_not_be_larger(raw: bytes, megabytes: int) -> None:
    if len(raw) > megabytes * BYTES_IN_MEGABYTE:
        raise LetterTooLarge(size=-(-len(raw) // BYTES_IN_MEGABYTE), megabytes=megabytes)


def _storable(written: Written) -> Written:
    """Return the letter without the one character that a database does not keep."""
    return Written(*(text.replace("\0", "") for text in vars(written).values()))


def _value(session: Session, row: LetterDraftRow) -> Draft:
    return Draft(
        id=row.id,
        written=Written(row.sender, row.to, row.cc, row.bcc, row.subject, row.text, row.html),
        work_type=row.work_type,
        minutes=row.minutes,
        last_reply=row.last_reply,
        saved_at=row.saved_at,
        revision=row.revision,
        answered_uid=entry_by_id(session, row.answered_id).uid if row.answered_id is not None else "",
        answered_way=row.answered_way,
        thread=tuple(row.thread or ()),
        standard_version_id=row.standard_version_id,
        field_values=row.field_values or {},
        message_id=row.message_id,
    )
