"""Approving the figure on account for the first half of a month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from naryad.staff import employee_of
from naryad.tables import Row
from payroll.advance import Advance, AdvancePerson, AdvanceStandsAlready, require_approvable
from payroll.scheme import MissingRate
from payroll.store.advance import advance_figures, last_advance
from payroll.store.month import month_state
from payroll.tables.advance import AdvanceLineRow, AdvancePersonRow, AdvanceRow
from payroll.tables.columns import columns_of

PEOPLE_NAMED = 5


def approve_advance(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    now: datetime,
    today: date,
    seen: Decimal | None = None,
    reason: str = "",
) -> Advance:
    """Approve what days 1 to 15 are worth, counted once more from the entries; a second time needs a reason.

    `seen` is the sum the person had before them.

    Raises:
        NotAllowed, and everything that `require_approvable` raises.
        AdvanceStandsAlready: also when somebody else approves at this very moment.
    """
    require(actor, "payroll.approve_advance")
    assert actor is not None
    figures, before = advance_figures(session, period, recount=True), last_advance(session, period)
    require_approvable(
        period,
        today=today,
        trial=figures.trial,
        state=month_state(session, period),
        people=figures.people,
        without_rate=_named(session, figures.missing_rates),
        approved=before,
        reason=reason,
        seen=seen,
    )
    row = AdvanceRow(
        period=period.number,
        revision=before.revision + 1 if before else 1,
        rounding=figures.rounding.value,
        currency=figures.currency,
        amount=figures.amount,
        reason=" ".join(reason.split())[:300] if before else "",
        approved_by=actor.id,
        approved_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise AdvanceStandsAlready(month=period, amount=figures.amount) from None
    assert row.id is not None
    rows: list[Row] = [row]
    for one in figures.people:
        rows += _rows_of(row.id, one)
    session.add_all(rows[1:])
    session.flush()
    facts = {"amount": f"{figures.amount:.2f}", "revision": row.revision, "reason": row.reason}
    journal.record(session, actor.id, "payroll.advance", f"period:{period}", now, facts, rows=rows)
    made = last_advance(session, period)
    assert made is not None
    return made


def _rows_of(advance_id: int, one: AdvancePerson) -> list[Row]:
    person = AdvancePersonRow(
        advance_id=advance_id,
        employee_id=one.employee_id,
        number=one.number,
        name=one.name,
        department=one.department,
        position=one.position,
        entries=one.entries,
        norm_minutes=one.norm_minutes,
        amount=one.amount,
    )
    lines = [
        AdvanceLineRow(advance_id=advance_id, place_no=place, **columns_of(line))
        for place, line in enumerate(one.lines, start=1)
    ]
    return [person, *lines]


def _named(session: Session, missing: tuple[MissingRate, ...]) -> str:
    """Return who has no rate on which day, as a refusal names them."""
    named = [f"{employee_of(session, one.employee_id).name} ({one.day:%d.%m.%Y})" for one in missing[:PEOPLE_NAMED]]
    more = f" +{len(missing) - PEOPLE_NAMED}" if len(missing) > PEOPLE_NAMED else ""
    return ", ".join(named) + more
