"""Which works the check still needs the content of: their list, or an appeal against a finding on it, is not over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from audit.finding import Reply, State
from audit.store.finding import Finding, findings_of_frame
from audit.store.sample import standing_sample_ids, works
from audit.tables.frame import FrameLineRow, FrameWithdrawalRow
from audit.tables.sample import SampleRow
from naryad.days import local_day
from naryad.office import office_of

UNREAD_DAYS = 90
"""How long a decision that nobody has read may still be appealed before its letter may go."""


def works_still_needed(session: Session, entry_ids: Sequence[int], now: datetime) -> set[int]:
    """Return those of `entry_ids` whose list is not drawn yet, not judged whole, or has an open finding.

    A list is needed whole: it may be continued to more of its works while anything on it is open.
    """
    today = local_day(now, office_of(session).zone)
    lines = session.exec(
        select(FrameLineRow.entry_id, FrameLineRow.frame_id)
        .outerjoin(FrameWithdrawalRow, col(FrameWithdrawalRow.frame_id) == col(FrameLineRow.frame_id))
        .where(col(FrameLineRow.entry_id).in_(list(entry_ids)), col(FrameWithdrawalRow.id).is_(None))
    ).all()
    is_open = {frame_id: _is_open(session, frame_id, today) for frame_id in {frame_id for _, frame_id in lines}}
    return {entry_id for entry_id, frame_id in lines if is_open[frame_id]}


def _is_open(session: Session, frame_id: int, today: date) -> bool:
    drawn = select(SampleRow.id).where(
        SampleRow.frame_id == frame_id, col(SampleRow.id).in_(standing_sample_ids(session))
    )
    if session.exec(drawn.limit(1)).first() is None or works(session, frame_id=frame_id, only_unjudged=True):
        return True
    return not all(_is_over(finding, today) for finding in findings_of_frame(session, frame_id, today))


def _is_over(finding: Finding, today: date) -> bool:
    """Say whether nothing more can follow: decided twice, or decided once and the time to appeal has passed."""
    if finding.state is not State.DECIDED:
        return finding.state is State.FINAL
    if finding.course.said(finding.course.round, Reply.READ) is not None:
        return today > finding.deadline
    return today > finding.words[-1].at.date() + timedelta(days=UNREAD_DAYS)
