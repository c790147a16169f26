"""What each auditor judged, how fast, how they did on works of known type, and what decisions made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from audit.auditor import Answered, Appeals, Auditor, Share, Told
from audit.blind_pair import BlindPair
from audit.finding import Reply
from audit.recoding import Verdict
from audit.store.finding import Finding
from audit.tables.desk import KnownAnswerRow, LaidWorkRow
from audit.tables.recoding import RecodingRow


def told_of(findings: Sequence[Finding], since: datetime) -> list[Told]:
    """Return the findings decided since a moment, as the figures want them; the last decision speaks."""
    return [_told(finding) for finding in findings if finding.words and finding.words[-1].at >= since]


def appeals_of(findings: Sequence[Finding], since: datetime) -> Appeals:
    return Appeals.of(told_of(findings, since))


def auditors_since(
    session: Session, since: datetime, *, pairs: Sequence[BlindPair], findings: Sequence[Finding]
) -> list[Auditor]:
    """Return the figures of everybody who judged anything since a moment, by their id."""
    seconds = _seconds(session, since)
    known = _known(session, since)
    seconded: dict[int, list[bool]] = defaultdict(list)
    for pair in pairs:
        same = (pair.first_type_id, pair.first_minutes) == (pair.second_type_id, pair.second_minutes)
        seconded[pair.first_auditor_id].append(same)
        seconded[pair.second_auditor_id].append(same)
    decided: dict[int, list[bool]] = defaultdict(list)
    for told in told_of(findings, since):
        for auditor_id, is_right in told.found_right.items():
            decided[auditor_id].append(is_right)
    return [
        Auditor(
            auditor_id=auditor_id,
            judged=len(seconds.get(auditor_id, ())),
            seconds=tuple(seconds.get(auditor_id, ())),
            known=_share(known, auditor_id),
            seconded=_share(seconded, auditor_id),
            decided=_share(decided, auditor_id),
        )
        for auditor_id in sorted({*seconds, *known})
    ]


def _told(finding: Finding) -> Told:
    last = finding.words[-1]
    stands = (last.work_type_id, last.quantity)
    kinds = {said.reply for said in finding.said}
    return Told(
        finding_id=finding.id,
        claimed_type_id=finding.claimed.work_type_id,
        answered=Answered.APPEALED
        if Reply.APPEALED in kinds
        else Answered.AGREED
        if Reply.AGREED in kinds
        else Answered.SILENT,
        is_overturned=stands != (finding.found.work_type_id, finding.found.quantity),
        in_favour=finding.is_favourable,
        found_right={
            opinion.auditor_id: opinion.found == stands for opinion in finding.opinions if opinion.found is not None
        },
    )


def _seconds(session: Session, since: datetime) -> dict[int, list[float]]:
    """Return, for each auditor, how long every work lay before them until their last answer."""
    last: dict[tuple[int, int], tuple[datetime, datetime | None, str]] = {}
    query: Any = (
        select(
            col(RecodingRow.auditor_id),
            col(RecodingRow.sample_item_id),
            col(RecodingRow.verdict),
            col(RecodingRow.at),
            col(LaidWorkRow.at).label("laid_at"),
        )
        .outerjoin(
            LaidWorkRow,
            (col(LaidWorkRow.sample_item_id) == col(RecodingRow.sample_item_id))
            & (col(LaidWorkRow.auditor_id) == col(RecodingRow.auditor_id)),
        )
        .where(col(RecodingRow.at) >= since)
        .order_by(col(RecodingRow.id))
    )
    for row in session.connection().execute(query):
        last[row.auditor_id, row.sample_item_id] = (row.at, row.laid_at, row.verdict)
    found: dict[int, list[float]] = {}
    for (auditor_id, _), (at, laid_at, verdict) in last.items():
        if verdict != Verdict.TAKEN_BACK.value:
            found.setdefault(auditor_id, []).append((at - laid_at).total_seconds() if laid_at else 0.0)
    return found


def _known(session: Session, since: datetime) -> dict[int, list[bool]]:
    """Return, for each auditor, whether each work of known type was found right; an answer without a type was not."""
    query: Any = (
        select(KnownAnswerRow.__table__.c, col(LaidWorkRow.auditor_id))  # type: ignore[attr-defined]
        .join(LaidWorkRow, col(LaidWorkRow.id) == col(KnownAnswerRow.laid_work_id))
        .where(col(KnownAnswerRow.at) >= since)
        .order_by(col(KnownAnswerRow.id))
    )
    last = {row.laid_work_id: row for row in session.connection().execute(query)}
    found: dict[int, list[bool]] = {}
    for row in last.values():
        if row.verdict != Verdict.TAKEN_BACK.value:
            is_hit = (row.work_type_id, row.quantity) == (row.right_work_type_id, row.right_quantity)
            found.setdefault(row.auditor_id, []).append(is_hit)
    return found


def _share(given: Mapping[int, Sequence[bool]], auditor_id: int) -> Share:
    answers = given.get(auditor_id, ())
    return Share(sum(answers), len(answers))
