"""A letter's passage: judged, intended, passed on, recorded; the answer is what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee
from naryad.settings import Settings
from worklog.actions.letter import Arrived, Held, Judged, judge, record_refusal, take_in
from worklog.answer import refusal_of
from worklog.hop import Fate, NextHop, Relayed
from worklog.relay import Clock, pass_on, read_parts
from worklog.reply import Reply
from worklog.sending import ToSend

log = logging.getLogger("naryad.gate")
T = TypeVar("T")

THREADS = 64
STOP_SECONDS = 75.0
"""Longer than the budget towards the next server: a stop waits for letters under way."""

OUR_TROUBLE = Reply.of(451, "4.3.0 The gate has trouble of its own: nothing was sent, nothing counts. Send again later")


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

    async def take(self, arrived: Arrived, employee: Employee) -> Reply:
        """Take a whole letter and return what its mail program is told.

        All of it runs in a task of its own: aiosmtpd cancels its handler when the mail program hangs up, and a
        letter that is under way must come to its end all the same.
        """
        return await self.to_its_end(self._take(arrived, employee))

    async def to_its_end(self, passing: Coroutine[Any, Any, T]) -> T:
        """Await something that the mail program's hanging up must not stop."""
        task = asyncio.get_running_loop().create_task(passing)
        self._keep(task)
        return await asyncio.shield(task)

    async def wind_up(self) -> None:
        """Wait until every letter under way has its outcome."""
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

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _take(self, arrived: Arrived, employee: Employee) -> Reply:
        try:
            judged = await self.in_thread(self._judge, arrived, employee)
            if judged.refusal is not None and not judged.may_be_held:
                return await self._refuse(judged, judged.refusal)
            taken = await self.in_thread(self._take_in, judged)
        except DomainError as error:
            return self.refusal(error)
        except Exception:
            log.exception("a letter could not be taken in")
            return OUR_TROUBLE
        if isinstance(taken, Held):
            self.when_held()
            return self._held(taken)
        if isinstance(taken, DomainError):
            return await self._refuse(judged, taken)
        return (await self.send(taken)).reply

    async def send(self, to_send: ToSend) -> Relayed:
        """Pass on a letter whose intent is committed; its parts are read after the answer."""
        relayed = await pass_on(self.database, self.hop, to_send, clock=self.clock)
        if relayed.fate is Fate.ACCEPTED:
            reading = self.in_thread(partial(read_parts, clock=self.clock), self.database, to_send.entry_id)
            self._keep(asyncio.get_running_loop().create_task(reading))
        return relayed

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

    def _take_in(self, judged: Judged) -> ToSend | Held | DomainError:
        def record(session: Session) -> ToSend | Held:
            return take_in(session, judged, next_hop=self.hop.name, now=self.clock())

        try:
            try:
                return self.database.write(record)
            except IntegrityError:
                # Another gate recorded the same letter in the same moment; now it is there to be found.
                return self.database.write(record)
        except DomainError as refusal:
            return refusal

    def _record_refusal(self, judged: Judged, refusal: DomainError, reply: Reply) -> None:
        self.database.write(
            lambda session: record_refusal(session, judged, refusal, reply=reply.text, now=self.clock())
        )

    def _refusal(self, error: DomainError) -> Reply:
        return refusal_of(error, pages=self.settings.public_url, mail_domain=self.office.mail_domain)

    def _held(self, held: Held) -> Reply:
        address = f"{self.settings.public_url}/held/{held.entry_id}"
        return Reply.of(250, f"2.0.0 Held, NOT sent: it waits for a work type at {address}")

    async def _in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, function, *arguments)
