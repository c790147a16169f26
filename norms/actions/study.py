"""Studies of norms: recorded with who watched whom on which consent, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from naryad import journal, staff
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from naryad.tables import Row
from norms import store
from norms.norm import norm_on
from norms.reading import Reading
from norms.store.study import study_by_id
from norms.study import (
    LONGEST_NOTE,
    Measured,
    Method,
    Study,
    StudyIsWithdrawn,
    StudyWithdrawalNeedsReason,
    Watched,
    fair_study,
)
from norms.tables.study import StudyPersonRow, StudyReadingRow, StudyRow, StudyWithdrawalRow


def record_study(
    session: Session,
    *,
    work_type_id: int,
    method: Method,
    first_day: date,
    last_day: date,
    measured: Measured,
    actor: Employee,
    now: datetime,
    today: date,
    watched: Sequence[Watched] = (),
    readings: Sequence[Reading] = (),
    note: str = "",
) -> Study:
    """Keep a study; it changes nothing by itself.

    Raises:
        NotAllowed, NoSuchWorkType, TypeIsNotMeasured, StudyDayIsAhead, StudyDaysAreSwapped, NobodyWasWatched,
        ConsentIsMissing, WatchedIsObserver.
    """
    require(actor, "norms.study")
    work_type = store.type_by_id(session, work_type_id)
    names = {person.id: person.name for person in staff.employees(session)}
    fair_study(
        work_type,
        method=method,
        first_day=first_day,
        last_day=last_day,
        today=today,
        watched=watched,
        observer_id=actor.id,
        names=names,
    )
    row = _row(session, work_type_id, method, (first_day, last_day), measured, note, actor, now)
    session.add(row)
    session.flush()
    assert row.id is not None
    rows: list[Row] = [
        row,
        *(
            StudyPersonRow(study_id=row.id, employee_id=one.employee_id, consent=one.consent.strip()[:LONGEST_NOTE])
            for one in watched
        ),
        *(
            StudyReadingRow(study_id=row.id, place_no=place, seconds=one.seconds, left_out=one.left_out)
            for place, one in enumerate(readings, start=1)
        ),
    ]
    session.add_all(rows[1:])
    facts = {"type": work_type.code, "method": method.value, "minutes": str(measured.minutes)}
    journal.record(session, actor.id, "norms.record_study", f"norm_study:{row.id}", now, facts, rows)
    return study_by_id(session, row.id)


def withdraw_study(session: Session, number: int, *, reason: str, actor: Employee, now: datetime) -> None:
    """Say that a study is not to be relied on.

    Raises:
        NotAllowed, NoSuchStudy, StudyIsWithdrawn, StudyWithdrawalNeedsReason.
    """
    require(actor, "norms.study")
    require_standing(session, study_by_id(session, number))
    if not reason.strip():
        raise StudyWithdrawalNeedsReason()
    row = StudyWithdrawalRow(study_id=number, by_id=actor.id, at=now, reason=reason.strip()[:LONGEST_NOTE])
    session.add(row)
    journal.record(session, actor.id, "norms.withdraw_study", f"norm_study:{number}", now, None, [row])


def require_standing(session: Session, study: Study) -> None:
    """Raises StudyIsWithdrawn where it is."""
    if study.withdrawn is not None:
        day = local_day(study.withdrawn.at, office_of(session).zone)
        raise StudyIsWithdrawn(day=day, reason=study.withdrawn.reason)


def _row(
    session: Session,
    work_type_id: int,
    method: Method,
    days: tuple[date, date],
    measured: Measured,
    note: str,
    actor: Employee,
    now: datetime,
) -> StudyRow:
    first_day, last_day = days
    norm = norm_on(store.norms_of(session, work_type_id), last_day)
    return StudyRow(
        work_type_id=work_type_id,
        method=method.value,
        first_day=first_day,
        last_day=last_day,
        observations_count=measured.observations,
        needed_count=measured.needed,
        median_minutes=measured.median,
        mean_minutes=measured.mean,
        deviation_minutes=measured.deviation,
        minutes=measured.minutes,
        low_minutes=measured.low,
        high_minutes=measured.high,
        norm_minutes=norm.minutes if norm else None,
        facts=dict(measured.facts),
        note=note.strip()[:LONGEST_NOTE],
        recorded_by=actor.id,
        recorded_at=now,
    )
