"""Sending a letter in two transactions: the intent before the next server is called, the outcome after it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from naryad.seal import seal_level
from naryad.tables import Row
from worklog.actions.counting import count_entry, write_coding
from worklog.actions.draft_end import forget_draft_of
from worklog.coding import Described, NewCoding, Source
from worklog.entry import Entry
from worklog.hop import Fate, Outgoing, Relayed
from worklog.letter import Way
from worklog.sending import (
    LEASE,
    Attempt,
    DoubtIsNotYours,
    DoubtNeedsLogLine,
    LetterIsBeingSent,
    LetterIsInDoubt,
    NothingInDoubt,
    ToSend,
)
from worklog.store.attempt import attempt_by_id, attempts_of
from worklog.store.entry import entry_by_id, last_coding
from worklog.tables.letter import (
    ATTEMPT,
    LETTER_BODY,
    OUTCOME,
    AttemptRow,
    OutcomeRow,
)

LOG_LINE_AT_LEAST = 10


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be tried: the letter, the coding it will count by, and what is remarkable about it."""

    outgoing: Outgoing
    coding: NewCoding
    way: Way
    actor_id: int
    next_hop: str
    digest: str
    is_other_content: bool = False
    is_quoted_type: bool = False


def begin_attempt(
    session: Session,
    entry: Entry,
    intent: Intent,
    now: datetime,
    *,
    rows: tuple[Row, ...] = (),
    stop_in_doubt: bool = False,
) -> ToSend:
    """Record that the letter is about to be sent, and return what to send; the caller commits, then sends.

    `entry` is locked by the caller. `rows` are new rows of the same transaction for the one journal line.

    Raises:
        LetterIsBeingSent: an earlier try still has its lease.
        LetterIsInDoubt: nobody knows what became of an earlier try, and `stop_in_doubt` is set.
    """
    open_tries = _open_tries(session, entry)
    under_way = [each.lease_until for each in open_tries if each.lease_until > now]
    if under_way:
        raise LetterIsBeingSent(seconds=max(1, int((max(under_way) - now).total_seconds()) + 1))
    if stop_in_doubt and open_tries and not entry.is_counted:
        raise LetterIsInDoubt()
    values = _attempt_values(entry, intent, now)
    attempt_id = _inserted(session, ATTEMPT, values)
    facts = {"attempt": attempt_id, "next_hop": intent.next_hop, "work_type": intent.coding.work_type_id}
    attempt = AttemptRow(id=attempt_id, **values)
    journal.record(session, intent.actor_id, "letter.intend", f"entry:{entry.id}", now, facts, rows=[*rows, attempt])
    return ToSend(attempt_id, entry.id, intent.outgoing)


def record_outcome(session: Session, attempt_id: int, relayed: Relayed, now: datetime) -> Entry:
    """Record what the next server said; where it accepted the letter, the letter counts here and only here, once.

    An unknown fate leaves the try without an outcome: after its lease it is in doubt (rule 16).
    """
    attempt = _attempt_row(session, attempt_id)
    entry = entry_by_id(session, attempt["entry_id"], lock=True)
    if relayed.fate is Fate.UNKNOWN:
        journal.record(session, None, "letter.no_answer", f"entry:{entry.id}", now, {"attempt": attempt_id})
        return entry
    if _has_outcome(session, attempt_id):
        return entry
    accepted = relayed.fate is Fate.ACCEPTED
    values = {
        "attempt_id": attempt_id,
        "at": now,
        "accepted": accepted,
        "code": relayed.reply.code,
        "reply": relayed.reply.text,
    }
    return _close(session, entry, attempt, values, now, actor_id=attempt["actor_id"], action="letter.outcome")


def resolve_doubt(
    session: Session, attempt_id: int, *, was_accepted: bool, log_line: str, actor: Employee, now: datetime
) -> Entry:
    """Say what became of a try in doubt, with the line of the next server's log that shows it (rule 16).

    Raises:
        NotAllowed, DoubtIsNotYours, NothingInDoubt, DoubtNeedsLogLine.
    """
    require(actor, "worklog.resolve_doubt")
    known = attempt_by_id(session, attempt_id)
    if known is None:
        raise NothingInDoubt()
    entry = entry_by_id(session, known.entry_id, lock=True)
    if entry.employee_id == actor.id:
        raise DoubtIsNotYours()
    if entry.is_counted or not known.is_doubtful(now) or _has_outcome(session, attempt_id):
        raise NothingInDoubt()
    log_line = " ".join(log_line.split())
    if len(log_line) < LOG_LINE_AT_LEAST:
        raise DoubtNeedsLogLine()
    values = {
        "attempt_id": attempt_id,
        "at": now,
        "accepted": was_accepted,
        "code": 0,
        "reply": "",
        "resolved_by": actor.id,
        "reason": log_line[:1000],
    }
    return _close(
        session, entry, _attempt_row(session, attempt_id), values, now, actor_id=actor.id, action="letter.resolve"
    )


def keep_body(session: Session, entry_id: int, outgoing: Outgoing, *, is_held: bool) -> None:
    """Keep the bytes of a letter in place of those kept before."""
    session.connection().execute(delete(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry_id))
    session.connection().execute(
        insert(LETTER_BODY).values(
            entry_id=entry_id,
            raw=outgoing.content,
            is_held=is_held,
            is_utf8_asked=outgoing.is_utf8_asked,
            sender=outgoing.sender,
            recipients=list(outgoing.recipients),
        )
    )


def _close(
    session: Session,
    entry: Entry,
    attempt: dict[str, Any],
    values: dict[str, Any],
    now: datetime,
    *,
    actor_id: int,
    action: str,
) -> Entry:
    outcome_id = _inserted(session, OUTCOME, values)
    rows: list[Row] = [OutcomeRow(id=outcome_id, **values)]
    facts: dict[str, Any] = {"attempt": attempt["id"], "accepted": values["accepted"], "code": values["code"]}
    if values["accepted"]:
        entry, added = _count(session, entry, attempt, now)
        rows += added
        facts |= {"counted": bool(added)}
        forget_draft_of(session, entry)
    else:
        _forget_body(session, entry)
    journal.record(session, actor_id, action, f"entry:{entry.id}", now, facts, rows=rows)
    return entry


def _count(session: Session, entry: Entry, attempt: dict[str, Any], now: datetime) -> tuple[Entry, list[Row]]:
    """Count a letter by the type of the try that was accepted, unless it counts already or was cancelled."""
    last = last_coding(session, entry.id)
    if entry.is_counted or (last is not None and last.is_void):
        return entry, []
    minutes = attempt["described_minutes"]
    new = NewCoding(
        work_type_id=attempt["work_type_id"],
        norm_id=attempt["norm_id"],
        portrait_id=attempt["portrait_id"],
        quantity=Decimal(1),
        norm_minutes=attempt["norm_minutes"],
        actor_id=attempt["actor_id"],
        source=Source.PERSON if attempt["way"] == Way.PERSON.value else Source.MAIL_TAG,
        described=None if minutes is None else Described(minutes, entry.title),
        reason=_why_late(session, entry, now),
    )
    coding, row = write_coding(session, entry, new, now=now)
    session.connection().execute(update(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry.id).values(is_held=False))
    return count_entry(session, entry, coding, now), [row]


def _why_late(session: Session, entry: Entry, now: datetime) -> str:
    """Return the reason that work of a sealed day must carry (rule 5); empty for a letter sent in its own time."""
    office = office_of(session)
    sent_on = local_day(now, office.zone)
    if sent_on == entry.day and seal_level(session, entry.employee_id, entry.day) is None:
        return ""
    if office.language == "ru":
        return f"письмо передано {entry.day:%d.%m.%Y}, ушло {sent_on:%d.%m.%Y}"
    return f"letter handed in {entry.day:%d.%m.%Y}, sent {sent_on:%d.%m.%Y}"


def _open_tries(session: Session, entry: Entry) -> list[Attempt]:
    return [each for each in attempts_of(session, [entry.id]).get(entry.id, ()) if each.accepted is None]


def _forget_body(session: Session, entry: Entry) -> None:
    """A refused letter that the office does not hold is still in its sender's mail program: its bytes may go."""
    if not _open_tries(session, entry):
        session.connection().execute(
            delete(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry.id, ~LETTER_BODY.c.is_held)
        )


def _attempt_values(entry: Entry, intent: Intent, now: datetime) -> dict[str, Any]:
    coding = intent.coding
    return {
        "entry_id": entry.id,
        "started_at": now,
        "lease_until": now + LEASE,
        "next_hop": intent.next_hop,
        "work_type_id": coding.work_type_id,
        "norm_id": coding.norm_id,
        "portrait_id": coding.portrait_id,
        "norm_minutes": coding.norm_minutes,
        "described_minutes": None if coding.described is None else coding.described.minutes,
        "way": intent.way.value,
        "actor_id": intent.actor_id,
        "sender": intent.outgoing.sender,
        "recipients": list(intent.outgoing.recipients),
        "size": len(intent.outgoing.content),
        "digest": intent.digest,
        "is_other_content": intent.is_other_content,
        "is_quoted_type": intent.is_quoted_type,
    }


def _attempt_row(session: Session, attempt_id: int) -> dict[str, Any]:
    return dict(session.connection().execute(select(ATTEMPT).where(ATTEMPT.c.id == attempt_id)).mappings().one())


def _has_outcome(session: Session, attempt_id: int) -> bool:
    return (
        session.connection().execute(select(OUTCOME.c.id).where(OUTCOME.c.attempt_id == attempt_id)).first() is not None
    )


def _inserted(session: Session, table: Any, values: dict[str, Any]) -> int:
    key = session.connection().execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])
