"""Calls people enter and sort by hand: mobile and paper ones, doubles, missed calls, extensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from naryad import journal, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.people import Employee, require
from worklog.actions.entry import Chosen, record_replacement, void
from worklog.call import (
    CallHasArrived,
    CallStartIsWrong,
    CallStartsLater,
    Direction,
    Extension,
    ExtensionIsTaken,
    ExtensionIsWrong,
    checked_number,
    checked_seconds,
    number_key,
)
from worklog.client import LONGEST_NOTE, NoteIsWrong
from worklog.entry import Entry, NewEntry, WorkOfAnotherPerson
from worklog.store.call import extensions, like_this
from worklog.store.client import client_by_number
from worklog.store.entry import entry_by_id, last_coding
from worklog.tables.call import (
    CALL,
    CALL_MATCH,
    CALL_MATCH_DECISION,
    CallMatchDecisionRow,
    CallRow,
    ExtensionRow,
    MissedCallEndRow,
    MissedCallRow,
)
from worklog.tables.entry import EntryNoteRow


class MatchIsDecided(DomainError):
    code = "match_is_decided"
    en = "Somebody has already said whether these two calls are one. Reload the page to see the answer."
    ru = "На вопрос, один ли это звонок, уже ответили. Обновите страницу, чтобы увидеть ответ."


class MissedCallIsEnded(DomainError):
    code = "missed_call_is_ended"
    en = "This missed call is no longer on the list: somebody has dealt with it."
    ru = "Этого звонка в списке уже нет: им кто-то занялся."


@dataclass(frozen=True, slots=True)
class HandCall:
    """A call as a person writes it down. `is_another` says it is not the one the exchange already brought."""

    employee_id: int
    direction: Direction
    day: date
    clock: str
    number: str
    minutes: int | None
    party: str = ""
    note: str = ""
    late_reason: str = ""
    is_another: bool = False
    replaces: str = ""
    """The uid of the cancelled work that this call replaces, or nothing."""


def enter_call(
    session: Session, call: HandCall, chosen: Chosen, *, actor: Employee, now: datetime, zone: ZoneInfo
) -> Entry:
    """Record a call that no exchange knows, typed, for oneself or, with the right to, for a colleague.

    Raises:
        NumberIsMissing, CallLengthIsWrong, CallStartIsWrong, CallStartsLater: what was written cannot be a call.
        CallHasArrived: the exchange brought a call like it (same employee, last ten digits, within ten minutes).
        Or what `record_entry` refuses.
    """
    number, seconds = checked_number(call.number), checked_seconds(call.minutes)
    started_at = _moment(call.day, call.clock, zone)
    if started_at > now:
        raise CallStartsLater(at=started_at.astimezone(zone))
    if not call.is_another:
        arrived = like_this(session, employee_id=call.employee_id, number=number, started_at=started_at, by_hand=False)
        if arrived is not None:
            raise CallHasArrived(number=number, at=arrived.at.astimezone(zone))
    new = NewEntry(
        kind=call.direction.kind,
        employee_id=call.employee_id,
        day=call.day,
        at=started_at,
        title=call.party.strip()[:120] or number,
        entered_by=actor.id,
        late_reason=call.late_reason.strip() or None,
        client_id=client_by_number(session, number),
    )
    entry = record_replacement(
        session,
        new,
        chosen,
        replaces=call.replaces,
        actor=actor,
        now=now,
        today=local_day(now, zone),
        seconds=seconds,
    )
    values: dict[str, Any] = {
        "entry_id": entry.id,
        "direction": call.direction.value,
        "number": number,
        "number_key": number_key(number),
        "party": call.party.strip()[:120],
        "started_at": started_at,
        "seconds": seconds,
        "extension": "",
        "by_hand": True,
    }
    session.connection().execute(insert(CALL).values(**values))
    journal.record(
        session, actor.id, "call.enter", f"entry:{entry.id}", now, {"by_hand": True}, rows=[CallRow(**values)]
    )
    if call.note.strip():
        add_note(session, entry.id, call.note, actor=actor, now=now)
    return entry


def decide_match(session: Session, match_id: int, *, is_same: bool, actor: Employee, now: datetime) -> Entry:
    """Say whether a call from the exchange is the one entered by hand; return the entry that stays.

    The same: the one from the exchange is cancelled and the one by hand keeps its type, so it counts once.
    Another: both stand, and the one from the exchange waits for its type.

    Raises:
        WorkOfAnotherPerson, MatchIsDecided.
    """
    require(actor, "worklog.own")
    match = session.connection().execute(select(CALL_MATCH).where(CALL_MATCH.c.id == match_id)).mappings().first()
    if match is None:
        raise MatchIsDecided()
    exchange = entry_by_id(session, match["exchange_entry_id"], lock=True)
    if exchange.employee_id != actor.id:
        raise WorkOfAnotherPerson()
    decided = select(CALL_MATCH_DECISION.c.id).where(CALL_MATCH_DECISION.c.call_match_id == match_id)
    if session.connection().execute(decided).first() is not None:
        raise MatchIsDecided()
    row = CallMatchDecisionRow(call_match_id=match_id, is_same=is_same, by_id=actor.id, at=now)
    session.add(row)
    facts = {"same": is_same, "entry": exchange.id}
    journal.record(session, actor.id, "call.match", f"call_match:{match_id}", now, facts, rows=[row])
    if not is_same:
        return exchange
    void(
        session,
        exchange,
        last_coding(session, exchange.id),
        actor_id=actor.id,
        reason="the same call as the one entered by hand",
        now=now,
    )
    return entry_by_id(session, match["hand_entry_id"])


def end_missed_call(session: Session, missed_call_id: int, *, actor: Employee, reason: str, now: datetime) -> None:
    """Take a missed call off the list: called back, or put aside with a reason.

    Raises:
        MissedCallIsEnded, NotAllowed.
    """
    require(actor, "worklog.missed_calls")
    ended = session.exec(select_rows(MissedCallEndRow).where(MissedCallEndRow.missed_call_id == missed_call_id)).first()
    if ended is not None or session.get(MissedCallRow, missed_call_id) is None:
        raise MissedCallIsEnded()
    row = MissedCallEndRow(missed_call_id=missed_call_id, by_id=actor.id, at=now, reason=reason.strip()[:200])
    session.add(row)
    journal.record(session, actor.id, "call.end_missed", f"missed_call:{missed_call_id}", now, {}, rows=[row])


def set_extension(
    session: Session,
    *,
    source: str,
    number: str,
    employee_id: int,
    first_day: date,
    actor: Employee | None,
    now: datetime,
) -> Extension:
    """Say whose extension `number` is from `first_day` on; an earlier owner keeps it until the day before.

    Raises:
        ExtensionIsWrong, ExtensionIsTaken: it changes hands on that day or later already.
    """
    require(actor, "worklog.edit_extensions")
    digits = number.strip()
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 8):
        raise ExtensionIsWrong(number=number.strip()[:20])
    for other in extensions(session, source):
        if other.number != digits or (other.last_day is not None and other.last_day < first_day):
            continue
        if other.first_day >= first_day:
            name = staff.employee_of(session, other.employee_id).name
            raise ExtensionIsTaken(number=digits, name=name, first_day=other.first_day)
        ending = session.exec(select_rows(ExtensionRow).where(col(ExtensionRow.id) == other.id)).one()
        ending.last_day = first_day - timedelta(days=1)
    row = ExtensionRow(source=source, number=digits, employee_id=employee_id, first_day=first_day)
    session.add(row)
    session.flush()
    actor_id = None if actor is None else actor.id
    facts = {"number": digits, "employee": employee_id, "from": first_day.isoformat()}
    journal.record(session, actor_id, "call.set_extension", f"extension:{row.id}", now, facts, rows=[row])
    return Extension(row.id or 0, source, digits, employee_id, first_day, None)


def add_note(session: Session, entry_id: int, text: str, *, actor: Employee, now: datetime) -> None:
    """Add a note that colleagues see beside the work in the client's history.

    Raises:
        NoteIsWrong, NotAllowed.
    """
    require(actor, "worklog.clients")
    words = text.strip()
    if not 0 < len(words) <= LONGEST_NOTE:
        raise NoteIsWrong()
    entry = entry_by_id(session, entry_id)
    row = EntryNoteRow(entry_id=entry.id, author_id=actor.id, at=now, text=words)
    session.add(row)
    journal.record(session, actor.id, "entry.note", f"entry:{entry.id}", now, {}, rows=[row])


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    try:
        hours, minutes = clock.strip().replace(".", ":").split(":")
        return datetime.combine(day, time(int(hours), int(minutes)), zone)
    except ValueError:
        raise CallStartIsWrong(text=clock.strip()[:20]) from None
