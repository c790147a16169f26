"""Reads studies, what proposals stand on, and trial norms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from norms.calibration import Basis
from norms.example import Withdrawal
from norms.reading import Reading
from norms.study import Measured, Method, NoSuchStudy, Study, Watched
from norms.tables.study import (
    NormEvidenceRow,
    StudyPersonRow,
    StudyReadingRow,
    StudyRow,
    StudyWithdrawalRow,
)
from norms.tables.trial import TrialNormEndRow, TrialNormRow
from norms.trial import NoSuchTrial, TrialEnd, TrialNorm, TrialOutcome

STUDIES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a proposed norm stands on."""

    norm_id: int
    basis: Basis
    study_id: int | None
    time_study_id: int | None
    reason: str


def studies(session: Session, *, work_type_id: int | None = None) -> list[Study]:
    """Return the studies, withdrawn ones too, the latest first."""
    query = _studies().order_by(col(StudyRow.id).desc()).limit(STUDIES_MAX)
    if work_type_id is not None:
        query = query.where(StudyRow.work_type_id == work_type_id)
    return list(_values(session, query))


def study_by_id(session: Session, number: int) -> Study:
    """Raises NoSuchStudy."""
    found = next(_values(session, _studies().where(StudyRow.id == number)), None)
    if found is None:
        raise NoSuchStudy(number=number)
    return found


def latest_time_study(session: Session, work_type_id: int) -> Study | None:
    """Return the type's last time study that stands."""
    own = studies(session, work_type_id=work_type_id)
    return next((one for one in own if one.method is Method.TIME_STUDY and one.withdrawn is None), None)


def readings_of_study(session: Session, number: int) -> tuple[Reading, ...]:
    """Return a time study's readings in the order they were taken."""
    query = select(StudyReadingRow).where(StudyReadingRow.study_id == number).order_by(col(StudyReadingRow.place_no))
    return tuple(Reading(row.seconds, row.left_out) for row in session.exec(query))


def evidence_of(session: Session, norm_id: int) -> Evidence | None:
    """Return what a norm stands on, or None: it was proposed by hand."""
    row = session.get(NormEvidenceRow, norm_id)
    if row is None:
        return None
    return Evidence(row.norm_id, Basis(row.basis), row.study_id, row.time_study_id, row.reason)


def trials(session: Session, *, work_type_id: int | None = None) -> list[TrialNorm]:
    """Return the trial norms, ended ones too, the latest first."""
    query = _trials().order_by(col(TrialNormRow.first_day).desc(), col(TrialNormRow.id).desc()).limit(STUDIES_MAX)
    if work_type_id is not None:
        query = query.where(TrialNormRow.work_type_id == work_type_id)
    return [_trial(row, end) for row, end in session.exec(query)]


def trial_by_id(session: Session, number: int) -> TrialNorm:
    """Raises NoSuchTrial."""
    found = session.exec(_trials().where(TrialNormRow.id == number)).first()
    if found is None:
        raise NoSuchTrial(number=number)
    return _trial(*found)


def _studies() -> Any:
    return select(StudyRow, StudyWithdrawalRow).outerjoin(
        StudyWithdrawalRow, col(StudyWithdrawalRow.study_id) == col(StudyRow.id)
    )


def _values(session: Session, query: Any) -> Iterator[Study]:
    rows = list(session.exec(query))
    people: defaultdict[int, list[Watched]] = defaultdict(list)
    ids = [row.id for row, _ in rows]
    for start in range(0, len(ids), 500):
        part = select(StudyPersonRow).where(col(StudyPersonRow.study_id).in_(ids[start : start + 500]))
        for person in session.exec(part.order_by(col(StudyPersonRow.employee_id))):
            people[person.study_id].append(Watched(person.employee_id, person.consent))
    for row, gone in rows:
        yield Study(
            id=row.id,
            work_type_id=row.work_type_id,
            method=Method(row.method),
            first_day=row.first_day,
            last_day=row.last_day,
            measured=Measured(
                observations=row.observations_count,
                needed=row.needed_count,
                mean=row.mean_minutes,
                median=row.median_minutes,
                deviation=row.deviation_minutes,
                minutes=row.minutes,
                low=row.low_minutes,
                high=row.high_minutes,
                facts=row.facts,
            ),
            norm_minutes=row.norm_minutes,
            note=row.note,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            watched=tuple(people[row.id]),
            withdrawn=None if gone is None else Withdrawal(gone.by_id, gone.at, gone.reason),
        )


def _trials() -> Any:
    return select(TrialNormRow, TrialNormEndRow).outerjoin(
        TrialNormEndRow, col(TrialNormEndRow.trial_norm_id) == col(TrialNormRow.id)
    )


def _trial(row: TrialNormRow, end: TrialNormEndRow | None) -> TrialNorm:
    assert row.id is not None
    ended = (
        None
        if end is None
        else TrialEnd(end.last_day, TrialOutcome(end.outcome), end.norm_id, end.reason, end.by_id, end.at)
    )
    return TrialNorm(
        id=row.id,
        work_type_id=row.work_type_id,
        minutes=row.minutes,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        study_id=row.study_id,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        end=ended,
    )
