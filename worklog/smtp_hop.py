"""Passing one letter to the next mail server: one transaction with all recipients, and what it said, phase by phase."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from worklog.hop import Fate, Outgoing, Relayed
from worklog.reply import Reply, refused_recipients

BUDGET_SECONDS = 60.0
REPLY_LINES_MAX = 100
REPLY_LINE_BYTES_MAX = 4096


class _Gone(Exception):
    """The next server closed the line, or said what is no SMTP reply."""


@dataclass(frozen=True)
class SmtpHop:
    """The next mail server over plain SMTP, for a server on this machine or a trusted line."""

    host: str
    port: int
    helo: str
    budget_seconds: float = BUDGET_SECONDS

    @property
    def name(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    async def deliver(self, letter: Outgoing) -> Relayed:
        """Pass `letter` on, or do not: all recipients or none.

        The fate is unknown only where the line broke, or time ran out, after the letter's last dot had gone out;
        anything before that is a refusal, and nothing was sent. Rules 14, 16, 20.
        """
        talk = _Talk(self)
        try:
            async with asyncio.timeout(self.budget_seconds):
                return await talk.transaction(letter)
        except (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError, _Gone) as trouble:
            return talk.broken(trouble)
        finally:
            talk.hang_up()


@dataclass
class _Talk:
    hop: SmtpHop
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    offers: dict[str, str] = field(default_factory=dict)
    is_dot_sent: bool = False

    async def transaction(self, letter: Outgoing) -> Relayed:
        self.reader, self.writer = await asyncio.open_connection(
            self.hop.host, self.hop.port, limit=REPLY_LINE_BYTES_MAX
        )
        greeting = await self._answer()
        if greeting.code != 220:
            return _refused(_not_serving(self.hop.name, greeting))
        hello = await self._hello()
        if hello.code != 250:
            return _refused(_not_serving(self.hop.name, hello))
        unable = self._unable(letter)
        if unable is not None:
            return await self._leave(unable)
        options = self._mail_options(letter)
        reply = await self._say(f"MAIL FROM:<{letter.sender}>{options}")
        if not reply.is_accepted:
            return await self._leave(_said_by(self.hop.name, reply))
        refused = [
            (recipient, reply.code, " ".join(reply.lines))
            for recipient in letter.recipients
            if not (reply := await self._say(f"RCPT TO:<{recipient}>")).is_accepted
        ]
        if refused:
            await self._say("RSET")
            return await self._leave(refused_recipients(refused))
        reply = await self._say("DATA")
        if reply.code != 354:
            return await self._leave(_said_by(self.hop.name, reply))
        return await self._content(letter.content)

    async def _content(self, content: bytes) -> Relayed:
        assert self.writer is not None
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        if stuffed.startswith(b"."):
            stuffed = b"." + stuffed
        if stuffed and not stuffed.endswith(b"\r\n"):
            stuffed += b"\r\n"
        self.writer.write(stuffed)
        await self.writer.drain()
        self.is_dot_sent = True
        self.writer.write(b".\r\n")
        await self.writer.drain()
        reply = await self._answer()
        if reply.is_accepted:
            return Relayed(Fate.ACCEPTED, reply)
        return await self._leave(_said_by(self.hop.name, reply))

    async def _hello(self) -> Reply:
        hello = await self._say(f"EHLO {self.hop.helo}")
        if hello.code == 250:
            for line in hello.lines[1:]:
                word, _, value = line.partition(" ")
                self.offers[word.upper()] = value
            return hello
        return await self._say(f"HELO {self.hop.helo}")

    def _unable(self, letter: Outgoing) -> Reply | None:
        """Return why this server cannot take the letter as it is; known before anything is sent (rule 20)."""
        name = self.hop.name
        if letter.needs_utf8 and "SMTPUTF8" not in self.offers:
            return Reply.of(550, f"5.6.7 The next server ({name}) takes no addresses or headers beyond ASCII. Not sent")
        if letter.is_8bit and "8BITMIME" not in self.offers:
            return Reply.of(
                554,
                f"5.6.3 The next server ({name}) takes no 8-bit letters. Not sent: have it encoded (quoted-printable)",
            )
        most = self.offers.get("SIZE", "").strip()
        if most.isdigit() and 0 < int(most) < len(letter.content):
            return Reply.of(
                552,
                f"5.3.4 The next server ({name}) takes at most {most} bytes, the letter has "
                f"{len(letter.content)}. Not sent",
            )
        return None

    def _mail_options(self, letter: Outgoing) -> str:
        options = f" SIZE={len(letter.content)}" if "SIZE" in self.offers else ""
        options += " BODY=8BITMIME" if letter.is_8bit else ""
        return options + (" SMTPUTF8" if letter.needs_utf8 else "")

    async def _say(self, command: str) -> Reply:
        assert self.writer is not None
        self.writer.write(command.encode("utf-8") + b"\r\n")
        await self.writer.drain()
        return await self._answer()

    async def _answer(self) -> Reply:
        assert self.reader is not None
        lines: list[str] = []
        while len(lines) < REPLY_LINES_MAX:
            line = (await self.reader.readuntil(b"\n")).rstrip(b"\r\n").decode("utf-8", "replace")
            if not line[:3].isdigit() or line[3:4] not in ("", " ", "-") or not 200 <= int(line[:3]) < 600:
                raise _Gone(f"its answer is no SMTP reply: {line[:60]!r}")
            lines.append(line[4:])
            if line[3:4] != "-":
                return Reply.of(int(line[:3]), *lines)
        raise _Gone("its answer has no end")

    async def _leave(self, reply: Reply) -> Relayed:
        return _refused(reply)

    def hang_up(self) -> None:
        if self.writer is not None:
            if not self.writer.is_closing():
                self.writer.write(b"QUIT\r\n")
            self.writer.close()

    def broken(self, trouble: BaseException) -> Relayed:
        """Return what a broken line means: a refusal before the last dot, doubt after it."""
        if self.is_dot_sent:
            return Relayed(
                Fate.UNKNOWN,
                Reply.of(
                    451,
                    f"4.4.2 The next server ({self.hop.name}) did not say whether it took the letter.",
                    "4.4.2 It counts when that is known; it is shown to an administrator as in doubt",
                ),
            )
        why = "did not answer in time" if isinstance(trouble, TimeoutError) else "cannot be reached or broke the line"
        return _refused(
            Reply.of(
                451,
                f"4.4.1 The next server ({self.hop.name}) {why}: nothing was sent, nothing counts. Send again later",
            )
        )


def _refused(reply: Reply) -> Relayed:
    return Relayed(Fate.REFUSED, reply)


def _not_serving(name: str, reply: Reply) -> Reply:
    return Reply.of(
        451,
        f"4.4.1 The next server ({name}) does not serve now: nothing was sent, nothing counts.",
        f"4.4.1 It said: {reply.text}",
    )


def _said_by(name: str, reply: Reply) -> Reply:
    """Return the next server's own refusal with its own code.

    A reply that is no refusal where one was due is the server's confusion, not the letter's fault: 451.
    """
    if 400 <= reply.code < 600:
        code = 451 if reply.code == 421 else reply.code
        return Reply.of(
            code, *reply.lines, f"{'5.0.0' if code >= 500 else '4.0.0'} said {name}: nothing was sent, nothing counts"
        )
    return Reply.of(
        451, f"4.5.0 The next server ({name}) answered out of turn ({reply.text}): nothing was sent, nothing counts"
    )
