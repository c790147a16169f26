"""The month's work as pay sees it: groups of equal work with the names and norms of their types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from naryad.days import Period
from norms.norm import Norm
from norms.store import all_types, norms_by_id
from norms.work_type import Purpose, WorkType
from payroll.output import WorkDone
from payroll.quality import apart
from payroll.store.grades import with_grades
from payroll.store.quality import judged_work
from worklog.store.entry import entries_by_id, last_codings
from worklog.store.output import (
    DescribedMinutes,
    OutputGroup,
    corrected_output_groups,
    day_totals,
    described_minutes,
    output_groups,
)


@dataclass(frozen=True)
class CatalogOfPay:
    """Types and norms by id, read once for a whole month."""

    types: dict[int, WorkType]
    norms: dict[int, Norm]


def catalog_of_pay(session: Session, work_type_ids: Iterable[int]) -> CatalogOfPay:
    """Return the types with these ids, and every norm."""
    wanted = set(work_type_ids)
    types = {work_type.id: work_type for work_type in all_types(session) if work_type.id in wanted}
    return CatalogOfPay(types, norms_by_id(session))


def work_done(session: Session, period: Period, employee_id: int | None = None) -> list[WorkDone]:
    """Return a pay period's work recounted from its entries, by employee and day: what closing pays.

    Entries are grouped by the database in one statement; nothing here loops over entries.
    """
    groups = output_groups(session, period, employee_id)
    work = _with_names(session, groups, _described(session, period, employee_id))
    return with_grades(session, apart(work, judged_work(session, period, employee_id)))


def work_by_day_totals(session: Session, period: Period, employee_id: int | None = None) -> list[WorkDone]:
    """Return the same from the totals kept beside the entries: quick, for pages of an open month."""
    groups = day_totals(session, period, employee_id)
    work = _with_names(session, groups, _described(session, period, employee_id))
    return with_grades(session, apart(work, judged_work(session, period, employee_id)))


def work_corrected(session: Session, period: Period, employee_id: int) -> list[WorkDone]:
    """Return a closed period's work of one employee as it should have been, late decisions included."""
    groups = corrected_output_groups(session, period, employee_id)
    work = _with_names(session, groups, _described(session, period, employee_id))
    return with_grades(session, apart(work, judged_work(session, period, employee_id, corrected=True)))


def work_of_entries(
    session: Session, period: Period, employee_id: int, entry_ids: Sequence[int], *, corrected: bool = False
) -> list[WorkDone]:
    """Return some works of one employee as groups, by the figures that count or (`corrected`) by the last codings."""
    entries = entries_by_id(session, entry_ids)
    late = last_codings(session, entry_ids) if corrected else {}
    groups: dict[tuple[date, int], OutputGroup] = {}
    for number, entry in sorted(entries.items()):
        figures = late.get(number) or entry.figures
        if figures is None or figures.norm_id is None or figures.work_type_id is None or not figures.quantity:
            continue
        key = (entry.day, figures.norm_id)
        known = groups.get(key)
        groups[key] = OutputGroup(
            employee_id=employee_id,
            day=entry.day,
            work_type_id=figures.work_type_id,
            norm_id=figures.norm_id,
            condition=0,
            quantity=figures.quantity + (known.quantity if known else 0),
            norm_minutes=figures.norm_minutes + (known.norm_minutes if known else 0),
            entries=1 + (known.entries if known else 0),
        )
    judged = judged_work(session, period, employee_id, corrected=corrected, only=entry_ids)
    return with_grades(session, apart(_with_names(session, list(groups.values()), {}), judged))


def disagreements(session: Session, period: Period) -> list[tuple[int, date]]:
    """Return employees and days whose kept totals differ from a recount of the entries, in order."""
    recounted = {_key(group): _figures(group) for group in output_groups(session, period)}
    kept = {_key(group): _figures(group) for group in day_totals(session, period)}
    differing = {key for key in recounted.keys() | kept.keys() if recounted.get(key) != kept.get(key)}
    return sorted({(employee_id, day) for employee_id, day, _, _ in differing})


def approved_minutes(session: Session, period: Period) -> dict[tuple[int, date], Decimal]:
    """Return the approved minutes of work without a norm, by employee and day."""
    return _described(session, period, None)


def _described(session: Session, period: Period, employee_id: int | None) -> dict[tuple[int, date], Decimal]:
    sums: dict[tuple[int, date], Decimal] = {}
    found: list[DescribedMinutes] = described_minutes(session, period)
    for one in found:
        if employee_id is None or one.employee_id == employee_id:
            key = (one.employee_id, one.day)
            sums[key] = sums.get(key, Decimal(0)) + one.minutes
    return sums


def _with_names(
    session: Session, groups: list[OutputGroup], described: dict[tuple[int, date], Decimal]
) -> list[WorkDone]:
    catalog = catalog_of_pay(session, {group.work_type_id for group in groups})
    left = dict(described)
    return [_work(group, catalog, left) for group in groups]


def _work(group: OutputGroup, catalog: CatalogOfPay, described: dict[tuple[int, date], Decimal]) -> WorkDone:
    """Join one group with its names; a day's described minutes go to its first group of a described type."""
    work_type, norm = catalog.types[group.work_type_id], catalog.norms[group.norm_id]
    has_norm = work_type.purpose is not Purpose.DESCRIBED
    minutes = Decimal(0) if has_norm else described.pop((group.employee_id, group.day), Decimal(0))
    return WorkDone(
        employee_id=group.employee_id,
        day=group.day,
        work_type_id=work_type.id,
        type_code=work_type.code,
        type_name_ru=work_type.name("ru"),
        type_name_en=work_type.name("en"),
        unit=work_type.unit.value,
        norm_id=norm.id,
        norm_version=norm.version if has_norm else None,
        norm_minutes_per_unit=norm.minutes,
        condition=str(group.condition) if group.condition else "",
        quantity=group.quantity,
        norm_minutes=group.norm_minutes,
        entries=group.entries,
        minutes_without_norm=minutes,
    )


def _key(group: OutputGroup) -> tuple[int, date, int, int]:
    return (group.employee_id, group.day, group.norm_id, group.condition)


def _figures(group: OutputGroup) -> tuple[Decimal, Decimal, int]:
    return (group.quantity, group.norm_minutes, group.entries)
