"""The passage of service mail: the same two transactions as a letter's, and nothing that counts (rule 9)."""

from __future__ import annotations

import logging

from naryad.errors import DomainError
from worklog.actions.letter import Arrived
from worklog.actions.service_mail import (
    Automatic,
    AutomaticToSend,
    begin_automatic,
    end_automatic,
    judge_automatic,
    record_automatic_refusal,
)
from worklog.hop import Fate
from worklog.reply import Reply
from worklog.sender import Sender
from worklog.service_mail import is_calendar_reply
from worklog.smtp.passage import OUR_TROUBLE, Passage

log = logging.getLogger("naryad.gate")

IN_DOUBT = Reply.of(
    451,
    "4.3.0 It may have gone out, but that could not be recorded.",
    "4.3.0 It is shown to an administrator as in doubt",
)


class AutomaticPassage:
    """Takes through the gate what nobody wrote; it shares threads, database and next hop with the letters."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage

    async def take(self, arrived: Arrived, sender: Sender | None) -> Reply | None:
        """Take service mail and return what its mail program is told; None for a letter that somebody wrote.

        `sender` is None where nobody signed in and the envelope's sender is empty.
        """
        is_persons = bool(arrived.sender) and (sender is None or sender.account is None)
        if is_persons and not is_calendar_reply(arrived.raw, len(arrived.recipients)):
            return None
        return await self._take(arrived, sender)

    async def _take(self, arrived: Arrived, sender: Sender | None) -> Reply | None:
        in_thread = self.passage.in_thread
        try:
            automatic = await in_thread(self._judge, arrived, sender)
            if automatic is None:
                return None
            to_send = await in_thread(self._begin, automatic)
        except DomainError as refusal:
            return await self._refuse(arrived, sender, refusal)
        except Exception:
            log.exception("service mail could not be taken in")
            return OUR_TROUBLE
        return await self._send(to_send)

    async def _send(self, to_send: AutomaticToSend) -> Reply:
        try:
            relayed = await self.passage.hop.deliver(to_send.outgoing)
        except Exception:
            log.exception("service letter %s: the next hop failed in an unforeseen way", to_send.letter_id)
            return IN_DOUBT
        database, clock = self.passage.database, self.passage.clock
        try:
            await self.passage.in_thread(
                database.write, lambda session: end_automatic(session, to_send.letter_id, relayed, clock())
            )
        except Exception:
            log.exception("service letter %s: the outcome could not be committed", to_send.letter_id)
            return relayed.reply if relayed.fate is Fate.REFUSED else IN_DOUBT
        return relayed.reply

    async def _refuse(self, arrived: Arrived, sender: Sender | None, refusal: DomainError) -> Reply:
        reply = self.passage.refusal(refusal)
        database, now = self.passage.database, self.passage.clock()
        try:
            await self.passage.in_thread(
                database.write,
                lambda session: record_automatic_refusal(session, arrived, sender, refusal, reply=reply.text, now=now),
            )
        except Exception:
            log.exception("a refusal could not be listed; it stands all the same")
        return reply

    def _judge(self, arrived: Arrived, sender: Sender | None) -> Automatic | None:
        with self.passage.database.reading() as session:
            return judge_automatic(session, arrived, sender, office=self.passage.office, now=self.passage.clock())

    def _begin(self, automatic: Automatic) -> AutomaticToSend:
        hop, clock = self.passage.hop, self.passage.clock
        return self.passage.database.write(
            lambda session: begin_automatic(session, automatic, next_hop=hop.name, now=clock())
        )
