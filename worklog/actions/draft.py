"""Writing a letter on the web: the draft, which anybody keeps freely, and the moment it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from naryad.uid import new_uid
from worklog.actions.letter import Arrived, Held, judge, take_in
from worklog.compose import Written, all_recipients, letter_of
from worklog.sending import ToSend
from worklog.tables.letter import LetterDraftRow

DRAFTS_MAX = 50


class DraftIsGone(DomainError):
    code = "draft_is_gone"
    status = 404
    en = "This draft is no longer here: it was sent or thrown away. Look at the list of letters."
    ru = "Этого черновика уже нет: письмо отправлено или черновик удалён. Посмотрите список писем."


class SenderIsNotYours(DomainError):
    code = "sender_is_not_yours"
    status = 422
    en = "{address} is not one of your addresses. Choose one of: {own}."
    ru = "{address} — не ваш адрес. Выберите один из своих: {own}."


class TooManyDrafts(DomainError):
    code = "too_many_drafts"
    en = "You have {count} drafts, which is the most that are kept. Send or throw away some of them."
    ru = "У вас {count} черновиков, больше не хранится. Отправьте или удалите часть из них."


@dataclass(frozen=True)
class Draft:
    """A letter being written; `work_type` and `minutes` are what is chosen so far, as typed."""

    id: int | None
    written: Written
    work_type: str = ""
    minutes: str = ""
    last_reply: str = ""
    saved_at: datetime | None = None


def save_draft(session: Session, draft: Draft, *, actor: Employee, office: Office, now: datetime) -> int:
    """Keep a draft as it stands and return its id; nothing in it is judged yet.

    Raises:
        NotAllowed, DraftIsGone, SenderIsNotYours, TooManyDrafts.
    """
    require(actor, "worklog.own")
    if draft.written.sender not in actor.addresses:
        raise SenderIsNotYours(address=draft.written.sender[:80], own=list(actor.addresses))
    if draft.id is None:
        count = session.exec(select(func.count()).where(LetterDraftRow.employee_id == actor.id)).one()
        if count >= DRAFTS_MAX:
            raise TooManyDrafts(count=count)
        row = LetterDraftRow(
            employee_id=actor.id, message_id=f"<{new_uid()}@{office.mail_domain}>", sender="", saved_at=now
        )
    else:
        row = _own_row(session, draft.id, actor)
    row.sender, row.to, row.cc, row.bcc = (
        draft.written.sender, draft.written.to[:5000], draft.written.cc[:5000], draft.written.bcc[:5000],
    )  # fmt: skip
    row.subject, row.text = draft.written.subject[:500], draft.written.text[:400_000]
    row.work_type, row.minutes, row.saved_at = draft.work_type[:40], draft.minutes[:6], now
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def draft_of(session: Session, draft_id: int, *, actor: Employee) -> Draft:
    """Return one's own draft.

    Raises:
        DraftIsGone: there is none, or it is another person's.
    """
    return _value(_own_row(session, draft_id, actor))


def drafts_of(session: Session, actor: Employee) -> list[Draft]:
    """Return one's drafts, the latest first."""
    query = select(LetterDraftRow).where(LetterDraftRow.employee_id == actor.id)
    rows = session.exec(query.order_by(col(LetterDraftRow.saved_at).desc()).limit(DRAFTS_MAX))
    return [_value(row) for row in rows]


def throw_away(session: Session, draft_id: int, *, actor: Employee) -> None:
    session.delete(_own_row(session, draft_id, actor))
    session.flush()


def note_reply(session: Session, draft_id: int, reply: str, *, actor: Employee) -> None:
    """Keep beside the draft what the next server said to it."""
    row = _own_row(session, draft_id, actor)
    row.last_reply = reply[:1000]
    session.add(row)
    session.flush()


def hand_in(
    session: Session, draft_id: int, *, actor: Employee, office: Office, next_hop: str, now: datetime
) -> ToSend | Held:
    """Hand in a draft: with a type it is about to be sent, without one it is held; the caller commits, then sends.

    A held letter's draft is gone at once; a sent one's goes when the next server has accepted the letter.

    Raises:
        DraftIsGone, AddressIsWrong, LetterHasNoRecipient, LetterIsEmpty, LetterIsBeingSent, LetterIsInDoubt, or what
        the gate refuses.
    """
    require(actor, "worklog.own")
    row = _own_row(session, draft_id, actor)
    written = _value(row).written
    raw = letter_of(written, author=actor.name, message_id=row.message_id, at=now.astimezone(office.zone))
    arrived = Arrived(
        raw=raw,
        sender=written.sender,
        recipients=all_recipients(written),
        is_composed=True,
        chosen=row.work_type.strip() or None,
        described_minutes=Decimal(row.minutes) if row.minutes.isdigit() else None,
    )
    judged = judge(session, arrived, employee=actor, office=office, now=now)
    taken = take_in(session, judged, next_hop=next_hop, now=now)
    if isinstance(taken, Held):
        session.delete(row)
        session.flush()
    return taken


def _own_row(session: Session, draft_id: int, actor: Employee) -> LetterDraftRow:
    row = session.get(LetterDraftRow, draft_id)
    if row is None or row.employee_id != actor.id:
        raise DraftIsGone()
    return row


def _value(row: LetterDraftRow) -> Draft:
    written = Written(row.sender, row.to, row.cc, row.bcc, row.subject, row.text)
    return Draft(row.id, written, row.work_type, row.minutes, row.last_reply, row.saved_at)
