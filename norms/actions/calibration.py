"""A norm proposed from a study or from a change of the method of work, and trial norms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from norms import store
from norms.actions.norm import propose_norm
from norms.calibration import Basis, MethodIsNotNamed, NormNotSupported, objections
from norms.norm import Norm, fair_minutes, norm_on
from norms.store.study import evidence_of, latest_time_study, study_by_id, trial_by_id, trials
from norms.tables.study import NormEvidenceRow
from norms.tables.trial import TrialNormEndRow, TrialNormRow
from norms.trial import (
    LONGEST_REASON,
    TrialEndNeedsReason,
    TrialIsOver,
    TrialNorm,
    TrialOutcome,
    fair_trial,
    last_day_if_ended,
)
from norms.work_type import WorkType


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A norm to be put before the head, and what it stands on."""

    work_type_id: int
    minutes: Decimal
    effective_from: date
    announced_on: date | None
    source: str
    basis: Basis
    study_id: int | None = None
    reason: str = ""
    """The change of the method of work and its paper."""


def propose_grounded(session: Session, proposal: Proposal, *, actor: Employee, now: datetime, today: date) -> Norm:
    """Put a norm before the head on a ground that may change norms; the effect on pay and the notice are seen there.

    Raises:
        NotAllowed, NormNotSupported, MethodIsNotNamed, and what `propose_norm` refuses.
    """
    require(actor, "norms.propose_norm")
    work_type = store.type_by_id(session, proposal.work_type_id)
    fair_minutes(work_type, proposal.minutes)
    row = NormEvidenceRow(
        norm_id=0, basis=proposal.basis.value, study_id=proposal.study_id, reason=proposal.reason.strip()[:600]
    )
    _require_support(session, work_type, proposal.minutes, row, proposal.effective_from)
    norm = propose_norm(
        session,
        work_type_id=proposal.work_type_id,
        minutes=proposal.minutes,
        effective_from=proposal.effective_from,
        source=proposal.source,
        announced_on=proposal.announced_on,
        actor=actor,
        now=now,
        today=today,
    )
    row.norm_id = norm.id
    session.add(row)
    facts = {"basis": row.basis, "study": row.study_id, "time_study": row.time_study_id}
    journal.record(session, actor.id, "norms.ground_norm", f"norm:{norm.id}", now, facts, [row])
    return norm


def require_supported(session: Session, norm: Norm, work_type: WorkType) -> None:
    """Look at the ground of a proposal once more before it is approved: studies may have been withdrawn since.

    A norm proposed by hand, on an order or an agreement, has none here.

    Raises:
        NormNotSupported.
    """
    evidence = evidence_of(session, norm.id)
    if evidence is not None and evidence.basis is Basis.MEASURED:
        row = NormEvidenceRow(norm_id=norm.id, basis=evidence.basis.value, study_id=evidence.study_id)
        _require_support(session, work_type, norm.minutes, row, norm.effective_from)


def begin_trial(
    session: Session,
    *,
    work_type_id: int,
    minutes: Decimal,
    first_day: date,
    last_day: date,
    reason: str,
    actor: Employee,
    now: datetime,
    today: date,
    study_id: int | None = None,
) -> TrialNorm:
    """Count a norm beside the one in force for a range of days; nobody is paid by it.

    Raises:
        NotAllowed, MinutesNotANorm, TrialsOverlap and what `fair_trial` refuses.
    """
    require(actor, "norms.study")
    work_type = store.type_by_id(session, work_type_id)
    norm = norm_on(store.norms_of(session, work_type_id), first_day)
    fair_trial(
        work_type,
        minutes=minutes,
        norm_minutes=norm.minutes if norm else None,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        today=today,
        others=trials(session, work_type_id=work_type_id),
    )
    row = TrialNormRow(
        work_type_id=work_type_id,
        minutes=fair_minutes(work_type, minutes),
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip()[:LONGEST_REASON],
        study_id=study_by_id(session, study_id).id if study_id is not None else None,
        begun_by=actor.id,
        begun_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"type": work_type.code, "minutes": str(row.minutes), "first_day": first_day.isoformat()}
    journal.record(session, actor.id, "norms.begin_trial", f"trial_norm:{row.id}", now, facts, [row])
    assert row.id is not None
    return trial_by_id(session, row.id)


def drop_trial(session: Session, number: int, *, reason: str, actor: Employee, now: datetime, today: date) -> None:
    """End a trial without a proposal.

    Raises:
        NotAllowed, NoSuchTrial, TrialIsOver, TrialEndNeedsReason.
    """
    require(actor, "norms.study")
    trial = _open_trial(session, number)
    _end(session, trial, TrialOutcome.DROPPED, None, reason, actor, now, today)


def propose_trial(
    session: Session, number: int, proposal: Proposal, *, reason: str, actor: Employee, now: datetime, today: date
) -> Norm:
    """End a trial with a proposal to the head; it needs the ground that any norm needs.

    Raises:
        NotAllowed, NoSuchTrial, TrialIsOver, TrialEndNeedsReason, and what `propose_grounded` refuses.
    """
    require(actor, "norms.propose_norm")
    trial = _open_trial(session, number)
    norm = propose_grounded(session, proposal, actor=actor, now=now, today=today)
    _end(session, trial, TrialOutcome.PROPOSED, norm.id, reason, actor, now, today)
    return norm


def _require_support(
    session: Session, work_type: WorkType, minutes: Decimal, evidence: NormEvidenceRow, starts_on: date
) -> None:
    if evidence.basis == Basis.METHOD:
        if not evidence.reason:
            raise MethodIsNotNamed(type=work_type.code)
        return
    study = None if evidence.study_id is None else study_by_id(session, evidence.study_id)
    time_study = latest_time_study(session, work_type.id)
    norm = norm_on(store.norms_of(session, work_type.id), starts_on)
    if study is not None and study.work_type_id != work_type.id:
        study = None
    found = objections(norm_minutes=norm.minutes if norm else None, minutes=minutes, study=study, time_study=time_study)
    if found:
        raise NormNotSupported(type=work_type.code, minutes=minutes, objections=found)
    evidence.time_study_id = time_study.id if time_study else None


def _open_trial(session: Session, number: int) -> TrialNorm:
    trial = trial_by_id(session, number)
    if trial.end is not None:
        raise TrialIsOver(day=local_day(trial.end.at, office_of(session).zone), reason=trial.end.reason)
    return trial


def _end(
    session: Session,
    trial: TrialNorm,
    outcome: TrialOutcome,
    norm_id: int | None,
    reason: str,
    actor: Employee,
    now: datetime,
    today: date,
) -> None:
    if not reason.strip():
        raise TrialEndNeedsReason()
    row = TrialNormEndRow(
        trial_norm_id=trial.id,
        last_day=last_day_if_ended(trial, today),
        outcome=outcome.value,
        norm_id=norm_id,
        reason=reason.strip()[:LONGEST_REASON],
        by_id=actor.id,
        at=now,
    )
    session.add(row)
    facts = {"outcome": outcome.value, "norm": norm_id}
    journal.record(session, actor.id, "norms.end_trial", f"trial_norm:{trial.id}", now, facts, [row])
