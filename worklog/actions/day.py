"""Accepting days: by themselves when the next working day has ended, or by a person who looked at an amber one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from naryad import journal, staff
from naryad.days import local_day
from naryad.errors import DomainError, Problem
from naryad.office import office_of, setting
from naryad.people import Employee, require
from naryad.years import calendar_of
from worklog.acceptance import Cause, DayFacts, DayHasUntypedWork, DayIsNotOver, OwnDayIsNotAccepted, causes_of, is_due
from worklog.store.day import day_facts
from worklog.store.month import accepted_days, days_with_work
from worklog.tables.day import DayAcceptanceRow

SWEEP_DAYS = 120
"""How far back the sweep looks: an older day that still waits is amber and stays on the page for a person."""


def accept_due_days(session: Session, now: datetime) -> int:
    """Accept every day whose next working day has ended and that is not amber; return how many were accepted."""
    calendar = calendar_of(session)
    today = local_day(now, office_of(session).zone)
    first, last = today - timedelta(days=SWEEP_DAYS), today - timedelta(days=1)
    waiting = days_with_work(session, first, last) - accepted_days(session, first, last)
    due = {pair for pair in waiting if is_due(pair[1], today=today, calendar=calendar)}
    plain = [
        facts
        for facts in day_facts(session, due, calendar)
        if not causes_of(facts, amber_percent=setting(session, "amber_percent", facts.day))
    ]
    _accept(session, [(facts, ()) for facts in plain], by=None, reason="", now=now)
    return len(plain)


def accept_days(
    session: Session, days: Iterable[tuple[int, date]], *, actor: Employee, now: datetime, reason: str = ""
) -> list[Problem]:
    """Accept days that wait for a person, in bulk; return the ones that cannot be, with the reason for each.

    The others are accepted. Days accepted before, or without work, are passed over in silence. Untyped work stays in
    the way: its author types it first. Nobody accepts their own day.
    """
    require(actor, "worklog.accept_days")
    wanted = set(days)
    if not wanted:
        return []
    today = local_day(now, office_of(session).zone)
    first, last = min(day for _, day in wanted), max(day for _, day in wanted)
    wanted = wanted & days_with_work(session, first, last) - accepted_days(session, first, last)
    names = {each.id: each.name for each in staff.employees(session)}
    problems: list[Problem] = []
    accepted: list[tuple[DayFacts, tuple[Cause, ...]]] = []
    for facts in day_facts(session, wanted, calendar_of(session)):
        error = _refusal(facts, actor, today, names[facts.employee_id])
        if error is not None:
            problems.append(Problem(f"{names[facts.employee_id]}, {facts.day:%d.%m.%Y}", error))
        else:
            causes = causes_of(facts, amber_percent=setting(session, "amber_percent", facts.day))
            accepted.append((facts, causes))
    _accept(session, accepted, by=actor.id, reason=" ".join(reason.split())[:500], now=now)
    return problems


def _refusal(facts: DayFacts, actor: Employee, today: date, name: str) -> DomainError | None:
    if facts.employee_id == actor.id:
        return OwnDayIsNotAccepted(day=facts.day)
    if facts.day >= today:
        return DayIsNotOver(day=facts.day)
    if facts.untyped:
        return DayHasUntypedWork(day=facts.day, name=name, count=facts.untyped)
    return None


def _accept(
    session: Session,
    days: Sequence[tuple[DayFacts, tuple[Cause, ...]]],
    *,
    by: int | None,
    reason: str,
    now: datetime,
) -> None:
    if not days:
        return
    rows = [
        DayAcceptanceRow(
            employee_id=facts.employee_id,
            day=facts.day,
            at=now,
            by_id=by,
            causes=",".join(cause.value for cause in causes),
            reason=reason,
        )
        for facts, causes in days
    ]
    session.add_all(rows)
    subject = f"days:{min(row.day for row in rows).isoformat()}..{max(row.day for row in rows).isoformat()}"
    facts = {"days": len(rows), "reason": reason}
    journal.record(session, by, "day.accept", subject, now, facts, rows=rows)
