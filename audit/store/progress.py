"""How far the lists are that are drawn and not judged to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from audit.store.judgement import standing_judgements
from audit.store.sample import standing_sample_ids
from audit.tables.frame import FrameRow
from audit.tables.sample import SampleItemRow, SampleRow

LISTED = 12


@dataclass(frozen=True, slots=True)
class OpenList:
    """A drawn list with works still to be judged, or to be judged a second time."""

    period_key: str
    first_day: date
    last_day: date
    drawn: int
    judged: int


def open_lists(session: Session, *, limit: int = LISTED) -> list[OpenList]:
    """Return the drawn lists that are not judged to the end, the oldest first."""
    judged = standing_judgements()
    locked = func.count(judged.c.recoding_id)
    query = (
        select(
            col(FrameRow.period_key),
            col(FrameRow.first_day),
            col(FrameRow.last_day),
            func.count().label("drawn"),
            locked.label("judged"),
        )
        .select_from(SampleItemRow)
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .outerjoin(judged, judged.c.sample_item_id == col(SampleItemRow.id))
        .where(col(SampleRow.id).in_(standing_sample_ids(session)))
        .group_by(col(FrameRow.id), col(FrameRow.period_key), col(FrameRow.first_day), col(FrameRow.last_day))
        .having(locked < func.count())
        .order_by(col(FrameRow.last_day), col(FrameRow.id))
        .limit(limit)
    )
    return [OpenList(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in session.connection().execute(query)]
