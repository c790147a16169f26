"""Freezing a week's list, naming where its number comes from, and taking a list back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from audit.budget import Share, samples
from audit.check import (
    LATE_DAYS,
    FrameIsFrozen,
    FrozenFrame,
    JudgedAlready,
    NewDrawNeedsHead,
    NewDrawNeedsReason,
    NewSourceNeeded,
    WeekIsNotOver,
)
from audit.frame import Frame, Line, NothingToFreeze, SizeRule, size_of
from audit.seed import DiceSource, RatesSource, SeedSource
from audit.store.frame import frame_by_id, judged_count, revisions_of, rounds_before, standing_entry_ids
from audit.store.result import attention_of, quarter_before, results_between
from audit.tables.frame import FrameEmployeeRow, FrameLineRow, FrameRow, FrameWithdrawalRow
from audit.tables.seed import SeedSourceRow
from naryad import journal, staff
from naryad.days import Week
from naryad.office import setting
from naryad.people import Employee, may, require
from naryad.years import calendar_of
from worklog.store.lines import Frameable, frameable

INSERTED_AT_ONCE = 5_000


def freeze_week(
    session: Session,
    actor: Employee,
    *,
    week: Week,
    source: SeedSource,
    now: datetime,
    today: date,
    reason: str = "",
) -> FrozenFrame:
    """Freeze the list of a week that is over, publish its root and journal it, before anybody can know the seed.

    On it stands the counted work of accepted days up to the week's end that is on no earlier list. Sample sizes are
    fixed here too. A second list of the same week needs the head and a reason.

    Raises:
        WeekIsNotOver, FrameIsFrozen, NewDrawNeedsHead, NewDrawNeedsReason, NothingToFreeze, RatesDayIsKnown,
        DiceNeedTwoPeople.
    """
    require(actor, "audit.freeze")
    revision = _next_revision(session, actor, week, today, reason)
    work = _unlisted(session, week.last_day)
    if not work:
        raise NothingToFreeze(last_day=week.last_day)
    rule = SizeRule(setting(session, "audit_size_rule", today))
    lines = [Line(w.uid, w.employee_number, w.code, w.norm_minutes, size_of(w.norm_minutes, rule)) for w in work]
    frame = Frame.of(lines)
    journal.seal_journal(session)
    row = FrameRow(
        period_key=str(week),
        revision=revision,
        first_day=week.first_day,
        last_day=week.last_day,
        size_rule=rule.value,
        root=frame.root.hex(),
        entries_count=len(lines),
        norm_minutes=sum((line.norm_minutes for line in lines), start=lines[0].norm_minutes * 0),
        minutes_a_week=setting(session, "audit_minutes_a_week", today),
        frozen_by=actor.id,
        frozen_at=now,
        reason=reason.strip(),
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    parts = _parts(session, row, frame, work)
    session.add_all(parts)
    _add_lines(session, row.id, work, {line.uid: line.size for line in lines})
    facts = {
        "week": str(week),
        "revision": revision,
        "root": row.root,
        "entries": len(lines),
        "sample_sizes": {part.number: part.sample_size for part in parts},
        "reason": row.reason,
    }
    journal.record(session, actor.id, "audit.freeze", f"frame:{row.id}", now, facts, rows=[row, *parts])
    _name(session, row.id, revision=1, source=source, actor=actor, now=now, today=today, reason="")
    return frame_by_id(session, row.id)


def name_source_again(
    session: Session, actor: Employee, frame_id: int, *, source: SeedSource, reason: str, now: datetime, today: date
) -> FrozenFrame:
    """Name another source for a list: somebody did not reveal, or a value was mistyped. Everybody sees it.

    Raises:
        NotAllowed: only the head may. NewDrawNeedsReason, NewSourceNeeded, JudgedAlready, RatesDayIsKnown.
    """
    require(actor, "audit.draw_again")
    frame = frame_by_id(session, frame_id)
    frame.require_standing()
    _require_unjudged(session, frame)
    if not reason.strip():
        raise NewDrawNeedsReason()
    if source.text in {named.text for named in frame.sources}:
        raise NewSourceNeeded(source=source.text)
    revision = frame.source.revision + 1
    _name(session, frame_id, revision=revision, source=source, actor=actor, now=now, today=today, reason=reason.strip())
    return frame_by_id(session, frame_id)


def withdraw_frame(session: Session, actor: Employee, frame_id: int, *, reason: str, now: datetime) -> None:
    """Take back a list on which nothing has been judged; its works may join another list.

    Raises:
        NotAllowed: only the head may. NewDrawNeedsReason, JudgedAlready, FrameIsWithdrawn.
    """
    require(actor, "audit.draw_again")
    frame = frame_by_id(session, frame_id)
    frame.require_standing()
    _require_unjudged(session, frame)
    if not reason.strip():
        raise NewDrawNeedsReason()
    row = FrameWithdrawalRow(frame_id=frame_id, by_id=actor.id, at=now, reason=reason.strip())
    session.add(row)
    facts = {"week": frame.period_key, "revision": frame.revision, "reason": row.reason}
    journal.record(session, actor.id, "audit.withdraw", f"frame:{frame_id}", now, facts, rows=[row])


def weeks_to_freeze(session: Session, today: date, *, most: int = 8) -> list[tuple[Week, int]]:
    """Return the weeks that are over and have no standing list, with the work each would take in, oldest first.

    Work is counted once: with the earliest week that takes it in.
    """
    weeks = []
    week = Week.of_day(today).previous()
    for _ in range(most):
        standing = [frame for frame in revisions_of(session, str(week)) if frame.withdrawal is None]
        if not standing:
            weeks.append(week)
        week = week.previous()
    days = [work.day for work in _unlisted(session, Week.of_day(today).previous().last_day)]
    found: list[tuple[Week, int]] = []
    taken = 0
    for week in sorted(weeks):
        count = sum(day <= week.last_day for day in days) - taken
        if count:
            found.append((week, count))
            taken += count
    return found


def _next_revision(session: Session, actor: Employee, week: Week, today: date, reason: str) -> int:
    if today <= week.last_day:
        raise WeekIsNotOver(key=str(week), last_day=week.last_day)
    earlier = revisions_of(session, str(week))
    if any(frame.withdrawal is None for frame in earlier):
        raise FrameIsFrozen(key=str(week))
    if earlier:
        if not may(actor, "audit.draw_again"):
            raise NewDrawNeedsHead()
        if not reason.strip():
            raise NewDrawNeedsReason()
    return len(earlier) + 1


def _unlisted(session: Session, last_day: date) -> list[Frameable]:
    work = frameable(session, last_day - timedelta(days=LATE_DAYS), last_day)
    listed = standing_entry_ids(session, [each.entry_id for each in work])
    return [each for each in work if each.entry_id not in listed]


def _parts(session: Session, row: FrameRow, frame: Frame, work: Sequence[Frameable]) -> list[FrameEmployeeRow]:
    people = {person.id: person for person in staff.employees(session)}
    ids = {each.employee_number: each.employee_id for each in work}
    before = results_between(session, *quarter_before(row.last_day))
    shares = [
        Share(
            part.number,
            len(part.lines),
            part.norm_minutes,
            attention_of(people[ids[part.number]], row.last_day, before),
        )
        for part in frame.employees
    ]
    sizes = samples(row.minutes_a_week, shares)
    attention = {share.number: share.attention for share in shares}
    assert row.id is not None
    return [
        FrameEmployeeRow(
            frame_id=row.id,
            employee_id=ids[part.number],
            number=part.number,
            root=part.root.hex(),
            entries_count=len(part.lines),
            norm_minutes=part.norm_minutes,
            sizes_total=sum(line.size for line in part.lines),
            sample_size=sizes[part.number],
            attention=attention[part.number].value,
        )
        for part in frame.employees
    ]


def _add_lines(session: Session, frame_id: int, work: Sequence[Frameable], sizes: dict[str, int]) -> None:
    rounds = rounds_before(session, [each.entry_id for each in work])
    rows = [
        {
            "frame_id": frame_id,
            "employee_id": each.employee_id,
            "entry_id": each.entry_id,
            "round_no": rounds.get(each.entry_id, 0),
            "uid": each.uid,
            "day": each.day,
            "code": each.code,
            "norm_minutes": each.norm_minutes,
            "size": sizes[each.uid],
        }
        for each in work
    ]
    table = FrameLineRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
    for start in range(0, len(rows), INSERTED_AT_ONCE):
        session.connection().execute(table.insert(), rows[start : start + INSERTED_AT_ONCE])


def _name(
    session: Session,
    frame_id: int,
    *,
    revision: int,
    source: SeedSource,
    actor: Employee,
    now: datetime,
    today: date,
    reason: str,
) -> None:
    if isinstance(source, RatesSource):
        source.require_unknown(today, calendar_of(session))
    else:
        source = DiceSource.of(source.numbers, freezer_number=actor.number)
        for number in source.numbers:
            staff.by_number(session, number)
    row = SeedSourceRow(
        frame_id=frame_id, revision=revision, source=source.text, named_by=actor.id, named_at=now, reason=reason
    )
    session.add(row)
    facts = {"source": source.text, "revision": revision, "reason": reason}
    journal.record(session, actor.id, "audit.name_source", f"frame:{frame_id}", now, facts, rows=[row])


def _require_unjudged(session: Session, frame: FrozenFrame) -> None:
    count = judged_count(session, frame.id)
    if count:
        raise JudgedAlready(count=count)
