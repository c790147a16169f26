"""Taking in the exchange's file: every call once, however often the file is read (rules 3, 6 and 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.errors import DomainError, Problem
from naryad.people import Employee, require
from naryad.rows import Fact
from naryad.seal import seal_level
from worklog.actions.counting import write_entry
from worklog.call import Extension, number_key
from worklog.entry import Entry, NewEntry, SourceKey
from worklog.pbx import CdrRow, ExtensionHasNoOwner, by_call, decode, read_cdr
from worklog.store.call import call_of, extensions, like_this
from worklog.store.client import client_by_number
from worklog.store.entry import entry_by_source
from worklog.tables.call import (
    CALL,
    CALL_MATCH,
    MISSED_CALL,
    MISSED_CALL_END,
    PBX_ROW,
    CallMatchRow,
    CallRow,
    MissedCallEndRow,
    MissedCallRow,
    PbxRowRow,
)
from worklog.talk import CallOutcome, Missed, Talk, outcome_of

LATE_REASON = "the exchange's records came after the month was sealed"


class SourceNameIsWrong(DomainError):
    code = "source_name_is_wrong"
    status = 422
    en = "“{name}” cannot name an exchange. Use up to 32 small Latin letters, digits and hyphens, for example asterisk."
    ru = "«{name}» не годится как имя АТС. Возьмите до 32 строчных латинских букв, цифр и дефисов, например asterisk."


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file. With problems and without leave to take the good rows, nothing is taken."""

    rows: int
    taken: bool
    calls_new: int = 0
    calls_extended: int = 0
    missed_new: int = 0
    rows_known: int = 0
    problems: tuple[Problem, ...] = ()
    ambiguous: tuple[str, ...] = field(default=())
    """Lines whose local hour comes twice that day; the first of the two was taken."""
    maybe_same: int = 0
    """How many new calls look like ones entered by hand: their employees are asked."""


@dataclass(slots=True)
class _Tally:
    calls_new: int = 0
    calls_extended: int = 0
    missed_new: int = 0
    maybe_same: int = 0


def import_calls(
    session: Session,
    content: bytes,
    *,
    source: str,
    zone: ZoneInfo,
    office_zone: ZoneInfo,
    actor: Employee | None,
    now: datetime,
    take_good_rows: bool = False,
) -> ImportReport:
    """Take in a Master.csv whose times are local to `zone`; it may be imported again, whole or longer.

    One waiting entry per employee who talked; calls nobody talked in go to the list for calling back. Rows that come
    later extend what is known of a call, never a coding. Every bad row is named; the good ones are taken only
    where there are none, or when `take_good_rows` says so.

    Raises:
        FileIsNotText, FileIsTooLong, SourceNameIsWrong, NotAllowed.
    """
    require(actor, "worklog.import_calls")
    name = _source_name(source)
    reading = read_cdr(decode(content), zone=zone)
    known = _known_rows(session, name, reading.rows)
    groups = by_call(row for row in reading.rows)
    owners = _Owners(extensions(session, name), office_zone)
    problems = list(reading.problems)
    ready: list[tuple[str, tuple[CdrRow, ...], CallOutcome]] = []
    for linkedid, group in groups.items():
        if all(row.key in known for row in group):
            continue
        whole = _with_earlier(session, name, linkedid, group, zone)
        outcome = outcome_of(whole, owners.of)
        problems += [
            Problem(str(row.number), ExtensionHasNoOwner(extension=extension, day=local_day(row.start, office_zone)))
            for extension, row in outcome.unowned
        ]
        if not outcome.unowned:
            ready.append((linkedid, tuple(row for row in group if row.key not in known), outcome))
    problems.sort(key=lambda problem: int(problem.where))
    ambiguous = tuple(str(row.number) for row in reading.rows if row.is_ambiguous)
    if problems and not take_good_rows:
        return ImportReport(len(reading.rows), False, problems=tuple(problems), ambiguous=ambiguous)
    tally = _Tally()
    for linkedid, fresh, outcome in ready:
        _take(session, name, linkedid, fresh, outcome, office_zone, None if actor is None else actor.id, now, tally)
    return ImportReport(
        rows=len(reading.rows),
        taken=True,
        calls_new=tally.calls_new,
        calls_extended=tally.calls_extended,
        missed_new=tally.missed_new,
        rows_known=len(known),
        problems=tuple(problems),
        ambiguous=ambiguous,
        maybe_same=tally.maybe_same,
    )


class _Owners:
    """Whose extension it was at a moment, in the office's days."""

    def __init__(self, known: Sequence[Extension], zone: ZoneInfo) -> None:
        self._zone = zone
        self._by_number: defaultdict[str, list[Extension]] = defaultdict(list)
        for extension in known:
            self._by_number[extension.number].append(extension)

    def of(self, number: str, moment: datetime) -> int | None:
        day = local_day(moment, self._zone)
        return next((each.employee_id for each in self._by_number[number] if each.is_in_force(day)), None)


def _source_name(text: str) -> str:
    name = text.strip().lower()
    if not (0 < len(name) <= 32 and name.isascii() and name.replace("-", "").isalnum()):
        raise SourceNameIsWrong(name=text[:40])
    return name


def _known_rows(session: Session, source: str, rows: Sequence[CdrRow]) -> set[tuple[str, str]]:
    uniqueids = sorted({row.uniqueid for row in rows})
    found: set[tuple[str, str]] = set()
    for start in range(0, len(uniqueids), 500):
        query = select(PBX_ROW.c.uniqueid, PBX_ROW.c.sequence).where(
            PBX_ROW.c.source == source, PBX_ROW.c.uniqueid.in_(uniqueids[start : start + 500])
        )
        found.update((row[0], row[1]) for row in session.connection().execute(query))
    return found & {row.key for row in rows}


def _with_earlier(
    session: Session, source: str, linkedid: str, group: tuple[CdrRow, ...], zone: ZoneInfo
) -> tuple[CdrRow, ...]:
    """Return the call's rows of this file together with those that an earlier file brought."""
    query = select(PBX_ROW.c.fields).where(PBX_ROW.c.source == source, PBX_ROW.c.linkedid == linkedid)
    earlier = session.connection().execute(query.order_by(PBX_ROW.c.id)).scalars().all()
    if not earlier:
        return group
    lines = [",".join('"' + column.replace('"', '""') + '"' for column in columns) for columns in earlier]
    rows = {row.key: row for row in read_cdr("\n".join(lines), zone=zone).rows}
    rows.update({row.key: row for row in group})
    return next(iter(by_call(rows.values()).values()))


def _take(
    session: Session,
    source: str,
    linkedid: str,
    fresh: Sequence[CdrRow],
    outcome: CallOutcome,
    zone: ZoneInfo,
    actor_id: int | None,
    now: datetime,
    tally: _Tally,
) -> None:
    rows: list[Fact] = [_add(session, PBX_ROW, PbxRowRow, _pbx_values(source, row, now)) for row in fresh]
    entry_ids = []
    for talk in outcome.talks:
        key = SourceKey(f"pbx:{source}", f"{linkedid}|{talk.employee_id}")
        found = entry_by_source(session, key.source, key.key)
        if found is not None:
            entry_ids.append(found[0].id)
            tally.calls_extended += _extend(session, found[0].id, talk)
            continue
        entry = _new_call(session, key, talk, zone, now, rows)
        entry_ids.append(entry.id)
        tally.calls_new += 1
        tally.maybe_same += _match(session, entry, talk, now, rows)
    if outcome.talks:
        _end_missed(session, source, linkedid, now, rows)
    elif outcome.missed is not None:
        tally.missed_new += _new_missed(session, source, linkedid, outcome.missed, rows)
    facts = {"source": source, "entries": entry_ids}
    journal.record(session, actor_id, "call.import", f"pbx:{source}:{linkedid}", now, facts, rows=rows)


def _new_call(session: Session, key: SourceKey, talk: Talk, zone: ZoneInfo, now: datetime, rows: list[Fact]) -> Entry:
    day = local_day(talk.started_at, zone)
    is_late = seal_level(session, talk.employee_id, day) is not None
    new = NewEntry(
        kind=talk.direction.kind,
        employee_id=talk.employee_id,
        day=day,
        at=talk.started_at,
        title=talk.party or talk.number,
        late_reason=LATE_REASON if is_late else None,
        client_id=client_by_number(session, talk.number),
    )
    entry, added = write_entry(session, new, now=now, source=key)
    values: dict[str, Any] = {
        "entry_id": entry.id,
        "direction": talk.direction.value,
        "number": talk.number,
        "number_key": number_key(talk.number),
        "party": talk.party,
        "started_at": talk.started_at,
        "seconds": talk.seconds,
        "extension": talk.extension,
        "by_hand": False,
    }
    session.connection().execute(insert(CALL).values(**values))
    rows += [*added, CallRow(**values)]
    return entry


def _extend(session: Session, entry_id: int, talk: Talk) -> int:
    """Let later rows lengthen a call that is already here; a type given before stays as it is."""
    call = call_of(session, entry_id)
    if call is None or call.seconds == talk.seconds:
        return 0
    session.connection().execute(update(CALL).where(CALL.c.entry_id == entry_id).values(seconds=talk.seconds))
    return 1


def _match(session: Session, entry: Entry, talk: Talk, now: datetime, rows: list[Fact]) -> int:
    """Note that this call may be one the employee entered by hand before."""
    hand = like_this(
        session, employee_id=talk.employee_id, number=talk.number, started_at=talk.started_at, by_hand=True
    )
    if hand is None:
        return 0
    values = {"hand_entry_id": hand.id, "exchange_entry_id": entry.id, "found_at": now}
    rows.append(_add(session, CALL_MATCH, CallMatchRow, values))
    return 1


def _new_missed(session: Session, source: str, linkedid: str, missed: Missed, rows: list[Fact]) -> int:
    query = select(MISSED_CALL.c.id).where(MISSED_CALL.c.source == source, MISSED_CALL.c.linkedid == linkedid)
    if session.connection().execute(query).first() is not None:
        return 0
    values = {
        "source": source,
        "linkedid": linkedid,
        "direction": missed.direction.value,
        "number": missed.number,
        "number_key": number_key(missed.number),
        "party": missed.party,
        "employee_id": missed.employee_id,
        "started_at": missed.started_at,
        "seconds_waited": missed.seconds_waited,
    }
    rows.append(_add(session, MISSED_CALL, MissedCallRow, values))
    return 1


def _end_missed(session: Session, source: str, linkedid: str, now: datetime, rows: list[Fact]) -> None:
    """A call that looked missed and turns out answered by later rows leaves the list."""
    ended = select(MISSED_CALL_END.c.missed_call_id)
    query = select(MISSED_CALL.c.id).where(
        MISSED_CALL.c.source == source, MISSED_CALL.c.linkedid == linkedid, MISSED_CALL.c.id.not_in(ended)
    )
    missed_id = session.connection().execute(query).scalar_one_or_none()
    if missed_id is not None:
        values = {"missed_call_id": missed_id, "by_id": None, "at": now, "reason": "answered, as later rows show"}
        rows.append(_add(session, MISSED_CALL_END, MissedCallEndRow, values))


def _pbx_values(source: str, row: CdrRow, now: datetime) -> dict[str, Any]:
    return {
        "source": source,
        "uniqueid": row.uniqueid,
        "sequence": row.sequence,
        "linkedid": row.linkedid,
        "fields": list(row.fields),
        "imported_at": now,
    }


def _add(session: Session, table: Any, model: type[Any], values: dict[str, Any]) -> Fact:
    key = session.connection().execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    row: Fact = model(id=key[0], **values)
    return row
