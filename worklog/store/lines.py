"""Entries one by one, for sheets that show each of them and for the audit's frame: no subjects, no texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, exists, func, not_, or_, select, type_coerce
from sqlmodel import Session

from naryad.days import Period
from norms import store as norms_store
from norms.work_type import Kind
from worklog.tables.day import DAY_ACCEPTANCE
from worklog.tables.entry import ENTRY, NORM

PAGE = 1_000
STREAM_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One counted entry as sheets show it; a void one has quantity and minutes 0."""

    uid: str
    entry_id: int
    seq: int
    employee_id: int
    day: date
    kind: Kind
    code: str
    name: str
    norm_version: int
    quantity: Decimal
    norm_minutes: Decimal
    at: datetime
    late_reason: str | None


class Frameable(NamedTuple):
    """An entry that may be drawn: counted, worth minutes, of an accepted day. Its norm minutes are in thousandths."""

    entry_id: int
    uid: str
    employee_id: int
    work_type_id: int
    norm_thousandths: int
    day: date


Unless = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Given the column with an entry's id, says in SQL which entries are left out."""


def entries_of(
    session: Session,
    period: Period,
    employee_id: int | None = None,
    day: date | None = None,
    norm_id: int | None = None,
    *,
    after: tuple[int, int] = (0, 0),
    limit: int = PAGE,
    language: str = "ru",
) -> list[EntryLine]:
    """Return a page of a pay period's entries in order of (employee id, seq), void ones included.

    `after` is the (employee id, seq) of the last line of the page before.
    """
    entry = ENTRY.c
    query = (
        select(ENTRY, NORM.c.version)
        .join(NORM, NORM.c.id == entry.norm_id)
        .where(
            entry.period == period.number,
            or_(entry.employee_id > after[0], and_(entry.employee_id == after[0], entry.seq > after[1])),
        )
        .order_by(entry.employee_id, entry.seq)
        .limit(limit)
    )
    if employee_id is not None:
        query = query.where(entry.employee_id == employee_id)
    if day is not None:
        query = query.where(entry.day == day)
    if norm_id is not None:
        query = query.where(entry.norm_id == norm_id)
    types = {each.id: each for each in norms_store.all_types(session)}
    return [
        EntryLine(
            uid=row["uid"],
            entry_id=row["id"],
            seq=row["seq"],
            employee_id=row["employee_id"],
            day=row["day"],
            kind=Kind(row["kind"]),
            code=types[row["work_type_id"]].code,
            name=types[row["work_type_id"]].name(language),
            norm_version=row["version"],
            quantity=row["quantity"],
            norm_minutes=row["norm_minutes"],
            at=row["at"],
            late_reason=row["late_reason"],
        )
        for row in session.connection().execute(query).mappings()
    ]


def stream_entries(session: Session, period: Period, *, language: str = "ru") -> Iterator[EntryLine]:
    """Yield every entry of a pay period in order of (employee id, seq), a page at a time."""
    after = (0, 0)
    while page := entries_of(session, period, after=after, limit=STREAM_PAGE, language=language):
        yield from page
        after = (page[-1].employee_id, page[-1].seq)


def frameable(session: Session, first: date, last: date, *, unless: Unless) -> Iterator[Sequence[Frameable]]:
    """Yield pages of the entries that may be drawn, of accepted days from `first` to `last`, but for `unless`.

    They come by (employee id, uid). An entry paid in a later month than its own (work of a sealed day) is here under
    its own day.
    """
    entry = ENTRY.c
    query = (
        select(
            entry.id,
            entry.uid,
            entry.employee_id,
            entry.work_type_id,
            type_coerce(entry.norm_minutes, BigInteger),
            entry.day,
        )
        .where(*_may_be_drawn(first, last, unless))
        .order_by(entry.employee_id, entry.uid)
        .execution_options(yield_per=STREAM_PAGE)
    )
    for page in session.connection().execute(query).partitions():
        yield list(map(Frameable._make, page))


def frameable_days(session: Session, first: date, last: date, *, unless: Unless) -> list[tuple[date, int]]:
    """Return how many entries that may be drawn each day has, the earliest day first."""
    query = (
        select(ENTRY.c.day, func.count())
        .where(*_may_be_drawn(first, last, unless))
        .group_by(ENTRY.c.day)
        .order_by(ENTRY.c.day)
    )
    return [(day, count) for day, count in session.connection().execute(query)]


def _may_be_drawn(first: date, last: date, unless: Unless) -> tuple[ColumnElement[bool], ...]:
    entry, accepted = ENTRY.c, DAY_ACCEPTANCE.c
    is_accepted = exists().where(accepted.employee_id == entry.employee_id, accepted.day == entry.day)
    return (
        entry.period >= Period.of_day(first).number,
        entry.day.between(first, last),
        entry.norm_minutes > 0,
        is_accepted,
        not_(unless(entry.id)),
    )
