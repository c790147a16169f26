"""The running gate: listening, and a stop that waits for letters under way."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading

from naryad.days import local_day, utc_now
from naryad.db import Database
from naryad.office import office_of, setting
from naryad.settings import Settings
from worklog.hop import GateCannotListen, NextHop
from worklog.relay import Clock, next_hop, read_unread
from worklog.smtp.certificate_watch import CertificateWatch
from worklog.smtp.dialogue import Dialogue
from worklog.smtp.door import Door
from worklog.smtp.entrances import Entrances
from worklog.smtp.guard import Guard
from worklog.smtp.limits import Limits, Occupancy
from worklog.smtp.notices import NoticePost
from worklog.smtp.passage import STOP_SECONDS, Passage
from worklog.smtp.terms import Entrance, Terms

log = logging.getLogger("naryad.gate")


class Gate:
    """The running gate: a loop in a thread of its own, and a stop that waits for letters under way."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        hop: NextHop | None = None,
        clock: Clock = utc_now,
        limits: Limits | None = None,
    ) -> None:
        self.entrances = Entrances(settings)
        self.limits = limits or Limits.of(settings)
        self.occupancy = Occupancy(self.limits)
        with database.reading() as session:
            self.office = office_of(session)
            day = local_day(clock(), self.office.zone)
            self.size_max = int(setting(session, "letter_megabytes", day)) * 1024 * 1024
        self.hop = hop or next_hop(settings, self.office)
        self.passage = Passage(settings=settings, database=database, office=self.office, hop=self.hop, clock=clock)
        self.guard = Guard(
            settings=settings,
            database=database,
            office=self.office,
            limits=self.limits,
            clock=clock,
            memory=self.passage.memory,
        )
        self.door = Door(self.passage, self.guard)
        self.notices = NoticePost(
            database=database, office=self.office, hop=self.hop, pages=settings.public_url, clock=clock
        )
        self._posting: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._dialogues: set[Dialogue] = set()
        self._loop = quick_loop()
        self._loop.set_default_executor(self.passage.threads)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; read first what an earlier stop left unread.

        Raises:
            GateCannotListen: the address is taken or not ours.
        """
        read_unread(self.passage.database, clock=self.passage.clock)
        self._thread = threading.Thread(target=self._loop.run_forever, name="naryad-gate", daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except GateCannotListen:
            self._end_loop()
            raise
        log.info("the gate listens on %s and passes letters to %s", ", ".join(self.addresses), self.hop.name)

    def post_notices(self) -> None:
        """Send what the program itself owes people, from now until the stop: notices about held letters."""
        asyncio.run_coroutine_threadsafe(self._begin_posting(), self._loop).result()

    def stop(self) -> None:
        """Take no new letters, wait until those under way have their outcome, and end."""
        if self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._wind_up(), self._loop).result(STOP_SECONDS + 15)
        self._end_loop()
        self.passage.threads.shutdown(wait=True)
        log.info("the gate has stopped")

    @property
    def addresses(self) -> list[str]:
        """Return where the gate listens, as people write it."""
        return [place.address for place in self.entrances.places]

    @property
    def host(self) -> str:
        """Return where programs of this machine find the entrance at which nobody signs in."""
        return self.entrances.place_of(Entrance.TRUSTED).host

    @property
    def port(self) -> int:
        return self.entrances.place_of(Entrance.TRUSTED).port

    async def _listen(self) -> None:
        await self.entrances.open(self._dialogue, handshake_seconds=self.limits.handshake_seconds)
        if self.entrances.certificate is not None:
            watch = CertificateWatch(self.entrances.certificate, zone=self.office.zone, clock=self.passage.clock)
            self._watching = self._loop.create_task(watch.run())

    async def _begin_posting(self) -> None:
        self._posting = self._loop.create_task(self.notices.run())
        self.passage.when_held = self.notices.wake

    def _end_loop(self) -> None:
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._thread = None
        self._loop.close()

    def _dialogue(self, entrance: Entrance) -> Dialogue:
        terms = Terms(
            entrance=entrance,
            hostname=f"naryad.{self.office.mail_domain}",
            size_max=self.size_max,
            limits=self.limits,
            occupancy=self.occupancy,
            guard=self.guard,
            loop=self._loop,
            inside=self._dialogues,
            tls=self.entrances.tls,
        )
        return Dialogue(self.door, terms)

    async def _wind_up(self) -> None:
        self.door.is_stopping = True
        self.entrances.close()
        self.notices.stop()
        await self.passage.wind_up()
        if self._posting is not None:
            await asyncio.wait({self._posting}, timeout=STOP_SECONDS)
        for dialogue in tuple(self._dialogues):
            dialogue.hang_up()
        await asyncio.sleep(0.05)  # answers already given reach their mail programs
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


def quick_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop of libuv's where there is one for this system: it serves a line at a third of the cost."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def run_gate(settings: Settings, database: Database, *, clock: Clock = utc_now) -> Gate:
    """Start the gate and return it running; whoever started it calls `stop()`.

    Raises:
        GateHasNoEntrance, GateNotOnLoopback, GateCannotListen, CertificateIsMissing, CertificateIsWrong,
        NextHopIsMissing, NextHopIsWrong, NoOffice.
    """
    gate = Gate(settings, database, clock=clock)
    gate.start()
    gate.post_notices()
    # What is loaded by now stays for good: looking through it for rubbish again and again cost more than a letter does.
    gc.collect()
    gc.freeze()
    return gate
