"""Answering a finding, and deciding it: what is decided goes into the coding, behind a closed seal as a later fact."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from audit.finding import (
    Course,
    DecisionNeedsReason,
    Outcome,
    PartNeedsType,
    Reply,
    State,
    require_answer,
    require_decision,
)
from audit.recoding import Judged, is_answer
from audit.store.finding import Finding, finding_by_id, findings
from audit.tables.finding import DecisionRow, FindingAnswerRow
from naryad import journal, staff
from naryad.days import Period
from naryad.errors import DomainError
from naryad.office import is_trial
from naryad.people import Employee, require
from naryad.years import calendar_of
from norms.code import find
from norms.store import catalog
from worklog.actions.recoding import recode_by_finding
from worklog.coding import quantity_of
from worklog.store.content import content_of
from worklog.store.entry import entry_by_id


def answer_finding(
    session: Session,
    actor: Employee,
    finding_id: int,
    *,
    reply: Reply,
    now: datetime,
    today: date,
    comment: str = "",
    code: str = "",
    quantity: Decimal | None = None,
) -> None:
    """Say what the employee answers. An answer is also a reading; reading twice changes nothing.

    An appeal carries a comment and, if one wishes, a type of one's own.

    Raises:
        NotYourFinding, AnsweredAlready, AppealNeedsComment, AppealIsLate, DecisionIsFinal, PartNeedsType.
    """
    require(actor, "audit.answer")
    finding = finding_by_id(session, finding_id, today)
    course = finding.course
    has_read = course.said(course.round, Reply.READ)
    if reply is Reply.READ and has_read and actor.id == course.employee_id:
        return
    require_answer(course, reply, by=actor.id, comment=comment, today=today, calendar=calendar_of(session))
    own = _judged(session, finding, code, quantity) if code.strip() and reply is Reply.APPEALED else None
    rows = []
    if not has_read and reply is not Reply.READ:
        rows.append(FindingAnswerRow(finding_id=finding_id, round=course.round, kind="read", by_id=actor.id, at=now))
    rows.append(
        FindingAnswerRow(
            finding_id=finding_id,
            round=course.round,
            kind=reply.value,
            comment=comment.strip()[:4000],
            work_type_id=own.work_type_id if own else None,
            quantity=own.quantity if own else None,
            by_id=actor.id,
            at=now,
        )
    )
    session.add_all(rows)
    facts = {"round": course.round}
    journal.record(session, actor.id, f"audit.{reply.value}", f"finding:{finding_id}", now, facts, rows=rows)


def decide_finding(
    session: Session,
    actor: Employee,
    finding_id: int,
    *,
    outcome: Outcome,
    reason: str,
    now: datetime,
    today: date,
    code: str = "",
    quantity: Decimal | None = None,
) -> DecisionRow:
    """Decide: the auditor's type, another one (in part), or the employee's stays. A change is coded at once.

    Of work of a trial month nothing follows: the decision says what would have been.

    Raises:
        NothingToDecide, DecidedAlready, DecisionIsFinal, AuditorMayNotDecide, OwnFindingDecision, SamePersonTwice,
        DecisionNeedsReason, PartNeedsType.
    """
    require(actor, "audit.decide")
    finding = finding_by_id(session, finding_id, today)
    people = staff.employees(session, today)
    require_decision(finding.course, decider=actor, people=people, today=today, calendar=calendar_of(session))
    if not reason.strip():
        raise DecisionNeedsReason()
    right = _right(session, finding, outcome, code, quantity)
    return _decide(session, actor, finding, outcome, right, reason.strip(), now)


def decide_agreed(session: Session, actor: Employee, *, reason: str, now: datetime, today: date) -> int:
    """Confirm every finding the employee agreed with and this person may decide; return how many."""
    require(actor, "audit.decide")
    if not reason.strip():
        raise DecisionNeedsReason()
    people = staff.employees(session, today)
    count = 0
    for finding in findings(session, today):
        if finding.state is not State.AGREED or not _may_decide(session, finding.course, actor, people, today):
            continue
        _decide(session, actor, finding, Outcome.CHANGED, finding.found, reason.strip(), now)
        count += 1
    return count


def _may_decide(session: Session, course: Course, actor: Employee, people: list[Employee], today: date) -> bool:
    try:
        require_decision(course, decider=actor, people=people, today=today, calendar=calendar_of(session))
    except DomainError:
        return False
    return True


def _decide(
    session: Session, actor: Employee, finding: Finding, outcome: Outcome, right: Judged, reason: str, now: datetime
) -> DecisionRow:
    in_trial = is_trial(session, _pay_period(session, finding))
    coding_id = None
    if not in_trial and finding.standing != (right.work_type_id, right.quantity):
        coding = recode_by_finding(
            session,
            entry_id=finding.entry_id,
            work_type_id=right.work_type_id,
            quantity=right.quantity,
            actor=actor.id,
            reason=reason,
            now=now,
        )
        coding_id = coding.id
    row = DecisionRow(
        finding_id=finding.id,
        revision=len(finding.words) + 1,
        outcome=outcome.value,
        work_type_id=right.work_type_id,
        quantity=right.quantity,
        norm_minutes=right.norm_minutes,
        coding_id=coding_id,
        in_trial=in_trial,
        by_id=actor.id,
        reason=reason,
        at=now,
    )
    session.add(row)
    facts = {"outcome": outcome.value, "coding": coding_id, "in_trial": in_trial, "revision": row.revision}
    journal.record(session, actor.id, "audit.decide", f"finding:{finding.id}", now, facts, rows=[row])
    return row


def _pay_period(session: Session, finding: Finding) -> Period:
    figures = entry_by_id(session, finding.entry_id).figures
    return figures.period if figures else Period.of_day(finding.day)


def _right(session: Session, finding: Finding, outcome: Outcome, code: str, quantity: Decimal | None) -> Judged:
    if outcome is Outcome.STAYS:
        return finding.claimed
    if outcome is Outcome.CHANGED:
        return finding.found
    if not code.strip():
        raise PartNeedsType()
    return _judged(session, finding, code, quantity)


def _judged(session: Session, finding: Finding, code: str, asked: Decimal | None) -> Judged:
    """Return a named type under the norm of the entry's own day."""
    entry = entry_by_id(session, finding.entry_id)
    offered = [
        each
        for each in catalog(session, finding.day).of_kind(entry.kind)
        if each.norm and is_answer(each.work_type.purpose)
    ]
    chosen = find(code, [each.work_type for each in offered])
    norm = next((each.norm for each in offered if chosen and each.work_type.id == chosen.id), None)
    if chosen is None or norm is None:
        raise PartNeedsType()
    seconds = content_of(session, entry.id).seconds
    quantity = quantity_of(chosen, kind=entry.kind, asked=asked, seconds=seconds)
    return Judged.of(chosen.id, quantity, norm.minutes)
