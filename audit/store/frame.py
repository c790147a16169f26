"""Frozen lists with their sources and draws, and the lines on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from audit.budget import Attention
from audit.check import Continuation, FramePart, FrozenFrame, NamedSource, NoSuchFrame, Sample, Withdrawal
from audit.frame import EmployeeFrame, Line, Proof, SizeRule
from audit.seed import Throw
from audit.tables.frame import FrameEmployeeRow, FrameLineRow, FrameRow, FrameSizesRow, FrameWithdrawalRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleContinuationRow, SampleEmployeeRow, SampleItemRow, SampleRow
from audit.tables.seed import SeedCommitRow, SeedRevealRow, SeedSourceRow

LISTED = 53


def frame_by_id(session: Session, frame_id: int) -> FrozenFrame:
    """Return a frozen list.

    Raises:
        NoSuchFrame: there is none.
    """
    row = session.get(FrameRow, frame_id)
    if row is None:
        raise NoSuchFrame(key=frame_id)
    return _frames(session, [row])[0]


def frame_by_key(session: Session, period_key: str, revision: int | None = None) -> FrozenFrame:
    """Return the list of `2026-W41`, the last one made for it unless `revision` is named.

    Raises:
        NoSuchFrame: there is none.
    """
    query = select(FrameRow).where(FrameRow.period_key == period_key)
    if revision is not None:
        query = query.where(FrameRow.revision == revision)
    row = session.exec(query.order_by(col(FrameRow.revision).desc()).limit(1)).first()
    if row is None:
        raise NoSuchFrame(key=period_key)
    return _frames(session, [row])[0]


def revisions_of(session: Session, period_key: str) -> list[FrozenFrame]:
    """Return every list made for a week, first to last."""
    query = select(FrameRow).where(FrameRow.period_key == period_key).order_by(col(FrameRow.revision))
    return _frames(session, session.exec(query).all())


def frames(session: Session, *, limit: int = LISTED, before: int | None = None) -> list[FrozenFrame]:
    """Return lists, the latest week first; `before` is the id of the last one already shown."""
    query = select(FrameRow).order_by(
        col(FrameRow.last_day).desc(), col(FrameRow.revision).desc(), col(FrameRow.id).desc()
    )
    if before is not None:
        query = query.where(col(FrameRow.id) < before)
    return _frames(session, session.exec(query.limit(limit)).all())


def frame_of_source(session: Session, source_id: int) -> FrozenFrame:
    row = session.get(SeedSourceRow, source_id)
    if row is None:
        raise NoSuchFrame(key=source_id)
    return frame_by_id(session, row.frame_id)


def lines_of(session: Session, frame_id: int, employee_id: int | None = None) -> list[Line]:
    """Return the lines of a list, or one employee's, sorted by number and uid."""
    query = (
        select(FrameLineRow, FrameEmployeeRow.number)
        .join(
            FrameEmployeeRow,
            (col(FrameEmployeeRow.frame_id) == col(FrameLineRow.frame_id))
            & (col(FrameEmployeeRow.employee_id) == col(FrameLineRow.employee_id)),
        )
        .where(FrameLineRow.frame_id == frame_id)
    )
    if employee_id is not None:
        query = query.where(FrameLineRow.employee_id == employee_id)
    found = [Line(row.uid, number, row.code, row.norm_minutes, row.size) for row, number in session.exec(query)]
    return sorted(found, key=lambda line: (line.employee_number.encode(), line.uid.encode()))


def sizes_of(session: Session, frame_id: int) -> Mapping[str, Any] | None:
    """Return where the sizes of a list come from, if sizes by risk were asked for."""
    row = session.exec(select(FrameSizesRow).where(FrameSizesRow.frame_id == frame_id)).first()
    return None if row is None else row.facts


def own_part(session: Session, frame: FrozenFrame, employee_id: int) -> tuple[EmployeeFrame, Proof] | None:
    """Return an employee's lines and the path from their root to the published one; None where they have none."""
    part = frame.part_of(employee_id)
    if part is None:
        return None
    own = EmployeeFrame.of(part.number, lines_of(session, frame.id, employee_id))
    roots = [(other.number, bytes.fromhex(other.root)) for other in frame.parts]
    return own, Proof.of(roots, part.number)


def judged_count(session: Session, frame_id: int) -> int:
    """Return how many works of a list have been judged, taken back judgements included."""
    return session.exec(
        select(func.count())
        .select_from(RecodingRow)
        .join(SampleItemRow, col(SampleItemRow.id) == col(RecodingRow.sample_item_id))
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .where(SampleRow.frame_id == frame_id)
    ).one()


def _frames(session: Session, rows: Sequence[FrameRow]) -> list[FrozenFrame]:
    ids = [row.id for row in rows if row.id is not None]
    parts = _parts(session, ids)
    sources = _sources(session, ids)
    samples = _samples(session, ids, {source.id: source.text for many in sources.values() for source in many})
    withdrawals = {
        row.frame_id: Withdrawal(row.by_id, row.at, row.reason)
        for row in session.exec(select(FrameWithdrawalRow).where(col(FrameWithdrawalRow.frame_id).in_(ids)))
    }
    return [
        FrozenFrame(
            id=row.id or 0,
            period_key=row.period_key,
            revision=row.revision,
            first_day=row.first_day,
            last_day=row.last_day,
            size_rule=SizeRule(row.size_rule),
            root=row.root,
            entries=row.entries_count,
            norm_minutes=row.norm_minutes,
            minutes_a_week=row.minutes_a_week,
            frozen_by=row.frozen_by,
            frozen_at=row.frozen_at,
            reason=row.reason,
            withdrawal=withdrawals.get(row.id or 0),
            parts=tuple(parts.get(row.id or 0, ())),
            sources=tuple(sources.get(row.id or 0, ())),
            samples=tuple(samples.get(row.id or 0, ())),
        )
        for row in rows
    ]


def _parts(session: Session, frame_ids: Sequence[int]) -> dict[int, list[FramePart]]:
    found: dict[int, list[FramePart]] = {}
    for row in session.exec(select(FrameEmployeeRow).where(col(FrameEmployeeRow.frame_id).in_(frame_ids))):
        part = FramePart(
            row.employee_id,
            row.number,
            row.root,
            row.entries_count,
            row.norm_minutes,
            row.sizes_total,
            row.sample_size,
            Attention(row.attention),
        )
        found.setdefault(row.frame_id, []).append(part)
    return {frame_id: sorted(many, key=lambda part: part.number.encode()) for frame_id, many in found.items()}


def _sources(session: Session, frame_ids: Sequence[int]) -> dict[int, list[NamedSource]]:
    rows = session.exec(
        select(SeedSourceRow).where(col(SeedSourceRow.frame_id).in_(frame_ids)).order_by(col(SeedSourceRow.revision))
    ).all()
    source_ids = [row.id for row in rows if row.id is not None]
    pledges: dict[int, dict[int, str]] = {}
    for pledge in session.exec(select(SeedCommitRow).where(col(SeedCommitRow.source_id).in_(source_ids))):
        pledges.setdefault(pledge.source_id, {})[pledge.employee_id] = pledge.digest
    throws: dict[int, dict[int, Throw]] = {}
    for throw in session.exec(select(SeedRevealRow).where(col(SeedRevealRow.source_id).in_(source_ids))):
        throws.setdefault(throw.source_id, {})[throw.employee_id] = Throw(throw.digits, throw.nonce)
    found: dict[int, list[NamedSource]] = {}
    for row in rows:
        key = row.id or 0
        named = NamedSource(
            key,
            row.revision,
            row.source,
            row.named_by,
            row.named_at,
            row.reason,
            pledges.get(key, {}),
            throws.get(key, {}),
        )
        found.setdefault(row.frame_id, []).append(named)
    return found


def _samples(session: Session, frame_ids: Sequence[int], texts: dict[int, str]) -> dict[int, list[Sample]]:
    rows = session.exec(
        select(SampleRow).where(col(SampleRow.frame_id).in_(frame_ids)).order_by(col(SampleRow.revision))
    ).all()
    thresholds: dict[int, dict[int, tuple[int, Decimal | None]]] = {}
    sample_ids = [row.id for row in rows if row.id is not None]
    for part in session.exec(select(SampleEmployeeRow).where(col(SampleEmployeeRow.sample_id).in_(sample_ids))):
        tau = Decimal(part.threshold) if part.threshold is not None else None
        thresholds.setdefault(part.sample_id, {})[part.employee_id] = (part.sample_size, tau)
    continuations: dict[int, list[Continuation]] = {}
    further = select(SampleContinuationRow).where(col(SampleContinuationRow.sample_id).in_(sample_ids))
    for each in session.exec(further.order_by(col(SampleContinuationRow.id))):
        continuations.setdefault(each.sample_id, []).append(
            Continuation(
                each.sample_id, each.employee_id, each.from_count, each.to_count, each.by_id, each.at, each.reason
            )
        )
    found: dict[int, list[Sample]] = {}
    for row in rows:
        key = row.id or 0
        sample = Sample(
            key,
            row.frame_id,
            row.revision,
            texts[row.source_id],
            row.value,
            row.seed,
            row.drawn_by,
            row.drawn_at,
            thresholds.get(key, {}),
            tuple(continuations.get(key, ())),
        )
        found.setdefault(row.frame_id, []).append(sample)
    return found
