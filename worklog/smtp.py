"""The gate's door: mail programs of this machine hand letters in over SMTP and get the next server's answer."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from naryad.days import local_day, utc_now
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import Office, office_of, setting
from naryad.people import Employee
from naryad.settings import Settings
from worklog.actions.letter import Arrived, Held, Judged, employee_of_sender, judge, record_refusal, take_in
from worklog.answer import refusal_of
from worklog.hop import Fate, GateCannotListen, GateNotOnLoopback, NextHop
from worklog.letter import address_is_sound, line_ends_are_sound
from worklog.relay import Clock, next_hop, pass_on, read_parts, read_unread
from worklog.reply import Reply
from worklog.sending import ToSend

log = logging.getLogger("naryad.gate")
T = TypeVar("T")

RECIPIENTS_MAX = 500
COMMANDS_MAX = 5000
"""Of each command in one connection; a program that sends more is told to come again."""
IDLE_SECONDS = 300.0
THREADS = 64
STOP_SECONDS = 75.0
"""Longer than the budget towards the next server: a stop waits for letters under way."""

OUR_TROUBLE = Reply.of(451, "4.3.0 The gate has trouble of its own: nothing was sent, nothing counts. Send again later")
EMPTY_SENDER = Reply.of(
    550, "5.7.1 The sender is empty, and the gate takes letters of people only. Send from your own address"
)


class Door:
    """What the gate does at each step of a dialogue; aiosmtpd calls it."""

    def __init__(self, *, settings: Settings, database: Database, office: Office, hop: NextHop, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.office = office
        self.hop = hop
        self.clock = clock
        self.is_stopping = False
        self.under_way: set[asyncio.Task[Any]] = set()
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="naryad-gate")

    async def handle_EHLO(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Dialogue, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_MAIL(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Dialogue, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in ("", "<>"):
            return EMPTY_SENDER.wire()
        unsound = _unsound(address, envelope)
        if unsound is not None:
            return unsound.wire()
        if self.is_stopping:
            return Reply.of(421, "4.3.2 The gate is stopping. Send again in a minute").wire()
        try:
            employee = await self._in_thread(self._employee_of, address)
        except DomainError as error:
            return self._refusal(error).wire()
        except OperationalError:
            log.exception("the sender could not be looked up")
            return OUR_TROUBLE.wire()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        envelope.employee = employee  # type: ignore[attr-defined]  # an envelope carries what the gate knows of it
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Dialogue, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        unsound = _unsound(address, envelope)
        if unsound is not None:
            return unsound.wire()
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return Reply.of(452, f"4.5.3 At most {RECIPIENTS_MAX} recipients in one letter").wire()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Dialogue, envelope: Envelope
    ) -> str:
        """Judge the letter, record the intent, pass it on, record the outcome; the answer is the last of these.

        All of it runs in a task of its own: aiosmtpd cancels this handler when the mail program hangs up, and a
        letter that is under way must come to its end all the same (rule 13).
        """
        raw = envelope.content
        assert isinstance(raw, bytes)
        assert envelope.mail_from is not None
        if not line_ends_are_sound(raw):
            return Reply.of(554, "5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent").wire()
        employee: Employee = envelope.employee  # type: ignore[attr-defined]  # set at MAIL
        arrived = Arrived(
            raw=raw,
            sender=envelope.mail_from,
            recipients=tuple(envelope.rcpt_tos),
            is_utf8_asked=bool(envelope.smtp_utf8),
        )
        task = asyncio.get_running_loop().create_task(self._take(arrived, employee))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        reply = await asyncio.shield(task)
        return reply.wire()

    async def handle_exception(self, error: Exception) -> str:
        log.error("the gate failed in an unforeseen way", exc_info=error)
        return OUR_TROUBLE.wire()

    async def _take(self, arrived: Arrived, employee: Employee) -> Reply:
        try:
            judged = await self._in_thread(self._judge, arrived, employee)
            if judged.refusal is not None and not judged.may_be_held:
                return await self._refuse(judged, judged.refusal)
            taken = await self._in_thread(self._take_in, judged)
        except DomainError as error:
            return self._refusal(error)
        except Exception:
            log.exception("a letter could not be taken in")
            return OUR_TROUBLE
        if isinstance(taken, Held):
            return self._held(taken)
        if isinstance(taken, DomainError):
            return await self._refuse(judged, taken)
        return await self._send(taken)

    async def _send(self, to_send: ToSend) -> Reply:
        relayed = await pass_on(self.database, self.hop, to_send, clock=self.clock)
        if relayed.fate is Fate.ACCEPTED:
            reading = asyncio.get_running_loop().create_task(
                self._in_thread(partial(read_parts, clock=self.clock), self.database, to_send.entry_id)
            )
            self.under_way.add(reading)
            reading.add_done_callback(self.under_way.discard)
        return relayed.reply

    async def _refuse(self, judged: Judged, refusal: DomainError) -> Reply:
        reply = self._refusal(refusal)
        try:
            await self._in_thread(self._record_refusal, judged, refusal, reply)
        except Exception:
            log.exception("a refusal could not be listed; it stands all the same")
        return reply

    def _employee_of(self, address: str) -> Employee:
        with self.database.reading() as session:
            return employee_of_sender(session, address, local_day(self.clock(), self.office.zone))

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


class Gate:
    """The running gate: a loop in a thread of its own, and a stop that waits for letters under way."""

    def __init__(
        self, settings: Settings, database: Database, *, hop: NextHop | None = None, clock: Clock = utc_now
    ) -> None:
        self.host, self.port = settings.gate
        _must_be_loopback(self.host, self.port)
        with database.reading() as session:
            self.office = office_of(session)
            day = local_day(clock(), self.office.zone)
            self.size_max = int(setting(session, "letter_megabytes", day)) * 1024 * 1024
        self.hop = hop or next_hop(settings, self.office)
        self.door = Door(settings=settings, database=database, office=self.office, hop=self.hop, clock=clock)
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(self.door.threads)
        self._server: asyncio.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; read first what an earlier stop left unread.

        Raises:
            GateCannotListen: the address is taken or not ours.
        """
        read_unread(self.door.database, clock=self.door.clock)
        self._thread = threading.Thread(target=self._loop.run_forever, name="naryad-gate", daemon=True)
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except OSError as error:
            self._end_loop()
            raise GateCannotListen(address=f"{self.host}:{self.port}", why=error.strerror or str(error)) from None
        self.port = self._server.sockets[0].getsockname()[1]
        log.info("the gate listens on %s:%s and passes letters to %s", self.host, self.port, self.hop.name)

    def stop(self) -> None:
        """Take no new letters, wait until those under way have their outcome, and end."""
        if self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._wind_up(), self._loop).result(STOP_SECONDS + 15)
        self._end_loop()
        self.door.threads.shutdown(wait=True)
        log.info("the gate has stopped")

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._dialogue, host=self.host, port=self.port, backlog=256)

    def _end_loop(self) -> None:
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._thread = None
        self._loop.close()

    def _dialogue(self) -> SMTP:
        dialogue = SMTP(
            self.door,
            hostname=f"naryad.{self.office.mail_domain}",
            ident="Naryad",
            data_size_limit=self.size_max,
            enable_SMTPUTF8=True,
            timeout=IDLE_SECONDS,
            command_call_limit=COMMANDS_MAX,
            loop=self._loop,
        )
        dialogue.command_size_limits["RCPT"] = 1024
        dialogue.command_size_limits["MAIL"] = 1024
        return dialogue

    async def _wind_up(self) -> None:
        assert self._server is not None
        self.door.is_stopping = True
        self._server.close()
        under_way = set(self.door.under_way)
        while under_way:
            done, late = await asyncio.wait(under_way, timeout=STOP_SECONDS)
            if late:
                log.error("%s letters had no outcome at the stop; they will be in doubt", len(late))
                break
            under_way = self.door.under_way - done
        await asyncio.sleep(0.05)  # answers already given reach their mail programs
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


def run_gate(settings: Settings, database: Database, *, clock: Clock = utc_now) -> Gate:
    """Start the gate and return it running; whoever started it calls `stop()`.

    Raises:
        GateNotOnLoopback, GateCannotListen, NextHopIsMissing, NextHopIsWrong, NoOffice.
    """
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's own log would repeat addresses and lines
    gate = Gate(settings, database, clock=clock)
    gate.start()
    return gate


def _must_be_loopback(host: str, port: int) -> None:
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise GateNotOnLoopback(address=f"{host}:{port}", port=port)


def _unsound(address: str, envelope: Envelope) -> Reply | None:
    if not address_is_sound(address):
        return Reply.of(553, "5.1.3 The address is not of the form name@domain")
    if not address.isascii() and not envelope.smtp_utf8:
        return Reply.of(553, "5.6.7 The address has letters beyond ASCII; say SMTPUTF8 at MAIL FROM")
    return None
