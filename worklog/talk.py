"""Who talked in a call of the exchange, and which calls nobody talked in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worklog.call import Direction
from worklog.pbx import CdrRow, is_internal

Owner = Callable[[str, datetime], int | None]
"""Gives the employee whose extension it was at a moment, or None."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One employee's part in a call: all their answered legs together."""

    employee_id: int
    direction: Direction
    number: str
    party: str
    started_at: datetime
    seconds: int
    extension: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A call nobody of the office talked in. `employee_id` is whom it was for, where exactly one person is known."""

    direction: Direction
    number: str
    party: str
    started_at: datetime
    seconds_waited: int
    employee_id: int | None


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What the rows of one call add up to: talks, or a missed call, or extensions that belong to nobody yet."""

    talks: tuple[Talk, ...] = ()
    missed: Missed | None = None
    unowned: tuple[tuple[str, CdrRow], ...] = ()


def outcome_of(rows: Sequence[CdrRow], owner: Owner) -> CallOutcome:
    """Return who talked in the call that `rows` (of one linkedid, in order of time) record.

    One talk per employee, however many legs they had; a call between two colleagues gives each of them one. A leg that
    an extension without an owner answered is named and nothing of the call is taken, so that the import can be
    repeated when the owner is known. Rows answered by a menu or a voice mailbox are nobody's talk.
    """
    legs: dict[int, list[_Leg]] = {}
    unowned: dict[str, CdrRow] = {}
    for row in rows:
        for extension, direction in _answered_by(row):
            employee_id = owner(extension, row.start)
            if employee_id is None:
                unowned.setdefault(extension, row)
            else:
                legs.setdefault(employee_id, []).append(_Leg(row, extension, direction))
    if unowned:
        return CallOutcome(unowned=tuple(unowned.items()))
    if legs:
        return CallOutcome(talks=tuple(_talk(employee_id, own, rows) for employee_id, own in legs.items()))
    return CallOutcome(missed=_missed(rows, owner))


@dataclass(frozen=True, slots=True)
class _Leg:
    row: CdrRow
    extension: str
    direction: Direction

    @property
    def talked(self) -> tuple[datetime, datetime]:
        """Return when the talk of this leg began and ended; `answer` may be empty in the file."""
        row = self.row
        began = row.answer or row.start + timedelta(seconds=max(row.seconds - row.talk_seconds, 0))
        return began, began + timedelta(seconds=row.talk_seconds)


def _answered_by(row: CdrRow) -> list[tuple[str, Direction]]:
    """Return the extensions that talked in a row. `Local/` channels only pass a call on: they call nobody."""
    if not row.is_answered or not row.dstchannel:
        return []
    found = []
    if is_internal(row.caller) and not row.channel.startswith("Local/"):
        found.append((row.caller, Direction.OUT))
    if is_internal(row.callee) and (row.callee, Direction.OUT) not in found:
        found.append((row.callee, Direction.IN))
    return found


def _talk(employee_id: int, legs: Sequence[_Leg], rows: Sequence[CdrRow]) -> Talk:
    first = legs[0]
    is_out = first.direction is Direction.OUT
    return Talk(
        employee_id=employee_id,
        direction=first.direction,
        number=first.row.dst if is_out else first.row.src or rows[0].src,
        party="" if is_out else party_of(first.row.clid or rows[0].clid),
        started_at=first.row.start,
        seconds=_union_seconds(leg.talked for leg in legs),
        extension=first.extension,
    )


def _union_seconds(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Return the seconds that `spans` cover together: two rows of one leg do not make the talk longer."""
    covered = timedelta()
    reached: datetime | None = None
    for began, ended in sorted(spans):
        start = began if reached is None else max(began, reached)
        if ended > start:
            covered += ended - start
            reached = ended
    return int(covered.total_seconds())


def _missed(rows: Sequence[CdrRow], owner: Owner) -> Missed:
    first = rows[0]
    is_out = is_internal(first.caller)
    rung = {owner(row.callee, row.start) for row in rows if is_internal(row.callee)} - {None}
    person = owner(first.caller, first.start) if is_out else (next(iter(rung)) if len(rung) == 1 else None)
    return Missed(
        direction=Direction.OUT if is_out else Direction.IN,
        number=first.dst if is_out else first.src,
        party="" if is_out else party_of(first.clid),
        started_at=first.start,
        seconds_waited=max(row.seconds for row in rows),
        employee_id=person,
    )


def party_of(clid: str) -> str:
    """Return the name in a caller id (name in quotes, number in angle brackets), or nothing where it has none."""
    name = clid.rpartition("<")[0].strip() if "<" in clid else ""
    if len(name) >= 2 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('""', '"')
    return name.strip()[:120]
