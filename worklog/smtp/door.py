"""The gate's door: what it says at each step of a dialogue with a mail program."""

from __future__ import annotations

import logging

from worklog.actions.letter import Arrived
from worklog.forwarded import ATTRIBUTES
from worklog.letter import address_is_sound, line_ends_are_sound
from worklog.reply import Reply
from worklog.smtp.answer_by_mail import AnswerByMail
from worklog.smtp.dialogue import Cover, Dialogue, Entrance, Visit
from worklog.smtp.guard import Guard
from worklog.smtp.passage import OUR_TROUBLE, Passage
from worklog.smtp.service_mail import AutomaticPassage

log = logging.getLogger("naryad.gate")

RECIPIENTS_MAX = 500
NOBODY = "<>"
"""The empty sender as aiosmtpd gives and wants it: an empty text would count as no MAIL at all."""


class Door:
    """What the gate does at each step of a dialogue; aiosmtpd calls it.

    Whose a letter is stands on `envelope.sender` from MAIL on: an employee, or the account of a program (rule 9). An
    empty envelope sender is whoever signed in, or None: then the letter itself must say whose receipt it is.
    """

    def __init__(self, passage: Passage, guard: Guard) -> None:
        self.passage = passage
        self.guard = guard
        self.automatic = AutomaticPassage(passage)
        self.answers = AnswerByMail(passage)
        self.is_stopping = False

    async def handle_EHLO(  # noqa: N802  aiosmtpd calls it by this name
        self, server: Dialogue, session: Visit, envelope: Cover, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        offered = ["250-PIPELINING"]
        if server.terms.entrance is Entrance.TRUSTED:
            offered.append(f"250-XFORWARD {' '.join(ATTRIBUTES)}")
        elif server.is_encrypted:
            offered.append("250-AUTH PLAIN LOGIN")
        # aiosmtpd offers AUTH itself once STARTTLS is through, with its own list of mechanisms.
        said = [line for line in responses[:-1] if not line.startswith("250-AUTH")]
        return [*said, *offered, responses[-1]]

    async def handle_MAIL(  # noqa: N802  aiosmtpd calls it by this name
        self, server: Dialogue, session: Visit, envelope: Cover, address: str, options: list[str]
    ) -> str:
        if self.is_stopping:
            return Reply.of(421, "4.3.2 The gate is stopping. Send again in a minute").wire()
        is_empty = address in ("", NOBODY)
        unsound = None if is_empty else _unsound(address, envelope)
        if unsound is not None:
            return unsound.wire()
        sender = await self.guard.sender_of(server, session, "" if is_empty else address)
        if isinstance(sender, Reply):
            return sender.wire()
        envelope.mail_from = NOBODY if is_empty else address
        envelope.mail_options.extend(options)
        envelope.sender = sender
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it by this name
        self, server: Dialogue, session: Visit, envelope: Cover, address: str, options: list[str]
    ) -> str:
        unsound = _unsound(address, envelope)
        if unsound is not None:
            return unsound.wire()
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return Reply.of(452, f"4.5.3 At most {RECIPIENTS_MAX} recipients in one letter").wire()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it by this name
        self, server: Dialogue, session: Visit, envelope: Cover
    ) -> str:
        """Take the whole letter through the gate; the answer is what became of it."""
        raw = envelope.content
        assert isinstance(raw, bytes)
        assert envelope.mail_from is not None
        if not line_ends_are_sound(raw):
            return Reply.of(554, "5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent").wire()
        foreign = None if envelope.sender is None else self.guard.refuse_from(envelope.sender, raw)
        if foreign is not None:
            return foreign.wire()
        arrived = Arrived(
            raw=raw,
            sender="" if envelope.mail_from == NOBODY else envelope.mail_from,
            recipients=tuple(envelope.rcpt_tos),
            is_utf8_asked=bool(envelope.smtp_utf8),
        )
        person = None if envelope.sender is None else envelope.sender.employee
        if self.answers.is_answer(arrived):
            return (await self.answers.take(arrived, person)).wire()
        reply = await self.automatic.take(arrived, envelope.sender)
        if reply is None:  # somebody wrote it
            assert person is not None
            is_believed = envelope.sender is not None and not envelope.sender.has_signed_in
            reply = await self.passage.take(arrived, person, is_believed=is_believed)
        return reply.wire()

    async def handle_exception(self, error: Exception) -> str:
        log.error("the gate failed in an unforeseen way", exc_info=error)
        return OUR_TROUBLE.wire()


def _unsound(address: str, envelope: Cover) -> Reply | None:
    if not address_is_sound(address):
        return Reply.of(553, "5.1.3 The address is not of the form name@domain")
    if not address.isascii() and not envelope.smtp_utf8:
        return Reply.of(553, "5.6.7 The address has letters beyond ASCII; say SMTPUTF8 at MAIL FROM")
    return None
