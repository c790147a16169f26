"""Acts on the quality of works, read back; and the figures of the works they stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from naryad.days import Period
from payroll.quality import Act, JudgedWork
from payroll.rules.quality import Quality
from payroll.tables.quality import QualityAcknowledgementRow, QualityActRow
from worklog.store.entry import entries_by_id, last_codings

ACTS_MOST = 200


def acts_of_entry(session: Session, entry_id: int) -> list[Act]:
    """Return every act on a work, the latest first."""
    query = select(QualityActRow).where(QualityActRow.entry_id == entry_id).order_by(col(QualityActRow.id).desc())
    return _acts(session, session.exec(query))


def act_by_id(session: Session, act_id: int) -> Act | None:
    row = session.get(QualityActRow, act_id)
    return None if row is None else _acts(session, [row])[0]


def latest_acts(
    session: Session, *, employee_id: int | None = None, period: Period | None = None, limit: int = ACTS_MOST
) -> list[Act]:
    """Return the acts made last (of one person, of one pay period), the latest first."""
    query = select(QualityActRow).order_by(col(QualityActRow.id).desc()).limit(limit)
    if employee_id is not None:
        query = query.where(QualityActRow.employee_id == employee_id)
    if period is not None:
        query = query.where(QualityActRow.period == period.number)
    return _acts(session, session.exec(query))


def acts_in_force(
    session: Session, period: Period, employee_id: int | None = None, *, until: datetime | None = None
) -> dict[int, Act]:
    """Return of each judged work of a pay period the act made last (by a moment, if given), by the entry's id."""
    query = select(QualityActRow).where(QualityActRow.period == period.number).order_by(col(QualityActRow.id))
    if employee_id is not None:
        query = query.where(QualityActRow.employee_id == employee_id)
    if until is not None:
        query = query.where(col(QualityActRow.decided_at) <= until)
    return {row.entry_id: row.value() for row in session.exec(query)}


def acts_since(session: Session, period: Period, employee_id: int, since: datetime) -> dict[int, Act]:
    """Return the acts in force that were made after a moment: what a closing did not know yet."""
    return {number: act for number, act in acts_in_force(session, period, employee_id).items() if act.at > since}


def unread_acts(session: Session, employee_id: int) -> list[Act]:
    """Return the acts in force on a person's works that the person has not got to know, the latest first."""
    acts: dict[int, Act] = {}
    for act in latest_acts(session, employee_id=employee_id):
        acts.setdefault(act.entry_id, act)
    return [act for act in acts.values() if act.acknowledged is None and act.judged.quality is not Quality.ACCEPTED]


def unread_in(session: Session, period: Period) -> list[Act]:
    """Return the acts in force on works of a pay period that lower pay and that their authors have not got to know."""
    acts = list(acts_in_force(session, period).values())
    query = select(QualityAcknowledgementRow.act_id).where(
        col(QualityAcknowledgementRow.act_id).in_([act.id for act in acts])
    )
    known = set(session.exec(query)) if acts else set()
    return [act for act in acts if act.lowers_pay and act.id not in known]


def judged_work(
    session: Session,
    period: Period,
    employee_id: int | None = None,
    *,
    corrected: bool = False,
    only: Collection[int] | None = None,
) -> list[JudgedWork]:
    """Return the judged works of a pay period with their figures: those that count, or (`corrected`) the last coding's.

    Accepted, cancelled and worthless ones are left out; `only` names the entries that are asked about.
    """
    acts = {
        number: act
        for number, act in acts_in_force(session, period, employee_id).items()
        if act.judged.quality is not Quality.ACCEPTED and (only is None or number in only)
    }
    if not acts:
        return []
    entries = entries_by_id(session, acts)
    late = last_codings(session, sorted(acts)) if corrected else {}
    found: list[JudgedWork] = []
    for number in sorted(acts):
        entry = entries[number]
        figures = late.get(number) or entry.figures
        if figures is None or figures.norm_id is None or not figures.quantity:
            continue
        found.append(
            JudgedWork(
                employee_id=entry.employee_id,
                day=entry.day,
                norm_id=figures.norm_id,
                quantity=figures.quantity,
                norm_minutes=figures.norm_minutes,
                judged=acts[number].judged,
            )
        )
    return found


def _acts(session: Session, rows: Iterable[QualityActRow]) -> list[Act]:
    known = list(rows)
    ids = [row.id for row in known]
    query = select(QualityAcknowledgementRow).where(col(QualityAcknowledgementRow.act_id).in_(ids))
    read = {row.act_id: row.value() for row in session.exec(query)} if ids else {}
    return [row.value(read.get(row.id or 0)) for row in known]


def has_acts(session: Session) -> bool:
    return session.exec(select(QualityActRow.id).limit(1)).first() is not None
