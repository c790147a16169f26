"""Freezing a list, naming where its number comes from, and taking a list back."""

from __future__ import annotations

from dataclasses import dataclass
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
    SpanIsNotOver,
)
from audit.drand import DrandSource
from audit.frame import NothingToFreeze
from audit.listing import Listing, Tell
from audit.seed import DiceSource, RatesSource, SeedSource
from audit.span import Span, SpanKind
from audit.store.frame import frame_by_id, judged_count, revisions_of
from audit.store.lines import Gathered, gather, on_standing_list, rounds_before, store_lines
from audit.store.result import attention_of, quarter_before, results_between
from audit.store.sizing import Sizing, sizing_of
from audit.tables.frame import FrameEmployeeRow, FrameRow, FrameSizesRow, FrameWithdrawalRow
from audit.tables.seed import SeedSourceRow
from naryad import journal, staff
from naryad.days import Week
from naryad.office import setting
from naryad.people import Employee, may, require
from naryad.years import calendar_of
from worklog.store.lines import frameable_days

SPANS_OFFERED = 8


@dataclass(frozen=True)
class Asked:
    """What somebody asked to freeze, allowed and checked; `revision` is the number the list will have."""

    actor: Employee
    span: Span
    source: SeedSource
    revision: int
    reason: str
    now: datetime
    today: date


def freeze_list(
    session: Session,
    actor: Employee,
    *,
    span: Span,
    source: SeedSource,
    now: datetime,
    today: date,
    reason: str = "",
) -> FrozenFrame:
    """Freeze the list of a span that is over, publish its root and journal it, before anybody can know the seed.

    On it stands the counted work of accepted days up to the span's end that is on no earlier list. Sample sizes are
    fixed here too. A second list of the same span needs the head and a reason. All of it is one transaction; a long
    list is made step by step (`audit.actions.making`).

    Raises:
        SpanIsNotOver, FrameIsFrozen, NewDrawNeedsHead, NewDrawNeedsReason, NothingToFreeze, RatesDayIsKnown,
        DiceNeedTwoPeople.
    """
    asked = ask_to_freeze(session, actor, span=span, source=source, now=now, today=today, reason=reason)
    gathered, sizing = gather_works(session, asked)
    frame_id = publish(session, asked, gathered, gathered.listing(), sizing)
    rounds = rounds_before(session, gathered.days)
    store_lines(session, frame_id, gathered, rounds, begin=0, end=len(gathered.lines))
    return frame_by_id(session, frame_id)


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
    """Freeze the list of a week, as `freeze_list` does."""
    span = Span.of_week(week)
    return freeze_list(session, actor, span=span, source=source, now=now, today=today, reason=reason)


def ask_to_freeze(
    session: Session, actor: Employee, *, span: Span, source: SeedSource, now: datetime, today: date, reason: str
) -> Asked:
    """Return what is to be frozen, once it is known that this person may and that the source cannot be known.

    Raises:
        As `freeze_list`, but for NothingToFreeze.
    """
    require(actor, "audit.freeze")
    revision = _next_revision(session, actor, span, today, reason)
    source = _unknown_source(session, actor, source, now, today)
    return Asked(actor, span, source, revision, reason.strip(), now, today)


def works_count(session: Session, asked: Asked) -> int:
    """Return how many works the list would take in."""
    last_day = asked.span.last_day
    days = frameable_days(session, last_day - timedelta(days=LATE_DAYS), last_day, unless=on_standing_list)
    return sum(count for _, count in days)


def gather_works(
    session: Session, asked: Asked, *, tell: Tell = lambda _done, _whole: None, whole: int = 0
) -> tuple[Gathered, Sizing]:
    """Read the works that the list takes in, each with its size.

    Raises:
        NothingToFreeze.
    """
    sizing = sizing_of(session, asked.span, asked.today)
    first = asked.span.last_day - timedelta(days=LATE_DAYS)
    gathered = gather(session, first, asked.span.last_day, size_of=sizing.size_of, tell=tell, whole=whole)
    if not gathered.lines:
        raise NothingToFreeze(last_day=asked.span.last_day)
    return gathered, sizing


def publish(session: Session, asked: Asked, gathered: Gathered, listing: Listing, sizing: Sizing) -> int:
    """Add the list with its root, everybody's part and the source of its number, all journalled; return its number.

    The lines follow in the same transaction or, where they are many, in the next ones; the root holds them to what
    they were.
    """
    _next_revision(session, asked.actor, asked.span, asked.today, asked.reason)
    journal.seal_journal(session)
    row = FrameRow(
        period_key=asked.span.key,
        revision=asked.revision,
        first_day=asked.span.first_day,
        last_day=asked.span.last_day,
        size_rule=sizing.rule.value,
        root=listing.root.hex(),
        entries_count=len(gathered.lines),
        norm_minutes=gathered.norm_minutes,
        minutes_a_week=setting(session, "audit_minutes_a_week", asked.today),
        frozen_by=asked.actor.id,
        frozen_at=asked.now,
        reason=asked.reason,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    parts = _parts(session, row, asked.span, gathered, listing)
    session.add_all(parts)
    sizes = [] if sizing.facts is None else [FrameSizesRow(frame_id=row.id, asked_rule="risk", facts=sizing.facts)]
    session.add_all(sizes)
    facts = {
        "week": row.period_key,
        "revision": row.revision,
        "root": row.root,
        "entries": row.entries_count,
        "sample_sizes": {part.number: part.sample_size for part in parts},
        "reason": row.reason,
    }
    session.flush()
    rows = [row, *parts, *sizes]
    journal.record(session, asked.actor.id, "audit.freeze", f"frame:{row.id}", asked.now, facts, rows=rows)
    _name(session, row.id, revision=1, source=asked.source, actor=asked.actor, now=asked.now, reason="")
    return row.id


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
    source = _unknown_source(session, actor, source, now, today)
    revision = frame.source.revision + 1
    _name(session, frame_id, revision=revision, source=source, actor=actor, now=now, reason=reason.strip())
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


def spans_to_freeze(session: Session, today: date, *, most: int = SPANS_OFFERED) -> list[tuple[Span, int]]:
    """Return the spans that are over and have no standing list, with the work each would take in, oldest first.

    Spans are weeks, halves or months, as the office has chosen for today. Work is counted once: with the earliest span
    that takes it in.
    """
    span = Span.of_day(SpanKind(setting(session, "audit_frame", today)), today).previous()
    last_day = span.last_day
    spans = []
    for _ in range(most):
        if not any(frame.withdrawal is None for frame in revisions_of(session, span.key)):
            spans.append(span)
        span = span.previous()
    days = frameable_days(session, last_day - timedelta(days=LATE_DAYS), last_day, unless=on_standing_list)
    found: list[tuple[Span, int]] = []
    taken = 0
    for span in reversed(spans):
        count = sum(count for day, count in days if day <= span.last_day) - taken
        if count:
            found.append((span, count))
            taken += count
    return found


def _next_revision(session: Session, actor: Employee, span: Span, today: date, reason: str) -> int:
    if today <= span.last_day:
        raise SpanIsNotOver(key=span.key, last_day=span.last_day)
    earlier = revisions_of(session, span.key)
    if any(frame.withdrawal is None for frame in earlier):
        raise FrameIsFrozen(key=span.key)
    if earlier:
        if not may(actor, "audit.draw_again"):
            raise NewDrawNeedsHead()
        if not reason.strip():
            raise NewDrawNeedsReason()
    return len(earlier) + 1


def _parts(session: Session, row: FrameRow, span: Span, gathered: Gathered, listing: Listing) -> list[FrameEmployeeRow]:
    people = {person.id: person for person in staff.employees(session)}
    before = results_between(session, *quarter_before(row.last_day))
    minutes = gathered.minutes_by_number()
    ids = gathered.employee_ids
    shares = [
        Share(
            part.number,
            len(part.lines),
            minutes[part.number],
            attention_of(people[ids[part.number]], row.last_day, before),
        )
        for part in listing.parts
    ]
    sizes = samples(span.minutes(row.minutes_a_week), shares)
    attention = {share.number: share.attention for share in shares}
    assert row.id is not None
    return [
        FrameEmployeeRow(
            frame_id=row.id,
            employee_id=ids[part.number],
            number=part.number,
            root=part.root.hex(),
            entries_count=len(part.lines),
            norm_minutes=minutes[part.number],
            sizes_total=sum(part.sizes),
            sample_size=sizes[part.number],
            attention=attention[part.number].value,
        )
        for part in listing.parts
    ]


def _unknown_source(session: Session, actor: Employee, source: SeedSource, now: datetime, today: date) -> SeedSource:
    """Return the source in the form in which it is named, once it is sure that nobody can know its value."""
    if isinstance(source, RatesSource):
        source.require_unknown(today, calendar_of(session))
        return source
    if isinstance(source, DrandSource):
        source.require_unknown(now)
        return source
    named = DiceSource.of(source.numbers, freezer_number=actor.number)
    for number in named.numbers:
        staff.by_number(session, number)
    return named


def _name(
    session: Session,
    frame_id: int,
    *,
    revision: int,
    source: SeedSource,
    actor: Employee,
    now: datetime,
    reason: str,
) -> None:
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
