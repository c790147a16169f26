"""What a person does with one piece of work: record it typed, type it, correct it, cancel it, replace it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.people import Employee, may, require
from norms import store as norms_store
from norms.work_type import Kind
from worklog.acceptance import AcceptedDayTakesNoWork, DayIsAccepted
from worklog.actions.counting import add_coding, add_entry, coding_facts, count_entry, write_coding, write_entry
from worklog.coding import Coding, NewCoding, Source, described_of, norm_minutes_of, quantity_of
from worklog.entry import (
    DayInTheFuture,
    Entry,
    EntryIsNotCounted,
    EntryIsVoid,
    LetterIsTypedAtTheGate,
    NewEntry,
    NotCancelled,
    ReasonIsMissing,
    SourceKey,
    WorkOfAnotherPerson,
)
from worklog.gate import Typed, may_leave
from worklog.store.call import open_match_of, seconds_of
from worklog.store.day import is_accepted
from worklog.store.entry import entry_by_id, entry_by_uid, last_coding
from worklog.store.sealing import require_unsealed

__all__ = ["add_coding", "add_entry", "count_entry"]

REASON_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose for a piece of work: a code as they wrote it, and what the type may ask for besides."""

    named: str | None
    quantity: Decimal | None = None
    minutes: Decimal | None = None
    description: str = ""


def typed_coding(
    typed: Typed,
    *,
    kind: Kind,
    actor_id: int | None,
    source: Source,
    quantity: Decimal | None = None,
    seconds: int | None = None,
    description: str = "",
    reason: str = "",
) -> NewCoding:
    """Return the coding of what the gate let pass: quantity, norm minutes and description by the type's rules."""
    counted = quantity_of(typed.work_type, kind=kind, asked=quantity, seconds=seconds)
    return NewCoding(
        work_type_id=typed.work_type.id,
        norm_id=typed.norm.id,
        portrait_id=None if typed.portrait is None else typed.portrait.id,
        quantity=counted,
        norm_minutes=norm_minutes_of(counted, typed.norm),
        actor_id=actor_id,
        source=source,
        described=described_of(typed.work_type, minutes=typed.described_minutes, text=description),
        reason=reason,
    )


def record_entry(
    session: Session,
    new: NewEntry,
    chosen: Chosen,
    *,
    actor: Employee | None,
    now: datetime,
    today: date,
    source: Source = Source.PERSON,
    key: SourceKey | None = None,
    seconds: int | None = None,
) -> tuple[Entry, Coding]:
    """Record a piece of typed work that counts at once: a call or visit entered by hand, work from the API.

    `actor` is None for an integration, whose right is its token. A person records their own work on a day that is
    not accepted yet; a colleague's, or an accepted day's, needs the right to enter for others.

    Raises:
        DayInTheFuture, AcceptedDayTakesNoWork, LateWorkNeedsReason, NotAllowed, or what the gate refuses.
    """
    _may_record(session, new, actor, today)
    typed = _typed(session, new.kind, new.day, chosen)
    entry, rows = write_entry(session, new, now=now, source=key)
    coding, row = write_coding(
        session,
        entry,
        typed_coding(
            typed,
            kind=new.kind,
            actor_id=None if actor is None else actor.id,
            source=source,
            quantity=chosen.quantity,
            seconds=seconds,
            description=chosen.description or new.title,
        ),
        now=now,
    )
    counted = count_entry(session, entry, coding, now)
    facts = {"kind": new.kind.value, "employee": new.employee_id, "day": new.day.isoformat(), **coding_facts(coding)}
    journal.record(
        session, None if actor is None else actor.id, "entry.record", f"entry:{entry.id}", now, facts, rows=[*rows, row]
    )
    return counted, coding


def record_replacement(
    session: Session,
    new: NewEntry,
    chosen: Chosen,
    *,
    replaces: str,
    actor: Employee,
    now: datetime,
    today: date,
    seconds: int | None = None,
) -> Entry:
    """Record typed work that says which cancelled work it replaces (`replaces` is that one's uid; empty: none).

    Raises:
        NotCancelled: the other work still counts, or belongs to another person.
        Or what `record_entry` refuses.
    """
    if replaces:
        old = entry_by_uid(session, replaces)
        last = last_coding(session, old.id)
        if last is None or not last.is_void or old.employee_id != new.employee_id:
            raise NotCancelled()
        new = replace(new, replaces_id=old.id)
    return record_entry(session, new, chosen, actor=actor, now=now, today=today, seconds=seconds)[0]


def code_entry(
    session: Session, entry_id: int, chosen: Chosen, *, actor: Employee, now: datetime, reason: str = ""
) -> Entry:
    """Give a waiting entry its type, or a counted one another type, by its own author; return it with its figures.

    Choosing what it already has changes nothing. Before the day is accepted the author corrects freely.

    Raises:
        WorkOfAnotherPerson, EntryIsVoid, LetterIsTypedAtTheGate: the entry is not the actor's to type.
        DayIsAccepted: it counts already and its day is accepted; propose instead.
        DayIsSealed: it counts already and its month is frozen or closed.
        CallMayBeTheSame: it may be a call entered by hand before; say first whether it is.
    """
    require(actor, "worklog.own")
    entry = entry_by_id(session, entry_id, lock=True)
    _must_be_own(entry, actor)
    last = last_coding(session, entry_id)
    _must_not_be_void(last)
    if entry.is_counted:
        require_unsealed(session, entry)
        if is_accepted(session, entry.employee_id, entry.day):
            raise DayIsAccepted(day=entry.day)
    elif entry.is_letter:
        raise LetterIsTypedAtTheGate()
    else:
        open_match_of(session, entry)
    new = choice_coding(session, entry, chosen, actor_id=actor.id, source=Source.PERSON, reason=reason)
    if entry.is_counted and last is not None and _is_same(last, new):
        return entry
    return count_entry(session, entry, add_coding(session, entry, new, now=now), now)


def choice_coding(
    session: Session, entry: Entry, chosen: Chosen, *, actor_id: int | None, source: Source, reason: str = ""
) -> NewCoding:
    """Ask the gate and return the coding of `chosen` under the norm of the entry's own day (rule 4)."""
    return typed_coding(
        _typed(session, entry.kind, entry.day, chosen),
        kind=entry.kind,
        actor_id=actor_id,
        source=source,
        quantity=chosen.quantity,
        seconds=seconds_of(session, entry),
        description=chosen.description or entry.title,
        reason=reason,
    )


def void_entry(session: Session, entry_id: int, *, actor: Employee, reason: str, now: datetime) -> Entry:
    """Cancel a piece of work that was entered by mistake: 0 minutes from now on, its `seq` stays (rule 4).

    Raises:
        ReasonIsMissing, WorkOfAnotherPerson, EntryIsVoid, DayIsAccepted, DayIsSealed.
        LetterIsTypedAtTheGate: a letter that was not sent is discarded on the page of held letters.
    """
    entry = entry_by_id(session, entry_id, lock=True)
    if entry.employee_id != actor.id or not may(actor, "worklog.own"):
        _must_have_entered(entry, actor)
    reason = reason_of(reason)
    last = last_coding(session, entry_id)
    _must_not_be_void(last)
    if entry.is_letter and not entry.is_counted:
        raise LetterIsTypedAtTheGate()
    require_unsealed(session, entry)
    if entry.is_counted and is_accepted(session, entry.employee_id, entry.day):
        raise DayIsAccepted(day=entry.day)
    return void(session, entry, last, actor_id=actor.id, reason=reason, now=now)


def void(
    session: Session,
    entry: Entry,
    last: Coding | None,
    *,
    actor_id: int | None,
    reason: str,
    now: datetime,
    source: Source = Source.PERSON,
) -> Entry:
    """Add the void coding and take the figures out; the caller has asked whether it may be done."""
    new = NewCoding(
        work_type_id=None if last is None else last.work_type_id,
        norm_id=None if last is None else last.norm_id,
        portrait_id=None if last is None else last.portrait_id,
        quantity=Decimal(0),
        norm_minutes=Decimal(0),
        actor_id=actor_id,
        source=source,
        reason=reason,
        is_void=True,
    )
    coding = add_coding(session, entry, new, now=now)
    return count_entry(session, entry, coding, now) if entry.is_counted else entry


def must_be_counted(entry: Entry) -> Entry:
    """Return `entry` if it counts.

    Raises:
        EntryIsNotCounted.
    """
    if not entry.is_counted:
        raise EntryIsNotCounted()
    return entry


def reason_of(text: str) -> str:
    """Return the reason in one line.

    Raises:
        ReasonIsMissing: fewer than three letters.
    """
    reason = " ".join(text.split())
    if len(reason) < REASON_AT_LEAST:
        raise ReasonIsMissing()
    return reason


def _typed(session: Session, kind: Kind, day: date, chosen: Chosen) -> Typed:
    catalog = norms_store.catalog(session, day)
    return may_leave(chosen.named, kind=kind, catalog=catalog, described_minutes=chosen.minutes)


def _may_record(session: Session, new: NewEntry, actor: Employee | None, today: date) -> None:
    if new.day > today:
        raise DayInTheFuture(day=new.day)
    if actor is None:
        return
    if actor.id != new.employee_id:
        require(actor, "worklog.enter_for_others")
        return
    require(actor, "worklog.own")
    if is_accepted(session, new.employee_id, new.day):
        raise AcceptedDayTakesNoWork(day=new.day)


def _must_be_own(entry: Entry, actor: Employee) -> None:
    if entry.employee_id != actor.id:
        raise WorkOfAnotherPerson()


def _must_have_entered(entry: Entry, actor: Employee) -> None:
    """An operator may take back what they entered for a colleague by mistake."""
    if entry.entered_by != actor.id or not may(actor, "worklog.enter_for_others"):
        raise WorkOfAnotherPerson()


def _must_not_be_void(last: Coding | None) -> None:
    if last is not None and last.is_void:
        raise EntryIsVoid(reason=last.reason)


def _is_same(last: Coding, new: NewCoding) -> bool:
    return (last.work_type_id, last.quantity, last.described) == (new.work_type_id, new.quantity, new.described)
