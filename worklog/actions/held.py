"""What is done with a letter that waits for a type: its author types it, which sends it, or it is discarded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete
from sqlmodel import Session

from naryad import journal, staff
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.entry import reason_of, typed_coding, void
from worklog.actions.notice import owe_discarded
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
    named: str | Iterable[str] | None,
    described_minutes: Decimal | None,
    next_hop: str,
    actor: Employee,
    now: datetime,
) -> ToSend:
    """Give a held letter its type and record that it is about to be sent; the caller commits, then sends.

    The type and norm are those of the letter's own day, when it was handed in (rule 5). Its author does that; of a
    person who no longer works here, the head (rule 15), and the coding names the head.

    Raises:
        NotAllowed, LetterOfAnotherPerson, LetterIsNotHeld, LetterIsBeingSent, LetterIsInDoubt, or what the gate
        refuses.
    """
    entry, body = _held(session, entry_id)
    if entry.employee_id == actor.id:
        require(actor, "worklog.own")
    elif has_left(session, entry.employee_id, now):
        require(actor, "worklog.release_for_leaver")
    else:
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
    is_by_author = entry.employee_id == actor.id
    if is_by_author:
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
    journal.record(session, actor.id, "letter.discard", f"entry:{entry_id}", now, {"by_author": is_by_author})
    if not is_by_author:
        owe_discarded(session, entry, by=actor.id, reason=reason, now=now)
    return entry


def has_left(session: Session, employee_id: int, now: datetime) -> bool:
    """Say whether this person's employment has ended: then the head resolves what still waits (rule 15)."""
    last_day = staff.employee_of(session, employee_id).employed_to
    return last_day is not None and last_day < local_day(now, office_of(session).zone)


def _held(session: Session, entry_id: int) -> tuple[Entry, Body]:
    entry = entry_by_id(session, entry_id, lock=True)
    body = body_of(session, entry_id)
    last = last_coding(session, entry_id)
    if body is None or not body.is_held or entry.is_counted or (last is not None and last.is_void):
        raise LetterIsNotHeld()
    return entry, body
