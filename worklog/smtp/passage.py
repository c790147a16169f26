"""A letter's passage: judged, intended, passed on, recorded; the answer is what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad.days import local_day
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee
from naryad.settings import Settings
from naryad.value import value
from worklog.actions.intake import Held, take_in_all
from worklog.actions.letter import Arrived, Judged, judge, record_refusal
from worklog.answer import refusal_of
from worklog.hop import Fate, NextHop, Relayed
from worklog.relay import Clock, pass_on, read_parts
from worklog.reply import Reply
from worklog.sending import ToSend
from worklog.smtp.memory import Memory

log = logging.getLogger("naryad.gate")
T = TypeVar("T")

THREADS = 64
STOP_SECONDS = 75.0
"""Longer than the budget towards the next server: a stop waits for letters under way."""

OUR_TROUBLE = Reply.of(451, "4.3.0 The gate has trouble of its own: nothing was sent, nothing counts. Send again later")


BIG_LETTER_BYTES = 256 * 1024
"""A letter from this size on is read and judged in a thread of its own, so that no other waits for it."""
READ_AT_ONCE = 16
READ_AT_LEAST_EVERY_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 0.02


@value(frozen=True, slots=True)
class _HandedIn:
    """A letter on its way into the batch. `is_believed`: nobody signed in, and the author is known by the address."""

    arrived: Arrived
    employee: Employee
    is_believed: bool
    judged: Judged | None = None


@value(frozen=True, slots=True)
class _TakenIn:
    """What became of it there; without `judged` the author themselves was refused."""

    judged: Judged | None
    result: ToSend | Held | DomainError


class Passage:
    """Takes letters whose author is known through the gate; what it has begun comes to its end (rule 13)."""

    def __init__(self, *, settings: Settings, database: Database, office: Office, hop: NextHop, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.office = office
        self.hop = hop
        self.clock = clock
        self.under_way: set[asyncio.Task[Any]] = set()
        self.when_held: Callable[[], None] = lambda: None
        """Told in the gate's loop that a letter is held: its author is to hear of it."""
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="naryad-gate")
        self.memory = Memory()
        self._unread: list[int] = []
        self._reading: asyncio.Task[None] | None = None
        self._is_winding_up = False

    async def take(self, arrived: Arrived, employee: Employee, *, is_believed: bool = False) -> Reply:
        """Take a whole letter and return what its mail program is told.

        `is_believed` says that nobody signed in, and `employee` is known by the sender's address: that is asked
        again in the letter's transaction. Whoever runs this keeps it (`keep`) and does not cancel it when the mail
        program hangs up: a letter that is under way must come to its end all the same.
        """
        try:
            judged = await self.in_thread(self._judge, arrived, employee) if _is_big(arrived) else None
            taken = await self._taken_in(_HandedIn(arrived, employee, is_believed, judged))
        except Exception:
            log.exception("a letter could not be taken in")
            return OUR_TROUBLE
        result = taken.result
        if isinstance(result, ToSend):
            return (await self.send(result)).reply
        if isinstance(result, Held):
            self.when_held()
            return self._held(result)
        return self.refusal(result) if taken.judged is None else await self._refuse(taken.judged, result)

    def keep(self, way: asyncio.Task[Any]) -> None:
        """Count this as a letter under way: a stop waits for it."""
        self.under_way.add(way)
        way.add_done_callback(self.under_way.discard)

    async def wind_up(self) -> None:
        """Wait until every letter under way has its outcome."""
        self._is_winding_up = True
        under_way = set(self.under_way)
        while under_way:
            done, late = await asyncio.wait(under_way, timeout=STOP_SECONDS)
            if late:
                log.error("%s letters had no outcome at the stop; they will be in doubt", len(late))
                break
            under_way = self.under_way - done

    def refusal(self, error: DomainError) -> Reply:
        """Return the SMTP reply for a refusal, with the page that explains it."""
        return refusal_of(error, pages=self.settings.public_url, mail_domain=self.office.mail_domain)

    async def in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, function, *arguments)

    async def _taken_in(self, handed_in: _HandedIn) -> _TakenIn:
        try:
            return await self.database.written(self._take_in, handed_in)
        except IntegrityError:
            # Another gate recorded the same letter in the same moment; now it is there to be found.
            return await self.database.written(self._take_in, handed_in)

    async def send(self, to_send: ToSend) -> Relayed:
        """Pass on a letter whose intent is committed; its parts are read after the answer."""
        relayed = await pass_on(self.database, self.hop, to_send, clock=self.clock)
        if relayed.fate is Fate.ACCEPTED:
            self._unread.append(to_send.entry_id)
            if self._reading is None or self._reading.done():
                self._reading = asyncio.get_running_loop().create_task(self._read_parts())
                self.keep(self._reading)
        return relayed

    async def _read_parts(self) -> None:
        """Read the parts of sent letters, a few at a time and while no letter waits, but never for long."""
        while self._unread:
            await self._calm()
            entry_ids, self._unread = self._unread[:READ_AT_ONCE], self._unread[READ_AT_ONCE:]
            await self.in_thread(partial(read_parts, clock=self.clock), self.database, entry_ids)

    async def _calm(self) -> None:
        patience = READ_AT_LEAST_EVERY_SECONDS
        while len(self.under_way) > 1 and patience > 0 and not self._is_winding_up:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            patience -= LOOK_AGAIN_SECONDS

    async def _refuse(self, judged: Judged, refusal: DomainError) -> Reply:
        reply = self.refusal(refusal)
        try:
            await self.in_thread(self._record_refusal, judged, refusal, reply)
        except Exception:
            log.exception("a refusal could not be listed; it stands all the same")
        return reply

    def _judge(self, arrived: Arrived, employee: Employee) -> Judged:
        with self.database.reading() as session:
            return judge(session, arrived, employee=employee, office=self.office, now=self.clock())

    def _take_in(self, session: Session, handed_in: Sequence[_HandedIn]) -> list[_TakenIn]:
        """Judge and take in what came at the same time; runs in the shared writer."""
        now = self.clock()
        self.memory.begin(session)
        taken: dict[int, _TakenIn] = {}
        passed: list[tuple[int, Judged]] = []
        for place, each in enumerate(handed_in):
            try:
                judged = each.judged or self._judged(session, each, now)
            except DomainError as refusal:
                taken[place] = _TakenIn(None, refusal)
                continue
            if judged.refusal is not None and not judged.may_be_held:
                taken[place] = _TakenIn(judged, judged.refusal)
            else:
                passed.append((place, judged))
        results = take_in_all(session, [judged for _, judged in passed], next_hop=self.hop.name, now=now)
        for (place, judged), result in zip(passed, results, strict=True):
            taken[place] = _TakenIn(judged, result)
        return [taken[place] for place in range(len(handed_in))]

    def _judged(self, session: Session, handed_in: _HandedIn, now: datetime) -> Judged:
        day = local_day(now, self.office.zone)
        employee = handed_in.employee
        if handed_in.is_believed:
            employee = self.memory.author(session, handed_in.arrived.sender, day)
        catalog = self.memory.catalog(session, day)
        return judge(session, handed_in.arrived, employee=employee, office=self.office, now=now, catalog=catalog)

    def _record_refusal(self, judged: Judged, refusal: DomainError, reply: Reply) -> None:
        self.database.write(
            lambda session: record_refusal(session, judged, refusal, reply=reply.text, now=self.clock())
        )

    def _held(self, held: Held) -> Reply:
        address = f"{self.settings.public_url}/held/{held.entry_id}"
        return Reply.of(250, f"2.0.0 Held, NOT sent: it waits for a work type at {address}")


def _is_big(arrived: Arrived) -> bool:
    return len(arrived.raw) >= BIG_LETTER_BYTES
