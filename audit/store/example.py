"""Settled cases of portraits: decided findings, portraits found unclear, settled splits; with what became of each."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from audit.check import SampledWork
from audit.example import Case, CaseAnswer, NoSuchCase, in_order
from audit.finding import Reply, State
from audit.panel import Ground
from audit.store.finding import Finding, findings
from audit.store.judgement import standing_judgements
from audit.store.opinion import opinions_of
from audit.store.result import unclear_portraits
from audit.tables.example import CaseAnswerRow
from audit.tables.finding import FindingRow
from audit.tables.frame import FrameLineRow
from audit.tables.sample import SampleItemRow
from naryad.days import local_day
from naryad.office import office_of
from norms.example import Origin

FINDINGS_LOOKED_AT = 1_000

Answers = dict[tuple[str, int], CaseAnswer]


def cases(session: Session, today: date, *, work_type_id: int | None = None) -> list[Case]:
    """Return the office's settled cases in the order they are looked through; with a type, those that concern it."""
    zone = office_of(session).zone
    answers = _answers(session)
    found = [
        *(
            _of_finding(finding, answers, today, zone)
            for finding in findings(session, today, limit=FINDINGS_LOOKED_AT)
            if finding.words
        ),
        *(_of_unclear(work, answers, zone) for work in unclear_portraits(session)),
        *_splits(session, answers, zone),
    ]
    return in_order([case for case in found if work_type_id is None or work_type_id in case.types])


def case_by_key(session: Session, origin: Origin, number: int, today: date) -> Case:
    """Raises NoSuchCase."""
    found = next((case for case in cases(session, today) if (case.origin, case.number) == (origin, number)), None)
    if found is None:
        raise NoSuchCase()
    return found


def _of_finding(finding: Finding, answers: Answers, today: date, zone: ZoneInfo) -> Case:
    word = finding.words[-1]
    read = finding.course.said(finding.course.round, Reply.READ)
    is_late = read is not None and today > finding.deadline
    return Case(
        origin=Origin.FINDING,
        number=finding.id,
        entry_id=finding.entry_id,
        employee_id=finding.employee_id,
        day=finding.day,
        settled_on=local_day(word.at, zone),
        claimed_type_id=finding.claimed.work_type_id,
        right_type_id=word.work_type_id,
        others=(finding.found.work_type_id,),
        reason=word.reason,
        revision=len(finding.words),
        may_change=finding.state is not State.FINAL and not is_late,
        answer=answers.get((Origin.FINDING.value, finding.id)),
    )


def _of_unclear(work: SampledWork, answers: Answers, zone: ZoneInfo) -> Case:
    assert work.judged_at is not None
    assert work.claimed_work_type_id is not None
    return Case(
        origin=Origin.UNCLEAR,
        number=work.item_id,
        entry_id=work.entry_id,
        employee_id=work.employee_id,
        day=work.day,
        settled_on=local_day(work.judged_at, zone),
        claimed_type_id=work.claimed_work_type_id,
        right_type_id=None,
        reason=work.note,
        answer=answers.get((Origin.UNCLEAR.value, work.item_id)),
    )


def _splits(session: Session, answers: Answers, zone: ZoneInfo) -> list[Case]:
    """Return works that two auditors judged differently and a third found typed right: no finding came of them."""
    standing = standing_judgements()
    judged = standing.c
    query: Any = (
        select_rows(*judged, col(SampleItemRow.entry_id), col(SampleItemRow.employee_id), col(FrameLineRow.day))
        .join(SampleItemRow, col(SampleItemRow.id) == judged.sample_item_id)
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .outerjoin(FindingRow, col(FindingRow.recoding_id) == judged.recoding_id)
        .where(
            judged.ground == Ground.ADJUDICATED.value,
            judged.work_type_id.is_not(None),
            col(FindingRow.id).is_(None),
        )
        .order_by(judged.recoding_id.desc())
        .limit(FINDINGS_LOOKED_AT)
    )
    rows = session.connection().execute(query).all()
    opinions = opinions_of(session, [row.sample_item_id for row in rows])
    return [
        Case(
            origin=Origin.SPLIT,
            number=row.sample_item_id,
            entry_id=row.entry_id,
            employee_id=row.employee_id,
            day=row.day,
            settled_on=local_day(row.at, zone),
            claimed_type_id=row.claimed_work_type_id,
            right_type_id=row.work_type_id,
            others=tuple(sorted({one.found[0] for one in opinions.get(row.sample_item_id, ()) if one.found})),
            reason=row.note,
            answer=answers.get((Origin.SPLIT.value, row.sample_item_id)),
        )
        for row in rows
    ]


def _answers(session: Session) -> Answers:
    rows = session.exec(select(CaseAnswerRow).order_by(CaseAnswerRow.revision))  # type: ignore[arg-type]
    return {
        (row.kind, row.number): CaseAnswer(row.revision, row.example_id, row.reason, row.by_id, row.at) for row in rows
    }
