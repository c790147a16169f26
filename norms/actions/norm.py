"""Norms: proposed to the head, and brought into force by an approval."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.errors import DomainError
from naryad.people import Employee, require
from norms import store
from norms.actions.catalog import LONGEST_REASON, TypeIsRetired
from norms.norm import Norm, NormNeedsSource, fair_minutes, norm_on
from norms.notice import Ground, require_start_after
from norms.tables.norm import NormApprovalRow, NormRow
from norms.work_type import WorkType


class NormUnchanged(DomainError):
    code = "norm_unchanged"
    en = "The norm of {type} on {day} is {minutes} min already. Propose another number, or leave it."
    ru = "Норма типа {type} на {day} и так {minutes} мин. Предложите другое число или оставьте как есть."


class AnnouncedAfterStart(DomainError):
    code = "announced_after_start"
    status = 422
    en = (
        "The norm of {type} would be announced on {announced_on}, after it starts on {effective_from}. "
        "Correct one of the days."
    )
    ru = "Норму типа {type} объявили бы {announced_on}, а действует она с {effective_from}. Исправьте один из дней."


def propose_norm(
    session: Session,
    *,
    work_type_id: int,
    minutes: Decimal,
    effective_from: date,
    source: str,
    announced_on: date | None,
    actor: Employee | None,
    now: datetime,
    today: date,
) -> Norm:
    """Put a norm before the head; it counts for nothing until it is approved.

    Raises:
        NormStartsTooSoon: it would start today or in the past.
        MinutesNotANorm, NoNormMeansZero, NormNeedsSource, AnnouncedAfterStart, NormUnchanged, TypeIsRetired.
    """
    require(actor, "norms.edit_catalog" if actor is None else "norms.propose_norm")
    work_type = store.type_by_id(session, work_type_id)
    if work_type.retired_on is not None and work_type.retired_on <= effective_from:
        raise TypeIsRetired(type=work_type.code, retired_on=work_type.retired_on)
    norms = store.norms_of(session, work_type_id)
    row = _norm_row(work_type, norms, minutes, effective_from, source, announced_on, actor, now)
    require_start_after(_as_proposed(row), type_code=work_type.code, today=today)
    before = norm_on(norms, effective_from)
    if before is not None and before.minutes == row.minutes:
        raise NormUnchanged(type=work_type.code, day=effective_from, minutes=row.minutes)
    session.add(row)
    session.flush()
    facts = {"minutes": str(row.minutes), "effective_from": effective_from.isoformat()}
    journal.record(session, _id(actor), "norms.propose_norm", f"work_type:{work_type.id}", now, facts, [row])
    return row.value(None)


def add_founding_norm(
    session: Session,
    work_type: WorkType,
    *,
    minutes: Decimal,
    effective_from: date,
    source: str,
    announced_on: date | None,
    actor: Employee | None,
    now: datetime,
) -> Norm:
    """Give a type that was introduced in this same act the norm it comes with (docs/decisions/0003-first-norms.md).

    Only the taking of an office's first catalog calls it: no work of the type can have been counted before.
    """
    require(actor, "norms.edit_catalog")
    row = _norm_row(work_type, (), minutes, effective_from, source, announced_on, actor, now)
    session.add(row)
    session.flush()
    facts = {"minutes": str(row.minutes), "effective_from": effective_from.isoformat()}
    journal.record(session, _id(actor), "norms.propose_norm", f"work_type:{work_type.id}", now, facts, [row])
    return add_approval(session, row.value(None), work_type, Ground.FOUNDING, actor, now, "")


def add_approval(
    session: Session,
    norm: Norm,
    work_type: WorkType,
    ground: Ground,
    actor: Employee | None,
    now: datetime,
    impact_digest: str,
) -> Norm:
    """Write the approval that the rules allowed, and return the norm as it now stands."""
    row = NormApprovalRow(
        norm_id=norm.id, approved_by=_id(actor), approved_at=now, ground=ground.value, impact_digest=impact_digest
    )
    session.add(row)
    facts = {"code": work_type.code, "ground": ground.value, "effective_from": norm.effective_from.isoformat()}
    journal.record(session, _id(actor), "norms.approve_norm", f"norm:{norm.id}", now, facts, [row])
    return store.norm_by_id(session, norm.id)


def _norm_row(
    work_type: WorkType,
    norms: Collection[Norm],
    minutes: Decimal,
    effective_from: date,
    source: str,
    announced_on: date | None,
    actor: Employee | None,
    now: datetime,
) -> NormRow:
    minutes = fair_minutes(work_type, minutes)
    if not source.strip():
        raise NormNeedsSource(type=work_type.code)
    if announced_on is not None and announced_on > effective_from:
        raise AnnouncedAfterStart(type=work_type.code, announced_on=announced_on, effective_from=effective_from)
    return NormRow(
        work_type_id=work_type.id,
        version=max((norm.version for norm in norms), default=0) + 1,
        effective_from=effective_from,
        minutes=minutes,
        source=source.strip()[:LONGEST_REASON],
        announced_on=announced_on,
        proposed_by=_id(actor),
        proposed_at=now,
    )


def _as_proposed(row: NormRow) -> Norm:
    return Norm(
        id=0,
        work_type_id=row.work_type_id,
        version=row.version,
        effective_from=row.effective_from,
        minutes=row.minutes,
        source=row.source,
        announced_on=row.announced_on,
    )


def _id(actor: Employee | None) -> int | None:
    return actor.id if actor else None
