"""What is done with a letter that waits for a type: its author types it, which sends it, or it is discarded."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete
from sqlmodel import Session

from naryad import journal
from naryad.people import Employee, require
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.entry import reason_of, typed_coding, void
from worklog.actions.sending import Intent, begin_attempt
from worklog.coding import Source
from worklog.entry import Entry
from worklog.gate import may_leave
from worklog.letter import Way
from worklog.sending import LetterIsBeingSent, LetterIsInDoubt, LetterIsNotHeld, LetterOfAnotherPerson, ToSend
from worklog.store.attempt import attempts_of
from worklog.store.entry import entry_by_id, last_coding
from worklog.store.letter import Body, body_of
from worklog.tables.letter import LETTER_BODY

OWN_DISCARD = {"ru": "отменено автором до отправки", "en": "discarded by its author before it was sent"}


def release_held(
    session: Session,
    entry_id: int,
    *,
    named: str | None,
    described_minutes: Decimal | None,
    next_hop: str,
    actor: Employee,
    now: datetime,
) -> ToSend:
    """Give a held letter its type and record that it is about to be sent; the caller commits, then sends.

    The type and norm are those of the letter's own day, when it was handed in (rule 5).

    Raises:
        LetterOfAnotherPerson, LetterIsNotHeld, LetterIsBeingSent, LetterIsInDoubt, or what the gate refuses.
    """
    require(actor, "worklog.own")
    entry, body = _held(session, entry_id)
    if entry.employee_id != actor.id:
        raise LetterOfAnotherPerson()
    catalog = norms_store.catalog(session, entry.day)
    typed = may_leave(named, kind=Kind.LETTER_OUT, catalog=catalog, described_minutes=described_minutes)
    coding = typed_coding(typed, kind=Kind.LETTER_OUT, actor_id=actor.id, source=Source.PERSON, description=entry.title)
    intent = Intent(
        outgoing=body.outgoing, coding=coding, way=Way.PERSON, actor_id=actor.id, next_hop=next_hop, digest=""
    )
    return begin_attempt(session, entry, intent, now, stop_in_doubt=True)


def discard_held(session: Session, entry_id: int, *, reason: str, actor: Employee, now: datetime) -> Entry:
    """Discard a held letter: by its author as they wish, by the head with a reason that the author reads (rule 15).

    Raises:
        NotAllowed, ReasonIsMissing, LetterIsNotHeld, LetterIsBeingSent, LetterIsInDoubt.
    """
    entry, _ = _held(session, entry_id)
    if entry.employee_id == actor.id:
        reason = " ".join(reason.split()) or OWN_DISCARD[actor.language]
    else:
        require(actor, "worklog.discard_held")
        reason = reason_of(reason)
    for attempt in attempts_of(session, [entry_id]).get(entry_id, ()):
        if attempt.accepted is None and attempt.lease_until > now:
            raise LetterIsBeingSent(seconds=int((attempt.lease_until - now).total_seconds()) + 1)
        if attempt.accepted is None:
            raise LetterIsInDoubt()
    entry = void(session, entry, None, actor_id=actor.id, reason=reason, now=now)
    session.connection().execute(delete(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry_id))
    journal.record(
        session, actor.id, "letter.discard", f"entry:{entry_id}", now, {"by_author": entry.employee_id == actor.id}
    )
    return entry


def _held(session: Session, entry_id: int) -> tuple[Entry, Body]:
    entry = entry_by_id(session, entry_id, lock=True)
    body = body_of(session, entry_id)
    last = last_coding(session, entry_id)
    if body is None or not body.is_held or entry.is_counted or (last is not None and last.is_void):
        raise LetterIsNotHeld()
    return entry, body
