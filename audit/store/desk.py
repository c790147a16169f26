"""An auditor's desk: the work that lies on it, what waits, and the last answer, which may still be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_row

from audit.check import TAKE_BACK_MINUTES
from audit.panel import is_wanted
from audit.recoding import Verdict
from audit.store.opinion import Auditors, OpenWork, auditors_on, open_works, opinions_of
from audit.tables.desk import KnownAnswerRow, LaidWorkRow
from audit.tables.finding import FindingAnswerRow, FindingRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow
from naryad.days import local_day
from naryad.office import office_of
from worklog.store.entry import entry_by_id, sources_of
from worklog.store.letter import letter_content

HELD_FOR = timedelta(minutes=30)
"""How long a work that lies on one desk is not laid on another."""

LOOKED_BACK = 20


@dataclass(frozen=True, slots=True)
class LaidWork:
    """A work on an auditor's desk. `item_id` is None for a work of known type."""

    id: int
    handle: str
    entry_id: int
    item_id: int | None


@dataclass(frozen=True)
class Desk:
    """What an auditor is to judge, in order, and how many drawn works wait for others because they know them."""

    queue: tuple[OpenWork, ...]
    laid: LaidWork | None
    for_others: int
    auditors: Auditors
    awaited: int
    """How many works wait for one more person's judgement, whoever that is."""

    @property
    def left(self) -> int:
        lies_beside = self.laid is not None and self.laid.item_id is None
        return len(self.queue) + lies_beside

    @property
    def is_shared(self) -> bool:
        """Say whether the office has a second auditor."""
        return len(self.auditors.people) > 1


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The auditor's last answer: of a drawn work, or of one of known type."""

    laid: LaidWork
    row: RecodingRow | KnownAnswerRow


def desk_of(session: Session, auditor_id: int, now: datetime) -> Desk:
    """Return the desk of an auditor as it is now; nothing is laid by looking."""
    auditors = auditors_on(session, local_day(now, office_of(session).zone))
    works = open_works(session)
    opinions = opinions_of(session, [work.item_id for work in works])
    queue, for_others, awaited = [], 0, 0
    for work in works:
        given = opinions.get(work.item_id, [])
        awaited += bool(given)
        if any(opinion.auditor_id == auditor_id for opinion in given):
            continue
        if given and not is_wanted(given, is_chosen=work.is_chosen):
            continue
        if auditors.may_judge(auditor_id, work):
            queue.append(work)
        else:
            for_others += not given
    return Desk(tuple(queue), _laid(session, auditor_id, queue), for_others, auditors, awaited)


def held_by_others(session: Session, auditor_id: int, now: datetime) -> set[int]:
    """Return the drawn works that were laid before somebody else in the last half hour, and are not answered yet."""
    answered = select(col(RecodingRow.id)).where(
        col(RecodingRow.sample_item_id) == col(LaidWorkRow.sample_item_id),
        col(RecodingRow.auditor_id) == col(LaidWorkRow.auditor_id),
    )
    query = select(col(LaidWorkRow.sample_item_id)).where(
        col(LaidWorkRow.auditor_id) != auditor_id,
        col(LaidWorkRow.at) > now - HELD_FOR,
        col(LaidWorkRow.sample_item_id).is_not(None),
        ~answered.exists(),
    )
    return {item_id for item_id in session.connection().execute(query).scalars() if item_id is not None}


def last_answer(session: Session, auditor_id: int, now: datetime) -> LastAnswer | None:
    """Return the auditor's last answer if it may still be taken back: within a quarter of an hour, before anybody else
    has judged the work, and before the employee has said anything to the finding it made.
    """
    recoding = _newest(session, RecodingRow, col(RecodingRow.auditor_id) == auditor_id)
    mine = select(col(LaidWorkRow.id)).where(col(LaidWorkRow.auditor_id) == auditor_id)
    known = _newest(session, KnownAnswerRow, col(KnownAnswerRow.laid_work_id).in_(mine))
    newest = max((row for row in (recoding, known) if row is not None), key=lambda row: row.at, default=None)
    if newest is None or newest.verdict == Verdict.TAKEN_BACK or now - newest.at > timedelta(minutes=TAKE_BACK_MINUTES):
        return None
    laid = _laid_for(session, auditor_id, newest)
    if laid is None or (isinstance(newest, RecodingRow) and _is_past_recall(session, newest)):
        return None
    return LastAnswer(laid, newest)


def answered_since(session: Session, auditor_id: int, since: datetime) -> int:
    """Return how many works the auditor has answered since a moment; what was taken back does not count."""
    mine = select(col(LaidWorkRow.id)).where(col(LaidWorkRow.auditor_id) == auditor_id)
    counts: dict[str, int] = {}
    for table, condition in (
        (RecodingRow, col(RecodingRow.auditor_id) == auditor_id),
        (KnownAnswerRow, col(KnownAnswerRow.laid_work_id).in_(mine)),
    ):
        of_table: Any = table
        query = select(of_table.verdict, func.count()).where(condition, of_table.at >= since).group_by(of_table.verdict)
        for verdict, count in session.connection().execute(query):
            counts[verdict] = counts.get(verdict, 0) + count
    return sum(counts.values()) - 2 * counts.get(Verdict.TAKEN_BACK.value, 0)


def newest_laid(session: Session, auditor_id: int, *, limit: int = 1) -> list[LaidWork]:
    query = select(*_laid_columns()).where(col(LaidWorkRow.auditor_id) == auditor_id)
    rows = session.connection().execute(query.order_by(col(LaidWorkRow.id).desc()).limit(limit))
    return [LaidWork(*row) for row in rows]


def is_own_work(session: Session, handle: str, person_id: int) -> bool:
    query = select(col(SampleItemRow.employee_id)).where(col(SampleItemRow.handle) == handle)
    return session.connection().execute(query).scalar() == person_id


def content_is_lost(session: Session, entry_id: int) -> bool:
    """Say whether the text of a letter that came through the gate, which the program keeps, is not there."""
    entry = entry_by_id(session, entry_id)
    came_by_mail = any(source.startswith("smtp:") for source in sources_of(session, entry_id))
    return entry.is_letter and came_by_mail and letter_content(session, entry_id) is None


def entries_to_be_judged(session: Session, auditor_id: int, now: datetime) -> frozenset[int]:
    """Return the works that this person may still have to judge blind, and must not meet elsewhere before."""
    desk = desk_of(session, auditor_id, now)
    lying = {desk.laid.entry_id} if desk.laid else set()
    return frozenset({work.entry_id for work in desk.queue} | lying)


def _laid(session: Session, auditor_id: int, queue: Sequence[OpenWork]) -> LaidWork | None:
    """Return the work that lies on the desk: the earliest laid one of those not answered."""
    waiting = {work.item_id for work in queue}
    newest = newest_laid(session, auditor_id, limit=LOOKED_BACK)
    answers = _known_answered(session, [laid.id for laid in newest if laid.item_id is None])
    lying = [
        laid for laid in newest if (laid.item_id in waiting if laid.item_id is not None else laid.id not in answers)
    ]
    return min(lying, key=lambda laid: laid.id, default=None)


def _known_answered(session: Session, laid_ids: Sequence[int]) -> set[int]:
    query = (
        select(col(KnownAnswerRow.laid_work_id), col(KnownAnswerRow.verdict))
        .where(col(KnownAnswerRow.laid_work_id).in_(laid_ids))
        .order_by(col(KnownAnswerRow.id))
    )
    answered: set[int] = set()
    for laid_id, verdict in session.connection().execute(query) if laid_ids else ():
        (answered.discard if verdict == Verdict.TAKEN_BACK.value else answered.add)(laid_id)
    return answered


def _laid_for(session: Session, auditor_id: int, row: RecodingRow | KnownAnswerRow) -> LaidWork | None:
    query = select(*_laid_columns()).where(col(LaidWorkRow.auditor_id) == auditor_id)
    if isinstance(row, RecodingRow):
        query = query.where(col(LaidWorkRow.sample_item_id) == row.sample_item_id)
    else:
        query = query.where(col(LaidWorkRow.id) == row.laid_work_id)
    found = session.connection().execute(query).first()
    return LaidWork(*found) if found else None


def _laid_columns() -> tuple[Any, ...]:
    return (
        col(LaidWorkRow.id),
        col(LaidWorkRow.handle),
        col(LaidWorkRow.entry_id),
        col(LaidWorkRow.sample_item_id),
    )


def _newest(session: Session, table: Any, condition: Any) -> Any:
    return session.exec(select_row(table).where(condition).order_by(col(table.id).desc()).limit(1)).first()


def _is_past_recall(session: Session, row: RecodingRow) -> bool:
    later = select(col(RecodingRow.id)).where(
        col(RecodingRow.sample_item_id) == row.sample_item_id,
        col(RecodingRow.auditor_id) != row.auditor_id,
        col(RecodingRow.id) > row.id,
    )
    answered = (
        select(col(FindingAnswerRow.id))
        .join(FindingRow, col(FindingRow.id) == col(FindingAnswerRow.finding_id))
        .join(RecodingRow, col(RecodingRow.id) == col(FindingRow.recoding_id))
        .where(col(RecodingRow.sample_item_id) == row.sample_item_id)
    )
    return any(session.connection().execute(query.limit(1)).first() is not None for query in (later, answered))
