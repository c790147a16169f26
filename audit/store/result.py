"""The figures of checks over a stretch of weeks: counted by the database, a statement for everybody at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from audit.budget import QUARTER_WEEKS, Attention, Share
from audit.check import SampledWork
from audit.recoding import Verdict
from audit.results import Counts, DifferingWork, PersonResult, Thresholds, evidence_began, results_of
from audit.store.judgement import standing_judgements
from audit.store.sample import standing_sample_ids, works
from audit.tables.frame import FrameEmployeeRow, FrameLineRow, FrameRow, FrameWithdrawalRow
from audit.tables.sample import SampleEmployeeRow, SampleItemRow, SampleRow
from naryad.office import setting
from naryad.people import Employee

NEWCOMER_DAYS = 31
QUIET_JUDGED = 13


def thresholds_on(session: Session, day: date) -> Thresholds:
    """Return from where on something follows from the evidence, as the office has set it for `day`."""
    return Thresholds(
        tolerance=int(setting(session, "audit_tolerance_percent", day)) / 100,
        talk=float(setting(session, "audit_talk_evidence", day)),
        more=float(setting(session, "audit_more_evidence", day)),
        review=float(setting(session, "audit_review_evidence", day)),
    )


def results_between(
    session: Session, first: date, last: date, *, employee_id: int | None = None
) -> dict[int, PersonResult]:
    """Return everybody's result, or one person's, over the drawn lists that end between two days.

    The evidence is carried on from the beginning of the year of `last`, whatever `first` is.
    """
    since = evidence_began(last)
    return results_of(
        _counts(session, first, last, employee_id),
        _differing(session, min(first, since), last, employee_id),
        first=first,
        evidence_since=since,
        judged_in_order=_judged_in_order(session, since, last, employee_id),
        thresholds=thresholds_on(session, last),
    )


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
    if result and result.e_value >= result.thresholds.talk:
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


def quarter_to(today: date) -> tuple[date, date]:
    """Return the thirteen weeks that end today."""
    return today - timedelta(weeks=QUARTER_WEEKS), today


def recent_shares(
    session: Session,
    people: Iterable[Employee],
    first: date,
    last: date,
    results: Mapping[int, PersonResult] | None = None,
) -> list[Share]:
    """Return each person's average week over the standing lists that end between two days, for the plan.

    Only `people` (those who work here now) are in it, with the attention that the next list owes them. `results` are
    those of the same days, where they are known already.
    """
    part, frame = FrameEmployeeRow, FrameRow
    bounds = (col(frame.last_day).between(first, last), col(FrameWithdrawalRow.id).is_(None))
    range_of: Any = (
        select(func.min(col(frame.first_day)), func.max(col(frame.last_day)))
        .outerjoin(FrameWithdrawalRow, col(FrameWithdrawalRow.frame_id) == col(frame.id))
        .where(*bounds)
    )
    earliest, latest = session.connection().execute(range_of).one()
    if earliest is None:
        return []
    count = max(1, round(((latest - earliest).days + 1) / 7))
    rows = session.connection().execute(
        select(col(part.employee_id), func.sum(col(part.entries_count)), func.sum(col(part.norm_minutes)))
        .join(frame, col(frame.id) == col(part.frame_id))
        .outerjoin(FrameWithdrawalRow, col(FrameWithdrawalRow.frame_id) == col(frame.id))
        .where(*bounds)
        .group_by(col(part.employee_id))
    )
    totals = {employee_id: (int(entries), Decimal(minutes)) for employee_id, entries, minutes in rows}
    known = results_between(session, first, last) if results is None else results
    return [
        Share(
            person.number,
            max(1, round(totals[person.id][0] / count)),
            totals[person.id][1] / count,
            attention_of(person, last, known),
        )
        for person in sorted(people, key=lambda person: person.number)
        if person.id in totals
    ]


def _parts(session: Session, first: date, last: date, employee_id: int | None, *counted: Verdict) -> Subquery:
    """Return a row for each person's part of each standing draw: its plan, what was drawn and judged of it, and the
    place of the first work not judged (`gap`, null where there is none); with how often each of `counted` was said.
    """
    judged, item, plan = standing_judgements(), SampleItemRow, SampleEmployeeRow
    drawn_in_time = (
        select(col(SampleRow.id).label("sample_id"), col(SampleRow.frame_id), col(FrameRow.last_day))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .where(col(FrameRow.last_day).between(first, last), col(SampleRow.id).in_(standing_sample_ids(session)))
        .subquery("drawn_in_time")
    )
    tally = (
        select(
            col(item.sample_id),
            col(item.employee_id),
            func.count().label("drawn"),
            func.count(judged.c.verdict).label("judged"),
            func.min(case((judged.c.verdict.is_(None), col(item.place_no)))).label("gap"),
            *(func.sum(case((judged.c.verdict == what.value, 1), else_=0)).label(what.value) for what in counted),
        )
        .join(drawn_in_time, drawn_in_time.c.sample_id == col(item.sample_id))
        .outerjoin(judged, judged.c.sample_item_id == col(item.id))
        .group_by(col(item.sample_id), col(item.employee_id))
    )
    if employee_id is not None:
        tally = tally.where(col(item.employee_id) == employee_id)
    tallied = tally.subquery("tally")
    query = (
        select(
            col(plan.sample_id),
            col(plan.employee_id),
            drawn_in_time.c.frame_id,
            drawn_in_time.c.last_day,
            col(plan.sample_size),
            col(plan.threshold),
            func.coalesce(tallied.c.drawn, 0).label("drawn"),
            func.coalesce(tallied.c.judged, 0).label("judged"),
            tallied.c.gap,
            *(func.coalesce(tallied.c[what.value], 0).label(what.value) for what in counted),
        )
        .join(drawn_in_time, drawn_in_time.c.sample_id == col(plan.sample_id))
        .outerjoin(
            tallied,
            and_(tallied.c.sample_id == col(plan.sample_id), tallied.c.employee_id == col(plan.employee_id)),
        )
    )
    if employee_id is not None:
        query = query.where(col(plan.employee_id) == employee_id)
    return query.subquery("part")


_COUNTED = (Verdict.TYPE, Verdict.NOT_SURE, Verdict.CANNOT_TELL, Verdict.PORTRAIT_UNCLEAR)


def _is_whole(part: Subquery) -> Any:
    """Say whether everything planned is judged: places are numbered from 1 without a hole."""
    reaches = or_(part.c.gap.is_(None), part.c.gap > part.c.sample_size)
    return and_(part.c.sample_size > 0, part.c.drawn >= part.c.sample_size, reaches)


def _counts(session: Session, first: date, last: date, employee_id: int | None) -> list[Counts]:
    part, own = _parts(session, first, last, employee_id, *_COUNTED), FrameEmployeeRow
    is_whole = _is_whole(part)
    query = (
        select(
            part.c.employee_id,
            func.sum(col(own.entries_count)),
            func.sum(col(own.norm_minutes)),
            func.sum(case((is_whole, col(own.entries_count)), else_=0)),
            func.sum(case((is_whole, col(own.norm_minutes)))),
            func.sum(case((is_whole, part.c.sample_size), else_=0)),
            func.sum(part.c.drawn),
            func.sum(part.c.judged),
            *(func.sum(part.c[what.value]) for what in _COUNTED),
        )
        .join(own, and_(col(own.frame_id) == part.c.frame_id, col(own.employee_id) == part.c.employee_id))
        .group_by(part.c.employee_id)
    )
    return [
        Counts(row[0], int(row[1]), row[2], int(row[3]), row[4] or Decimal(0), *(int(value) for value in row[5:]))
        for row in session.connection().execute(query)
    ]


def _judged_in_order(session: Session, first: date, last: date, employee_id: int | None) -> dict[int, int]:
    part = _parts(session, first, last, employee_id)
    in_order = func.sum(func.coalesce(part.c.gap - 1, part.c.drawn))
    query = select(part.c.employee_id, in_order).group_by(part.c.employee_id)
    return {employee: int(count) for employee, count in session.connection().execute(query)}


def _differing(session: Session, first: date, last: date, employee_id: int | None) -> list[DifferingWork]:
    """Return the works that differ or are lost, each with the sum of the sizes drawn before it."""
    part, judged = _parts(session, first, last, employee_id), standing_judgements()
    item, line, own = SampleItemRow, FrameLineRow, FrameEmployeeRow
    earlier, line_of_earlier = aliased(SampleItemRow), aliased(FrameLineRow)
    sizes_before = (
        select(func.coalesce(func.sum(col(line_of_earlier.size)), 0))
        .join(earlier, col(earlier.frame_line_id) == col(line_of_earlier.id))
        .where(
            col(earlier.employee_id) == col(item.employee_id),
            col(earlier.sample_id) == col(item.sample_id),
            col(earlier.place_no) < col(item.place_no),
        )
        .correlate(item)
        .scalar_subquery()
    )
    other_type = judged.c.work_type_id != judged.c.claimed_work_type_id
    differs = or_(other_type, judged.c.quantity != judged.c.claimed_quantity)
    query = (
        select(
            part.c.employee_id, part.c.sample_id, part.c.last_day, col(line.day), col(item.place_no),
            col(line.size), sizes_before.label("sizes_before"), col(own.sizes_total),
            col(own.norm_minutes).label("list_minutes"), part.c.threshold,
            col(line.norm_minutes).label("frozen_minutes"), judged.c.verdict, judged.c.content_lost,
            judged.c.claimed_minutes, judged.c.norm_minutes.label("found_minutes"),
            case((and_(_is_whole(part), col(item.place_no) <= part.c.sample_size), 1), else_=0).label("is_in_total"),
            case((or_(part.c.gap.is_(None), col(item.place_no) < part.c.gap), 1), else_=0).label("is_in_order"),
        )
        .select_from(judged)
        .join(item, col(item.id) == judged.c.sample_item_id)
        .join(part, and_(col(item.sample_id) == part.c.sample_id, col(item.employee_id) == part.c.employee_id))
        .join(line, col(line.id) == col(item.frame_line_id))
        .join(own, and_(col(own.frame_id) == part.c.frame_id, col(own.employee_id) == part.c.employee_id))
        .where(or_(and_(judged.c.verdict == Verdict.TYPE.value, differs), judged.c.content_lost.is_(True)))
        .order_by(part.c.last_day, col(item.place_no))
    )  # fmt: skip
    return [_work(row) for row in session.connection().execute(query)]


def _work(row: Any) -> DifferingWork:
    return DifferingWork(
        employee_id=row.employee_id,
        sample_id=row.sample_id,
        list_ended_on=row.last_day,
        day=row.day,
        place=row.place_no,
        size=row.size,
        sizes_before=int(row.sizes_before),
        sizes_total=row.sizes_total,
        list_minutes=row.list_minutes,
        threshold=None if row.threshold is None else Decimal(row.threshold),
        frozen_minutes=row.frozen_minutes,
        over_claim=row.frozen_minutes if row.content_lost else row.claimed_minutes - row.found_minutes,
        is_typed=row.verdict == Verdict.TYPE.value,
        is_in_total=bool(row.is_in_total),
        is_in_order=bool(row.is_in_order),
    )
