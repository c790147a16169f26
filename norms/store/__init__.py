"""Reads the catalog: every function returns values, in a fixed number of statements however many types there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, Text, and_, bindparam, func, select, type_coerce
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from naryad.errors import DomainError
from naryad.tables import Row
from norms.catalog import Catalog, CatalogEntry, NoSuchWorkType
from norms.norm import Norm, norm_on
from norms.portrait import Portrait
from norms.tables.norm import NormApprovalRow, NormConfirmationRow, NormConsentRow, NormRefusalRow, NormRow
from norms.tables.portrait import PortraitRow
from norms.tables.work_type import WorkTypeKindRow, WorkTypeRow
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
    """Return the catalog of `day`: all types in the order of their introduction.

    Four statements of columns, because every letter asks for it; what they hold is made into values once per content.
    """
    norms = _norm_in_force_by_type(session, day)
    portraits = _portrait_in_force_by_type(session, day)
    entries = (CatalogEntry(type_, norms.get(type_.id), portraits.get(type_.id)) for type_ in all_types(session))
    return Catalog(day, tuple(entries))


def all_types(session: Session) -> tuple[WorkType, ...]:
    """Return every work type, also retired, in the order of introduction. Two statements."""
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for type_id, kind in session.execute(_KINDS):
        kinds[type_id].add(kind)
    return tuple(_work_type_of(tuple(row), frozenset(kinds[row[0]])) for row in session.execute(_TYPES))


def type_by_id(session: Session, work_type_id: int) -> WorkType:
    """Raises NoSuchWorkType."""
    row = session.get(WorkTypeRow, work_type_id)
    if row is None:
        raise NoSuchWorkType(type=work_type_id)
    kinds = session.exec(select_rows(WorkTypeKindRow.kind).where(WorkTypeKindRow.work_type_id == work_type_id))
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
    return frozenset(session.exec(select_rows(NormRefusalRow.norm_id)))


def unconfirmed_founding_norms(session: Session) -> tuple[Norm, ...]:
    """Return the norms of the office's first catalog that the head has not confirmed yet."""
    confirmed = set(session.exec(select_rows(NormConfirmationRow.norm_id)))
    founding = (norm for norm in _norms(session, approved_only=True) if norm.ground == "founding")
    return tuple(norm for norm in founding if norm.id not in confirmed)


def refusals_of(session: Session, work_type_id: int) -> dict[int, Refusal]:
    """Return the refusals of a type's proposals by norm."""
    rows = session.exec(
        select_rows(NormRefusalRow)
        .join(NormRow, col(NormRow.id) == col(NormRefusalRow.norm_id))
        .where(NormRow.work_type_id == work_type_id)
    )
    return {row.norm_id: Refusal(row.norm_id, row.refused_by, row.refused_at, row.reason) for row in rows}


def consents_to(session: Session, norm_id: int) -> tuple[Consent, ...]:
    """Return the consents to a norm, the first given first."""
    rows = session.exec(select_rows(NormConsentRow).where(NormConsentRow.norm_id == norm_id))
    found = (Consent(row.norm_id, row.employee_id, row.given_at, row.recorded_by, row.paper) for row in rows)
    return tuple(sorted(found, key=lambda consent: (consent.given_at, consent.employee_id)))


def portraits_of(session: Session, work_type_id: int) -> tuple[Portrait, ...]:
    """Return every version of a type's portrait, the first first."""
    rows = session.exec(
        select_rows(PortraitRow).where(PortraitRow.work_type_id == work_type_id).order_by(col(PortraitRow.version))
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
    return session.exec(select_rows(func.min(NormApprovalRow.approved_at))).one()


def _norm_in_force_by_type(session: Session, day: date) -> dict[int, Norm]:
    norms: defaultdict[int, list[Norm]] = defaultdict(list)
    for row in session.execute(_NORMS_BEGUN, {"day": day}):
        norms[row.work_type_id].append(_norm_of(tuple(row)))
    found = {type_id: norm_on(own, day) for type_id, own in norms.items()}
    return {type_id: norm for type_id, norm in found.items() if norm is not None}


def _portrait_in_force_by_type(session: Session, day: date) -> dict[int, Portrait]:
    """Return the portrait of each type in force on `day`: the last version begun by then."""
    rows = session.execute(_PORTRAITS_ON_DAY, {"day": day})
    return {row.work_type_id: _portrait_of(tuple(row)) for row in rows}


@lru_cache(maxsize=4_096)
def _work_type_of(row: tuple[Any, ...], kinds: frozenset[str]) -> WorkType:
    return WorkTypeRow(**dict(zip(_TYPE_COLUMNS, row, strict=True))).value(frozenset(Kind(kind) for kind in kinds))


@lru_cache(maxsize=8_192)
def _norm_of(row: tuple[Any, ...]) -> Norm:
    return Norm(**dict(zip(_NORM_FIELDS, row, strict=True)))


@lru_cache(maxsize=2_048)
def _portrait_of(row: tuple[Any, ...]) -> Portrait:
    *columns, content = row
    return PortraitRow(**dict(zip(_PORTRAIT_COLUMNS, columns, strict=True)), content=json.loads(content)).value()


def _norms(
    session: Session,
    *,
    work_type_id: int | None = None,
    norm_id: int | None = None,
    approved_only: bool = False,
) -> Iterable[Norm]:
    query: Any = select_rows(NormRow, NormApprovalRow).join(
        NormApprovalRow, col(NormApprovalRow.norm_id) == col(NormRow.id), isouter=not approved_only
    )
    if work_type_id is not None:
        query = query.where(NormRow.work_type_id == work_type_id)
    if norm_id is not None:
        query = query.where(NormRow.id == norm_id)
    for row, approval in session.exec(query.order_by(col(NormRow.work_type_id), col(NormRow.version))):
        yield row.value(approval)


def _table(row: type[Row]) -> Table:
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


_TYPE, _NORM, _APPROVAL, _PORTRAIT, _KIND = (
    _table(row) for row in (WorkTypeRow, NormRow, NormApprovalRow, PortraitRow, WorkTypeKindRow)
)
_TYPE_COLUMNS = tuple(column.name for column in _TYPE.c)
_PORTRAIT_COLUMNS = tuple(column.name for column in _PORTRAIT.c if column.name != "content")
_NORM_COLUMNS = ("id", "work_type_id", "version", "effective_from", "minutes", "source", "announced_on", "proposed_by")
_APPROVAL_COLUMNS = ("approved_by", "approved_at", "ground")
_NORM_FIELDS = (*_NORM_COLUMNS, "proposed_at", *_APPROVAL_COLUMNS)

_KINDS = select(_KIND.c.work_type_id, _KIND.c.kind)
_TYPES = select(*_TYPE.c).order_by(_TYPE.c.id)
_BEGUN = (
    select(_PORTRAIT.c.work_type_id, func.max(_PORTRAIT.c.version).label("version"))
    .where(_PORTRAIT.c.effective_from <= bindparam("day"))
    .group_by(_PORTRAIT.c.work_type_id)
    .subquery()
)
_PORTRAITS_ON_DAY = select(
    *(_PORTRAIT.c[name] for name in _PORTRAIT_COLUMNS), type_coerce(_PORTRAIT.c.content, Text)
).join(_BEGUN, and_(_PORTRAIT.c.work_type_id == _BEGUN.c.work_type_id, _PORTRAIT.c.version == _BEGUN.c.version))
_NORMS_BEGUN = (
    select(
        *(_NORM.c[name] for name in (*_NORM_COLUMNS, "proposed_at")),
        *(_APPROVAL.c[name] for name in _APPROVAL_COLUMNS),
    )
    .join(_APPROVAL, _APPROVAL.c.norm_id == _NORM.c.id)
    .where(_NORM.c.effective_from <= bindparam("day"))
)
