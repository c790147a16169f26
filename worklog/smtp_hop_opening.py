"""Opening a line to the next server: its greeting, its offers, TLS with a proven name, and signing in."""

from __future__ import annotations

import asyncio
import base64
import logging
import socket
import ssl

from aiohappyeyeballs import start_connection

from naryad.mail_server import MailServer, Security
from naryad.mail_sign_in import SignIn
from worklog.reply import Reply
from worklog.smtp_hop_line import Line, LineIsGone

log = logging.getLogger("naryad.gate")

NOTHING = "nothing was sent, nothing counts"
NEXT_ADDRESS_AFTER_SECONDS = 0.25
"""A server with several addresses is tried at the next one after this, while the first may still answer."""


class Unserved(Exception):
    """The next server was not asked, or does not serve: the reply says why, and nothing was sent."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


async def open_line(server: MailServer, sign_in: SignIn | None, *, helo: str) -> Line:
    """Return a line that is ready for a letter.

    Raises:
        Unserved: the server does not serve, cannot prove its name, offers no TLS, or does not take the sign-in.
        OSError, LineIsGone: it cannot be reached, or broke the line.
    """
    line = Line()
    try:
        await _connect(server, line)
        await _hello(server, line, helo)
        if server.security is Security.STARTTLS:
            await _start_tls(server, line)
            await _hello(server, line, helo)
        if sign_in is not None:
            await _sign_in(server, line, sign_in)
    except Unserved:
        line.end()
        raise
    except BaseException:
        line.drop()
        raise
    line.opened_at = asyncio.get_running_loop().time()
    line.signed_in_as = sign_in
    return line


def sign_in_of(server: MailServer, sender: str) -> SignIn | None:
    """Return how a letter of `sender` is signed in; None where this server wants no sign-in.

    Raises:
        Unserved: the office signs in, but has no login for this sender.
    """
    if server.sign_ins is None:
        return None
    found = server.sign_ins.of(sender)
    if found is None:
        raise _unserved(
            server,
            "4.7.0",
            "has no login for this sender",
            f"4.7.0 Ask an administrator to add <{sender}> to the credentials of the next server",
        )
    return found


async def _connect(server: MailServer, line: Line) -> None:
    loop = asyncio.get_running_loop()
    is_tls = server.security is Security.TLS
    places = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    try:
        reached = await start_connection(places, happy_eyeballs_delay=NEXT_ADDRESS_AFTER_SECONDS, loop=loop)
    except RuntimeError as trouble:  # what libuv makes of some addresses
        raise OSError(str(trouble)) from None
    try:
        await loop.create_connection(
            lambda: line,
            sock=reached,
            ssl=server.trust if is_tls else None,
            server_hostname=server.host if is_tls else None,
        )
    except ssl.SSLError as trouble:
        raise _untrusted(server, trouble) from None
    [greeting] = await line.replies(1)
    if greeting.code != 220:
        raise _not_serving(server, greeting)


async def _hello(server: MailServer, line: Line, helo: str) -> None:
    line.offers = {}
    hello = await line.say(f"EHLO {helo}")
    if hello.code == 250:
        for offer in hello.lines[1:]:
            # Old servers write AUTH=PLAIN for AUTH PLAIN.
            word, _, value = offer.replace("=", " ", 1).partition(" ")
            name = word.upper()
            line.offers[name] = f"{line.offers[name]} {value}" if name in line.offers else value
        return
    if hello.code != 421:
        hello = await line.say(f"HELO {helo}")
    if hello.code != 250:
        raise _not_serving(server, hello)


async def _start_tls(server: MailServer, line: Line) -> None:
    assert server.trust is not None
    if "STARTTLS" not in line.offers:
        raise _unserved(server, "4.7.4", "offers no STARTTLS, and letters go to it only encrypted")
    reply = await line.say("STARTTLS")
    if reply.code != 220:
        raise _not_serving(server, reply)
    if not line.is_at_rest:
        raise LineIsGone("it said more than was asked before encryption")
    assert line.transport is not None
    try:
        transport = await asyncio.get_running_loop().start_tls(
            line.transport, line, server.trust, server_hostname=server.host
        )
    except ssl.SSLError as trouble:
        raise _untrusted(server, trouble) from None
    assert transport is not None
    line.transport = transport


async def _sign_in(server: MailServer, line: Line, sign_in: SignIn) -> None:
    """Sign in; only ever over TLS whose certificate was checked (`Security.NONE` has no sign-in)."""
    if server.security is Security.NONE:
        raise _unserved(server, "4.7.11", "is spoken to without encryption, so the gate does not sign in to it")
    ways = line.offers.get("AUTH", "").upper().split()
    if "PLAIN" in ways:
        reply = await line.say("AUTH PLAIN " + _base64("\0".join(("", sign_in.login, sign_in.password))))
    elif "LOGIN" in ways:
        reply = await line.say("AUTH LOGIN")
        for secret in (sign_in.login, sign_in.password):
            if reply.code == 334:
                reply = await line.say(_base64(secret))
    else:
        offered = "none" if not ways else " ".join(ways)
        raise _unserved(server, "4.7.0", f"offers no way to sign in that the gate knows (PLAIN or LOGIN; {offered})")
    if reply.code != 235:
        log.warning("the next server %s did not take the sign-in of %s: %s", server.name, sign_in.place, reply.code)
        raise _unserved(
            server,
            "4.7.8",
            "did not take the gate's sign-in",
            f"4.7.8 It said: {reply.text}. Tell an administrator",
            is_logged=True,
        )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _not_serving(server: MailServer, reply: Reply) -> Unserved:
    return _unserved(server, "4.4.1", "does not serve now", f"4.4.1 It said: {reply.text}")


def _untrusted(server: MailServer, trouble: ssl.SSLError) -> Unserved:
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return _unserved(server, "4.7.5", f"could not prove its name ({trouble.verify_message})")
    return _unserved(server, "4.7.5", f"and the gate found no common encryption ({trouble.reason or 'TLS failed'})")


def _unserved(server: MailServer, status: str, why: str, *more: str, is_logged: bool = False) -> Unserved:
    if not is_logged:
        log.warning("the next server %s %s", server.name, why)
    end = "." if more else ". Send again later"
    return Unserved(Reply.of(451, f"{status} The next server ({server.name}) {why}: {NOTHING}{end}", *more))
