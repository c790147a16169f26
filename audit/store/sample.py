"""Drawn works with the judgement that speaks now, and the desk: what is to be judged next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from audit.check import TAKE_BACK_MINUTES, SampledWork
from audit.recoding import Verdict
from audit.tables.finding import FindingAnswerRow, FindingRow
from audit.tables.frame import FrameLineRow, FrameRow, FrameWithdrawalRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow, SampleRow
from audit.tables.seed import SeedSourceRow
from naryad.errors import DomainError
from worklog.store.readers import opened_with_reason


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
    """Return works of standing draws: lists from the oldest, within a list in the desk's order.

    `first` and `last` bound the last day of the lists.
    """
    latest = _latest_recodings()
    query: Any = (
        select_rows(SampleItemRow, SampleRow, FrameRow, FrameLineRow, RecodingRow)
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .outerjoin(latest, latest.c.sample_item_id == col(SampleItemRow.id))
        .outerjoin(
            RecodingRow,
            (col(RecodingRow.sample_item_id) == col(SampleItemRow.id))
            & (col(RecodingRow.revision) == latest.c.revision)
            & (col(RecodingRow.verdict) != Verdict.TAKEN_BACK.value),
        )
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


def next_at_desk(session: Session, auditor_id: int) -> SampledWork | None:
    """Return what this auditor judges next: the first unjudged work of the oldest list that is not their own."""
    return next(iter(to_judge(session, auditor_id)), None)


def to_judge(session: Session, auditor_id: int) -> list[SampledWork]:
    """Return what waits for this auditor: nothing of their own, and no letter they opened outside the check."""
    known = opened_with_reason(session, auditor_id)
    unjudged = works(session, only_unjudged=True)
    return [work for work in unjudged if work.employee_id != auditor_id and work.entry_id not in known]


def own_waiting(session: Session, auditor_id: int) -> int:
    """Return how many unjudged works are this auditor's own, or known to them, and wait for another person."""
    return len(works(session, only_unjudged=True)) - len(to_judge(session, auditor_id))


def last_judged(session: Session, auditor_id: int, now: datetime) -> tuple[int, int] | None:
    """Return (item id, revision) of the auditor's last judgement if it may still be taken back.

    It may within a quarter of an hour, unless the employee has answered the finding it made.
    """
    row = session.exec(
        select(RecodingRow).where(RecodingRow.auditor_id == auditor_id).order_by(col(RecodingRow.id).desc()).limit(1)
    ).first()
    if row is None or row.verdict == Verdict.TAKEN_BACK or now - row.at > timedelta(minutes=TAKE_BACK_MINUTES):
        return None
    answered = session.exec(
        select(FindingAnswerRow.id)
        .join(FindingRow, col(FindingRow.id) == col(FindingAnswerRow.finding_id))
        .where(FindingRow.recoding_id == row.id)
        .limit(1)
    ).first()
    return None if answered is not None else (row.sample_item_id, row.revision)


def judged_today(session: Session, auditor_id: int, since: datetime) -> int:
    """Return how many works the auditor has judged since a moment; what was taken back does not count."""
    rows = session.exec(
        select(RecodingRow.verdict, func.count())
        .where(RecodingRow.auditor_id == auditor_id, col(RecodingRow.at) >= since)
        .group_by(col(RecodingRow.verdict))
    )
    counts = dict(rows.all())
    return sum(counts.values()) - 2 * counts.get(Verdict.TAKEN_BACK.value, 0)


def auditors_of(session: Session, item_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return everybody who ever judged each item."""
    found: dict[int, set[int]] = {}
    query = select(RecodingRow.sample_item_id, RecodingRow.auditor_id).where(
        col(RecodingRow.sample_item_id).in_(list(item_ids))
    )
    for item_id, auditor_id in session.exec(query):
        found.setdefault(item_id, set()).add(auditor_id)
    return {item_id: frozenset(people) for item_id, people in found.items()}


def _latest_recodings() -> Any:
    return (
        select(RecodingRow.sample_item_id, func.max(RecodingRow.revision).label("revision"))
        .group_by(col(RecodingRow.sample_item_id))
        .subquery()
    )


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
