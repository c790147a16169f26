"""The figures of checks over a stretch of weeks, and the portraits that auditors found unclear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from audit.budget import QUARTER_WEEKS, Attention, Share
from audit.check import FrozenFrame, SampledWork
from audit.evidence import TOLERANCE
from audit.recoding import Verdict
from audit.results import PersonResult, results_by_person
from audit.store.frame import frame_by_id
from audit.store.sample import works
from audit.tables.frame import FrameRow, FrameWithdrawalRow
from naryad.people import Employee

NEWCOMER_DAYS = 31
QUIET_JUDGED = 13
LOOK_CLOSER = 10.0


def frames_between(session: Session, first: date, last: date) -> list[FrozenFrame]:
    """Return standing lists whose last day lies between two days, oldest first."""
    ids = session.exec(
        select(FrameRow.id)
        .outerjoin(FrameWithdrawalRow, col(FrameWithdrawalRow.frame_id) == col(FrameRow.id))
        .where(col(FrameRow.last_day).between(first, last), col(FrameWithdrawalRow.id).is_(None))
        .order_by(col(FrameRow.last_day), col(FrameRow.id))
    )
    return [frame_by_id(session, frame_id) for frame_id in ids if frame_id is not None]


def results_between(session: Session, first: date, last: date) -> dict[int, PersonResult]:
    """Return everybody's result over the lists that end between two days."""
    frames = frames_between(session, first, last)
    return results_by_person(frames, works(session, first=first, last=last), tolerance=TOLERANCE)


def unclear_portraits(session: Session) -> list[SampledWork]:
    """Return the works whose portrait an auditor found unclear, the latest first."""
    return sorted(
        works(session, verdict=Verdict.PORTRAIT_UNCLEAR),
        key=lambda work: (work.judged_at is not None, work.judged_at, work.item_id),
        reverse=True,
    )


def attention_of(person: Employee, last_day: date, results: Mapping[int, PersonResult]) -> Attention:
    """Return what attention a person is due on a list that ends on `last_day`, after the quarter's `results`."""
    result = results.get(person.id)
    if result and result.e_value >= LOOK_CLOSER:
        return Attention.OPEN_QUESTION
    if (last_day - person.employed_from).days < NEWCOMER_DAYS:
        return Attention.NEWCOMER
    if result and result.judged >= QUIET_JUDGED and result.differing == 0:
        return Attention.QUIET
    return Attention.USUAL


def quarter_before(last_day: date) -> tuple[date, date]:
    """Return the thirteen weeks that end the day before the week of `last_day` begins."""
    end = last_day - timedelta(days=7)
    return end - timedelta(weeks=QUARTER_WEEKS) + timedelta(days=1), end


def recent_shares(frames: list[FrozenFrame]) -> list[Share]:
    """Return each person's average week over `frames`, for the plan page."""
    weeks = max(len(frames), 1)
    totals: dict[str, tuple[int, Decimal]] = {}
    for frame in frames:
        for part in frame.parts:
            entries, minutes = totals.get(part.number, (0, Decimal(0)))
            totals[part.number] = (entries + part.entries, minutes + part.norm_minutes)
    return [
        Share(number, max(1, round(entries / weeks)), minutes / weeks)
        for number, (entries, minutes) in sorted(totals.items())
    ]
