"""Passing one letter to the next mail server: one transaction with all recipients, and what it said, phase by phase."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from naryad.mail_server import MailServer
from naryad.mail_sign_in import SignIn
from worklog.hop import Fate, Outgoing, Relayed
from worklog.reply import Reply, refused_recipients
from worklog.smtp_hop_line import Line, LineIsGone, LineIsSilent
from worklog.smtp_hop_opening import NOTHING, Unserved, open_line, sign_in_of
from worklog.smtp_hop_pool import Lines

log = logging.getLogger("naryad.gate")

BUDGET_SECONDS = 60.0
RESET_SECONDS = 5.0
LINES_MAX = 20
"""Lines to one server at once; Postfix takes 50 from one client unless told otherwise."""
AT_ONCE_BYTES = 64 * 1024
"""A letter up to this size goes out in one write with its dot; a longer one in pieces, and its dot after them."""


@dataclass(frozen=True)
class SmtpHop:
    """The next mail server over SMTP.

    Lines are kept for the next letter within one event loop: the gate's loop lives long, the one of a web request
    ends with its letter, and its line with it.
    """

    server: MailServer
    helo: str
    budget_seconds: float = BUDGET_SECONDS
    lines_max: int = LINES_MAX
    _lines: WeakKeyDictionary[asyncio.AbstractEventLoop, Lines] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False, compare=False
    )

    @property
    def name(self) -> str:
        return self.server.name

    async def deliver(self, letter: Outgoing) -> Relayed:
        """Pass `letter` on, or do not: all recipients or none.

        The fate is unknown only where the line broke, or time ran out, after the letter's last dot had gone out;
        anything before that is a refusal, and nothing was sent. Rules 14, 16, 20.
        """
        passing = _Passing(self.name, letter)
        loop = asyncio.get_running_loop()
        ends_at_seconds = loop.time() + self.budget_seconds
        lines = self._lines_of_this_loop(loop)
        try:
            sign_in = sign_in_of(self.server, letter.sender)
            line = None if lines.room.locked() else lines.take(sign_in)
            if line is not None:
                # The server may have closed a kept line meanwhile; until the letter goes out, another will do.
                with suppress(_KeptLineIsGone):
                    return await self._over_kept(line, passing, lines, ends_at_seconds)
            async with asyncio.timeout_at(ends_at_seconds):
                return await self._over_fresh(passing, lines, sign_in)
        except Unserved as unserved:
            return Relayed(Fate.REFUSED, unserved.reply)
        except (OSError, LineIsGone) as trouble:
            return passing.broken(trouble)

    async def _over_kept(self, line: Line, passing: _Passing, lines: Lines, ends_at_seconds: float) -> Relayed:
        async with lines.room:
            lines.in_use += 1
            line.give_until(ends_at_seconds)
            try:
                return await _over(line, passing, lines)
            finally:
                lines.in_use -= 1

    async def _over_fresh(self, passing: _Passing, lines: Lines, sign_in: SignIn | None) -> Relayed:
        async with lines.room:
            lines.in_use += 1
            try:
                line = lines.take(sign_in)  # somebody may have finished while this letter waited for room
                if line is not None:
                    with suppress(_KeptLineIsGone):
                        return await _over(line, passing, lines)
                lines.make_room()
                return await _over(await open_line(self.server, sign_in, helo=self.helo), passing, lines)
            finally:
                lines.in_use -= 1

    def _lines_of_this_loop(self, loop: asyncio.AbstractEventLoop) -> Lines:
        lines = self._lines.get(loop)
        if lines is None:
            lines = self._lines[loop] = Lines(self.lines_max)
        return lines


async def _over(line: Line, passing: _Passing, lines: Lines) -> Relayed:
    """Pass the letter over `line`, which is kept afterwards only if the letter was accepted."""
    try:
        relayed = await passing.over(line)
    except BaseException:
        line.drop()
        raise
    if relayed.fate is Fate.ACCEPTED:
        lines.keep(line)
    else:
        # Servers count a client's refused commands and slow it down or hang up, so the next letter gets a fresh line.
        line.end()
    return relayed


class _KeptLineIsGone(LineIsGone):
    """A kept line ended before anything of the letter had gone out."""


@dataclass(slots=True)
class _Passing:
    """One letter on its way to the server called `name`."""

    name: str
    letter: Outgoing
    is_dot_sent: bool = False

    async def over(self, line: Line) -> Relayed:
        unable = self._unable(line)
        if unable is not None:
            return Relayed(Fate.REFUSED, unable)
        try:
            refusal = await self._envelope(line)
        except LineIsGone as gone:
            if line.is_kept and not isinstance(gone, LineIsSilent):
                raise _KeptLineIsGone(*gone.args) from None
            raise
        if refusal is not None:
            return Relayed(Fate.REFUSED, refusal)
        reply = await self._content(line)
        return Relayed(Fate.ACCEPTED, reply) if reply.is_accepted else Relayed(Fate.REFUSED, _said_by(self.name, reply))

    async def _envelope(self, line: Line) -> Reply | None:
        """Say sender and recipients; return the refusal, or None where the server waits for the letter.

        Where the server takes commands in groups, they go out in one. DATA joins them for a single recipient, who is
        taken or not; with several it waits until all are taken, so that no letter is begun for some of them.
        """
        recipients = self.letter.recipients
        commands = [f"MAIL FROM:<{self.letter.sender}>{self._mail_options(line)}"]
        commands += [f"RCPT TO:<{recipient}>" for recipient in recipients]
        is_grouped = "PIPELINING" in line.offers
        if is_grouped and len(recipients) == 1:
            commands.append("DATA")
        said = await (_in_one_group(line, commands) if is_grouped else _one_by_one(line, commands))
        refusal = self._refusal(line, said)
        if refusal is not None:
            if said[-1].code == 354:
                line.drop()
            else:
                await _reset(line)
            return refusal
        data = said[-1] if commands[-1] == "DATA" else await line.say("DATA")
        if data.code != 354:
            return self._turned_away(line, data)
        if not line.is_at_rest:
            raise LineIsGone("it said more than was asked")
        return None

    def _refusal(self, line: Line, said: list[Reply]) -> Reply | None:
        """Return what the answers to MAIL and RCPT refuse."""
        for reply in said:
            if reply.code == 421 or (reply is said[0] and not reply.is_accepted):
                return self._turned_away(line, reply)
        refused = [
            (recipient, reply.code, " ".join(reply.lines))
            for recipient, reply in zip(self.letter.recipients, said[1:], strict=False)
            if not reply.is_accepted
        ]
        return refused_recipients(refused) if refused else None

    def _turned_away(self, line: Line, reply: Reply) -> Reply:
        if reply.code == 421 and line.is_kept:
            raise LineIsGone("it closes the line")
        return _said_by(self.name, reply)

    async def _content(self, line: Line) -> Reply:
        """Send the letter and its dot, and return what the server says to it."""
        content = _stuffed(self.letter.content)
        if len(content) > AT_ONCE_BYTES:
            whole = memoryview(content)
            for start in range(0, len(whole), AT_ONCE_BYTES):
                line.write(whole[start : start + AT_ONCE_BYTES])
                await line.drained()
                if not line.is_at_rest:
                    return await _too_early(line)
            content = b""
        self.is_dot_sent = True
        line.write(content + b".\r\n")
        return (await line.replies(1))[0]

    def _unable(self, line: Line) -> Reply | None:
        """Return why this server cannot take the letter as it is; known before anything is sent (rule 20)."""
        name = self.name
        letter = self.letter
        if letter.needs_utf8 and "SMTPUTF8" not in line.offers:
            return Reply.of(550, f"5.6.7 The next server ({name}) takes no addresses or headers beyond ASCII. Not sent")
        if "8BITMIME" not in line.offers and letter.is_8bit:
            return Reply.of(
                554,
                f"5.6.3 The next server ({name}) takes no 8-bit letters. Not sent: have it encoded (quoted-printable)",
            )
        most = line.offers.get("SIZE", "").strip()
        if most.isdigit() and 0 < int(most) < len(letter.content):
            return Reply.of(
                552,
                f"5.3.4 The next server ({name}) takes at most {most} bytes, the letter has "
                f"{len(letter.content)}. Not sent",
            )
        return None

    def _mail_options(self, line: Line) -> str:
        options = f" SIZE={len(self.letter.content)}" if "SIZE" in line.offers else ""
        options += " BODY=8BITMIME" if self.letter.is_8bit else ""
        return options + (" SMTPUTF8" if self.letter.needs_utf8 else "")

    def broken(self, trouble: BaseException) -> Relayed:
        """Return what a broken line means: a refusal before the last dot, doubt after it."""
        if self.is_dot_sent:
            return Relayed(
                Fate.UNKNOWN,
                Reply.of(
                    451,
                    f"4.4.2 The next server ({self.name}) did not say whether it took the letter.",
                    "4.4.2 It counts when that is known; it is shown to an administrator as in doubt",
                ),
            )
        why = "did not answer in time" if isinstance(trouble, TimeoutError) else "cannot be reached or broke the line"
        log.warning("the next server %s %s: %s", self.name, why, str(trouble) or type(trouble).__name__)
        return Relayed(
            Fate.REFUSED, Reply.of(451, f"4.4.1 The next server ({self.name}) {why}: {NOTHING}. Send again later")
        )


async def _in_one_group(line: Line, commands: list[str]) -> list[Reply]:
    line.write(("\r\n".join(commands) + "\r\n").encode("utf-8"))
    return await line.replies(len(commands))


async def _one_by_one(line: Line, commands: list[str]) -> list[Reply]:
    said: list[Reply] = []
    for command in commands:
        said.append(await line.say(command))
        if said[-1].code == 421 or not said[0].is_accepted:
            break
    return said


async def _reset(line: Line) -> None:
    """Tell the server to forget the recipients it had taken; the refusal stands whatever it says to that."""
    with suppress(OSError, LineIsGone):
        async with asyncio.timeout(RESET_SECONDS):
            await line.say("RSET")


async def _too_early(line: Line) -> Reply:
    """Return the refusal of a server that does not wait for the whole letter; without its dot nothing is sent."""
    [reply] = await line.replies(1)
    line.drop()
    if reply.code < 400:
        raise LineIsGone("it answered before the letter's end")
    return reply


def _stuffed(content: bytes) -> bytes:
    """Return the letter as DATA has it, without the last dot: dots doubled, the last line ended."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    if stuffed and not stuffed.endswith(b"\r\n"):
        stuffed += b"\r\n"
    return stuffed


def _said_by(name: str, reply: Reply) -> Reply:
    """Return the next server's own refusal with its own code.

    A reply that is no refusal where one was due is the server's confusion, not the letter's fault: 451.
    """
    if 400 <= reply.code < 600:
        code = 451 if reply.code == 421 else reply.code
        status = "5.0.0" if code >= 500 else "4.0.0"
        return Reply.of(code, *reply.lines, f"{status} said {name}: {NOTHING}")
    return Reply.of(451, f"4.5.0 The next server ({name}) answered out of turn ({reply.text}): {NOTHING}")
