"""Reads the catalog: every function returns values, in a fixed number of statements however many types there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, and_, col, func, select

from naryad.errors import DomainError
from norms.catalog import Catalog, CatalogEntry, NoSuchWorkType
from norms.norm import Norm, norm_on
from norms.portrait import Portrait
from norms.tables import (
    NormApprovalRow,
    NormConfirmationRow,
    NormConsentRow,
    NormRefusalRow,
    NormRow,
    PortraitRow,
    WorkTypeKindRow,
    WorkTypeRow,
)
from norms.work_type import Kind, WorkType


class NoSuchNorm(DomainError):
    code = "no_such_norm"
    status = 404
    en = "There is no norm with the number {norm}. Open it from the page of its work type."
    ru = "Нормы с номером {norm} нет. Откройте её со страницы типа."


class NoSuchPortrait(DomainError):
    code = "no_such_portrait"
    status = 404
    en = "There is no portrait with the number {portrait}. Open it from the page of its work type."
    ru = "Портрета с номером {portrait} нет. Откройте его со страницы типа."


@dataclass(frozen=True)
class Consent:
    """A recorded consent to a norm."""

    norm_id: int
    employee_id: int
    given_at: datetime
    recorded_by: int
    paper: str


@dataclass(frozen=True)
class Refusal:
    """A proposal turned down."""

    norm_id: int
    refused_by: int
    refused_at: datetime
    reason: str


def catalog(session: Session, day: date) -> Catalog:
    """Return the catalog of `day`: all types in the order of their introduction. Four statements."""
    norms: defaultdict[int, list[Norm]] = defaultdict(list)
    for norm in _norms(session, approved_only=True, begun_by=day):
        norms[norm.work_type_id].append(norm)
    portraits = _portraits_on(session, day)
    entries = (
        CatalogEntry(type_, norm_on(norms[type_.id], day), portraits.get(type_.id)) for type_ in all_types(session)
    )
    return Catalog(day, tuple(entries))


def all_types(session: Session) -> tuple[WorkType, ...]:
    """Return every work type, also retired, in the order of introduction. Two statements."""
    kinds: defaultdict[int, set[Kind]] = defaultdict(set)
    for row in session.exec(select(WorkTypeKindRow)):
        kinds[row.work_type_id].add(Kind(row.kind))
    types = session.exec(select(WorkTypeRow).order_by(col(WorkTypeRow.id)))
    return tuple(row.value(frozenset(kinds[row.id or 0])) for row in types)


def type_by_id(session: Session, work_type_id: int) -> WorkType:
    """Raises NoSuchWorkType."""
    row = session.get(WorkTypeRow, work_type_id)
    if row is None:
        raise NoSuchWorkType(type=work_type_id)
    kinds = session.exec(select(WorkTypeKindRow.kind).where(WorkTypeKindRow.work_type_id == work_type_id))
    return row.value(frozenset(Kind(kind) for kind in kinds))


def norms_of(session: Session, work_type_id: int) -> tuple[Norm, ...]:
    """Return every norm of a type, proposals too, in the order of versions."""
    return tuple(_norms(session, work_type_id=work_type_id))


def norm_by_id(session: Session, norm_id: int) -> Norm:
    """Raises NoSuchNorm."""
    found = next(iter(_norms(session, norm_id=norm_id)), None)
    if found is None:
        raise NoSuchNorm(norm=norm_id)
    return found


def norms_by_id(session: Session) -> dict[int, Norm]:
    """Return every norm of the office by its number, for sheets that name many. One statement."""
    return {norm.id: norm for norm in _norms(session)}


def proposals(session: Session) -> tuple[Norm, ...]:
    """Return the norms that wait for a decision, the earliest start first."""
    refused = refused_norm_ids(session)
    waiting = [norm for norm in _norms(session) if not norm.is_approved and norm.id not in refused]
    return tuple(sorted(waiting, key=lambda norm: (norm.effective_from, norm.id)))


def refused_norm_ids(session: Session) -> frozenset[int]:
    """Return the proposals that were turned down."""
    return frozenset(session.exec(select(NormRefusalRow.norm_id)))


def unconfirmed_founding_norms(session: Session) -> tuple[Norm, ...]:
    """Return the norms of the office's first catalog that the head has not confirmed yet."""
    confirmed = set(session.exec(select(NormConfirmationRow.norm_id)))
    founding = (norm for norm in _norms(session, approved_only=True) if norm.ground == "founding")
    return tuple(norm for norm in founding if norm.id not in confirmed)


def refusals_of(session: Session, work_type_id: int) -> dict[int, Refusal]:
    """Return the refusals of a type's proposals by norm."""
    rows = session.exec(
        select(NormRefusalRow)
        .join(NormRow, col(NormRow.id) == col(NormRefusalRow.norm_id))
        .where(NormRow.work_type_id == work_type_id)
    )
    return {row.norm_id: Refusal(row.norm_id, row.refused_by, row.refused_at, row.reason) for row in rows}


def consents_to(session: Session, norm_id: int) -> tuple[Consent, ...]:
    """Return the consents to a norm, the first given first."""
    rows = session.exec(select(NormConsentRow).where(NormConsentRow.norm_id == norm_id))
    found = (Consent(row.norm_id, row.employee_id, row.given_at, row.recorded_by, row.paper) for row in rows)
    return tuple(sorted(found, key=lambda consent: (consent.given_at, consent.employee_id)))


def portraits_of(session: Session, work_type_id: int) -> tuple[Portrait, ...]:
    """Return every version of a type's portrait, the first first."""
    rows = session.exec(
        select(PortraitRow).where(PortraitRow.work_type_id == work_type_id).order_by(col(PortraitRow.version))
    )
    return tuple(row.value() for row in rows)


def portrait_by_id(session: Session, portrait_id: int) -> Portrait:
    """Raises NoSuchPortrait."""
    row = session.get(PortraitRow, portrait_id)
    if row is None:
        raise NoSuchPortrait(portrait=portrait_id)
    return row.value()


def first_approval_at(session: Session) -> datetime | None:
    """Return when the office's first norm was approved, or None: it has no catalog yet."""
    return session.exec(select(func.min(NormApprovalRow.approved_at))).one()


def _portraits_on(session: Session, day: date) -> dict[int, Portrait]:
    """Return the portrait of each type in force on `day`: the last version begun by then."""
    begun = (
        select(col(PortraitRow.work_type_id).label("type_id"), func.max(PortraitRow.version).label("version"))
        .where(col(PortraitRow.effective_from) <= day)
        .group_by(col(PortraitRow.work_type_id))
        .subquery()
    )
    rows = session.exec(
        select(PortraitRow).join(
            begun,
            and_(
                col(PortraitRow.work_type_id) == begun.c.type_id,
                col(PortraitRow.version) == begun.c.version,
            ),
        )
    )
    return {row.work_type_id: row.value() for row in rows}


def _norms(
    session: Session,
    *,
    work_type_id: int | None = None,
    norm_id: int | None = None,
    approved_only: bool = False,
    begun_by: date | None = None,
) -> Iterable[Norm]:
    query: Any = select(NormRow, NormApprovalRow).join(
        NormApprovalRow, col(NormApprovalRow.norm_id) == col(NormRow.id), isouter=not approved_only
    )
    if work_type_id is not None:
        query = query.where(NormRow.work_type_id == work_type_id)
    if norm_id is not None:
        query = query.where(NormRow.id == norm_id)
    if begun_by is not None:
        query = query.where(col(NormRow.effective_from) <= begun_by)
    for row, approval in session.exec(query.order_by(col(NormRow.work_type_id), col(NormRow.version))):
        yield row.value(approval)
