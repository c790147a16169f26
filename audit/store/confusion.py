"""Judged works grouped by what was found and what had been claimed, by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery, and_, case, func, select
from sqlmodel import Session, col

from audit.confusion import Cell
from audit.recoding import Verdict
from audit.store.judgement import standing_judgements
from audit.store.sample import standing_sample_ids
from audit.tables.frame import FrameLineRow, FrameRow
from audit.tables.sample import SampleItemRow, SampleRow
from norms.store import catalog, norms_by_id


@dataclass(frozen=True, slots=True)
class ConfusedMinutes:
    """Over-claimed minutes of one person's works of one day in one cell; pay is looked up by these."""

    found_id: int
    claimed_id: int
    employee_id: int
    day: date
    over_minutes: Decimal


def cells_between(session: Session, first: date, last: date) -> list[Cell]:
    """Return the cells of lists that end between two days."""
    judged = standing_judgements()
    return _cells(session, judged, col(FrameRow.last_day).between(first, last))


def cells_judged(session: Session, since: datetime, until: datetime) -> list[Cell]:
    """Return the cells of works whose judgement was locked from `since` until before `until`."""
    judged = standing_judgements()
    return _cells(session, judged, and_(judged.c.locked_at >= since, judged.c.locked_at < until))


def confused_minutes(session: Session, first: date, last: date) -> list[ConfusedMinutes]:
    """Return the minutes off the diagonal by person and day."""
    judged = standing_judgements()
    place = (judged.c.work_type_id, judged.c.claimed_work_type_id)
    whose = (col(SampleItemRow.employee_id), col(FrameLineRow.day))
    sums = (func.sum(judged.c.claimed_minutes).label("claimed"), func.sum(judged.c.norm_minutes).label("found"))
    query = (
        _typed(session, judged, col(FrameRow.last_day).between(first, last), *place, *whose, *sums)
        .where(judged.c.work_type_id != judged.c.claimed_work_type_id)
        .group_by(*place, *whose)
    )
    return [
        ConfusedMinutes(row[0], row[1], row.employee_id, row.day, row.claimed - row.found)
        for row in session.connection().execute(query)
    ]


def minutes_by_type(session: Session, day: date) -> dict[int, Decimal]:
    """Return the norm minutes of every type: of the norm in force on `day`, else of its last one."""
    last: dict[int, Decimal] = {}
    for norm in sorted(norms_by_id(session).values(), key=lambda norm: norm.effective_from):
        last[norm.work_type_id] = norm.minutes
    in_force = {each.work_type.id: each.norm.minutes for each in catalog(session, day).in_order() if each.norm}
    return last | in_force


def _cells(session: Session, judged: Subquery, when: Any) -> list[Cell]:
    place = (judged.c.work_type_id, judged.c.claimed_work_type_id)
    apart = case(
        (judged.c.claimed_minutes >= judged.c.norm_minutes, judged.c.claimed_minutes),
        else_=judged.c.norm_minutes,
    )
    nearer = case(
        (judged.c.claimed_minutes >= judged.c.norm_minutes, judged.c.norm_minutes),
        else_=judged.c.claimed_minutes,
    )
    sums = (
        func.count().label("works"),
        func.sum(judged.c.claimed_minutes).label("claimed"),
        func.sum(judged.c.norm_minutes).label("found"),
        func.sum(apart).label("more"),
        func.sum(nearer).label("less"),
    )
    query = _typed(session, judged, when, *place, *sums).group_by(*place)
    return [
        Cell(row[0], row[1], int(row.works), row.claimed - row.found, row.more - row.less)
        for row in session.connection().execute(query)
    ]


def _typed(session: Session, judged: Subquery, when: Any, *columns: Any) -> Any:
    """Return a query of drawn works whose standing judgement names a type."""
    return (
        select(*columns)
        .select_from(SampleItemRow)
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .join(judged, judged.c.sample_item_id == col(SampleItemRow.id))
        .where(judged.c.verdict == Verdict.TYPE.value, when, col(SampleRow.id).in_(standing_sample_ids(session)))
    )
