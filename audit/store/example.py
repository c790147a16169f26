"""Settled cases of portraits: decided findings and portraits found unclear, with what became of each."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from audit.check import SampledWork
from audit.example import Case, CaseAnswer, NoSuchCase, in_order
from audit.finding import Reply, State
from audit.store.finding import Finding, findings
from audit.store.result import unclear_portraits
from audit.tables.example import CaseAnswerRow
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


def _answers(session: Session) -> Answers:
    rows = session.exec(select(CaseAnswerRow).order_by(CaseAnswerRow.revision))  # type: ignore[arg-type]
    return {
        (row.kind, row.number): CaseAnswer(row.revision, row.example_id, row.reason, row.by_id, row.at) for row in rows
    }
