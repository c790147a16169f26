"""One dialogue with a mail program: bytes in, commands one after another, answers out, and the time all of it may take.

What each command does stands in `verbs`; whom the gate lets in and what becomes of a letter, in `guard` and `door`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

from worklog.reply import Reply
from worklog.smtp.command import verb_and_argument
from worklog.smtp.envelope import Envelope, HungUp, LineTooLong, Visit
from worklog.smtp.patience import Patience
from worklog.smtp.reception import Reception
from worklog.smtp.terms import Entrance, Terms
from worklog.smtp.verbs import do

if TYPE_CHECKING:
    from worklog.smtp.door import Door

log = logging.getLogger("naryad.gate")

TOO_MANY_CONNECTIONS = Reply.of(421, "4.7.0 Too many connections at once, goodbye. Try again in a minute")
STRANGER = Reply.of(554, "5.7.1 Only the mail servers in NARYAD_GATE_PROXIES hand letters in here, goodbye")
TOO_SLOW = Reply.of(421, "4.4.2 Too slow or too long silent, goodbye. Nothing was sent of a letter that was not whole")
TOO_LONG = Reply.of(500, "5.5.6 The command is too long")
COMMAND_BYTES_MAX = 1024
ANSWER_BYTES_MAX = 1001
"""Of a line that answers a question of AUTH."""
UNREAD_BYTES_MAX = 256 * 1024
"""Of what came while an answer is under way, or waits to be read: nothing more is read then."""


class Dialogue(asyncio.Protocol):
    """The protocol of one connection.

    Everything that has come is done at once, and its answers leave together, until something has to be waited for: a
    letter's way, a look into the database, TLS. Nothing more is done before that is answered, so the order of answers
    is the order of commands (RFC 2920).
    """

    def __init__(self, door: Door, terms: Terms) -> None:
        self.door = door
        self.terms = terms
        self.visit = Visit()
        self.envelope = Envelope()
        self.transport: asyncio.Transport | None = None
        self.peer = ""
        self.is_near = False
        """Whether the peer is this machine or a listed mail server: those are not limited by address."""
        self.is_encrypted = False
        self.failures = 0
        self.unknown_commands = 0
        self.said_times: dict[str, int] = {}
        self._is_inside = False
        self._is_over = False
        self._login_key = ""
        self._unread = b""
        self._said: list[bytes] = []
        self._is_waiting = False
        self._is_full = False
        self._is_paused = False
        self._is_at_end = False
        self._is_discarding = False
        self._reception: Reception | None = None
        self._question: asyncio.Future[bytes] | None = None
        self._patience = Patience(
            terms.loop,
            terms.limits,
            is_ours=lambda: self._is_waiting and self._question is None,
            ended=lambda: self.say_goodbye(TOO_SLOW),
        )

    @property
    def client_address(self) -> str:
        """Return where the letter's program is: behind a mail server in front, as that server says."""
        forwarded = self.visit.forwarded
        return (forwarded.address if forwarded is not None else "") or self.peer

    # Coming and going.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # libuv's are no kin of it
        self.is_encrypted = transport.get_extra_info("sslcontext") is not None
        self.peer = (transport.get_extra_info("peername") or ("",))[0]
        self.is_near = self.terms.guard.is_near(self.peer)
        if self.terms.entrance is Entrance.TRUSTED and not self.is_near:
            self.say_goodbye(STRANGER)
        elif not self.terms.occupancy.enter("" if self.is_near else self.peer):
            self.say_goodbye(TOO_MANY_CONNECTIONS)
        else:
            self._is_inside = True
            self.terms.inside.add(self)
            self.say(f"220 {self.terms.hostname} ESMTP Naryad\r\n".encode("ascii", "replace"))
            self._say_all()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_over = True
        self.transport = None
        self._patience.stop()
        if self._is_inside:
            self._is_inside = False
            self.terms.inside.discard(self)
            self.terms.occupancy.leave("" if self.is_near else self.peer)
        self._leave_login()
        if self._question is not None and not self._question.done():
            self._question.set_exception(HungUp())

    def eof_received(self) -> bool:
        """A program that has said all waits for its answers; over TLS it cannot."""
        self._is_at_end = True
        return self._is_waiting and self._question is None and not self.is_encrypted

    def say(self, answer: bytes) -> None:
        """Answer; it leaves when nothing more can be done at once."""
        self._said.append(answer)

    def say_goodbye(self, reply: Reply) -> None:
        """Answer and hang up; what else has come is not done."""
        self.say(reply.bytes())
        self._is_over = True
        self._say_all()
        if self.transport is not None:
            self.transport.close()

    def hang_up(self) -> None:
        self._is_over = True
        if self.transport is not None:
            self.transport.close()

    def pause_writing(self) -> None:
        """The program does not read its answers: no more of them are made."""
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        self._go_on()
        self._resume_reading()

    # What comes.

    def data_received(self, data: bytes) -> None:
        self._unread = self._unread + data if self._unread else data
        if not self._is_waiting or self._question is not None:
            self._go_on()
        if len(self._unread) > UNREAD_BYTES_MAX:
            self.pause_reading()

    def pause_reading(self) -> None:
        if not self._is_paused and self.transport is not None:
            self._is_paused = True
            self.transport.pause_reading()

    def _resume_reading(self) -> None:
        if self._is_paused and self.transport is not None and not self.transport.is_closing():
            self._is_paused = False
            self.transport.resume_reading()

    def _go_on(self) -> None:
        """Do what has come, until something has to be waited for, and let the answers leave."""
        while self._unread and not (self._is_over or self._is_full):
            if self._question is not None:
                if not self._answered_question():
                    break
            elif self._is_waiting:
                break
            elif self._reception is not None:
                self._receive(self._reception)
            elif not self._did_line():
                break
        self._say_all()

    def _did_line(self) -> bool:
        """Do the command of the next line, if it is there whole."""
        unread = self._unread
        end = unread.find(b"\n")
        if end < 0:
            if len(unread) > COMMAND_BYTES_MAX:
                self._is_discarding, self._unread = True, b""
            return False
        line, self._unread = unread[:end], unread[end + 1 :]
        if len(line) > COMMAND_BYTES_MAX or self._is_discarding:
            self._is_discarding = False
            self.say(TOO_LONG.bytes())
            return True
        verb, argument = verb_and_argument(line.rstrip(b"\r"))
        try:
            answer = do(self, verb, argument)
        except Exception as error:  # noqa: BLE001 - the door says what trouble means, and the dialogue goes on
            answer = self.door.trouble(error)
        if isinstance(answer, bytes):
            self.say(answer)
        elif answer is not None:
            self.wait_for(answer)
        return True

    def _answered_question(self) -> bool:
        """Give the next line to whoever asked for it."""
        assert self._question is not None
        line, mark, rest = self._unread.partition(b"\n")
        if not mark and len(line) <= ANSWER_BYTES_MAX:
            return False
        question, self._question = self._question, None
        self._unread = rest
        if not question.done():
            if len(line) >= ANSWER_BYTES_MAX:
                question.set_exception(LineTooLong())
            else:
                question.set_result(line.strip())
        return True

    def _receive(self, reception: Reception) -> None:
        came, self._unread = self._unread, b""
        reception.take(came)
        if not reception.is_over:
            self._patience.came(len(came))
            return
        self._patience.letter_ends()
        self._reception, self._unread = None, reception.behind
        envelope, self.envelope = self.envelope, Envelope()
        if reception.fault is not None:
            self.say(reception.fault.value.encode("ascii") + b"\r\n")
        else:
            self.wait_for(self.door.take(envelope, reception.letter()), keep=True)

    def begin_letter(self) -> None:
        """Take what comes next for a letter, up to its lone dot."""
        self._reception = Reception(self.terms.size_max)
        self._patience.letter_begins()

    async def ask(self, question: bytes) -> bytes:
        """Say something within a command, and return the line that the program answers.

        Raises:
            LineTooLong, HungUp.
        """
        answer: asyncio.Future[bytes] = self.terms.loop.create_future()
        self._question = answer
        self.say(question)
        self._go_on()
        return await answer

    # What has to be waited for.

    def wait_for(self, answering: Coroutine[Any, Any, bytes | None], *, keep: bool = False) -> None:
        """Do nothing more until `answering` has its answer.

        `keep`: it is a letter's way, which comes to its end although the program hangs up, and a stop waits for it.
        """
        self._is_waiting = True
        task = self.terms.loop.create_task(answering)
        if keep:
            self.door.keep(task)
        task.add_done_callback(self._waited)

    def _waited(self, task: asyncio.Task[bytes | None]) -> None:
        self._is_waiting = False
        if task.cancelled():
            self.hang_up()
            return
        error = task.exception()
        if error is not None and not isinstance(error, HungUp):
            assert isinstance(error, Exception)
            self.say(self.door.trouble(error))
        elif error is None and (answer := task.result()) is not None:
            self.say(answer)
        self._go_on()
        self._resume_reading()
        if self._is_at_end and not self._is_waiting:
            self.hang_up()

    def _say_all(self) -> None:
        if self._said and self.transport is not None:
            said = self._said
            self.transport.write(said[0] if len(said) == 1 else b"".join(said))
            said.clear()
            self._patience.answered()

    # TLS, and who speaks.

    async def begin_tls(self) -> None:
        """Begin TLS; what was said before counts no more (RFC 3207).

        Nothing is read from the moment this is called until the handshake.
        """
        assert self.transport is not None
        assert self.terms.tls is not None
        seconds = self.terms.limits.handshake_seconds
        try:
            transport = await self.terms.loop.start_tls(
                self.transport, self, self.terms.tls, server_side=True, ssl_handshake_timeout=seconds
            )
        except (OSError, TimeoutError):  # a program that does not trust the certificate, or none at all
            self.hang_up()
            return
        if transport is None:  # it hung up meanwhile
            self.hang_up()
            return
        self.transport = transport
        self._is_paused = False
        self.is_encrypted = True
        self.visit, self.envelope = Visit(), Envelope()
        self._patience.answered()

    @property
    def has_unread(self) -> bool:
        return bool(self._unread)

    def enter_login(self, key: str) -> bool:
        """Count this connection as one of a sender's; False where there are too many."""
        if not self.terms.occupancy.sign_in(key):
            return False
        self._login_key = key
        return True

    def sign_out(self) -> None:
        """Forget who signed in; the connection stays, and somebody may sign in again."""
        self._leave_login()
        self.visit.signed_in = None

    def _leave_login(self) -> None:
        if self._login_key:
            self.terms.occupancy.sign_out(self._login_key)
            self._login_key = ""
