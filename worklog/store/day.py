"""An employee's day and month as the day page shows them, and what decides whether a day is accepted by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import exists, func, select, union_all
from sqlmodel import Session

from naryad import employment
from naryad.calendar import Calendar
from naryad.days import Period
from naryad.office import setting
from norms.work_type import Kind
from worklog.acceptance import Cause, DayFacts, causes_of
from worklog.call import Call
from worklog.coding import Coding
from worklog.entry import Entry
from worklog.store.call import Match as CallMatch
from worklog.store.call import calls_of, calls_without_trace, has_exchange, open_matches
from worklog.store.entry import entry_value, last_codings
from worklog.store.month import accepted_days, days_with_work
from worklog.tables.coding import CODING, DESCRIBED_DECISION, PROPOSAL, PROPOSAL_DECISION
from worklog.tables.day import DAY_ACCEPTANCE
from worklog.tables.entry import DAY_TOTAL, ENTRY


@dataclass(frozen=True, slots=True)
class Acceptance:
    """When a day was accepted, and by whom: None means by itself."""

    at: datetime
    by_id: int | None
    causes: tuple[Cause, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """One piece of work on the day page."""

    entry: Entry
    coding: Coding | None
    call: Call | None
    match: CallMatch | None
    """The call entered by hand that this one from the exchange may be."""
    described_accepted: bool | None
    """The head's word on described work; None while there is none, or the work is not described."""
    has_proposal: bool

    @property
    def is_void(self) -> bool:
        return self.coding is not None and self.coding.is_void


@dataclass(frozen=True, slots=True)
class DayMinutes:
    """The figures of one day: entries and norm minutes."""

    entries: int
    norm_minutes: Decimal


@dataclass(frozen=True, slots=True)
class AmberDay:
    """A day that waits for a person, with the reasons."""

    facts: DayFacts
    causes: tuple[Cause, ...]


def is_accepted(session: Session, employee_id: int, day: date) -> bool:
    """Say whether the employee's day is accepted."""
    return acceptance_of(session, employee_id, day) is not None


def acceptance_of(session: Session, employee_id: int, day: date) -> Acceptance | None:
    """Return how the day was accepted, or None."""
    query = select(DAY_ACCEPTANCE).where(DAY_ACCEPTANCE.c.employee_id == employee_id, DAY_ACCEPTANCE.c.day == day)
    row = session.connection().execute(query).mappings().first()
    if row is None:
        return None
    causes = tuple(Cause(each) for each in row["causes"].split(",") if each)
    return Acceptance(row["at"], row["by_id"], causes, row["reason"])


def day_work(session: Session, employee_id: int, day: date) -> list[DayLine]:
    """Return everything recorded for the employee's day, the latest first: counted, untyped and cancelled.

    Letters that were not sent are not here (worklog.store.letter).
    """
    entry = ENTRY.c
    mine = (entry.employee_id == employee_id, entry.day == day)
    own_month = select(ENTRY).where(entry.period == Period.of_day(day).number, *mine)
    not_counted = select(ENTRY).where(entry.period.is_(None), entry.kind != Kind.LETTER_OUT.value, *mine)
    paid_later = select(ENTRY).where(entry.late_reason.is_not(None), entry.period > Period.of_day(day).number, *mine)
    rows = session.connection().execute(union_all(own_month, not_counted, paid_later)).mappings()
    entries = sorted((entry_value(row) for row in rows), key=lambda each: (each.at, each.id), reverse=True)
    return day_lines(session, entries)


def day_lines(session: Session, entries: Sequence[Entry]) -> list[DayLine]:
    """Return `entries` with what the day page says beside each, in the same order."""
    ids = [each.id for each in entries]
    codings = last_codings(session, ids)
    calls = calls_of(session, [each.id for each in entries if each.kind in (Kind.CALL_IN, Kind.CALL_OUT)])
    matches = open_matches(session, [each.id for each in entries if not each.is_counted])
    decisions = _described_decisions(session, [each.id for each in codings.values() if each.described is not None])
    proposed = open_proposals(session, ids)
    return [
        DayLine(
            entry=each,
            coding=codings.get(each.id),
            call=calls.get(each.id),
            match=matches.get(each.id),
            described_accepted=decisions.get(codings[each.id].id) if each.id in codings else None,
            has_proposal=each.id in proposed,
        )
        for each in entries
    ]


def day_minutes(session: Session, employee_id: int, first: date, last: date) -> dict[date, DayMinutes]:
    """Return the figures of each of the days that has counted work, from the totals beside the entries."""
    total = DAY_TOTAL.c
    query = (
        select(total.day, func.sum(total.entries), func.sum(total.norm_minutes))
        .where(
            total.period >= Period.of_day(first).number,
            total.employee_id == employee_id,
            total.day.between(first, last),
        )
        .group_by(total.day)
    )
    return {row[0]: DayMinutes(int(row[1]), row[2]) for row in session.connection().execute(query) if row[1]}


def month_minutes(session: Session, employee_id: int, period: Period) -> Decimal:
    """Return the norm minutes of the employee that are paid in `period`."""
    query = select(func.sum(DAY_TOTAL.c.norm_minutes)).where(
        DAY_TOTAL.c.period == period.number, DAY_TOTAL.c.employee_id == employee_id
    )
    found: Decimal | None = session.connection().execute(query).scalar_one()
    return found if found is not None else Decimal(0)


def used_types(session: Session, employee_id: int, since: date) -> dict[int, int]:
    """Return how often the employee used each norm since a day, by norm id: the picker puts the usual ones first."""
    query = (
        select(DAY_TOTAL.c.norm_id, func.sum(DAY_TOTAL.c.entries))
        .where(
            DAY_TOTAL.c.period >= Period.of_day(since).number,
            DAY_TOTAL.c.employee_id == employee_id,
            DAY_TOTAL.c.day >= since,
        )
        .group_by(DAY_TOTAL.c.norm_id)
    )
    return {row[0]: int(row[1]) for row in session.connection().execute(query)}


def day_facts(session: Session, days: Iterable[tuple[int, date]], calendar: Calendar) -> list[DayFacts]:
    """Return what decides about each (employee id, day), in order of day and employee."""
    wanted = sorted(set(days), key=lambda pair: (pair[1], pair[0]))
    if not wanted:
        return []
    first, last = wanted[0][1], wanted[-1][1]
    counted = _counted(session, first, last)
    untyped = _untyped(session, first, last)
    positions = employment.all_employments(session)
    found = []
    for employee_id, day in wanted:
        entries, minutes = counted.get((employee_id, day), (0, Decimal(0)))
        fte = employment.employment_on(positions.get(employee_id, ()), day).fte
        found.append(
            DayFacts(
                employee_id=employee_id,
                day=day,
                entries=entries,
                untyped=untyped.get((employee_id, day), 0),
                norm_minutes=minutes,
                hours=calendar.hours_on(day) * fte,
                calls_without_trace=calls_without_trace(session, employee_id, day) if has_exchange(session, day) else 0,
            )
        )
    return found


def amber_days(session: Session, first: date, last: date, calendar: Calendar) -> list[AmberDay]:
    """Return the days from `first` to `last` that have work, are not accepted and wait for a person."""
    waiting = days_with_work(session, first, last) - accepted_days(session, first, last)
    found = []
    for facts in day_facts(session, waiting, calendar):
        causes = causes_of(facts, amber_percent=setting(session, "amber_percent", facts.day))
        if causes:
            found.append(AmberDay(facts, causes))
    return found


def open_proposals(session: Session, entry_ids: Sequence[int]) -> set[int]:
    """Return which of the entries have a proposal that nobody has decided."""
    if not entry_ids:
        return set()
    decided = exists().where(PROPOSAL_DECISION.c.proposal_id == PROPOSAL.c.id)
    query = select(PROPOSAL.c.entry_id).where(PROPOSAL.c.entry_id.in_(list(entry_ids)), ~decided)
    return set(session.connection().execute(query).scalars())


def _counted(session: Session, first: date, last: date) -> dict[tuple[int, date], tuple[int, Decimal]]:
    total = DAY_TOTAL.c
    query = (
        select(total.employee_id, total.day, func.sum(total.entries), func.sum(total.norm_minutes))
        .where(total.period >= Period.of_day(first).number, total.day.between(first, last))
        .group_by(total.employee_id, total.day)
    )
    return {(row[0], row[1]): (int(row[2]), row[3]) for row in session.connection().execute(query)}


def _untyped(session: Session, first: date, last: date) -> dict[tuple[int, date], int]:
    entry = ENTRY.c
    query = (
        select(entry.employee_id, entry.day, func.count())
        .where(
            entry.period.is_(None),
            entry.day.between(first, last),
            entry.kind != Kind.LETTER_OUT.value,
            ~exists().where(CODING.c.entry_id == entry.id),
        )
        .group_by(entry.employee_id, entry.day)
    )
    return {(row[0], row[1]): row[2] for row in session.connection().execute(query)}


def _described_decisions(session: Session, coding_ids: Sequence[int]) -> dict[int, bool]:
    if not coding_ids:
        return {}
    query = select(DESCRIBED_DECISION.c.coding_id, DESCRIBED_DECISION.c.accepted).where(
        DESCRIBED_DECISION.c.coding_id.in_(list(coding_ids))
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}
