"""Continuing one employee's list: the next works of the same order, when the evidence asks for more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from audit.actions.draw import items_of
from audit.check import Continuation, FrozenFrame
from audit.draw import draw_columns
from audit.store.frame import frame_by_id
from audit.store.lines import columns_of
from audit.tables.sample import SampleContinuationRow, SampleItemRow
from naryad import journal
from naryad.errors import DomainError
from naryad.people import Employee, require

USUAL_COUNT, MOST_COUNT = 50, 60


class NotDrawnToContinue(DomainError):
    code = "list_not_drawn_to_continue"
    en = "The list {key} is not drawn yet, so there is nothing to continue. Draw it first."
    ru = "Жребий по списку {key} ещё не брошен, продолжать нечего. Сначала бросьте жребий."


class NotOnTheList(DomainError):
    code = "person_not_on_the_list"
    status = 404
    en = "This person has no work on the list {key}. Choose somebody who stands in its table."
    ru = "У этого человека нет работ в списке {key}. Выберите того, кто есть в его таблице."


class NothingToContinueTo(DomainError):
    code = "nothing_to_continue_to"
    status = 422
    en = (
        "A list is continued to more works than are drawn already ({drawn}) and at most to {most}; here it is {asked}. "
        "Give a number between."
    )
    ru = (
        "Список продолжают дальше уже отобранных ({drawn}) и не дальше {most} работ, а указано {asked}. Укажите число "
        "между ними."
    )


class ContinuationNeedsReason(DomainError):
    code = "continuation_needs_reason"
    status = 422
    en = "That a list is continued stays in sight for everybody. Say why, for instance: check more, E = 24."
    ru = "Продолжение списка видят все. Напишите, почему оно нужно, например: проверить больше, E = 24."


def continue_list(
    session: Session, actor: Employee, frame_id: int, *, employee_id: int, count: int, reason: str, now: datetime
) -> Continuation:
    """Draw one employee's next works, up to `count` of them altogether: the same order, the same seed, nobody's choice.

    Estimates of totals stay with the number planned before; what is added speaks in the evidence.

    Raises:
        NotAllowed, FrameIsWithdrawn, NotDrawnToContinue, NotOnTheList, NothingToContinueTo, ContinuationNeedsReason.
    """
    require(actor, "audit.draw")
    frame = frame_by_id(session, frame_id)
    frame.require_standing()
    sample, part = frame.sample, frame.part_of(employee_id)
    if sample is None:
        raise NotDrawnToContinue(key=frame.period_key)
    if part is None:
        raise NotOnTheList(key=frame.period_key)
    if not reason.strip():
        raise ContinuationNeedsReason()
    drawn, most = _drawn_count(session, sample.id, employee_id), min(part.entries, MOST_COUNT)
    if not drawn < count <= most:
        raise NothingToContinueTo(drawn=drawn, most=most, asked=count)
    row = SampleContinuationRow(
        sample_id=sample.id,
        employee_id=employee_id,
        from_count=drawn,
        to_count=count,
        by_id=actor.id,
        at=now,
        reason=reason.strip(),
    )
    items = _further(session, frame, sample.id, sample.seed, employee_id, drawn, count)
    session.add_all([row, *items])
    session.flush()
    facts = {"employee": part.number, "from": drawn, "to": count, "reason": row.reason}
    journal.record(session, actor.id, "audit.continue", f"frame:{frame_id}", now, facts, rows=[row, *items])
    return Continuation(sample.id, employee_id, drawn, count, actor.id, now, row.reason)


def _further(
    session: Session, frame: FrozenFrame, sample_id: int, seed: str, employee_id: int, drawn: int, count: int
) -> list[SampleItemRow]:
    [(_, ids, sizes)] = columns_of(session, frame.id, employee_id)
    further = draw_columns(seed, ids, sizes, count).sample[drawn:]
    last = session.exec(select(func.max(SampleItemRow.desk_order)).where(SampleItemRow.sample_id == sample_id)).one()
    return items_of(session, frame.id, sample_id, [(item, employee_id) for item in further], after=last or 0)


def _drawn_count(session: Session, sample_id: int, employee_id: int) -> int:
    return session.exec(
        select(func.count())
        .select_from(SampleItemRow)
        .where(col(SampleItemRow.sample_id) == sample_id, col(SampleItemRow.employee_id) == employee_id)
    ).one()
