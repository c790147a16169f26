"""Another type by somebody else's decision: a finding, a proposal that was accepted, a mended norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.seal import Level
from norms import store as norms_store
from worklog.actions.counting import add_coding, count_entry
from worklog.actions.entry import Chosen, choice_coding, must_be_counted, reason_of
from worklog.coding import Coding, NewCoding, Source
from worklog.entry import Entry
from worklog.store.entry import entries_by_id, entry_by_id, last_coding
from worklog.store.sealing import entry_seal, require_unsealed


class MendLowersMinutes(DomainError):
    code = "mend_lowers_minutes"
    en = (
        "The corrected norm lowers the minutes of work already done by {name} ({before} to {after}). "
        "Record that person's consent first, or leave their work as it is."
    )
    ru = (
        "Исправленная норма снижает минуты уже сделанной работы: {name}, {before} → {after}. "
        "Сначала запишите согласие этого сотрудника или оставьте его работы как есть."
    )


def recode_by_finding(
    session: Session,
    *,
    entry_id: int,
    work_type_id: int,
    quantity: Decimal | None,
    actor: int | None,
    reason: str,
    now: datetime,
) -> Coding:
    """Give an entry the type that a decided finding says, under the norm of the entry's own day.

    While its month is open or frozen the figures follow. Behind a closed seal the coding is marked `after_seal` and
    changes no figure: only adjustments read it (rule 25).

    Raises:
        EntryIsNotCounted, or what the gate refuses.
    """
    entry = must_be_counted(entry_by_id(session, entry_id, lock=True))
    code = norms_store.catalog(session, entry.day).by_id(work_type_id).work_type.code
    last = last_coding(session, entry_id)
    described = None if last is None else last.described
    chosen = Chosen(
        named=code,
        quantity=quantity,
        minutes=None if described is None else described.minutes,
        description="" if described is None else described.text,
    )
    new = choice_coding(session, entry, chosen, actor_id=actor, source=Source.FINDING, reason=reason_of(reason))
    return _write(session, entry, new, now)


def apply_late_codings(
    session: Session, period: Period, entry_ids: Sequence[int], *, actor: Employee, now: datetime
) -> int:
    """After a month is reopened, let figures follow what was decided behind its seal; return how many entries changed.

    Each such entry gets an ordinary coding equal to its last one. Nothing is edited.
    """
    changed = 0
    for entry_id, entry in sorted(entries_by_id(session, entry_ids).items()):
        last = last_coding(session, entry_id)
        if last is None or not last.after_seal or entry.figures is None or entry.figures.period != period:
            continue
        require_unsealed(session, entry)
        new = NewCoding(
            work_type_id=last.work_type_id,
            norm_id=last.norm_id,
            portrait_id=last.portrait_id,
            quantity=last.quantity,
            norm_minutes=last.norm_minutes,
            actor_id=actor.id,
            source=last.source,
            described=last.described,
            reason=last.reason,
            is_void=last.is_void,
        )
        count_entry(session, entry, add_coding(session, entry, new, now=now), now)
        changed += 1
    return changed


def recode_by_person(
    session: Session, entry_id: int, chosen: Chosen, *, actor: Employee, source: Source, reason: str, now: datetime
) -> Coding:
    """Give a counted entry another type by the decision of `actor`, who has the right; the month must be open.

    Raises:
        EntryIsNotCounted, DayIsSealed, or what the gate refuses.
    """
    entry = must_be_counted(entry_by_id(session, entry_id, lock=True))
    require_unsealed(session, entry)
    new = choice_coding(session, entry, chosen, actor_id=actor.id, source=source, reason=reason_of(reason))
    return _write(session, entry, new, now)


def mend_norm(
    session: Session,
    *,
    entry_ids: Sequence[int],
    actor: Employee,
    reason: str,
    consented: frozenset[int] = frozenset(),
    names: dict[int, str],
    now: datetime,
) -> int:
    """Recode entries of open months to the norm now in force on their own day, after a mistyped norm was mended.

    Minutes are lowered only for employees in `consented` (rule 21). All or nothing. Return how many entries changed.

    Raises:
        MendLowersMinutes, DayIsSealed, ReasonIsMissing.
    """
    require(actor, "worklog.mend_norm")
    told = reason_of(reason)
    changed = 0
    for entry_id, entry in sorted(entries_by_id(session, entry_ids).items()):
        last = last_coding(session, entry_id)
        if last is None or last.is_void or entry.figures is None or last.work_type_id is None:
            continue
        require_unsealed(session, entry)
        code = norms_store.catalog(session, entry.day).by_id(last.work_type_id).work_type.code
        described = last.described
        chosen = Chosen(
            named=code,
            quantity=last.quantity,
            minutes=None if described is None else described.minutes,
            description="" if described is None else described.text,
        )
        new = choice_coding(session, entry, chosen, actor_id=actor.id, source=Source.MEND, reason=told)
        if (new.norm_id, new.norm_minutes) == (last.norm_id, last.norm_minutes):
            continue
        if new.norm_minutes < last.norm_minutes and entry.employee_id not in consented:
            raise MendLowersMinutes(name=names[entry.employee_id], before=last.norm_minutes, after=new.norm_minutes)
        count_entry(session, entry, add_coding(session, entry, new, now=now), now)
        changed += 1
    if changed:
        journal.record(session, actor.id, "norm.mend", f"entries:{changed}", now, {"reason": told})
    return changed


def _write(session: Session, entry: Entry, new: NewCoding, now: datetime) -> Coding:
    if entry_seal(session, entry) is Level.CLOSED:
        return add_coding(session, entry, replace(new, after_seal=True), now=now)
    coding = add_coding(session, entry, new, now=now)
    count_entry(session, entry, coding, now)
    return coding
