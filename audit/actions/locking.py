"""Locking what a work's blind judgements come to, which is when a difference becomes a finding; and undoing it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, select

from audit.panel import WAITS_FOR_SECOND, Ground, locked
from audit.store.opinion import Auditors, OpenWork, awaited_since, opinions_of
from audit.tables.desk import JudgementRow
from audit.tables.finding import FindingRow
from audit.tables.recoding import RecodingRow
from naryad import journal
from naryad.people import Employee
from naryad.tables import Row
from worklog.actions.readers import show_reader
from worklog.store.entry import entry_by_id


def lock_judgement(
    session: Session, work: OpenWork, auditors: Auditors, *, now: datetime, waited_enough: bool = False
) -> bool:
    """Lock the judgement of a work if it needs no further person; return whether a finding came of it.

    From now on its author sees who read the letter for the check.
    """
    opinions = opinions_of(session, [work.item_id]).get(work.item_id, [])
    others = 0 if waited_enough else auditors.others(work, {opinion.auditor_id for opinion in opinions})
    result = locked(opinions, is_chosen=work.is_chosen, others=others)
    if result is None:
        return False
    row = _judgement(session, work.item_id, result.ground, result.opinion.recoding_id, now)
    session.add(row)
    rows: list[Row] = [row]
    if result.opinion.differs:
        rows += _finding(session, work.entry_id, result.opinion.recoding_id, now)
    facts = {"ground": result.ground.value, "differs": result.opinion.differs}
    journal.record(session, None, "audit.lock", f"sample_item:{work.item_id}", now, facts, rows=rows)
    for opinion in opinions:
        show_reader(session, work.entry_id, auditor_id=opinion.auditor_id, now=now)
    return result.opinion.differs


def lock_awaited(session: Session, works: list[OpenWork], auditors: Auditors, *, now: datetime) -> int:
    """Lock the works for which nobody is left to ask, or which have waited two weeks for one more person; return how
    many.
    """
    since = awaited_since(session, [work.item_id for work in works])
    count = 0
    for work in works:
        if work.item_id not in since:
            continue
        waited_enough = now - since[work.item_id] > WAITS_FOR_SECOND
        before = _revision(session, work.item_id)
        lock_judgement(session, work, auditors, now=now, waited_enough=waited_enough)
        count += _revision(session, work.item_id) > before
    return count


def unlock(session: Session, item_id: int, *, actor: Employee, now: datetime) -> None:
    """Let nothing stand of a work whose last judgement is taken back, if anything did."""
    query = select(JudgementRow).where(JudgementRow.sample_item_id == item_id)
    last = session.exec(query.order_by(JudgementRow.revision.desc()).limit(1)).first()  # type: ignore[attr-defined]
    if last is None or last.recoding_id is None:
        return
    row = _judgement(session, item_id, Ground.TAKEN_BACK, None, now)
    session.add(row)
    journal.record(session, actor.id, "audit.unlock", f"sample_item:{item_id}", now, rows=[row])


def _judgement(session: Session, item_id: int, ground: Ground, recoding_id: int | None, now: datetime) -> JudgementRow:
    return JudgementRow(
        sample_item_id=item_id,
        revision=_revision(session, item_id) + 1,
        ground=ground.value,
        recoding_id=recoding_id,
        at=now,
    )


def _revision(session: Session, item_id: int) -> int:
    revisions = select(func.coalesce(func.max(JudgementRow.revision), 0))
    return session.exec(revisions.where(JudgementRow.sample_item_id == item_id)).one()


def _finding(session: Session, entry_id: int, recoding_id: int, now: datetime) -> list[FindingRow]:
    """Return the new finding, or none where this judgement has made one already and stands again."""
    if session.exec(select(FindingRow.id).where(FindingRow.recoding_id == recoding_id)).first() is not None:
        return []
    recoding = session.get_one(RecodingRow, recoding_id)
    entry = entry_by_id(session, entry_id)
    row = FindingRow(
        recoding_id=recoding_id,
        employee_id=entry.employee_id,
        entry_id=entry.id,
        day=entry.day,
        over_minutes=recoding.claimed_minutes - recoding.norm_minutes,
        at=now,
    )
    session.add(row)
    return [row]
