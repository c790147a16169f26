"""Comparing norms with kept records: days' totals, done beside the pages, and durations of calls."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from audit.clock import Clock, ClockIsMissing
from audit.store.calibration import Fit, fit_by_id, worked_days
from audit.tables.totals import TotalsFitRow
from naryad import journal
from naryad.db import Database
from naryad.errors import DomainError
from naryad.money import minutes3
from naryad.office import office_of
from naryad.people import Employee, require
from norms.actions.study import record_study
from norms.day_totals import ROUNDS, Totals, TypeTotals, totals
from norms.measurement import Accuracy, Talks, of_talks
from norms.store import catalog
from norms.study import Measured, Method, Study, StudyDayIsAhead, StudyDaysAreSwapped
from worklog.store.call_time import call_times

log = logging.getLogger("naryad")

GIVEN_UP_AFTER = timedelta(minutes=30)
"""A comparison that began longer ago and never ended was stopped with its process."""

_TWO_SIGMAS = Decimal("3.92")


class FitUnderWay(DomainError):
    code = "totals_fit_under_way"
    en = "Days are being compared right now, since {at}. Wait until that is done; it takes some seconds."
    ru = "Сверка уже идёт, с {at}. Дождитесь конца: это несколько секунд."


def begin_totals(
    session: Session, actor: Employee, *, clock: Clock, first: date, last: date, now: datetime, today: date
) -> int:
    """Note that a comparison of days with norms begins, and return its number.

    Raises:
        NotAllowed, StudyDaysAreSwapped, StudyDayIsAhead, ClockIsMissing, FitUnderWay.
    """
    require(actor, "norms.study")
    _require_days(first, last, today)
    if not any(first <= day <= last for _, day in clock):
        raise ClockIsMissing()
    running = session.exec(
        select(TotalsFitRow)
        .where(col(TotalsFitRow.ended_at).is_(None), col(TotalsFitRow.begun_at) > now - GIVEN_UP_AFTER)
        .limit(1)
    ).first()
    if running is not None:
        raise FitUnderWay(at=running.begun_at.astimezone(office_of(session).zone))
    row = TotalsFitRow(first_day=first, last_day=last, rounds=ROUNDS, begun_by=actor.id, begun_at=now)
    session.add(row)
    session.flush()
    facts = {"first_day": first.isoformat(), "last_day": last.isoformat()}
    journal.record(session, actor.id, "norms.begin_totals", f"totals_fit:{row.id}", now, facts, rows=[row])
    assert row.id is not None
    return row.id


def run_totals(
    database: Database,
    number: int,
    actor: Employee,
    *,
    clock: Clock,
    today: date,
    moment: Callable[[], datetime],
    rounds: int = ROUNDS,
) -> Fit:
    """Do a comparison that was begun, telling how far it is; keep a study for each type it can speak of.

    No transaction is open while it computes. Whatever happens, it ends with an outcome.
    """

    def tell(done: int) -> None:
        with database.writing() as session:
            _row(session, number).rounds_done = done

    try:
        with database.reading() as session:
            fit = fit_by_id(session, number)
            days = worked_days(session, clock, fit.first_day, fit.last_day)
            entries = catalog(session, fit.last_day).types
            norms = {entry.work_type.id: entry.norm.minutes for entry in entries if entry.norm}
        found = totals(days, norms, seed=number, rounds=rounds, tell=tell)
    except DomainError as error:
        return _end(database, number, "refused", {"en": error.message("en"), "ru": error.message("ru")}, moment())
    except Exception:
        log.exception("the comparison of days with norms failed")
        return _end(database, number, "failed", {}, moment())
    with database.writing() as session:
        kept = [_keep(session, actor, fit, one, found, moment(), today) for one in found.types if one.minutes > 0]
    return _end(database, number, "done", _facts(found, kept), moment())


def keep_calls(
    session: Session,
    actor: Employee,
    *,
    work_type_id: int,
    first: date,
    last: date,
    after_minutes: Decimal,
    now: datetime,
    today: date,
) -> Study:
    """Keep what the durations of a type's calls say, with `after_minutes` of work around each, as a study.

    Raises:
        NotAllowed, TooFewCalls, Negative, StudyDaysAreSwapped, StudyDayIsAhead, TypeIsNotMeasured, NoSuchWorkType.
    """
    require(actor, "norms.study")
    _require_days(first, last, today)
    code = catalog(session, today).by_id(work_type_id).code
    found = call_times(session, first, last, work_type_id)
    talks = Talks(code, found[0].by_seconds if found else {}, list(found[0].by_person.values()) if found else [])
    return record_study(
        session,
        work_type_id=work_type_id,
        method=Method.CALLS,
        first_day=first,
        last_day=last,
        measured=of_talks(talks, after_minutes=after_minutes, accuracy=Accuracy()),
        actor=actor,
        now=now,
        today=today,
    )


def _require_days(first: date, last: date, today: date) -> None:
    if last < first:
        raise StudyDaysAreSwapped(first_day=first, last_day=last)
    if last > today:
        raise StudyDayIsAhead(day=last)


def _keep(
    session: Session, actor: Employee, fit: Fit, one: TypeTotals, found: Totals, now: datetime, today: date
) -> int:
    measured = Measured(
        observations=one.days,
        needed=None,
        mean=one.minutes,
        median=None,
        deviation=minutes3((one.high - one.low) / _TWO_SIGMAS),
        minutes=one.minutes,
        low=one.low,
        high=one.high,
        facts={"people": found.people, "condition": str(found.condition), "fit": fit.id, "confidence": "95"},
    )
    study = record_study(
        session,
        work_type_id=one.work_type_id,
        method=Method.TOTALS,
        first_day=fit.first_day,
        last_day=fit.last_day,
        measured=measured,
        actor=actor,
        now=now,
        today=today,
    )
    return study.id


def _facts(found: Totals, kept: list[int]) -> dict[str, Any]:
    return {
        "rest": str(found.rest),
        "days": found.days,
        "people": found.people,
        "condition": str(found.condition),
        "explained": str(found.explained_percent),
        "rare": list(found.rare),
        "types": [
            [one.work_type_id, str(one.minutes), str(one.low), str(one.high), one.days, str(one.quantity)]
            for one in found.types
        ],
        "studies": kept,
    }


def _end(database: Database, number: int, outcome: str, facts: dict[str, Any], now: datetime) -> Fit:
    with database.writing() as session:
        row = _row(session, number)
        row.ended_at, row.outcome, row.facts = now, outcome, facts
        subject = f"totals_fit:{number}"
        journal.record(session, row.begun_by, "norms.end_totals", subject, now, {"outcome": outcome})
        return fit_by_id(session, number)


def _row(session: Session, number: int) -> TotalsFitRow:
    row = session.get(TotalsFitRow, number)
    assert row is not None
    return row
