"""Works whose right type is settled: decided by a person, or found alike by two who did not see each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from audit.panel import Ground, Vote
from audit.recoding import Verdict
from audit.store.judgement import standing_judgements
from audit.tables.desk import LaidWorkRow
from audit.tables.example import CaseAnswerRow
from audit.tables.finding import DecisionRow, FindingRow
from audit.tables.frame import FrameLineRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow
from worklog.store.readers import opened_letters

LOOKED_THROUGH = 400


@dataclass(frozen=True, slots=True)
class KnownWork:
    """A drawn work of settled type."""

    item_id: int
    entry_id: int
    uid: str
    known_by: str
    right: Vote
    norm_minutes: Decimal


def known_for(session: Session, auditor_id: int) -> list[KnownWork]:
    """Return works of known type that this auditor has not met.

    Not their own, neither judged nor decided by them, never on their desk, no letter they have opened, and none that
    became an example on a portrait.
    """
    met = set(session.connection().execute(_met(auditor_id)).scalars()) | opened_letters(session, auditor_id)
    return [work for work, author_id in _settled(session) if work.entry_id not in met and author_id != auditor_id]


def known_of_entry(session: Session, entry_id: int) -> KnownWork | None:
    """Return what is known of a work, or None where nobody has settled it."""
    found = _settled(session, col(SampleItemRow.entry_id) == entry_id)
    return next((work for work, _ in found), None)


def _settled(session: Session, *conditions: Any) -> Iterator[tuple[KnownWork, int]]:
    standing = standing_judgements()
    last = (
        select(col(DecisionRow.finding_id), func.max(DecisionRow.revision).label("revision"))
        .group_by(col(DecisionRow.finding_id))
        .subquery()
    )
    query = (
        select(
            col(SampleItemRow.id),
            col(SampleItemRow.entry_id),
            col(SampleItemRow.employee_id),
            col(FrameLineRow.uid),
            standing.c.ground,
            standing.c.verdict,
            standing.c.work_type_id,
            standing.c.quantity,
            standing.c.norm_minutes,
            col(FindingRow.id).label("finding_id"),
            col(DecisionRow.work_type_id).label("decided_type_id"),
            col(DecisionRow.quantity).label("decided_quantity"),
            col(DecisionRow.norm_minutes).label("decided_minutes"),
        )
        .join(standing, standing.c.sample_item_id == col(SampleItemRow.id))
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .outerjoin(FindingRow, col(FindingRow.recoding_id) == standing.c.recoding_id)
        .outerjoin(last, last.c.finding_id == col(FindingRow.id))
        .outerjoin(
            DecisionRow,
            (col(DecisionRow.finding_id) == last.c.finding_id) & (col(DecisionRow.revision) == last.c.revision),
        )
        .where(
            col(DecisionRow.id).is_not(None)
            | (col(FindingRow.id).is_(None) & (standing.c.ground == Ground.AGREED.value)),
            *conditions,
        )
        .order_by(col(SampleItemRow.id).desc())
        .limit(LOOKED_THROUGH)
    )
    for row in session.connection().execute(query):
        if row.decided_type_id is not None:
            right, minutes, known_by = (row.decided_type_id, row.decided_quantity), row.decided_minutes, "decision"
        elif row.verdict == Verdict.TYPE.value:
            right, minutes, known_by = (row.work_type_id, row.quantity), row.norm_minutes, "agreement"
        else:
            continue
        yield KnownWork(row.id, row.entry_id, row.uid, known_by, right, minutes), row.employee_id


def _met(auditor_id: int) -> Any:
    laid = select(col(LaidWorkRow.entry_id)).where(col(LaidWorkRow.auditor_id) == auditor_id)
    judged = (
        select(col(SampleItemRow.entry_id))
        .join(RecodingRow, col(RecodingRow.sample_item_id) == col(SampleItemRow.id))
        .where(col(RecodingRow.auditor_id) == auditor_id)
    )
    decided = (
        select(col(FindingRow.entry_id))
        .join(DecisionRow, col(DecisionRow.finding_id) == col(FindingRow.id))
        .where(col(DecisionRow.by_id) == auditor_id)
    )
    # What became an example stands on its portrait, with the answer, for everybody to read.
    shown = (
        select(col(FindingRow.entry_id))
        .join(CaseAnswerRow, col(CaseAnswerRow.number) == col(FindingRow.id))
        .where(col(CaseAnswerRow.kind) == "finding", col(CaseAnswerRow.example_id).is_not(None))
    )
    return laid.union(judged, decided, shown)
