"""Findings with everything said about them, for the employee, the decider, and the pages of other domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from audit.finding import Answer, Course, Decided, Outcome, Reply, State
from audit.panel import Opinion
from audit.recoding import Direction, Judged
from audit.store.judgement import standing_judgements
from audit.store.opinion import opinions_of
from audit.tables.finding import DecisionRow, FindingAnswerRow, FindingRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow, SampleRow
from naryad.absence import absent_days
from naryad.calendar import Calendar
from naryad.days import Period, local_day
from naryad.errors import DomainError
from naryad.office import office_of, setting_on_days
from naryad.years import calendar_of

LISTED = 200
FORESEEN = 120
"""How many days ahead an entered leave moves the time to answer."""


class NoSuchFinding(DomainError):
    code = "no_such_finding"
    status = 404
    en = "There is no such finding. Open it from your list."
    ru = "Такого расхождения нет. Откройте его из своего списка."


@dataclass(frozen=True)
class Said:
    """An answer as the pages show it."""

    round: int
    reply: Reply
    comment: str
    work_type_id: int | None
    quantity: Decimal | None
    at: datetime


@dataclass(frozen=True)
class Word:
    """A decision as the pages show it."""

    revision: int
    outcome: Outcome
    work_type_id: int
    quantity: Decimal
    norm_minutes: Decimal
    coding_id: int | None
    in_trial: bool
    by: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class Finding:
    """A disagreement: what was claimed, what was found, what was said and decided since."""

    id: int
    employee_id: int
    entry_id: int
    day: date
    at: datetime
    claimed: Judged
    found: Judged
    note: str
    course: Course
    said: tuple[Said, ...]
    words: tuple[Word, ...]
    state: State
    deadline: date
    opinions: tuple[Opinion, ...] = ()
    """What each of those who judged it blind had found, in that order."""

    @property
    def over_minutes(self) -> Decimal:
        return self.claimed.norm_minutes - self.found.norm_minutes

    @property
    def direction(self) -> Direction:
        over = self.over_minutes
        return Direction.SAME_MINUTES if over == 0 else Direction.OVER if over > 0 else Direction.UNDER

    @property
    def is_favourable(self) -> bool:
        """The employee had claimed less than was found."""
        return self.over_minutes < 0

    @property
    def is_decided_as_agreed(self) -> bool:
        """The employee agreed, and that is what was decided: there is nothing to agree with once more."""
        agreed = any(said.round == 1 and said.reply is Reply.AGREED for said in self.said)
        return agreed and len(self.words) == 1 and self.words[0].outcome is Outcome.CHANGED

    @property
    def own_proposal(self) -> Said | None:
        """What the employee proposed with their last objection, if it names a type."""
        return next((said for said in reversed(self.said) if said.work_type_id is not None), None)

    @property
    def standing(self) -> tuple[int, Decimal]:
        """The type and quantity that stand now: the last decision's, else the claim."""
        if self.words:
            return self.words[-1].work_type_id, self.words[-1].quantity
        return self.claimed.work_type_id, self.claimed.quantity


def finding_by_id(session: Session, finding_id: int, today: date) -> Finding:
    """Return a finding that stands.

    Raises:
        NoSuchFinding: there is none, or its judgement was taken back.
    """
    found = _findings(session, today, FindingRow.id == finding_id)
    if not found:
        raise NoSuchFinding()
    return found[0]


def findings_of(session: Session, employee_id: int, today: date, *, limit: int = LISTED) -> list[Finding]:
    """Return an employee's findings: those that wait for an answer first, and among them the favourable ones."""
    found = _findings(session, today, FindingRow.employee_id == employee_id, limit=limit)
    return sorted(found, key=lambda f: (not f.state.waits_for_employee, not f.is_favourable, -f.id))


def findings_of_entry(session: Session, entry_id: int, today: date) -> list[Finding]:
    return _findings(session, today, FindingRow.entry_id == entry_id)


def findings_of_frame(session: Session, frame_id: int, today: date) -> list[Finding]:
    """Return every finding on a work drawn from a list, by whichever of its draws."""
    drawn = (
        select(SampleItemRow.id)
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .where(SampleRow.frame_id == frame_id)
    )
    return _findings(session, today, col(RecodingRow.sample_item_id).in_(drawn), limit=100_000)


def findings(session: Session, today: date, *, limit: int = LISTED) -> list[Finding]:
    """Return the office's findings: those that wait for a decision first, favourable ones before others."""
    found = _findings(session, today, limit=limit)
    return sorted(found, key=lambda f: (not f.state.waits_for_decision, not f.is_favourable, f.id))


def new_count(session: Session, employee_id: int) -> int:
    """Return how many findings, or decisions on them, the employee has not read."""
    unread = 0
    for finding in _findings(session, date.min, FindingRow.employee_id == employee_id):
        course = finding.course
        if len(course.decisions) < 2:
            unread += not any(answer.round == course.round for answer in course.answers)
    return unread


def undecided(session: Session, period: Period) -> list[tuple[int, int]]:
    """Return (employee id, finding id) of findings on work of `period` that nobody has decided yet. They only warn."""
    rows = session.exec(
        _standing(FindingRow.employee_id, FindingRow.id)
        .outerjoin(DecisionRow, col(DecisionRow.finding_id) == col(FindingRow.id))
        .where(col(FindingRow.day).between(period.first_day, period.last_day), col(DecisionRow.id).is_(None))
        .order_by(col(FindingRow.id))
    )
    open_ones = [(employee_id, finding_id) for employee_id, finding_id in rows]
    appealed = session.exec(
        _standing(FindingRow.employee_id, FindingRow.id)
        .join(FindingAnswerRow, col(FindingAnswerRow.finding_id) == col(FindingRow.id))
        .outerjoin(DecisionRow, (col(DecisionRow.finding_id) == col(FindingRow.id)) & (col(DecisionRow.revision) == 2))
        .where(
            col(FindingRow.day).between(period.first_day, period.last_day),
            FindingAnswerRow.round == 2,
            FindingAnswerRow.kind == Reply.APPEALED.value,
            col(DecisionRow.id).is_(None),
        )
    )
    return sorted({*open_ones, *((employee_id, finding_id) for employee_id, finding_id in appealed)})


def _standing(*columns: Any) -> Any:
    """Return a query of findings whose judgement is the one that stands."""
    standing = standing_judgements()
    return (
        select_rows(*columns)
        .select_from(FindingRow)
        .join(RecodingRow, col(RecodingRow.id) == col(FindingRow.recoding_id))
        .join(standing, standing.c.recoding_id == col(FindingRow.recoding_id))
    )


def _findings(session: Session, today: date, *conditions: Any, limit: int = LISTED) -> list[Finding]:
    query = _standing(FindingRow, RecodingRow).where(*conditions).order_by(col(FindingRow.id).desc()).limit(limit)
    rows: list[tuple[FindingRow, RecodingRow]] = [(finding, recoding) for finding, recoding in session.exec(query)]
    if not rows:
        return []
    ids = [finding.id for finding, _ in rows if finding.id is not None]
    said, words = _said(session, ids), _words(session, ids)
    items = [recoding.sample_item_id for _, recoding in rows]
    judges, opinions = _judges(session, items), opinions_of(session, items)
    office, calendar = office_of(session), calendar_of(session)
    absent = _absent(session, [row for row, _ in rows], today)
    allowed = setting_on_days(session, "appeal_days", {local_day(row.at, office.zone) for row, _ in rows})
    found = []
    for row, recoding in rows:
        days = allowed[local_day(row.at, office.zone)]
        finding = _finding(row, recoding, said, words, judges, office.zone, int(days), absent, today, calendar)
        found.append(replace(finding, opinions=tuple(opinions.get(recoding.sample_item_id, ()))))
    return found


def _finding(
    row: FindingRow,
    recoding: RecodingRow,
    said: dict[int, list[Said]],
    words: dict[int, list[Word]],
    judges: dict[int, frozenset[int]],
    zone: ZoneInfo,
    appeal_workdays: int,
    absent: Mapping[int, frozenset[date]],
    today: date,
    calendar: Calendar,
) -> Finding:
    key = row.id or 0
    course = Course(
        employee_id=row.employee_id,
        auditors=judges[recoding.sample_item_id],
        proposed_on=local_day(row.at, zone),
        answers=tuple(Answer(answer.round, answer.reply, local_day(answer.at, zone)) for answer in said.get(key, ())),
        decisions=tuple(
            Decided(word.revision, word.outcome, word.by, word.work_type_id, word.quantity)
            for word in words.get(key, ())
        ),
        appeal_workdays=appeal_workdays,
        absent=absent.get(row.employee_id, frozenset()),
    )
    assert recoding.work_type_id is not None
    return Finding(
        id=key,
        employee_id=row.employee_id,
        entry_id=row.entry_id,
        day=row.day,
        at=row.at,
        claimed=Judged(recoding.claimed_work_type_id, recoding.claimed_quantity, recoding.claimed_minutes),
        found=Judged(recoding.work_type_id, recoding.quantity, recoding.norm_minutes),
        note=recoding.note,
        course=course,
        said=tuple(said.get(key, ())),
        words=tuple(words.get(key, ())),
        state=course.state(today, calendar),
        deadline=course.deadline(calendar),
    )


def _absent(session: Session, rows: Sequence[FindingRow], today: date) -> dict[int, frozenset[date]]:
    """Return when those who are to answer were away, as far ahead as the timesheet knows."""
    first = min(row.at for row in rows).date()
    return absent_days(session, {row.employee_id for row in rows}, first, max(today, first) + timedelta(days=FORESEEN))


def _said(session: Session, finding_ids: Sequence[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    query = select(FindingAnswerRow).where(col(FindingAnswerRow.finding_id).in_(finding_ids))
    for row in session.exec(query.order_by(col(FindingAnswerRow.id))):
        said = Said(row.round, Reply(row.kind), row.comment, row.work_type_id, row.quantity, row.at)
        found.setdefault(row.finding_id, []).append(said)
    return found


def _words(session: Session, finding_ids: Sequence[int]) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    query = select(DecisionRow).where(col(DecisionRow.finding_id).in_(finding_ids))
    for row in session.exec(query.order_by(col(DecisionRow.revision))):
        word = Word(
            row.revision,
            Outcome(row.outcome),
            row.work_type_id,
            row.quantity,
            row.norm_minutes,
            row.coding_id,
            row.in_trial,
            row.by_id,
            row.reason,
            row.at,
        )
        found.setdefault(row.finding_id, []).append(word)
    return found


def _judges(session: Session, item_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    query = select(RecodingRow.sample_item_id, RecodingRow.auditor_id)
    query = query.join(SampleItemRow, col(SampleItemRow.id) == col(RecodingRow.sample_item_id))
    for item_id, auditor_id in session.exec(query.where(col(SampleItemRow.id).in_(item_ids))):
        found.setdefault(item_id, set()).add(auditor_id)
    return {item_id: frozenset(people) for item_id, people in found.items()}
