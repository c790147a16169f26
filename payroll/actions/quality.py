"""Judging the quality of a counted work, and recording that its author got to know the act."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad import journal
from naryad.people import Employee, require
from naryad.staff import employee_of
from payroll.annex import require_days
from payroll.quality import (
    REASON_AT_LEAST,
    Act,
    ActIsAcknowledged,
    ActIsNotYours,
    ActNeedsReason,
    NoSuchAct,
    OwnQuality,
    QualityIsSo,
    RefusalNeedsWitnesses,
    Way,
    WorkHasNoPrice,
    quality_words,
)
from payroll.rules.quality import Judged, Quality
from payroll.store.quality import act_by_id, acts_of_entry
from payroll.tables.quality import QualityAcknowledgementRow, QualityActRow
from worklog.store.entry import entry_by_id


def judge_work(
    session: Session, actor: Employee | None, *, entry_id: int, judged: Judged, reason: str, now: datetime
) -> int:
    """Write an act on one work and return its id; what it changes of pay is counted at once, or corrected once closed.

    Raises:
        NotAllowed, OwnQuality, WorkHasNoPrice, ActNeedsReason, QualityIsSo.
    """
    require(actor, "payroll.judge_quality")
    assert actor is not None
    entry = entry_by_id(session, entry_id, lock=True)
    if entry.employee_id == actor.id:
        raise OwnQuality()
    figures = entry.figures
    if figures is None or not figures.norm_minutes:
        raise WorkHasNoPrice(code=f"№ {figures.seq}" if figures else entry.uid[:8])
    reason = " ".join(reason.split())
    if len(reason) < REASON_AT_LEAST:
        raise ActNeedsReason()
    known = acts_of_entry(session, entry_id)
    stands = known[0].judged if known else Judged()
    if stands == judged:
        raise QualityIsSo(words=quality_words(judged, "en"), words_ru=quality_words(judged, "ru"))
    row = QualityActRow(
        entry_id=entry_id,
        employee_id=entry.employee_id,
        period=figures.period.number,
        quality=judged.quality.value,
        percent=judged.percent if judged.quality is Quality.PARTIAL else None,
        reason=reason[:500],
        decided_by=actor.id,
        decided_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"quality": judged.quality.value, "percent": f"{judged.percent:f}", "employee": entry.employee_id}
    journal.record(session, actor.id, "payroll.judge", f"entry:{entry_id}", now, facts, rows=[row])
    return row.id or 0


def read_act(session: Session, actor: Employee | None, *, act_id: int, now: datetime, today: date) -> None:
    """Record that the author of the work has read the act here.

    Raises:
        NotAllowed, NoSuchAct, ActIsNotYours, ActIsAcknowledged.
    """
    require(actor, "payroll.own")
    assert actor is not None
    act = _act(session, act_id)
    if act.employee_id != actor.id:
        raise ActIsNotYours(name=employee_of(session, act.employee_id).name)
    _acknowledge(session, actor, act, way=Way.READ, on=today, note="", now=now)


def record_signature(
    session: Session,
    actor: Employee | None,
    *,
    act_id: int,
    is_refused: bool,
    signed_on: date,
    note: str,
    now: datetime,
    today: date,
) -> None:
    """Record that the author signed the printed act, or would not sign it before witnesses (`note`).

    Raises:
        NotAllowed, NoSuchAct, OwnQuality, ActIsAcknowledged, RefusalNeedsWitnesses, SignatureDayIsWrong.
    """
    require(actor, "payroll.judge_quality")
    assert actor is not None
    act = _act(session, act_id)
    if act.employee_id == actor.id:
        raise OwnQuality()
    note = " ".join(note.split())
    if is_refused and len(note) < REASON_AT_LEAST:
        raise RefusalNeedsWitnesses()
    require_days(signed_on, signed_on, today=today)
    way = Way.REFUSED if is_refused else Way.SIGNED
    _acknowledge(session, actor, act, way=way, on=signed_on, note=note, now=now)


def _act(session: Session, act_id: int) -> Act:
    act = act_by_id(session, act_id)
    if act is None:
        raise NoSuchAct()
    return act


def _acknowledge(session: Session, actor: Employee, act: Act, *, way: Way, on: date, note: str, now: datetime) -> None:
    if act.acknowledged is not None:
        raise ActIsAcknowledged()
    row = QualityAcknowledgementRow(
        act_id=act.id, way=way.value, acknowledged_on=on, note=note[:300], recorded_by=actor.id, recorded_at=now
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise ActIsAcknowledged() from None
    facts = {"act": act.id, "way": way.value, "on": on.isoformat()}
    journal.record(session, actor.id, "payroll.read_act", f"entry:{act.entry_id}", now, facts, rows=[row])
