"""Sending a letter in two transactions: the intent before the next server is called, the outcome after it answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from naryad.rows import AddedRow, Fact, add_rows, next_ids
from naryad.seal import level_after, seals_over
from naryad.value import value
from worklog.actions.body import forget_body, hold_no_more
from worklog.actions.counting import count_entries, write_codings
from worklog.actions.draft_end import forget_draft_of
from worklog.coding import NewCoding
from worklog.entry import Entry
from worklog.hop import Fate, Outgoing, Relayed
from worklog.letter import Way
from worklog.sending import (
    LEASE,
    DoubtIsNotYours,
    DoubtNeedsLogLine,
    LetterIsBeingSent,
    LetterIsInDoubt,
    NothingInDoubt,
    ToSend,
)
from worklog.store.attempt import (
    Tried,
    attempt_by_id,
    first_try,
    forget_tries,
    open_tries_of,
    remember_tries,
    tries_to_close,
)
from worklog.store.entry import entry_by_id
from worklog.tables.letter import AttemptRow, OutcomeRow

LOG_LINE_AT_LEAST = 10


@value(frozen=True, slots=True)
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
    is_composed: bool = False


def begin_attempt(
    session: Session,
    entry: Entry,
    intent: Intent,
    now: datetime,
    *,
    rows: Sequence[Fact] = (),
    stop_in_doubt: bool = False,
) -> ToSend:
    """Record that the letter is about to be sent, and return what to send; the caller commits, then sends.

    `entry` is locked by the caller. `rows` are new rows of the same transaction for the one journal line.

    Raises:
        LetterIsBeingSent: an earlier try still has its lease.
        LetterIsInDoubt: nobody knows what became of an earlier try, and `stop_in_doubt` is set.
    """
    forget_tries(session, entry.id)
    open_tries = open_tries_of(session, [entry.id]).get(entry.id, ())
    under_way = [each.lease_until for each in open_tries if each.lease_until > now]
    if under_way:
        raise LetterIsBeingSent(seconds=max(1, int((max(under_way) - now).total_seconds()) + 1))
    if stop_in_doubt and open_tries and not entry.is_counted:
        raise LetterIsInDoubt()
    _, to_send = _begin_attempts(session, [(entry, intent, rows)], now)
    return to_send[0]


def begin_first_attempts(
    session: Session, intended: Sequence[tuple[Entry, Intent, Sequence[Fact]]], now: datetime
) -> list[ToSend]:
    """Do as `begin_attempt` for letters that nobody has seen before."""
    values, to_send = _begin_attempts(session, intended, now)
    remember_tries(
        session,
        (
            first_try(each, entry, is_composed=intent.is_composed)
            for each, (entry, intent, _) in zip(values, intended, strict=True)
        ),
    )
    return to_send


def _begin_attempts(
    session: Session, intended: Sequence[tuple[Entry, Intent, Sequence[Fact]]], now: datetime
) -> tuple[list[dict[str, Any]], list[ToSend]]:
    [ids] = next_ids(session, (AttemptRow, len(intended)))
    values = [_attempt_values(id_, entry, intent, now) for id_, (entry, intent, _) in zip(ids, intended, strict=True)]
    add_rows(session, AttemptRow, values)
    lines = [
        journal.Line(
            actor=intent.actor_id,
            action="letter.intend",
            subject=f"entry:{entry.id}",
            facts={"attempt": each["id"], "next_hop": intent.next_hop, "work_type": intent.coding.work_type_id},
            rows=[*rows, AddedRow(AttemptRow, each)],
        )
        for each, (entry, intent, rows) in zip(values, intended, strict=True)
    ]
    journal.record_all(session, lines, now)
    return values, [
        ToSend(each["id"], entry.id, intent.outgoing) for each, (entry, intent, _) in zip(values, intended, strict=True)
    ]


def record_outcome(session: Session, attempt_id: int, relayed: Relayed, now: datetime) -> None:
    """Record what the next server said; where it accepted the letter, the letter counts here and only here, once.

    An unknown fate leaves the try without an outcome: after its lease it is in doubt (rule 16).
    """
    record_outcomes(session, [(attempt_id, relayed)], now)


def record_outcomes(session: Session, told: Sequence[tuple[int, Relayed]], now: datetime) -> None:
    """Record what the next server said about several tries, as `record_outcome` does of one."""
    tries = tries_to_close(session, [attempt_id for attempt_id, _ in told])
    silent, closing = [], []
    for attempt_id, relayed in told:
        each = tries[attempt_id]
        if relayed.fate is Fate.UNKNOWN:
            silent.append(journal.Line(None, "letter.no_answer", f"entry:{each.entry.id}", {"attempt": attempt_id}))
        elif not each.has_outcome:
            closing.append(_Closing(each, relayed.fate is Fate.ACCEPTED, relayed.reply.code, relayed.reply.text))
    journal.record_all(session, silent, now)
    while closing:
        # A letter that was tried twice takes its turns: the second outcome sees what the first one did.
        first = {each.tried.entry.id: each for each in reversed(closing)}
        _close(session, list(first.values()), now)
        closing = [each for each in closing if each is not first[each.tried.entry.id]]
        again = tries_to_close(session, [each.tried.attempt_id for each in closing])
        closing = [replace(each, tried=again[each.tried.attempt_id]) for each in closing]


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
    if entry.is_counted or not known.is_doubtful(now) or known.accepted is not None:
        raise NothingInDoubt()
    log_line = " ".join(log_line.split())
    if len(log_line) < LOG_LINE_AT_LEAST:
        raise DoubtNeedsLogLine()
    tried = tries_to_close(session, [attempt_id])[attempt_id]
    closing = _Closing(tried, was_accepted, 0, "", resolved_by=actor.id, reason=log_line[:1000])
    return _close(session, [closing], now)[0]


@value(frozen=True, slots=True)
class _Closing:
    """What is known of a try that gets its outcome now: by the next server, or by an administrator."""

    tried: Tried
    accepted: bool
    code: int
    reply: str
    resolved_by: int | None = None
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether the letter counts now: it was accepted, does not count already, and was not cancelled."""
        return self.accepted and not self.tried.entry.is_counted and not self.tried.is_cancelled

    def line(self, rows: Sequence[Fact]) -> journal.Line:
        facts: dict[str, Any] = {"attempt": self.tried.attempt_id, "accepted": self.accepted, "code": self.code}
        if self.accepted:
            facts["counted"] = self.counts
        by_program = self.resolved_by is None
        return journal.Line(
            actor=self.tried.actor_id if by_program else self.resolved_by,
            action="letter.outcome" if by_program else "letter.resolve",
            subject=f"entry:{self.tried.entry.id}",
            facts=facts,
            rows=rows,
        )


def _close(session: Session, closing: Sequence[_Closing], now: datetime) -> list[Entry]:
    """Record the outcomes of tries, each of another letter, and count what counts; return the entries."""
    [ids] = next_ids(session, (OutcomeRow, len(closing)))
    outcomes = [_outcome_values(id_, each, now) for id_, each in zip(ids, closing, strict=True)]
    add_rows(session, OutcomeRow, outcomes)
    entries = {each.tried.entry.id: each.tried.entry for each in closing}
    rows = {each.tried.entry.id: [AddedRow(OutcomeRow, row)] for each, row in zip(closing, outcomes, strict=True)}
    for entry, coding_row in _count(session, [each.tried for each in closing if each.counts], now):
        entries[entry.id] = entry
        rows[entry.id].append(coding_row)
    for each in closing:
        if not each.accepted:
            forget_body(session, each.tried.entry)
        elif each.tried.is_composed:
            forget_draft_of(session, each.tried.entry)
    journal.record_all(session, [each.line(rows[each.tried.entry.id]) for each in closing], now)
    return [entries[each.tried.entry.id] for each in closing]


def _count(session: Session, tries: Sequence[Tried], now: datetime) -> list[tuple[Entry, AddedRow]]:
    """Count letters, each by the type of its try that was accepted; return each with the row of its coding."""
    if not tries:
        return []
    reasons = _why_late(session, [each.entry for each in tries], now)
    new = [
        (each.entry, replace(each.coding, reason=why) if why else each.coding)
        for each, why in zip(tries, reasons, strict=True)
    ]
    written = write_codings(session, new, now=now)
    if held := [each.entry.id for each in tries if each.was_held]:
        hold_no_more(session, held)
    works = [(each.entry, coding) for each, (coding, _) in zip(tries, written, strict=True)]
    counted = count_entries(session, works)
    return [(entry, row) for entry, (_, row) in zip(counted, written, strict=True)]


def _why_late(session: Session, entries: Sequence[Entry], now: datetime) -> list[str]:
    """Return the reasons that work of a sealed day must carry (rule 5); empty for a letter sent in its own time."""
    office = office_of(session)
    sent_on = local_day(now, office.zone)
    seals = seals_over(session, min(each.day for each in entries), max(each.day for each in entries))

    def why(entry: Entry) -> str:
        if sent_on == entry.day and level_after(seals, employee_id=entry.employee_id, day=entry.day) is None:
            return ""
        if office.language == "ru":
            return f"письмо передано {entry.day:%d.%m.%Y}, ушло {sent_on:%d.%m.%Y}"
        return f"letter handed in {entry.day:%d.%m.%Y}, sent {sent_on:%d.%m.%Y}"

    return [why(entry) for entry in entries]


def _outcome_values(outcome_id: int, closing: _Closing, now: datetime) -> dict[str, Any]:
    return {
        "id": outcome_id,
        "attempt_id": closing.tried.attempt_id,
        "at": now,
        "accepted": closing.accepted,
        "code": closing.code,
        "reply": closing.reply,
        "resolved_by": closing.resolved_by,
        "reason": closing.reason,
    }


def _attempt_values(attempt_id: int, entry: Entry, intent: Intent, now: datetime) -> dict[str, Any]:
    coding = intent.coding
    return {
        "id": attempt_id,
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
