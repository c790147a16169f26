"""The steps of a month before and after closing: freezing, approval by the head, reopening with a reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from naryad.seal import Level, lift_seal, set_seal
from naryad.staff import employee_of
from payroll.month import (
    Leaver,
    MonthHasBlockers,
    MonthState,
    Step,
    WholeMonthIsSealed,
    month_is_at,
    require_freezable,
    require_reopenable,
    require_step,
    state_after,
)
from payroll.store.checklist import month_checklist
from payroll.store.corrections import late_decisions
from payroll.store.figures import MonthFigures, month_figures
from payroll.store.month import adjustment_booked_in, closing_rows, later_closed, month_state, own_states, steps_of
from payroll.tables.closing import ClosingRow
from payroll.tables.columns import EVERYBODY
from payroll.tables.month import MonthStepRow
from payroll.wording import blockers_in_words
from worklog.actions.recoding import apply_late_codings
from worklog.store.month import highest_seqs
from worklog.store.output import employees_with_late_codings


def freeze_month(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    now: datetime,
    today: date,
    employee_id: int | None = None,
) -> None:
    """End the intake of a month (or of a leaver's, early): from now on no ordinary coding.

    Raises:
        MonthIsAt, WholeMonthIsSealed: it is frozen already.
        MonthIsNotOver, LastDayIsNotEntered, LastDayIsAhead: it is too early (rule 24).
    """
    require(actor, "payroll.freeze")
    assert actor is not None
    require_step(Step.FREEZE, period=period, state=state_for_step(session, period, employee_id))
    require_freezable(period, today=today, leaver=None if employee_id is None else _leaver(session, employee_id))
    seal_the_journal(session)
    add_step(session, actor, period=period, employee_id=employee_id, step=Step.FREEZE, now=now)
    seqs = highest_seqs(session, period)
    set_seal(
        session,
        first_day=period.first_day,
        last_day=period.last_day,
        employee_id=employee_id,
        level=Level.COUNTED,
        by=actor.id,
        now=now,
        highest_seq=marks_of(seqs, period, employee_id),
    )


def approve_month(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    now: datetime,
    today: date,
    employee_id: int | None = None,
) -> Decimal:
    """Approve a frozen month's figures and return the sum approved; only that sum can then be closed.

    An approved month whose sum has changed since (a finding was decided) is approved again.

    Raises:
        MonthIsAt: it is not frozen, or approved with the sum it still has.
        MonthHasBlockers: the sum is not whole yet.
    """
    require(actor, "payroll.approve")
    assert actor is not None
    state = state_for_step(session, period, employee_id)
    figures = month_figures(session, period, employee_id=employee_id)
    changed = state is MonthState.APPROVED and approved_amount(session, period, employee_id) != figures.amount
    if not changed:
        require_step(Step.APPROVE, period=period, state=state)
    require_clear(session, period, employee_id, figures)
    add_step(session, actor, period=period, employee_id=employee_id, step=Step.APPROVE, now=now, amount=figures.amount)
    return figures.amount


def reopen_month(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    reason: str,
    now: datetime,
    today: date,
    employee_id: int | None = None,
) -> None:
    """Open a frozen, approved or closed month again, with a reason; a closed one will be closed as a new revision.

    Raises:
        MonthIsAt: it is open.
        ReopeningNeedsReason, LaterMonthIsClosed, AdjustmentIsBooked (rule 27).
    """
    require(actor, "payroll.reopen")
    assert actor is not None
    state = state_for_step(session, period, employee_id)
    require_step(Step.REOPEN, period=period, state=state)
    require_reopenable(
        period,
        reason=reason,
        later_closed=later_closed(session, period) if state is MonthState.CLOSED else None,
        adjustment_booked_in=adjustment_booked_in(session, period, employee_id),
    )
    undone = next((row for row in closing_rows(session, period) if row.employee_id == employee_id), None)
    seal_the_journal(session)
    for level in (Level.CLOSED, Level.COUNTED):
        if level is Level.COUNTED or state is MonthState.CLOSED:
            lift_seal(
                session,
                first_day=period.first_day,
                last_day=period.last_day,
                employee_id=employee_id,
                level=level,
                by=actor.id,
                now=now,
                reason=reason.strip(),
            )
    if undone is not None:
        _follow_late_decisions(session, actor, period, employee_id, now)
    add_step(
        session,
        actor,
        period=period,
        employee_id=employee_id,
        step=Step.REOPEN,
        now=now,
        reason=reason.strip(),
        closing=undone,
    )


def _follow_late_decisions(
    session: Session, actor: Employee, period: Period, employee_id: int | None, now: datetime
) -> None:
    """Let the figures of a reopened month follow what was decided behind its seal; early closings stay as they are."""
    apart = own_states(session, period) if employee_id is None else {}
    for person in sorted(employees_with_late_codings(session, period)):
        if person not in apart and employee_id in (None, person):
            entry_ids = [entry.entry_id for entry, _ in late_decisions(session, period, person)]
            apply_late_codings(session, period, entry_ids, actor=actor, now=now)


def state_for_step(session: Session, period: Period, employee_id: int | None) -> MonthState:
    """Return the state that the next step starts from: the office's, or the person's own early one.

    Raises:
        WholeMonthIsSealed: one person is to be handled apart while the whole month is no longer open.
    """
    if employee_id is None:
        return month_state(session, period)
    whole = month_state(session, period)
    if whole is not MonthState.OPEN:
        raise WholeMonthIsSealed(name=employee_of(session, employee_id).name, month=period, state=whole)
    return state_after(steps_of(session, period, employee_id))


def approved_amount(session: Session, period: Period, employee_id: int | None) -> Decimal | None:
    """Return the sum the head approved last, or None before any approval."""
    approvals = [step for step in steps_of(session, period, employee_id) if step.step is Step.APPROVE]
    return approvals[-1].amount if approvals else None


def require_clear(session: Session, period: Period, employee_id: int | None, figures: MonthFigures) -> None:
    """Raises MonthHasBlockers, naming every red line, unless the checklist has none."""
    blockers = month_checklist(session, period, employee_id=employee_id, figures=figures).blockers
    if blockers:
        raise MonthHasBlockers(
            month=period,
            blockers=blockers_in_words(blockers, "en"),
            blockers_ru=blockers_in_words(blockers, "ru"),
        )


def add_step(
    session: Session,
    actor: Employee,
    *,
    period: Period,
    employee_id: int | None,
    step: Step,
    now: datetime,
    reason: str = "",
    closing: ClosingRow | None = None,
    amount: Decimal | None = None,
) -> None:
    """Add a step with the next number of its month; of two people taking it at once one is refused.

    Raises:
        MonthIsAt: somebody else took a step at the same time.
    """
    key = employee_id or EVERYBODY
    taken = select(func.max(col(MonthStepRow.number))).where(
        MonthStepRow.period == period.number, MonthStepRow.employee_key == key
    )
    row = MonthStepRow(
        period=period.number,
        employee_id=employee_id,
        employee_key=key,
        number=(session.exec(taken).one() or 0) + 1,
        step=step.value,
        by_id=actor.id,
        at=now,
        reason=reason,
        closing_id=None if closing is None else closing.id,
        amount=amount,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise month_is_at(period, MonthState.FROZEN if step is Step.FREEZE else MonthState.CLOSED) from None
    subject = f"period:{period}" if employee_id is None else f"period:{period}/employee:{employee_id}"
    facts = {"reason": reason, "amount": None if amount is None else f"{amount:.2f}"}
    journal.record(session, actor.id, f"payroll.{step.value}", subject, now, facts, rows=[row])


def seal_the_journal(session: Session) -> str:
    """Link the journal up to now and return the hash of its head (rule 38).

    Somebody else linking at this very moment does the same work: then that one's head is taken.
    """
    try:
        with session.begin_nested():
            journal.seal_journal(session)
    except IntegrityError:
        session.expire_all()
    return journal.head(session)[1]


def marks_of(seqs: dict[int, int], period: Period, employee_id: int | None) -> dict[tuple[int, int], int]:
    """Return the highest entry numbers as a seal keeps them, of one employee or all."""
    return {
        (person, period.number): seq for person, seq in seqs.items() if employee_id is None or person == employee_id
    }


def _leaver(session: Session, employee_id: int) -> Leaver:
    person = employee_of(session, employee_id)
    return Leaver(person.name, person.employed_to)
