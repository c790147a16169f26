"""Each list's share of works that differ, for the control chart."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, case, func, or_, select
from sqlmodel import Session, col

from audit.recoding import Verdict
from audit.store.judgement import standing_judgements
from audit.store.sample import standing_sample_ids
from audit.tables.frame import FrameRow
from audit.tables.sample import SampleItemRow, SampleRow


def differing_by_list(session: Session, first: date, last: date) -> list[tuple[date, int, int]]:
    """Return (last day, works that differ, works whose type was judged) of each list, the earliest first."""
    judged = standing_judgements()
    differs = or_(
        judged.c.work_type_id != judged.c.claimed_work_type_id, judged.c.quantity != judged.c.claimed_quantity
    )
    query = (
        select(col(FrameRow.last_day), func.sum(case((differs, 1), else_=0)), func.count())
        .select_from(SampleItemRow)
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .join(judged, judged.c.sample_item_id == col(SampleItemRow.id))
        .where(
            and_(judged.c.verdict == Verdict.TYPE.value, col(FrameRow.last_day).between(first, last)),
            col(SampleRow.id).in_(standing_sample_ids(session)),
        )
        .group_by(col(FrameRow.id), col(FrameRow.last_day))
        .order_by(col(FrameRow.last_day), col(FrameRow.id))
    )
    return [(row[0], int(row[1]), int(row[2])) for row in session.connection().execute(query)]
