"""Laying the next work on an auditor's desk: by rank, a work of known type among them where the lot says so."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from audit.actions.locking import lock_awaited
from audit.second_choice import Candidate, choose, known_comes_now, pick_known, spread, strata
from audit.store.desk import Desk, LaidWork, content_is_lost, desk_of, held_by_others, newest_laid
from audit.store.judgement import blind_pairs
from audit.store.known import KnownWork, known_for
from audit.store.opinion import OpenWork, open_works, opinions_of
from audit.tables.desk import LaidWorkRow, SecondChoiceRow, SecondStratumRow
from audit.tables.frame import FrameLineRow
from audit.tables.sample import SampleItemRow
from naryad import journal
from naryad.people import Employee, require

LEARNS_FROM = date(2000, 1, 1)
KNOWN_LOOKED_AT = 40


def lay_next(session: Session, actor: Employee, *, now: datetime) -> LaidWork | None:
    """Return the work on this auditor's desk, laying the next one if there is none; None where nothing waits for them.

    Before the first work of a draw is laid in an office of two auditors or more, the lot names those that get a second
    opinion in any case. Works that nobody else can judge any more are locked as they are.
    """
    require(actor, "audit.recode")
    desk = desk_of(session, actor.id, now)
    if desk.laid is not None:
        return desk.laid
    if desk.awaited:
        lock_awaited(session, open_works(session), desk.auditors, now=now)
        desk = desk_of(session, actor.id, now)
    if desk.is_shared and _choose_second(session, desk.queue, now):
        desk = desk_of(session, actor.id, now)
    held = held_by_others(session, actor.id, now) if desk.is_shared else set()
    work = next((each for each in desk.queue if each.item_id not in held), None)
    if work is None:
        return None
    known = _known_now(session, actor, desk, work)
    return _lay(session, actor, now, work=work, known=known)


def _lay(session: Session, actor: Employee, now: datetime, *, work: OpenWork, known: KnownWork | None) -> LaidWork:
    is_first = known is None and _is_free(session, work.handle)
    row = LaidWorkRow(
        auditor_id=actor.id,
        entry_id=known.entry_id if known else work.entry_id,
        sample_item_id=None if known else work.item_id,
        handle=work.handle if is_first else secrets.token_urlsafe(12),
        at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    journal.record(session, actor.id, "audit.lay", f"laid_work:{row.id}", now, rows=[row])
    return LaidWork(row.id, row.handle, row.entry_id, row.sample_item_id)


def _is_free(session: Session, handle: str) -> bool:
    return session.exec(select(LaidWorkRow.id).where(LaidWorkRow.handle == handle)).first() is None


def _known_now(session: Session, actor: Employee, desk: Desk, work: OpenWork) -> KnownWork | None:
    """Return the work of known type that comes before `work`; never two of them in a row."""
    if not desk.is_shared or not known_comes_now(work.seed, actor.number, work.uid):
        return None
    if any(laid.item_id is None for laid in newest_laid(session, actor.id)):
        return None
    waiting = {each.entry_id for each in desk.queue}
    known = {each.uid: each for each in known_for(session, actor.id) if each.entry_id not in waiting}
    for _ in range(KNOWN_LOOKED_AT):
        uid = pick_known(work.seed, actor.number, list(known))
        if uid is None:
            return None
        if not content_is_lost(session, known[uid].entry_id):
            return known[uid]
        del known[uid]
    return None


def _choose_second(session: Session, queue: Sequence[OpenWork], now: datetime) -> int:
    """Let the lot name the works of each new draw that get a second opinion; return how many it names."""
    samples = dict.fromkeys(work.sample_id for work in queue)
    chosen_for = select(SecondStratumRow.sample_id).where(col(SecondStratumRow.sample_id).in_(list(samples)))
    new = [sample_id for sample_id in samples if sample_id not in set(session.exec(chosen_for))] if samples else []
    if not new:
        return 0
    differences = _differences(session)
    works = open_works(session)
    return sum(_choose_of(session, sample_id, works, differences, now) for sample_id in new)


def _choose_of(
    session: Session, sample_id: int, works: Sequence[OpenWork], differences: dict[str, list[float]], now: datetime
) -> int:
    mine = [work for work in works if work.sample_id == sample_id]
    given = opinions_of(session, [work.item_id for work in mine])
    fresh = {work.uid: work for work in mine if work.item_id not in given}
    minutes = _frozen_minutes(session, [work.item_id for work in fresh.values()])
    candidates = [Candidate(work.uid, work.code, minutes[work.item_id]) for work in fresh.values()]
    if not candidates:
        return 0
    spreads = {
        code: spread(differences.get(code, ()), _mean([each.norm_minutes for each in candidates if each.code == code]))
        for code in {each.code for each in candidates}
    }
    allocation = strata(candidates, spreads)
    chosen = set(choose(mine[0].seed, candidates, allocation))
    rows = [
        SecondStratumRow(
            sample_id=sample_id,
            code=each.code,
            works_count=each.works,
            spread_minutes=each.spread_minutes,
            chosen_count=each.chosen,
            at=now,
        )
        for each in allocation
    ]
    choices = [
        SecondChoiceRow(sample_id=sample_id, sample_item_id=work.item_id, is_chosen=uid in chosen)
        for uid, work in sorted(fresh.items())
    ]
    session.add_all([*rows, *choices])
    facts = {"works": len(candidates), "chosen": len(chosen)}
    journal.record(session, None, "audit.choose_second", f"sample:{sample_id}", now, facts, rows=[*rows, *choices])
    return len(chosen)


def _differences(session: Session) -> dict[str, list[float]]:
    """Return, for each claimed type, by how many minutes two auditors lay apart on each work they both judged."""
    pairs = {pair.sample_item_id: pair for pair in blind_pairs(session, LEARNS_FROM, date.max, by_lot=True)}
    codes = session.exec(
        select(SampleItemRow.id, FrameLineRow.code)
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .where(col(SampleItemRow.id).in_(list(pairs)[-2000:]))
    )
    found: dict[str, list[float]] = {}
    for item_id, code in codes:
        pair = pairs[item_id or 0]
        found.setdefault(code, []).append(pair.first_minutes - pair.second_minutes)
    return found


def _frozen_minutes(session: Session, item_ids: Sequence[int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for start in range(0, len(item_ids), 500):
        rows = session.exec(
            select(SampleItemRow.id, FrameLineRow.norm_minutes)
            .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
            .where(col(SampleItemRow.id).in_(item_ids[start : start + 500]))
        )
        found |= {item_id or 0: minutes for item_id, minutes in rows}
    return found


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)
