"""One dialogue with a mail program: aiosmtpd's protocol, with signing in, the time it may take, and who speaks."""

from __future__ import annotations

import asyncio
import re
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from worklog.forwarded import Forwarded, NotUnderstood
from worklog.reply import Reply
from worklog.sender import Sender
from worklog.smtp.guard import Guard
from worklog.smtp.limits import Limits, Occupancy
from worklog.smtp.reception import Fault, receive
from worklog.smtp.signing_in import SigningIn, Stopped

TOO_MANY_CONNECTIONS = Reply.of(421, "4.7.0 Too many connections at once, goodbye. Try again in a minute")
STRANGER = Reply.of(554, "5.7.1 Only the mail servers in NARYAD_GATE_PROXIES hand letters in here, goodbye")
TOO_SLOW = Reply.of(421, "4.4.2 Too slow or too long silent, goodbye. Nothing was sent of a letter that was not whole")
WITHOUT_TLS = Reply.of(530, "5.7.0 Say STARTTLS first: letters are taken over TLS only")
TLS_ALREADY = Reply.of(503, "5.5.1 TLS is on already")
BEHIND_STARTTLS = Reply.of(503, "5.5.1 Commands stood behind STARTTLS before TLS began: none was done, goodbye")
NOT_A_PROXY = Reply.of(550, "5.7.0 XFORWARD is for the mail servers in NARYAD_GATE_PROXIES, where nobody signs in")
BUFFER_BYTES = 64 * 1024
LOCAL_PART_MAX = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN_ADDRESS = re.compile(rf"<({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>(?=\s|$)")
IDLE_COMMANDS = ("NOOP", "HELP", "VRFY", "EXPN", "EHLO", "HELO", "AUTH")


class Entrance(StrEnum):
    """How mail programs come in, and by what they are known."""

    TRUSTED = "trusted"
    """By the envelope's sender: programs of this machine, and mail servers in front of the gate."""
    STARTTLS = "starttls"
    """By signing in, once TLS has begun."""
    TLS = "tls"
    """By signing in, over TLS from the first byte."""

    @property
    def asks_to_sign_in(self) -> bool:
        return self is not Entrance.TRUSTED


class Visit(Session):
    """What the gate knows of a connection, begun anew when TLS begins; `signed_in` is set by AUTH."""

    signed_in: Sender | None = None
    forwarded: Forwarded | None = None


class Cover(Envelope):
    """The envelope of one letter; `sender` is whose it is, set at MAIL."""

    sender: Sender | None = None


@dataclass(frozen=True)
class Terms:
    """What every dialogue of one entrance has in common."""

    entrance: Entrance
    hostname: str
    size_max: int
    limits: Limits
    occupancy: Occupancy
    guard: Guard
    loop: asyncio.AbstractEventLoop
    tls: ssl.SSLContext | None = None


class Dialogue(SMTP):
    """The protocol of one connection."""

    line_length_limit = BUFFER_BYTES
    """What aiosmtpd buffers of a connection; commands and lines of letters have limits of their own."""

    def __init__(self, door: Any, terms: Terms) -> None:
        limits = terms.limits
        super().__init__(
            door,
            hostname=terms.hostname,
            ident="Naryad",
            data_size_limit=terms.size_max,
            enable_SMTPUTF8=True,
            tls_context=terms.tls if terms.entrance is Entrance.STARTTLS else None,
            auth_required=terms.entrance.asks_to_sign_in,
            timeout=limits.command_seconds,
            command_call_limit={"*": limits.commands, **dict.fromkeys(IDLE_COMMANDS, limits.idle_commands)},
            loop=terms.loop,
        )
        self.command_size_limits["RCPT"] = 1024
        self.command_size_limits["MAIL"] = 1024
        self.terms = terms
        self.peer = ""
        self.is_near = False
        """Whether the peer is this machine or a listed mail server: those are not limited by address."""
        self.failures = 0
        self._turned_away: Reply | None = None
        self._is_inside = False
        self._login_key = ""
        self._is_answering = False
        self._letter_began_seconds: float | None = None
        self._letter_bytes = 0

    @property
    def is_encrypted(self) -> bool:
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    @property
    def client_address(self) -> str:
        """Return where the letter's program is: behind a mail server in front, as that server says."""
        forwarded = self.session.forwarded if isinstance(self.session, Visit) else None
        return (forwarded.address if forwarded is not None else "") or self.peer

    def _create_session(self) -> Visit:
        return Visit(self.loop)

    def _create_envelope(self) -> Cover:
        return Cover()

    def _getaddr(self, argument: str) -> tuple[str | None, str | None]:
        """Return the address a command begins with, and what follows; a plain one needs no grammar of headers."""
        plain = _PLAIN_ADDRESS.match(argument)
        if plain is None or len(plain[1]) > LOCAL_PART_MAX:
            return super()._getaddr(argument)
        return f"{plain[1]}@{plain[2]}", argument[plain.end() :].lstrip()

    # Coming and going.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is None:
            self.peer = (transport.get_extra_info("peername") or ("",))[0]
            self.is_near = self.terms.guard.is_near(self.peer)
            if self.terms.entrance is Entrance.TRUSTED and not self.is_near:
                self._turned_away = STRANGER
            elif not self.terms.occupancy.enter("" if self.is_near else self.peer):
                self._turned_away = TOO_MANY_CONNECTIONS
            else:
                self._is_inside = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_inside:
            self._is_inside = False
            self.terms.occupancy.leave("" if self.is_near else self.peer)
        self._sign_out()
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self._turned_away is not None:
            await self.say_goodbye(self._turned_away)
            return
        await super()._handle_client()

    async def say_goodbye(self, reply: Reply) -> None:
        await self.push(reply.wire())
        if self.transport is not None:
            self.transport.close()

    # Time: for each command, and for a letter as long as it comes at a tolerable pace.

    def _timeout_cb(self) -> None:
        left = self._seconds_left()
        if left > 0:
            self._reset_timeout(left)
            return
        if self.transport is not None:
            self._writer.write(TOO_SLOW.wire().encode() + b"\r\n")
        super()._timeout_cb()  # type: ignore[no-untyped-call]  # aiosmtpd's, which says nothing of its result

    def _seconds_left(self) -> float:
        if self._is_answering:
            return self.terms.limits.command_seconds
        if self._letter_began_seconds is None:
            return 0
        limits = self.terms.limits
        allowed = limits.letter_seconds + self._letter_bytes / limits.letter_bytes_per_second
        return self._letter_began_seconds + allowed - self.loop.time()

    def data_received(self, received: bytes) -> None:
        self._letter_bytes += len(received)
        super().data_received(received)

    async def _call_handler_hook(self, command: str, *arguments: Any) -> Any:
        self._is_answering = True
        try:
            return await super()._call_handler_hook(command, *arguments)
        finally:
            self._is_answering = False

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  aiosmtpd calls it by this name
        """Take a letter as aiosmtpd does, but for reading it in pieces instead of lines."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        if arg:
            await self.push("501 Syntax: DATA")
            return
        self._letter_began_seconds, self._letter_bytes = self.loop.time(), 0
        self._reset_timeout(self.terms.limits.letter_seconds)
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            letter = await receive(self._reader, bytes_max=self.terms.size_max)
            if isinstance(letter, Fault):
                answer: str = letter.value
            else:
                self.envelope.content = self.envelope.original_content = letter
                answer = await self._call_handler_hook("DATA")
        finally:
            self._letter_began_seconds = None
        self._reset_timeout()
        self.envelope = self._create_envelope()
        await self.push(answer)

    # TLS.

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802  aiosmtpd calls it by this name
        if self.is_encrypted:
            await self.push(TLS_ALREADY.wire())
            return
        if self.tls_context and not arg and self._reader._buffer:  # type: ignore[attr-defined]  # what came behind it
            self._reader._buffer.clear()  # type: ignore[attr-defined]  # RFC 3207: nothing of it may be believed
            await self.say_goodbye(BEHIND_STARTTLS)
            return
        self._reset_timeout(self.terms.limits.handshake_seconds)
        await super().smtp_STARTTLS(arg)
        self._reset_timeout()

    async def handle_exception(self, error: Exception) -> str:
        if isinstance(error, TLSSetupException):
            return ""  # a program that does not trust the certificate, or no program at all: no trouble of ours
        return await super().handle_exception(error)

    # Who speaks.

    async def check_auth_needed(self, caller_method: str) -> bool:
        if not self.terms.entrance.asks_to_sign_in or (isinstance(self.session, Visit) and self.session.signed_in):
            return False
        await self.push((self.terms.guard.sign_in_first if self.is_encrypted else WITHOUT_TLS).wire())
        return True

    async def smtp_AUTH(self, arg: str | None) -> None:  # noqa: N802  aiosmtpd calls it by this name
        if await self.check_helo_needed("EHLO"):
            return
        assert isinstance(self.session, Visit)
        try:
            reply, sender = await SigningIn(self).take(arg or "")
        except Stopped as stopped:
            reply, sender = stopped.reply, None
            if stopped.is_over:
                await self.say_goodbye(reply)
                return
        if sender is not None:
            if not self.terms.occupancy.sign_in(sender.key):
                await self.say_goodbye(TOO_MANY_CONNECTIONS)
                return
            self._login_key = sender.key
            self.session.signed_in = sender
        await self.push(reply.wire())

    async def smtp_XFORWARD(self, arg: str | None) -> None:  # noqa: N802  aiosmtpd calls it by this name
        assert isinstance(self.session, Visit)
        assert self.envelope is not None
        if self.terms.entrance is not Entrance.TRUSTED:
            reply = NOT_A_PROXY
        elif self.envelope.mail_from:
            reply = Reply.of(503, "5.5.1 Not within a letter")
        else:
            try:
                self.session.forwarded = (self.session.forwarded or Forwarded()).told(arg or "")
                reply = Reply.of(250, "2.0.0 Noted")
            except NotUnderstood:
                reply = Reply.of(501, "5.5.4 XFORWARD takes NAME ADDR PORT PROTO HELO SOURCE, each with =value")
        await self.push(reply.wire())

    def sign_out(self) -> None:
        """Forget who signed in; the connection stays, and somebody may sign in again."""
        self._sign_out()
        if isinstance(self.session, Visit):
            self.session.signed_in = None

    def _sign_out(self) -> None:
        if self._login_key:
            self.terms.occupancy.sign_out(self._login_key)
            self._login_key = ""
