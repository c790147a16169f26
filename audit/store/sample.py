"""Drawn works with the judgement that stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from audit.check import SampledWork
from audit.recoding import Verdict
from audit.store.judgement import standing_judgements
from audit.tables.frame import FrameLineRow, FrameRow, FrameWithdrawalRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow, SampleRow
from audit.tables.seed import SeedSourceRow
from naryad.errors import DomainError


class NoSuchWork(DomainError):
    code = "no_such_sampled_work"
    status = 404
    en = "There is no such work at the desk. Open the desk again: it shows the next one."
    ru = "Такой работы на столе проверки нет. Откройте стол снова: он покажет следующую."


def standing_sample_ids(session: Session) -> SelectOfScalar[Any]:
    """Return the query of samples that stand: the draw of the source named last, of a list not withdrawn."""
    last = (
        select(SeedSourceRow.frame_id, func.max(SeedSourceRow.revision).label("revision"))
        .group_by(col(SeedSourceRow.frame_id))
        .subquery()
    )
    return (
        select(SampleRow.id)
        .join(last, (last.c.frame_id == col(SampleRow.frame_id)) & (last.c.revision == col(SampleRow.revision)))
        .outerjoin(FrameWithdrawalRow, col(FrameWithdrawalRow.frame_id) == col(SampleRow.frame_id))
        .where(col(FrameWithdrawalRow.id).is_(None))
    )


def works(
    session: Session,
    *,
    frame_id: int | None = None,
    employee_id: int | None = None,
    entry_id: int | None = None,
    handle: str | None = None,
    first: date | None = None,
    last: date | None = None,
    only_unjudged: bool = False,
    verdict: Verdict | None = None,
) -> list[SampledWork]:
    """Return works of standing draws: lists from the oldest, within a list in the desk's order. A work counts as judged
    when its judgement is locked; who has judged it before that is nobody's to see.

    `first` and `last` bound the last day of the lists.
    """
    standing = standing_judgements()
    query: Any = (
        select_rows(SampleItemRow, SampleRow, FrameRow, FrameLineRow, RecodingRow)
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .outerjoin(standing, standing.c.sample_item_id == col(SampleItemRow.id))
        .outerjoin(RecodingRow, col(RecodingRow.id) == standing.c.recoding_id)
        .where(col(SampleRow.id).in_(standing_sample_ids(session)))
    )
    for column, value in (
        (FrameRow.id, frame_id),
        (SampleItemRow.employee_id, employee_id),
        (SampleItemRow.entry_id, entry_id),
        (SampleItemRow.handle, handle),
    ):
        if value is not None:
            query = query.where(column == value)
    if first is not None:
        query = query.where(col(FrameRow.last_day) >= first)
    if last is not None:
        query = query.where(col(FrameRow.last_day) <= last)
    if only_unjudged:
        query = query.where(col(RecodingRow.id).is_(None))
    if verdict is not None:
        query = query.where(RecodingRow.verdict == verdict.value)
    query = query.order_by(col(FrameRow.last_day), col(FrameRow.id), col(SampleItemRow.desk_order))
    return [_work(*row) for row in session.exec(query)]


def work_by_handle(session: Session, handle: str) -> SampledWork:
    """Return a drawn work of a standing draw by the handle the auditor sees.

    Raises:
        NoSuchWork: there is none.
    """
    found = works(session, handle=handle)
    if not found:
        raise NoSuchWork()
    return found[0]


def _work(
    item: SampleItemRow, sample: SampleRow, frame: FrameRow, line: FrameLineRow, recoding: RecodingRow | None
) -> SampledWork:
    differs = recoding is not None and (
        recoding.verdict == Verdict.TYPE
        and (recoding.work_type_id, recoding.quantity) != (recoding.claimed_work_type_id, recoding.claimed_quantity)
    )
    return SampledWork(
        item_id=item.id or 0,
        frame_id=frame.id or 0,
        sample_id=sample.id or 0,
        period_key=frame.period_key,
        handle=item.handle,
        employee_id=item.employee_id,
        entry_id=item.entry_id,
        uid=line.uid,
        day=line.day,
        place=item.place_no,
        rank=item.rank,
        size=line.size,
        code=line.code,
        frozen_minutes=line.norm_minutes,
        verdict=Verdict(recoding.verdict) if recoding else None,
        auditor_id=recoding.auditor_id if recoding else None,
        judged_at=recoding.at if recoding else None,
        claimed_work_type_id=recoding.claimed_work_type_id if recoding else None,
        claimed_minutes=recoding.claimed_minutes if recoding else None,
        found_work_type_id=recoding.work_type_id if recoding else None,
        found_minutes=Decimal(recoding.norm_minutes) if recoding and recoding.norm_minutes is not None else None,
        differs=differs,
        content_lost=bool(recoding and recoding.content_lost),
        note=recoding.note if recoding else "",
    )
