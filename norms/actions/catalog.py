"""Work types and portraits: added, described anew, renamed, retired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from naryad import journal
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.tables import Row
from norms import store
from norms.code import clashing
from norms.portrait import (
    Portrait,
    PortraitNeedsReason,
    PortraitText,
    PortraitUnchanged,
    pointing_to_types,
    well_written,
)
from norms.tables.portrait import PortraitRow
from norms.tables.work_type import WorkTypeKindRow, WorkTypeRow
from norms.work_type import Kind, TypeCard, WorkType

LONGEST_REASON = 300


class CodeTaken(DomainError):
    code = "code_taken"
    en = (
        "The code or alias of {type} reads like that of {other} (“{other_name}”). Choose another; codes "
        "are never reused."
    )
    ru = (
        "Код или русский код типа {type} читается как у {other} («{other_name}»). Возьмите другой: коды не повторяются."
    )


class TypeIsRetired(DomainError):
    code = "type_is_retired"
    en = "Work type {type} is out of use from {retired_on}. Return it to use first, or choose another type."
    ru = "Тип {type} выведен из употребления с {retired_on}. Сначала верните его или выберите другой тип."


class RetiredTooSoon(DomainError):
    code = "retired_too_soon"
    status = 422
    en = (
        "Work type {type} cannot be retired from {retired_on}: work of today may have it already. "
        "Choose {earliest} or later."
    )
    ru = (
        "Тип {type} нельзя вывести с {retired_on}: его уже могла получить сегодняшняя работа. Выберите "
        "{earliest} или позже."
    )


class RetirementNeedsReason(DomainError):
    code = "retirement_needs_reason"
    status = 422
    en = "Say why work type {type} is retired or returned; colleagues will ask. A few words are enough."
    ru = "Скажите, почему тип {type} выводится или возвращается: коллеги спросят. Хватит нескольких слов."


def add_work_type(
    session: Session,
    card: TypeCard,
    *,
    actor: Employee | None,
    now: datetime,
    today: date,
    ru: PortraitText,
    en: PortraitText | None = None,
    introduced_on: date | None = None,
    reason: str = "",
) -> WorkType:
    """Add a type with the first version of its portrait; nobody can choose it before a norm of it is in force.

    Raises:
        CodeTaken: its code or alias could be read as another type's, in use or retired.
        PortraitIsEmpty, PortraitTooLong.
    """
    require(actor, "norms.edit_catalog")
    _require_free(card, store.all_types(session))
    well_written(card.code, ru)
    row = WorkTypeRow.of(
        card, introduced_on=introduced_on or today, created_by=actor.id if actor else None, created_at=now
    )
    session.add(row)
    session.flush()
    work_type = row.value(card.kinds)
    rows: list[Row] = [row, *_kind_rows(session, work_type.id, card.kinds)]
    rows.append(
        _add_portrait(session, work_type, None, ru, en or PortraitText(), actor, now, work_type.introduced_on, reason)
    )
    _journal(session, actor, "norms.add_work_type", work_type, now, {"code": card.code}, rows)
    return work_type


def revise_portrait(
    session: Session,
    work_type_id: int,
    *,
    ru: PortraitText,
    en: PortraitText,
    reason: str,
    actor: Employee | None,
    now: datetime,
    today: date,
) -> Portrait:
    """Write a new version of a type's portrait, in force from today; the versions before it stay.

    Raises:
        PortraitNeedsReason, PortraitUnchanged, PortraitIsEmpty, PortraitTooLong, PortraitPointsNowhere.
    """
    require(actor, "norms.edit_catalog")
    work_type = store.type_by_id(session, work_type_id)
    last = store.portraits_of(session, work_type_id)[-1]
    well_written(work_type.code, ru)
    if en:
        well_written(work_type.code, en)
    types = store.all_types(session)
    ru = pointing_to_types(work_type.code, ru, types, before=last.ru)
    en = pointing_to_types(work_type.code, en, types, before=last.en)
    if (last.ru, last.en) == (ru, en):
        raise PortraitUnchanged(type=work_type.code, version=last.version)
    if not reason.strip():
        raise PortraitNeedsReason(type=work_type.code)
    row = _add_portrait(session, work_type, last, ru, en, actor, now, today, reason)
    _journal(session, actor, "norms.revise_portrait", work_type, now, {"version": row.version}, [row])
    return row.value()


def mend_names(
    session: Session,
    work_type_id: int,
    *,
    alias: str | None,
    name_ru: str,
    name_en: str,
    actor: Employee | None,
    now: datetime,
    kinds_added: frozenset[Kind] = frozenset(),
) -> WorkType:
    """Rename a type, give it another alias, let it be chosen for more kinds. Code, unit and purpose never change.

    Raises:
        CodeTaken: the alias could be read as another type's code or alias.
    """
    require(actor, "norms.edit_catalog")
    before = store.type_by_id(session, work_type_id)
    after = replace(before, alias=alias, name_ru=name_ru, name_en=name_en, kinds=before.kinds | kinds_added)
    others = [one for one in store.all_types(session) if one.id != work_type_id]
    _require_free(after, others)
    row = _row(session, work_type_id)
    row.alias, row.name_ru, row.name_en = alias, name_ru, name_en
    rows = _kind_rows(session, work_type_id, kinds_added - before.kinds)
    facts = {
        "before": [before.alias, before.name_ru, before.name_en],
        "after": [alias, name_ru, name_en],
    }
    _journal(session, actor, "norms.mend_names", after, now, facts, rows)
    return after


def retire_work_type(
    session: Session,
    work_type_id: int,
    *,
    retired_on: date,
    reason: str,
    actor: Employee,
    now: datetime,
    today: date,
) -> WorkType:
    """Take a type out of use from `retired_on`, the first day on which it can no longer be chosen; it keeps its code.

    Raises:
        RetiredTooSoon: today or earlier.
        RetirementNeedsReason.
    """
    require(actor, "norms.edit_catalog")
    work_type = store.type_by_id(session, work_type_id)
    if retired_on <= today:
        raise RetiredTooSoon(type=work_type.code, retired_on=retired_on, earliest=today + timedelta(days=1))
    return _set_retirement(session, work_type, retired_on, reason, actor, now, "norms.retire_work_type")


def return_to_use(session: Session, work_type_id: int, *, reason: str, actor: Employee, now: datetime) -> WorkType:
    """Bring a retired type back, with the norm and portrait it has. Raises RetirementNeedsReason."""
    require(actor, "norms.edit_catalog")
    work_type = store.type_by_id(session, work_type_id)
    return _set_retirement(session, work_type, None, reason, actor, now, "norms.return_to_use")


def _set_retirement(
    session: Session,
    work_type: WorkType,
    retired_on: date | None,
    reason: str,
    actor: Employee,
    now: datetime,
    action: str,
) -> WorkType:
    if not reason.strip():
        raise RetirementNeedsReason(type=work_type.code)
    _row(session, work_type.id).retired_on = retired_on
    facts = {"retired_on": retired_on.isoformat() if retired_on else None, "reason": reason.strip()[:LONGEST_REASON]}
    _journal(session, actor, action, work_type, now, facts, [])
    return replace(work_type, retired_on=retired_on)


def _require_free(card: TypeCard, others: list[WorkType] | tuple[WorkType, ...]) -> None:
    other = clashing(card, others)
    if other is not None:
        raise CodeTaken(type=card.code, other=other.code, other_name=other.name_ru)


def _row(session: Session, work_type_id: int) -> WorkTypeRow:
    row = session.get(WorkTypeRow, work_type_id)
    assert row is not None
    return row


def _kind_rows(session: Session, work_type_id: int, kinds: frozenset[Kind]) -> list[Row]:
    rows: list[Row] = [WorkTypeKindRow(work_type_id=work_type_id, kind=kind.value) for kind in sorted(kinds)]
    session.add_all(rows)
    return rows


def _add_portrait(
    session: Session,
    work_type: WorkType,
    last: Portrait | None,
    ru: PortraitText,
    en: PortraitText,
    actor: Employee | None,
    now: datetime,
    day: date,
    reason: str,
) -> PortraitRow:
    row = PortraitRow(
        work_type_id=work_type.id,
        version=last.version + 1 if last else 1,
        effective_from=day,
        content={"ru": ru.as_parts(), "en": en.as_parts()},
        author_id=actor.id if actor else None,
        reason=reason.strip()[:LONGEST_REASON],
        written_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _journal(
    session: Session,
    actor: Employee | None,
    action: str,
    work_type: WorkType,
    now: datetime,
    facts: dict[str, Any],
    rows: list[Row],
) -> None:
    journal.record(session, actor.id if actor else None, action, f"work_type:{work_type.id}", now, facts, rows)
