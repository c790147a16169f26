"""Judging a work blind, in the order of the draw, and taking a slipped key back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, select

from audit.actions.locking import lock_judgement, unlock
from audit.check import TAKE_BACK_MINUTES
from audit.recoding import Judged, NothingToTakeBack, NotNextInOrder, OwnWork, TypeIsNeeded, Verdict, is_answer
from audit.store.desk import LaidWork, content_is_lost, desk_of, is_own_work, last_answer
from audit.store.known import known_of_entry
from audit.tables.desk import KnownAnswerRow
from audit.tables.recoding import RecodingRow
from naryad import journal
from naryad.people import Employee, require
from norms.code import find
from norms.store import catalog
from norms.work_type import WorkType
from worklog.actions.readers import show_reader
from worklog.coding import quantity_of
from worklog.entry import Entry
from worklog.store.content import content_of
from worklog.store.entry import entry_by_id, last_coding


def judge(
    session: Session,
    actor: Employee,
    *,
    handle: str,
    verdict: Verdict,
    now: datetime,
    code: str = "",
    quantity: Decimal | None = None,
    note: str = "",
) -> bool:
    """Take a blind judgement of the work that lies on this auditor's desk; return whether it makes a finding now.

    No quantity means "as recorded": only the type is judged. The journal says who judged, and nothing of what: the next
    auditor reads it too.

    Raises:
        OwnWork, NotNextInOrder, and what the norms say of a type or quantity.
    """
    require(actor, "audit.recode")
    desk = desk_of(session, actor.id, now)
    laid = desk.laid
    if laid is None or laid.handle != handle:
        raise OwnWork() if is_own_work(session, handle, actor.id) else NotNextInOrder()
    entry = entry_by_id(session, laid.entry_id)
    claimed = _claim(session, entry)
    if claimed.quantity == 0:
        # Cancelled after the list was frozen: it claims nothing, so there is nothing to compare.
        verdict = Verdict.CANNOT_TELL
    found = _found(session, entry, code, quantity, claimed) if verdict is Verdict.TYPE else None
    if laid.item_id is None:
        _answer_known(session, actor, laid, verdict, found, now)
        return False
    row = _row(session, actor, laid, laid.item_id, verdict, claimed, found, note, now)
    session.add(row)
    journal.record(session, actor.id, "audit.judge", f"laid_work:{laid.id}", now, rows=[row])
    work = next(each for each in desk.queue if each.item_id == laid.item_id)
    return lock_judgement(session, work, desk.auditors, now=now)


def take_back(session: Session, actor: Employee, *, now: datetime) -> None:
    """Take back the last judgement, within a quarter of an hour, before anybody else has judged the work and before the
    employee has answered.

    Raises:
        NothingToTakeBack.
    """
    require(actor, "audit.recode")
    last = last_answer(session, actor.id, now)
    if last is None:
        raise NothingToTakeBack(minutes=TAKE_BACK_MINUTES)
    earlier = last.row
    row: RecodingRow | KnownAnswerRow
    if isinstance(earlier, RecodingRow):
        row = RecodingRow(
            sample_item_id=earlier.sample_item_id,
            revision=earlier.revision + 1,
            auditor_id=actor.id,
            verdict=Verdict.TAKEN_BACK.value,
            claimed_work_type_id=earlier.claimed_work_type_id,
            claimed_quantity=earlier.claimed_quantity,
            claimed_minutes=earlier.claimed_minutes,
            at=now,
        )
        unlock(session, earlier.sample_item_id, actor=actor, now=now)
    else:
        row = KnownAnswerRow(
            laid_work_id=earlier.laid_work_id,
            revision=earlier.revision + 1,
            known_by=earlier.known_by,
            sample_item_id=earlier.sample_item_id,
            right_work_type_id=earlier.right_work_type_id,
            right_quantity=earlier.right_quantity,
            right_minutes=earlier.right_minutes,
            verdict=Verdict.TAKEN_BACK.value,
            at=now,
        )
    session.add(row)
    journal.record(session, actor.id, "audit.take_back", f"laid_work:{last.laid.id}", now, rows=[row])


def _answer_known(
    session: Session, actor: Employee, laid: LaidWork, verdict: Verdict, found: Judged | None, now: datetime
) -> None:
    """Write down what the auditor found of a work of known type; nothing follows from it for its author."""
    known = known_of_entry(session, laid.entry_id)
    assert known is not None, "only settled works are laid as known"
    revisions = select(func.coalesce(func.max(KnownAnswerRow.revision), 0))
    row = KnownAnswerRow(
        laid_work_id=laid.id,
        revision=session.exec(revisions.where(KnownAnswerRow.laid_work_id == laid.id)).one() + 1,
        known_by=known.known_by,
        sample_item_id=known.item_id,
        right_work_type_id=known.right[0],
        right_quantity=known.right[1],
        right_minutes=known.norm_minutes,
        verdict=verdict.value,
        work_type_id=found.work_type_id if found else None,
        quantity=found.quantity if found else None,
        norm_minutes=found.norm_minutes if found else None,
        at=now,
    )
    session.add(row)
    journal.record(session, actor.id, "audit.judge", f"laid_work:{laid.id}", now, rows=[row])
    show_reader(session, laid.entry_id, auditor_id=actor.id, now=now)


def _claim(session: Session, entry: Entry) -> Judged:
    """Return what the employee claims now: the last coding; a voided work claims nothing of its type."""
    coding = last_coding(session, entry.id)
    figures = entry.figures
    assert figures is not None, "only counted work is drawn"
    if coding is None or coding.is_void or coding.work_type_id is None:
        return Judged(figures.work_type_id, Decimal(0), Decimal(0))
    return Judged(coding.work_type_id, coding.quantity, coding.norm_minutes)


def _found(session: Session, entry: Entry, code: str, asked: Decimal | None, claimed: Judged) -> Judged:
    if not code.strip():
        raise TypeIsNeeded()
    in_force = catalog(session, entry.day)
    offered = [each for each in in_force.of_kind(entry.kind) if each.norm and is_answer(each.work_type.purpose)]
    chosen = find(code, [each.work_type for each in offered])
    norm = next((each.norm for each in offered if chosen and each.work_type.id == chosen.id), None)
    if chosen is None or norm is None:
        raise TypeIsNeeded()
    quantity = _quantity(session, entry, chosen, asked, claimed, in_force.by_id(claimed.work_type_id).work_type)
    return Judged.of(chosen.id, quantity, norm.minutes)


def _quantity(
    session: Session, entry: Entry, chosen: WorkType, asked: Decimal | None, claimed: Judged, claimed_type: WorkType
) -> Decimal:
    if asked is None and claimed.quantity > 0 and chosen.unit == claimed_type.unit:
        return claimed.quantity
    seconds = content_of(session, entry.id).seconds
    return quantity_of(chosen, kind=entry.kind, asked=asked, seconds=seconds)


def _row(
    session: Session,
    actor: Employee,
    laid: LaidWork,
    item_id: int,
    verdict: Verdict,
    claimed: Judged,
    found: Judged | None,
    note: str,
    now: datetime,
) -> RecodingRow:
    revisions = select(func.coalesce(func.max(RecodingRow.revision), 0))
    mine = revisions.where(RecodingRow.sample_item_id == item_id, RecodingRow.auditor_id == actor.id)
    return RecodingRow(
        sample_item_id=item_id,
        revision=session.exec(mine).one() + 1,
        auditor_id=actor.id,
        verdict=verdict.value,
        work_type_id=found.work_type_id if found else None,
        quantity=found.quantity if found else None,
        norm_minutes=found.norm_minutes if found else None,
        claimed_work_type_id=claimed.work_type_id,
        claimed_quantity=claimed.quantity,
        claimed_minutes=claimed.norm_minutes,
        content_lost=verdict is Verdict.CANNOT_TELL and content_is_lost(session, laid.entry_id),
        note=note.strip()[:1000],
        at=now,
    )
