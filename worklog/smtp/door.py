"""The gate's door: whose letter begins, to whom it goes, and which way it takes once it is whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from worklog.actions.letter import Arrived
from worklog.letter import address_is_sound, line_ends_are_sound
from worklog.reply import Reply
from worklog.sender import Sender
from worklog.smtp.answer_by_mail import AnswerByMail
from worklog.smtp.envelope import Envelope
from worklog.smtp.guard import Guard
from worklog.smtp.passage import OUR_TROUBLE, Passage
from worklog.smtp.service_mail import AutomaticPassage

if TYPE_CHECKING:
    from worklog.smtp.dialogue import Dialogue

log = logging.getLogger("naryad.gate")

RECIPIENTS_MAX = 500
STOPPING = Reply.of(421, "4.3.2 The gate is stopping. Send again in a minute").bytes()
SENDER_TAKEN = Reply.of(250, "2.1.0 OK").bytes()
RECIPIENT_TAKEN = Reply.of(250, "2.1.5 OK").bytes()
TOO_MANY_RECIPIENTS = Reply.of(452, f"4.5.3 At most {RECIPIENTS_MAX} recipients in one letter").bytes()
NO_ADDRESS = Reply.of(553, "5.1.3 The address is not of the form name@domain").bytes()
NOT_ASCII = Reply.of(553, "5.6.7 The address has letters beyond ASCII; say SMTPUTF8 at MAIL FROM").bytes()


class Door:
    """Where a letter goes from the dialogue that brings it; one for all dialogues of a gate."""

    def __init__(self, passage: Passage, guard: Guard) -> None:
        self.passage = passage
        self.guard = guard
        self.automatic = AutomaticPassage(passage)
        self.answers = AnswerByMail(passage)
        self.is_stopping = False

    def begin(self, dialogue: Dialogue, address: str) -> bytes | Coroutine[Any, Any, bytes]:
        """Let a letter begin (MAIL), at once where its sender is known; `address` is empty for the empty sender."""
        if self.is_stopping:
            return STOPPING
        visit, envelope = dialogue.visit, dialogue.envelope
        if not address and visit.signed_in is None:
            envelope.mail_from = ""
            return SENDER_TAKEN
        unsound = _unsound(address, envelope) if address else None
        if unsound is not None:
            return unsound
        sender = self.guard.glimpse(visit, address)
        return self._look_up(dialogue, address) if sender is None else self._begun(dialogue, address, sender)

    async def _look_up(self, dialogue: Dialogue, address: str) -> bytes:
        return self._begun(dialogue, address, await self.guard.sender_of(dialogue, address))

    def _begun(self, dialogue: Dialogue, address: str, sender: Sender | Reply) -> bytes:
        refusal = sender if isinstance(sender, Reply) else self.guard.too_fast(dialogue.visit, sender)
        if refusal is not None:
            return refusal.bytes()
        assert isinstance(sender, Sender)
        dialogue.envelope.mail_from, dialogue.envelope.sender = address, sender
        return SENDER_TAKEN

    def add(self, envelope: Envelope, address: str) -> bytes:
        """Add a recipient (RCPT)."""
        unsound = _unsound(address, envelope)
        if unsound is not None:
            return unsound
        if len(envelope.recipients) >= RECIPIENTS_MAX:
            return TOO_MANY_RECIPIENTS
        envelope.recipients.append(address)
        return RECIPIENT_TAKEN

    async def take(self, envelope: Envelope, raw: bytes) -> bytes:
        """Take a whole letter through the gate (DATA); the answer is what became of it."""
        try:
            return (await self._take(envelope, raw)).bytes()
        except Exception as error:  # noqa: BLE001 - the mail program is told, whatever it was
            return self.trouble(error)

    async def _take(self, envelope: Envelope, raw: bytes) -> Reply:
        sender = envelope.sender
        assert envelope.mail_from is not None
        if not line_ends_are_sound(raw):
            return Reply.of(554, "5.6.0 A line ends with a bare CR or LF: not taken, nothing was sent")
        foreign = None if sender is None else self.guard.refuse_from(sender, raw)
        if foreign is not None:
            return foreign
        arrived = Arrived(
            raw=raw,
            sender=envelope.mail_from,
            recipients=tuple(envelope.recipients),
            is_utf8_asked=envelope.is_utf8,
        )
        person = None if sender is None else sender.employee
        if self.answers.is_answer(arrived):
            return await self.answers.take(arrived, person)
        reply = await self.automatic.take(arrived, sender)
        if reply is not None:
            return reply
        assert person is not None  # somebody wrote it
        is_believed = sender is not None and not sender.has_signed_in
        return await self.passage.take(arrived, person, is_believed=is_believed)

    def keep(self, way: asyncio.Task[Any]) -> None:
        """Have a letter's way come to its end, whatever its mail program does meanwhile."""
        self.passage.keep(way)

    def trouble(self, error: Exception) -> bytes:
        """Return the answer where the gate itself failed."""
        log.error("the gate failed in an unforeseen way", exc_info=error)
        return OUR_TROUBLE.bytes()


def _unsound(address: str, envelope: Envelope) -> bytes | None:
    if not address_is_sound(address):
        return NO_ADDRESS
    if not address.isascii() and not envelope.is_utf8:
        return NOT_ASCII
    return None
