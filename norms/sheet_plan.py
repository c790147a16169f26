"""What a row of a catalog file would change: nothing, a new type, or a few named things about one that exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from naryad.errors import DomainError
from norms.norm import Norm, norm_on
from norms.notice import NormStartsTooSoon
from norms.portrait import Portrait, PortraitText
from norms.sheet import CatalogRow
from norms.work_type import Kind, WorkType


class FactNeverChanges(DomainError):
    code = "fact_never_changes"
    en = (
        "Work type {type} has {what} “{stored}”, the file says “{given}”. What and how a type counts never changes: "
        "correct the file, or add a new type and retire this one."
    )
    ru = (
        "У типа {type} {what_ru} «{stored_ru}», а в файле «{given_ru}». Что и как считает тип, не меняется: "
        "исправьте файл или заведите новый тип, а этот выведите."
    )


class KindsOnlyGrow(DomainError):
    code = "kinds_only_grow"
    en = "Work type {type} is also for: {kinds}. A kind cannot be taken away; add it to the file, or retire the type."
    ru = "Тип {type} годится ещё и для такого: {kinds_ru}. Убрать это нельзя: добавьте в файл или выведите тип."


class NormDayMissing(DomainError):
    code = "norm_day_missing"
    status = 422
    en = (
        "The norm of {type} is {stored} min, the file says {given}. Say from which day: fill in "
        "“effective_from”, {earliest} or later."
    )
    ru = (
        "Норма типа {type} — {stored} мин, а в файле {given}. Скажите, с какого дня: заполните «Норма "
        "с», не раньше {earliest}."
    )


class RetiredInFile(DomainError):
    code = "retired_in_file"
    en = (
        "Work type {type} is out of use from {retired_on}, and the file changes it. Return it to use "
        "first, or remove the row."
    )
    ru = "Тип {type} выведен с {retired_on}, а файл его меняет. Сначала верните его или уберите строку."


@dataclass(frozen=True)
class Known:
    """What the office has of a type already."""

    work_type: WorkType
    norms: Sequence[Norm]
    pending: Sequence[Norm]
    portrait: Portrait


@dataclass(frozen=True)
class RowPlan:
    """What taking the row would do."""

    row: CatalogRow
    known: Known | None
    names: bool = False
    kinds_added: frozenset[Kind] = frozenset()
    portrait: tuple[PortraitText, PortraitText] | None = None
    norm_from: date | None = None
    """The day the row's norm starts; None: the norm is what it was."""
    is_founding: bool = False
    """The norm comes into force together with its type."""

    @property
    def changes(self) -> bool:
        return self.known is None or self.names or bool(self.kinds_added or self.portrait or self.norm_from)


def plan_row(row: CatalogRow, known: Known | None, *, today: date, founding_from: date | None) -> RowPlan:
    """Return what `row` would do to what is `known`.

    `founding_from` is the day a new type's norm starts in an office that takes its first catalog today (the row's own
    day comes before it); None where the office has one already: then norms are proposals, from tomorrow on.

    Raises:
        FactNeverChanges, KindsOnlyGrow, NormDayMissing, NormStartsTooSoon, RetiredInFile.
    """
    if known is None:
        if founding_from is not None:
            return RowPlan(row, None, norm_from=row.effective_from or founding_from, is_founding=True)
        return RowPlan(row, None, norm_from=_start(row, today))
    plan = _plan_of_known(row, known, today)
    retired_on = known.work_type.retired_on
    if plan.changes and retired_on is not None and retired_on <= today:
        raise RetiredInFile(type=row.card.code, retired_on=retired_on)
    return plan


def _plan_of_known(row: CatalogRow, known: Known, today: date) -> RowPlan:
    card, stored = row.card, known.work_type
    _require_same_facts(row, stored)
    names = (
        card.name_ru != stored.name_ru
        or (bool(card.name_en) and card.name_en != stored.name_en)
        or (card.alias is not None and card.alias != stored.alias)
    )
    texts = (row.ru, row.en or known.portrait.en)
    return RowPlan(
        row,
        known,
        names=names,
        kinds_added=card.kinds - stored.kinds,
        portrait=texts if texts != (known.portrait.ru, known.portrait.en) else None,
        norm_from=_norm_change(row, known, today),
    )


def _require_same_facts(row: CatalogRow, stored: WorkType) -> None:
    card = row.card
    facts = (
        (
            "the unit",
            "единица",
            stored.unit.label("en"),
            card.unit.label("en"),
            stored.unit.label("ru"),
            card.unit.label("ru"),
        ),
        ("decimals", "знаков", stored.unit_places, card.unit_places, stored.unit_places, card.unit_places),
        ("the limit", "предел", stored.quantity_cap, card.quantity_cap, stored.quantity_cap, card.quantity_cap),
        (
            "the purpose",
            "назначение",
            stored.purpose,
            card.purpose,
            stored.purpose.label("ru"),
            card.purpose.label("ru"),
        ),
    )
    for what, what_ru, old, new, old_ru, new_ru in facts:
        if old != new:
            raise FactNeverChanges(
                type=card.code,
                what=what,
                what_ru=what_ru,
                stored="—" if old is None else old,
                given="—" if new is None else new,
                stored_ru="—" if old_ru is None else old_ru,
                given_ru="—" if new_ru is None else new_ru,
            )
    if missing := sorted(stored.kinds - card.kinds):
        raise KindsOnlyGrow(
            type=card.code,
            kinds=[kind.label("en") for kind in missing],
            kinds_ru=[kind.label("ru") for kind in missing],
        )


def _norm_change(row: CatalogRow, known: Known, today: date) -> date | None:
    """Return the day from which the row's norm would be proposed, or None where it changes nothing."""
    day = row.effective_from or today
    current = norm_on(known.norms, day)
    if current is not None and current.minutes == row.minutes:
        return None
    if any(_same_proposal(norm, row) for norm in (*known.pending, *known.norms)):
        return None
    if current is not None and row.effective_from is None:
        raise NormDayMissing(
            type=row.card.code, stored=current.minutes, given=row.minutes, earliest=today + timedelta(days=1)
        )
    return _start(row, today)


def _same_proposal(norm: Norm, row: CatalogRow) -> bool:
    return norm.minutes == row.minutes and row.effective_from in (None, norm.effective_from)


def _start(row: CatalogRow, today: date) -> date:
    tomorrow = today + timedelta(days=1)
    start = row.effective_from or tomorrow
    if start <= today:
        raise NormStartsTooSoon(type=row.card.code, effective_from=start, earliest=tomorrow)
    return start
