"""Freezing and drawing step by step: a list of a million keeps nobody waiting, and says how far it is.

Works are read in a transaction that blocks nobody, hashed in none, and stored in short ones. The root is published
and journalled before the first line is stored; a list whose lines were never all stored (the program was stopped) is
taken back, and everybody sees why.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from audit.actions.draw import draw_list, know_seed, store_draws
from audit.actions.frame import Asked, ask_to_freeze, gather_works, publish, works_count
from audit.listing import Tell
from audit.making import Making, MakingUnderWay, Step, What
from audit.seed import SeedSource
from audit.span import Span
from audit.store.frame import frame_by_id
from audit.store.lines import rounds_before, store_lines
from audit.store.making import broken_off, making_by_id, making_now
from audit.tables.frame import FrameWithdrawalRow
from audit.tables.making import ListMakingRow
from naryad import journal
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import office_of
from naryad.people import Employee

log = logging.getLogger("naryad")

STORED_TOGETHER = 10_000
"""A list of so many lines is one transaction with its root; of a longer one, each so many lines are one."""

TOLD_EVERY_SECONDS = 0.7
BROKE_OFF = (
    "The program was stopped before all works of the list were stored / "
    "Программа была остановлена раньше, чем записались все работы списка"
)


@dataclass(frozen=True)
class Begun:
    """A freezing that was begun, with what was asked."""

    making_id: int
    asked: Asked


def begin_freeze(
    session: Session, actor: Employee, *, span: Span, source: SeedSource, now: datetime, today: date, reason: str = ""
) -> Begun:
    """Note that a list is being frozen, once it is known that it may be.

    Raises:
        MakingUnderWay, and whatever `freeze_list` raises but NothingToFreeze.
    """
    asked = ask_to_freeze(session, actor, span=span, source=source, now=now, today=today, reason=reason)
    return Begun(_begin(session, What.FREEZE, span.key, None, actor, now), asked)


def freeze_begun(
    database: Database, begun: Begun, *, clock: Callable[[], datetime], tell: Tell = lambda _done, _whole: None
) -> Making:
    """Freeze what was begun. Whatever happens, it ends with an outcome; `tell` hears of the lines of each step."""
    progress = _Progress(database, begun.making_id, clock, tell)
    with progress.to_the_end():
        _freeze(database, begun.asked, progress)
    return progress.outcome()


def begin_draw(
    session: Session,
    actor: Employee,
    frame_id: int,
    *,
    now: datetime,
    today: date,
    rates: Mapping[str, str] | None = None,
    published: str = "",
) -> int:
    """Note that a list is being drawn, once its number is known, and return the number of the making.

    Raises:
        MakingUnderWay, and whatever `draw_sample` raises.
    """
    known = know_seed(session, actor, frame_id, rates=rates, published=published, now=now, today=today)
    return _begin(session, What.DRAW, known.frame.period_key, frame_id, actor, now)


def draw_begun(
    database: Database,
    making_id: int,
    actor: Employee,
    *,
    now: datetime,
    today: date,
    rates: Mapping[str, str] | None = None,
    published: str = "",
    clock: Callable[[], datetime],
    tell: Tell = lambda _done, _whole: None,
) -> Making:
    """Draw what was begun, by the same number; it ends with an outcome."""
    progress = _Progress(database, making_id, clock, tell)
    with progress.to_the_end():
        with database.reading() as session:
            frame_id = making_by_id(session, making_id).frame_id
            assert frame_id is not None
            known = know_seed(session, actor, frame_id, rates=rates, published=published, now=now, today=today)
            draws = draw_list(session, known, tell=progress.of(Step.DRAWING))
        progress.of(Step.STORING)(0, known.frame.sample_size)
        with database.writing() as session:
            store_draws(session, known, draws)
    return progress.outcome()


def give_up_broken(session: Session, now: datetime) -> None:
    """End what was stopped with its process; a list whose lines were not all stored is taken back with the reason."""
    for making in broken_off(session, now):
        row = session.get(ListMakingRow, making.id)
        assert row is not None
        _end(session, row, "failed", None, now)


def _freeze(database: Database, asked: Asked, progress: _Progress) -> None:
    with database.reading() as session:
        whole = works_count(session, asked)
        gathered, sizing = gather_works(session, asked, tell=progress.of(Step.READING), whole=whole)
        rounds = rounds_before(session, gathered.days)
    listing = gathered.listing(tell=progress.of(Step.HASHING))
    count = len(gathered.lines)
    told = progress.of(Step.STORING)
    told(0, count)
    with database.writing() as session:
        frame_id = publish(session, asked, gathered, listing, sizing)
        progress.is_of(session, frame_id)
        store_lines(session, frame_id, gathered, rounds, begin=0, end=STORED_TOGETHER)
    for begin in range(STORED_TOGETHER, count, STORED_TOGETHER):
        with database.writing() as session:
            store_lines(session, frame_id, gathered, rounds, begin=begin, end=begin + STORED_TOGETHER)
        told(min(begin + STORED_TOGETHER, count), count)


def _begin(session: Session, what: What, key: str, frame_id: int | None, actor: Employee, now: datetime) -> int:
    running = making_now(session, now)
    if running is not None:
        zone = office_of(session).zone
        raise MakingUnderWay(key=running.period_key, at=running.begun_at.astimezone(zone))
    give_up_broken(session, now)
    first = Step.READING if what is What.FREEZE else Step.DRAWING
    row = ListMakingRow(
        what=what.value,
        period_key=key,
        frame_id=frame_id,
        begun_by=actor.id,
        begun_at=now,
        step=first.value,
        told_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    said = f"audit.begin_{what.value}"
    journal.record(session, actor.id, said, f"list_making:{row.id}", now, {"key": key}, rows=[row])
    return row.id


def _end(session: Session, row: ListMakingRow, outcome: str, facts: dict[str, str] | None, now: datetime) -> None:
    row.outcome, row.ended_at, row.facts = outcome, now, facts
    session.add(row)
    if outcome == "done" or row.what != What.FREEZE or row.frame_id is None:
        return
    frame = frame_by_id(session, row.frame_id)
    if frame.withdrawal is None:
        withdrawal = FrameWithdrawalRow(frame_id=frame.id, by_id=row.begun_by, at=now, reason=BROKE_OFF)
        session.add(withdrawal)
        facts_of_it = {"week": frame.period_key, "revision": frame.revision, "reason": BROKE_OFF}
        journal.record(session, None, "audit.withdraw", f"frame:{frame.id}", now, facts_of_it, rows=[withdrawal])


class _Progress:
    """What a making has told: written down for the pages now and then, and passed on to who waits beside it."""

    def __init__(self, database: Database, making_id: int, clock: Callable[[], datetime], tell: Tell) -> None:
        self._database = database
        self._making_id = making_id
        self._clock = clock
        self._tell = tell
        self._told_at = 0.0

    def of(self, step: Step) -> Tell:
        """Return who hears of a step."""

        def tell(done: int, whole: int) -> None:
            self._tell(done, whole)
            if time.monotonic() - self._told_at < TOLD_EVERY_SECONDS:
                return
            with self._database.writing() as session:
                row = self._row(session)
                row.step, row.done, row.whole, row.told_at = step.value, done, whole, self._clock()
                session.add(row)
            self._told_at = time.monotonic()

        return tell

    def is_of(self, session: Session, frame_id: int) -> None:
        row = self._row(session)
        row.frame_id, row.told_at = frame_id, self._clock()
        session.add(row)

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        self.refused: DomainError | None = None
        try:
            yield
        except DomainError as error:
            self.refused = error
            self._end("refused", {"en": error.message("en"), "ru": error.message("ru")})
        except Exception:
            log.exception("making a list failed")
            self._end("failed", None)
        else:
            self._end("done", None)

    def outcome(self) -> Making:
        """Return the making as it ended.

        Raises:
            DomainError: it was refused.
        """
        if self.refused is not None:
            raise self.refused
        with self._database.reading() as session:
            return making_by_id(session, self._making_id)

    def _end(self, outcome: str, facts: dict[str, str] | None) -> None:
        with self._database.writing() as session:
            _end(session, self._row(session), outcome, facts, self._clock())

    def _row(self, session: Session) -> ListMakingRow:
        row = session.get(ListMakingRow, self._making_id)
        assert row is not None
        return row
