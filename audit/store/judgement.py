"""The one place that says which judgement of a drawn work stands; figures of the check read judgements only here."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Subquery, func, literal, select
from sqlmodel import Session, col

from audit.blind_pair import BlindPair
from audit.panel import Ground
from audit.recoding import Verdict
from audit.tables.desk import JudgementRow, LaidWorkRow, SecondChoiceRow
from audit.tables.frame import FrameRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow, SampleRow


def standing_judgements() -> Subquery:
    """Return at most one row for each drawn work: the judgement that stands and is locked.

    It is the one that the last row of `judgement` names. Works judged before a second opinion was asked for have no
    such row, and their last judgement stands by itself.
    """
    last = _last(JudgementRow.sample_item_id, JudgementRow.revision)
    named = (
        select(*_columns(), col(JudgementRow.ground), col(JudgementRow.at).label("locked_at"))
        .join(JudgementRow, col(JudgementRow.recoding_id) == col(RecodingRow.id))
        .join(
            last,
            (last.c.sample_item_id == col(JudgementRow.sample_item_id)) & (last.c.revision == JudgementRow.revision),
        )
    )
    latest = _last(RecodingRow.sample_item_id, RecodingRow.revision)
    laid = select(col(LaidWorkRow.id)).where(col(LaidWorkRow.sample_item_id) == col(RecodingRow.sample_item_id))
    of_old = (
        select(*_columns(), literal(Ground.ALONE.value).label("ground"), col(RecodingRow.at).label("locked_at"))
        .join(
            latest,
            (latest.c.sample_item_id == col(RecodingRow.sample_item_id)) & (latest.c.revision == RecodingRow.revision),
        )
        .where(col(RecodingRow.verdict) != Verdict.TAKEN_BACK.value, ~laid.exists())
    )
    return named.union_all(of_old).subquery("judgement_that_stands")


def blind_pairs(session: Session, first: date, last: date, *, by_lot: bool = False) -> list[BlindPair]:
    """Return the works of lists that end between two days to which two auditors gave a type, neither seeing the
    other's; a third person's judgement is not in it.

    `by_lot` leaves only those whose second opinion was chosen before the first was given. Works judged again because
    the first differed from the claim are the hard ones: agreement counted on them would seem worse than it is.
    """
    latest = (
        select(
            col(RecodingRow.sample_item_id),
            col(RecodingRow.auditor_id),
            func.max(RecodingRow.revision).label("revision"),
        )
        .group_by(col(RecodingRow.sample_item_id), col(RecodingRow.auditor_id))
        .subquery()
    )
    query = (
        select(
            col(RecodingRow.sample_item_id),
            col(RecodingRow.auditor_id),
            col(RecodingRow.verdict),
            col(RecodingRow.work_type_id),
            col(RecodingRow.norm_minutes),
        )
        .join(
            latest,
            (latest.c.sample_item_id == col(RecodingRow.sample_item_id))
            & (latest.c.auditor_id == col(RecodingRow.auditor_id))
            & (latest.c.revision == col(RecodingRow.revision)),
        )
        .join(SampleItemRow, col(SampleItemRow.id) == col(RecodingRow.sample_item_id))
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .where(col(FrameRow.last_day).between(first, last), col(RecodingRow.verdict) != Verdict.TAKEN_BACK.value)
        .order_by(col(RecodingRow.id))
    )
    if by_lot:
        query = query.join(
            SecondChoiceRow,
            (col(SecondChoiceRow.sample_item_id) == col(SampleItemRow.id)) & col(SecondChoiceRow.is_chosen),
        )
    given: dict[int, list[Any]] = {}
    for row in session.connection().execute(query):
        given.setdefault(row.sample_item_id, []).append(row)
    pairs = [
        _pair(item_id, *rows[:2])
        for item_id, rows in given.items()
        if len(rows) > 1 and all(row.verdict == Verdict.TYPE.value for row in rows[:2])
    ]
    return sorted(pairs, key=lambda pair: pair.sample_item_id)


def _pair(item_id: int, first: Any, second: Any) -> BlindPair:
    return BlindPair(
        item_id,
        first.auditor_id,
        first.work_type_id,
        float(first.norm_minutes),
        second.auditor_id,
        second.work_type_id,
        float(second.norm_minutes),
    )


def _columns() -> tuple[Any, ...]:
    return (
        col(RecodingRow.id).label("recoding_id"),
        col(RecodingRow.sample_item_id),
        col(RecodingRow.verdict),
        col(RecodingRow.work_type_id),
        col(RecodingRow.quantity),
        col(RecodingRow.norm_minutes),
        col(RecodingRow.claimed_work_type_id),
        col(RecodingRow.claimed_quantity),
        col(RecodingRow.claimed_minutes),
        col(RecodingRow.content_lost),
        col(RecodingRow.auditor_id),
        col(RecodingRow.at),
        col(RecodingRow.note),
    )


def _last(item: Any, revision: Any) -> Subquery:
    return select(col(item), func.max(col(revision)).label("revision")).group_by(col(item)).subquery()
