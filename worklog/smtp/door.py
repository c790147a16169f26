"""The gate's door: what it says at each step of a dialogue with a mail program."""

from __future__ import annotations

import logging

from sqlalchemy.exc import OperationalError

from naryad.days import local_day
from naryad.errors import DomainError
from worklog.actions.letter import Arrived, employee_of_sender
from worklog.letter import address_is_sound, line_ends_are_sound
from worklog.reply import Reply
from worklog.sender import Sender
from worklog.smtp.dialogue import Cover, Dialogue, Visit
from worklog.smtp.passage import OUR_TROUBLE, Passage

log = logging.getLogger("naryad.gate")

RECIPIENTS_MAX = 500

EMPTY_SENDER = Reply.of(
    550, "5.7.1 The sender is empty, and the gate takes letters of people only. Send from your own address"
)
ACCOUNT_LETTER = Reply.of(
    550, "5.7.1 The letter names no work type and the account has none of its own. Ask an administrator"
)


class Door:
    """What the gate does at each step of a dialogue; aiosmtpd calls it.

    Whose a letter is stands on `envelope.sender` from MAIL on: an employee, or the account of a program (rule 9). An
    empty envelope sender is refused at MAIL, and letters of accounts in `handle_DATA`, unless they are service mail.
    """

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.is_stopping = False

    async def handle_EHLO(  # noqa: N802  aiosmtpd calls it by this name
        self, server: Dialogue, session: Visit, envelope: Cover, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_MAIL(  # noqa: N802  aiosmtpd calls it by this name
        self, server: Dialogue, session: Visit, envelope: Cover, address: str, options: list[str]
    ) -> str:
        if address in ("", "<>"):
            return EMPTY_SENDER.wire()
        unsound = _unsound(address, envelope)
        if unsound is not None:
            return unsound.wire()
        if self.is_stopping:
            return Reply.of(421, "4.3.2 The gate is stopping. Send again in a minute").wire()
        try:
            sender = await self.passage.in_thread(self._sender_of, address)
        except DomainError as error:
            return self.passage.refusal(error).wire()
        except OperationalError:
            log.exception("the sender could not be looked up")
            return OUR_TROUBLE.wire()
        envelope.mail_from = address
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
        assert envelope.sender is not None
        if not line_ends_are_sound(raw):
            return Reply.of(554, "5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent").wire()
        arrived = Arrived(
            raw=raw,
            sender=envelope.mail_from,
            recipients=tuple(envelope.rcpt_tos),
            is_utf8_asked=bool(envelope.smtp_utf8),
        )
        if envelope.sender.employee is None:  # an account's letter: service mail, or refused (rule 9)
            return ACCOUNT_LETTER.wire()
        reply = await self.passage.take(arrived, envelope.sender.employee)
        return reply.wire()

    async def handle_exception(self, error: Exception) -> str:
        log.error("the gate failed in an unforeseen way", exc_info=error)
        return OUR_TROUBLE.wire()

    def _sender_of(self, address: str) -> Sender:
        with self.passage.database.reading() as session:
            day = local_day(self.passage.clock(), self.passage.office.zone)
            return Sender(employee_of_sender(session, address, day))


def _unsound(address: str, envelope: Cover) -> Reply | None:
    if not address_is_sound(address):
        return Reply.of(553, "5.1.3 The address is not of the form name@domain")
    if not address.isascii() and not envelope.smtp_utf8:
        return Reply.of(553, "5.6.7 The address has letters beyond ASCII; say SMTPUTF8 at MAIL FROM")
    return None
