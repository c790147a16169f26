"""Lists that are being made: which, and how far they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from audit.making import SILENT_AFTER, Making, NoSuchMaking, Step, What
from audit.tables.frame import FrameWithdrawalRow
from audit.tables.making import ListMakingRow


def making_by_id(session: Session, making_id: int) -> Making:
    """Return a making.

    Raises:
        NoSuchMaking: there is none.
    """
    row = session.get(ListMakingRow, making_id)
    if row is None:
        raise NoSuchMaking()
    return _making(row)


def making_now(session: Session, now: datetime) -> Making | None:
    """Return the freezing or drawing that goes on at `now`; there is one at a time."""
    row = session.exec(
        select(ListMakingRow)
        .where(ListMakingRow.outcome == "", col(ListMakingRow.told_at) > now - SILENT_AFTER)
        .order_by(col(ListMakingRow.id).desc())
        .limit(1)
    ).first()
    return None if row is None else _making(row)


def broken_off(session: Session, now: datetime) -> list[Making]:
    """Return what was stopped with its process and has no outcome yet."""
    rows = session.exec(
        select(ListMakingRow).where(ListMakingRow.outcome == "", col(ListMakingRow.told_at) <= now - SILENT_AFTER)
    )
    return [_making(row) for row in rows]


def lists_not_stored_whole(session: Session) -> set[int]:
    """Return the lists whose lines are being stored, or broke off and are withdrawn: they hold to no root."""
    ended = select(FrameWithdrawalRow.frame_id)
    query = select(ListMakingRow.frame_id).where(
        ListMakingRow.what == What.FREEZE.value,
        or_(
            col(ListMakingRow.outcome) == "",
            col(ListMakingRow.outcome).in_(["failed", "refused"]) & col(ListMakingRow.frame_id).in_(ended),
        ),
    )
    return {frame_id for frame_id in session.exec(query) if frame_id is not None}


def _making(row: ListMakingRow) -> Making:
    return Making(
        id=row.id or 0,
        what=What(row.what),
        period_key=row.period_key,
        frame_id=row.frame_id,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        step=Step(row.step or Step.READING.value),
        done=row.done,
        whole=row.whole,
        told_at=row.told_at,
        outcome=row.outcome,
        refusal=row.facts or {},
    )
