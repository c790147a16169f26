"""Judged works whose judgement stands, each with what became of it: for a person's page and the confused types.

No subject, no text, no client: what a work says is opened on its own page, by those who may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from audit.finding import Outcome
from audit.recoding import Verdict
from audit.store.judgement import standing_judgements
from audit.store.sample import standing_sample_ids
from audit.tables.finding import DecisionRow, FindingRow
from audit.tables.frame import FrameLineRow, FrameRow
from audit.tables.sample import SampleItemRow, SampleRow

LISTED = 200


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """A work with its claim and what it was found to be (None where the auditor named no type)."""

    sample_item_id: int
    entry_id: int
    employee_id: int
    auditor_id: int
    day: date
    judged_at: datetime
    verdict: Verdict
    claimed_work_type_id: int
    claimed_quantity: Decimal
    claimed_minutes: Decimal
    found_work_type_id: int | None
    found_quantity: Decimal | None
    found_minutes: Decimal | None
    note: str
    finding_id: int | None
    outcome: Outcome | None
    """The last decision about the finding; None while there is none."""

    @property
    def differs(self) -> bool:
        return self.verdict is Verdict.TYPE and (self.found_work_type_id, self.found_quantity) != (
            self.claimed_work_type_id,
            self.claimed_quantity,
        )

    @property
    def over_claim(self) -> Decimal:
        return Decimal(0) if self.found_minutes is None else self.claimed_minutes - self.found_minutes


def judged_works(
    session: Session,
    first: date,
    last: date,
    *,
    employee_id: int | None = None,
    pair: tuple[int, int] | None = None,
    limit: int = LISTED,
) -> list[JudgedWork]:
    """Return works of lists that end between two days, the latest judged first; of one person, or of one pair of
    (found, claimed) types.
    """
    judged = standing_judgements()
    query = _drawn(session, judged, first, last).order_by(judged.c.at.desc(), col(SampleItemRow.id).desc())
    if employee_id is not None:
        query = query.where(col(SampleItemRow.employee_id) == employee_id)
    if pair is not None:
        query = query.where(judged.c.work_type_id == pair[0], judged.c.claimed_work_type_id == pair[1])
    return [_value(row) for row in session.connection().execute(query.limit(limit))]


def _drawn(session: Session, judged: Any, first: date, last: date) -> Any:
    decided = (
        select(col(DecisionRow.finding_id), func.max(col(DecisionRow.revision)).label("revision"))
        .group_by(col(DecisionRow.finding_id))
        .subquery()
    )
    return (
        select(
            col(SampleItemRow.id), col(SampleItemRow.entry_id), col(SampleItemRow.employee_id), judged.c.auditor_id,
            col(FrameLineRow.day), judged.c.at, judged.c.verdict, judged.c.claimed_work_type_id,
            judged.c.claimed_quantity, judged.c.claimed_minutes, judged.c.work_type_id, judged.c.quantity,
            judged.c.norm_minutes, judged.c.note, col(FindingRow.id).label("finding_id"), col(DecisionRow.outcome),
        )
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .join(judged, judged.c.sample_item_id == col(SampleItemRow.id))
        .outerjoin(FindingRow, col(FindingRow.recoding_id) == judged.c.recoding_id)
        .outerjoin(decided, decided.c.finding_id == col(FindingRow.id))
        .outerjoin(
            DecisionRow,
            and_(
                col(DecisionRow.finding_id) == decided.c.finding_id, col(DecisionRow.revision) == decided.c.revision
            ),
        )
        .where(
            col(FrameRow.last_day).between(first, last), col(SampleRow.id).in_(standing_sample_ids(session))
        )
    )  # fmt: skip


def _value(row: Any) -> JudgedWork:
    return JudgedWork(
        sample_item_id=row.id,
        entry_id=row.entry_id,
        employee_id=row.employee_id,
        auditor_id=row.auditor_id,
        day=row.day,
        judged_at=row.at,
        verdict=Verdict(row.verdict),
        claimed_work_type_id=row.claimed_work_type_id,
        claimed_quantity=row.claimed_quantity,
        claimed_minutes=row.claimed_minutes,
        found_work_type_id=row.work_type_id,
        found_quantity=row.quantity,
        found_minutes=row.norm_minutes,
        note=row.note,
        finding_id=row.finding_id,
        outcome=None if row.outcome is None else Outcome(row.outcome),
    )
