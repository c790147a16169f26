"""Recording who signed the sheet of acquaintance with norms and rates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session

from naryad import journal
from naryad.people import Employee, require
from naryad.staff import employee_of
from payroll.annex import AlreadyAcknowledged, Annex, NoAnnexYet, NobodyIsChosen, NotAcknowledged, require_days
from payroll.store.annex import acknowledgements, annex_on
from payroll.tables.papers import AcknowledgementRow


def record_acknowledgements(
    session: Session,
    actor: Employee | None,
    *,
    day: date,
    employee_ids: Collection[int],
    announced_on: date,
    signed_on: date,
    now: datetime,
    today: date,
) -> int:
    """Record that people signed under the annex in force on a day; return how many.

    Raises:
        NotAllowed, NoAnnexYet, NobodyIsChosen, SignatureDayIsWrong.
        AlreadyAcknowledged: somebody's signature under these very norms and rates is recorded.
    """
    require(actor, "payroll.record_acknowledgement")
    assert actor is not None
    annex = _annex(session, day)
    if not employee_ids:
        raise NobodyIsChosen()
    require_days(announced_on, signed_on, today=today)
    known = acknowledgements(session, annex.since)
    rows = []
    for number in sorted(set(employee_ids)):
        person = employee_of(session, number)
        if number in known and known[number].content_hash == annex.content_hash:
            raise AlreadyAcknowledged(name=person.name, day=annex.since)
        rows.append(
            AcknowledgementRow(
                day=annex.since,
                employee_id=person.id,
                announced_on=announced_on,
                signed_on=signed_on,
                content_hash=annex.content_hash,
                recorded_by=actor.id,
                recorded_at=now,
            )
        )
    session.add_all(rows)
    session.flush()
    facts = {"day": annex.since.isoformat(), "people": len(rows), "content_hash": annex.content_hash}
    journal.record(session, actor.id, "payroll.acknowledge", f"annex:{annex.since}", now, facts, rows=rows)
    return len(rows)


def withdraw_acknowledgement(
    session: Session, actor: Employee | None, *, day: date, employee_id: int, now: datetime
) -> None:
    """Take back a signature that was recorded by mistake.

    Raises:
        NotAllowed, NoAnnexYet, NotAcknowledged.
    """
    require(actor, "payroll.record_acknowledgement")
    assert actor is not None
    annex, person = _annex(session, day), employee_of(session, employee_id)
    known = acknowledgements(session, annex.since).get(employee_id)
    if known is None:
        raise NotAcknowledged(name=person.name, day=annex.since)
    row = AcknowledgementRow(
        day=annex.since,
        employee_id=person.id,
        announced_on=known.announced_on,
        signed_on=known.signed_on,
        content_hash=known.content_hash,
        is_withdrawn=True,
        recorded_by=actor.id,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"day": annex.since.isoformat(), "employee": person.id}
    journal.record(
        session, actor.id, "payroll.withdraw_acknowledgement", f"annex:{annex.since}", now, facts, rows=[row]
    )


def _annex(session: Session, day: date) -> Annex:
    annex = annex_on(session, day)
    if annex is None:
        raise NoAnnexYet(day=day)
    return annex
