"""Output: units and norm minutes summed by the database over the covering index, never in a loop over entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from naryad.days import Period
from worklog.store.entry import entry_value, last_codings
from worklog.tables.coding import CODING, DESCRIBED_DECISION
from worklog.tables.entry import DAY_TOTAL, ENTRY, NORM


@dataclass(frozen=True, slots=True)
class OutputGroup:
    """The work of one employee on one day under one norm and condition, void work left out."""

    employee_id: int
    day: date
    work_type_id: int
    norm_id: int
    condition: int
    quantity: Decimal
    norm_minutes: Decimal
    entries: int


@dataclass(frozen=True, slots=True)
class EmployeeOutput:
    """An employee's month in two figures."""

    employee_id: int
    entries: int
    norm_minutes: Decimal


@dataclass(frozen=True, slots=True)
class DescribedMinutes:
    """Work without a norm that the head has accepted."""

    employee_id: int
    day: date
    minutes: Decimal
    entry_id: int
    text: str


def output_groups(session: Session, period: Period, employee_id: int | None = None) -> list[OutputGroup]:
    """Return the output of a pay period recounted from entries, in order of employee, day, norm and condition."""
    rows = session.connection().execute(grouped_output(period, employee_id)).all()
    return [OutputGroup(*row) for row in rows]


def grouped_output(period: Period, employee_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Return the one grouped statement of output; the groups, not the entries, are joined to their norms."""
    entry = ENTRY.c
    query = select(
        entry.employee_id,
        entry.day,
        entry.norm_id,
        entry.condition,
        func.sum(entry.quantity).label("quantity"),
        func.sum(entry.norm_minutes).label("norm_minutes"),
        func.count().label("entries"),
    ).where(entry.period == period.number, entry.quantity > 0)
    if employee_id is not None:
        query = query.where(entry.employee_id == employee_id)
    groups = query.group_by(entry.employee_id, entry.day, entry.norm_id, entry.condition).subquery("groups")
    return (
        select(
            groups.c.employee_id,
            groups.c.day,
            NORM.c.work_type_id,
            groups.c.norm_id,
            groups.c.condition,
            groups.c.quantity,
            groups.c.norm_minutes,
            groups.c.entries,
        )
        .join(NORM, NORM.c.id == groups.c.norm_id)
        .order_by(groups.c.employee_id, groups.c.day, groups.c.norm_id, groups.c.condition)
    )


def output_by_employee(session: Session, period: Period) -> list[EmployeeOutput]:
    """Return each employee's entries and norm minutes of a pay period, recounted from entries, by employee id."""
    entry = ENTRY.c
    query = (
        select(entry.employee_id, func.count(), func.sum(entry.norm_minutes))
        .where(entry.period == period.number, entry.quantity > 0)
        .group_by(entry.employee_id)
        .order_by(entry.employee_id)
    )
    return [EmployeeOutput(*row) for row in session.connection().execute(query)]


def day_totals(session: Session, period: Period, employee_id: int | None = None) -> list[OutputGroup]:
    """Return the totals kept beside the entries, as `output_groups` would; pages and previews read these."""
    total = DAY_TOTAL.c
    query = (
        select(
            total.employee_id,
            total.day,
            NORM.c.work_type_id,
            total.norm_id,
            total.condition,
            total.quantity,
            total.norm_minutes,
            total.entries,
        )
        .join(NORM, NORM.c.id == total.norm_id)
        .where(total.period == period.number, total.entries != 0)
        .order_by(total.employee_id, total.day, total.norm_id, total.condition)
    )
    if employee_id is not None:
        query = query.where(total.employee_id == employee_id)
    return [OutputGroup(*row) for row in session.connection().execute(query)]


def output_of_type(session: Session, work_type_id: int, first: date, last: date) -> list[tuple[int, Decimal, Decimal]]:
    """Return (employee id, quantity, norm minutes) of one type between two days, both included, by employee."""
    total = DAY_TOTAL.c
    query = (
        select(total.employee_id, func.sum(total.quantity), func.sum(total.norm_minutes))
        .join(NORM, NORM.c.id == total.norm_id)
        .where(
            NORM.c.work_type_id == work_type_id,
            total.period.between(Period.of_day(first).number, Period.of_day(last).number),
            total.day.between(first, last),
            total.entries != 0,
        )
        .group_by(total.employee_id)
        .order_by(total.employee_id)
    )
    return [(row[0], row[1], row[2]) for row in session.connection().execute(query)]


def employees_with_late_codings(session: Session, period: Period) -> set[int]:
    """Return whose work of a closed period has got a coding behind the seal (rule 25)."""
    query = (
        select(ENTRY.c.employee_id)
        .join(CODING, CODING.c.entry_id == ENTRY.c.id)
        .where(CODING.c.after_seal, ENTRY.c.period == period.number)
        .distinct()
    )
    return set(session.connection().execute(query).scalars())


def corrected_output_groups(session: Session, period: Period, employee_id: int) -> list[OutputGroup]:
    """Return the employee's output as it should have been: the last coding of each entry, late ones included.

    Only entries with a coding behind the seal differ from `output_groups`; they are few and looked at one by one.
    """
    groups = {(g.day, g.norm_id, g.condition): g for g in output_groups(session, period, employee_id)}
    late = (
        select(ENTRY)
        .where(
            ENTRY.c.period == period.number,
            ENTRY.c.employee_id == employee_id,
            ENTRY.c.id.in_(select(CODING.c.entry_id).where(CODING.c.after_seal)),
        )
        .order_by(ENTRY.c.seq)
    )
    entries = [entry_value(row) for row in session.connection().execute(late).mappings()]
    codings = last_codings(session, [entry.id for entry in entries])
    for entry in entries:
        coding, figures = codings[entry.id], entry.figures
        assert figures is not None
        assert coding.norm_id is not None
        assert coding.work_type_id is not None
        condition = int(figures.condition)
        for norm_id, work_type_id, quantity, minutes, sign in (
            (figures.norm_id, figures.work_type_id, figures.quantity, figures.norm_minutes, -1),
            (coding.norm_id, coding.work_type_id, coding.quantity, coding.norm_minutes, 1),
        ):
            if quantity == 0:
                continue
            key = (entry.day, norm_id, condition)
            old = groups.get(key)
            groups[key] = OutputGroup(
                employee_id=employee_id,
                day=entry.day,
                work_type_id=work_type_id,
                norm_id=norm_id,
                condition=condition,
                quantity=(old.quantity if old else Decimal(0)) + sign * quantity,
                norm_minutes=(old.norm_minutes if old else Decimal(0)) + sign * minutes,
                entries=(old.entries if old else 0) + sign,
            )
    return [group for _, group in sorted(groups.items()) if group.entries]


def described_minutes(session: Session, period: Period) -> list[DescribedMinutes]:
    """Return the "other, N minutes" of a pay period that the head accepted, by employee and day (rule 8)."""
    any_coding = CODING.alias("any_coding")
    last = select(func.max(any_coding.c.id)).where(any_coding.c.entry_id == ENTRY.c.id).scalar_subquery()
    query = (
        select(ENTRY.c.employee_id, ENTRY.c.day, CODING.c.described_minutes, ENTRY.c.id, CODING.c.description)
        .join(CODING, CODING.c.entry_id == ENTRY.c.id)
        .join(DESCRIBED_DECISION, DESCRIBED_DECISION.c.coding_id == CODING.c.id)
        .where(
            # Decisions are few, entries of a month many: the sum keeps SQLite from beginning with the index of periods.
            ENTRY.c.period + 0 == period.number,
            CODING.c.described_minutes.is_not(None),
            DESCRIBED_DECISION.c.accepted,
            CODING.c.id == last,
        )
        .order_by(ENTRY.c.employee_id, ENTRY.c.day, ENTRY.c.id)
    )
    return [DescribedMinutes(*row) for row in session.connection().execute(query)]
