"""Judging a work blind, in the order of the draw, and taking a slipped key back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, select

from audit.check import TAKE_BACK_MINUTES, SampledWork
from audit.recoding import Judged, NothingToTakeBack, NotNextInOrder, OwnWork, TypeIsNeeded, Verdict, compare, is_answer
from audit.store.sample import last_judged, next_at_desk, work_by_handle
from audit.tables.finding import FindingRow
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
from worklog.store.entry import entry_by_id, last_coding, sources_of
from worklog.store.letter import letter_content


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
    """Lock a blind judgement of the next work at this auditor's desk; return whether it makes a finding.

    No quantity means "as recorded": only the type is judged.

    Raises:
        OwnWork, NotNextInOrder, NoSuchWork, TypeIsNeeded, and what the norms say of a type or quantity.
    """
    require(actor, "audit.recode")
    work = work_by_handle(session, handle)
    if work.employee_id == actor.id:
        raise OwnWork()
    following = next_at_desk(session, actor.id)
    if following is None or following.handle != handle:
        raise NotNextInOrder()
    entry = entry_by_id(session, work.entry_id)
    claimed = _claim(session, entry)
    if claimed.quantity == 0:
        # Cancelled after the list was frozen: it claims nothing, so there is nothing to compare.
        verdict = Verdict.CANNOT_TELL
    found = _found(session, entry, code, quantity, claimed) if verdict is Verdict.TYPE else None
    row = _row(session, actor, work, verdict, claimed, found, note, now)
    session.add(row)
    session.flush()
    difference = compare(claimed, found) if found else None
    rows: list[RecodingRow | FindingRow] = [row]
    if difference:
        assert row.id is not None
        finding = FindingRow(
            recoding_id=row.id,
            employee_id=entry.employee_id,
            entry_id=entry.id,
            day=entry.day,
            over_minutes=difference.over_claim,
            at=now,
        )
        session.add(finding)
        rows.append(finding)
    facts = {"verdict": verdict.value, "differs": difference is not None}
    journal.record(session, actor.id, "audit.judge", f"sample_item:{work.item_id}", now, facts, rows=rows)
    show_reader(session, entry.id, auditor_id=actor.id, now=now)
    return difference is not None


def take_back(session: Session, actor: Employee, *, now: datetime) -> None:
    """Take back the last judgement, within a quarter of an hour and before the employee has answered.

    Raises:
        NothingToTakeBack.
    """
    require(actor, "audit.recode")
    last = last_judged(session, actor.id, now)
    if last is None:
        raise NothingToTakeBack(minutes=TAKE_BACK_MINUTES)
    item_id, revision = last
    earlier = session.exec(
        select(RecodingRow).where(RecodingRow.sample_item_id == item_id, RecodingRow.revision == revision)
    ).one()
    row = RecodingRow(
        sample_item_id=item_id,
        revision=revision + 1,
        auditor_id=actor.id,
        verdict=Verdict.TAKEN_BACK.value,
        claimed_work_type_id=earlier.claimed_work_type_id,
        claimed_quantity=earlier.claimed_quantity,
        claimed_minutes=earlier.claimed_minutes,
        at=now,
    )
    session.add(row)
    journal.record(session, actor.id, "audit.take_back", f"sample_item:{item_id}", now, rows=[row])


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


def _content_is_lost(session: Session, entry_id: int) -> bool:
    """Say whether the text of a letter that came through the gate, which the program keeps, is not there."""
    entry = entry_by_id(session, entry_id)
    came_by_mail = any(source.startswith("smtp:") for source in sources_of(session, entry_id))
    return entry.is_letter and came_by_mail and letter_content(session, entry_id) is None


def _row(
    session: Session,
    actor: Employee,
    work: SampledWork,
    verdict: Verdict,
    claimed: Judged,
    found: Judged | None,
    note: str,
    now: datetime,
) -> RecodingRow:
    revisions = select(func.coalesce(func.max(RecodingRow.revision), 0))
    earlier = session.exec(revisions.where(RecodingRow.sample_item_id == work.item_id)).one()
    return RecodingRow(
        sample_item_id=work.item_id,
        revision=earlier + 1,
        auditor_id=actor.id,
        verdict=verdict.value,
        work_type_id=found.work_type_id if found else None,
        quantity=found.quantity if found else None,
        norm_minutes=found.norm_minutes if found else None,
        claimed_work_type_id=claimed.work_type_id,
        claimed_quantity=claimed.quantity,
        claimed_minutes=claimed.norm_minutes,
        content_lost=verdict is Verdict.CANNOT_TELL and _content_is_lost(session, work.entry_id),
        note=note.strip()[:1000],
        at=now,
    )
