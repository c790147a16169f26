"""The guard at the gate: who may come in, whose letters they may hand in, and how many a minute."""

from __future__ import annotations

import ipaddress
import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from naryad.days import local_day
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import Office
from naryad.settings import Settings
from worklog.actions.letter import employee_of_sender
from worklog.actions.sign_in import is_worth_noting, note_failure, note_use, seconds_shut, sign_in, still_in
from worklog.answer import page, refusal_of
from worklog.header import Field, addresses, split
from worklog.relay import Clock
from worklog.reply import Reply
from worklog.sender import Sender
from worklog.smtp.envelope import Visit
from worklog.smtp.limits import Limits, Pace
from worklog.smtp.memory import Memory

if TYPE_CHECKING:
    from worklog.smtp.dialogue import Dialogue

log = logging.getLogger("naryad.gate")

WELCOME = Reply.of(235, "2.7.0 Welcome")
IN_TROUBLE = Reply.of(451, "4.3.0 The gate has trouble of its own. Try again later")
SHOWN_ADDRESSES = 5


class Guard:
    """Knows the office's people and the accounts of its programs; one for all dialogues of a gate."""

    def __init__(
        self, *, settings: Settings, database: Database, office: Office, limits: Limits, clock: Clock, memory: Memory
    ) -> None:
        self.database = database
        self.memory = memory
        self.office = office
        self.clock = clock
        self.pages = settings.public_url
        self.proxies = settings.proxies
        self.pace = Pace(limits.letters_per_minute)
        where = f"{self.pages}/mail/program"
        self.sign_in_first = Reply.of(530, f"5.7.0 Sign in first: your e-mail and an app password from {where}")
        self._wrong = Reply.of(
            535,
            "5.7.8 Login or app password not right. Enter your e-mail and an app password, which is not the password "
            f"of the pages: {where}",
        )
        self._out = Reply.of(
            530, f"5.7.0 The app password was revoked or employment has ended. Make another on {where}"
        )

    def is_near(self, peer: str) -> bool:
        """Say whether `peer` is one of the mail servers and machines that NARYAD_GATE_PROXIES lists."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.proxies)

    # Signing in.

    async def sign_in(self, dialogue: Dialogue, login: str, secret: str) -> tuple[Reply, Sender | None]:
        """Return the answer to a login and an app password, and who is in.

        A login that nobody has, a wrong password, that of the pages and that of somebody who has left get the same
        answer, found the same way. Failures are counted by login and by address.
        """
        return await dialogue.terms.loop.run_in_executor(None, self._sign_in, login, secret, dialogue.client_address)

    def _sign_in(self, login: str, secret: str, address: str) -> tuple[Reply, Sender | None]:
        now = self.clock()
        try:
            with self.database.reading() as session:
                shut = seconds_shut(session, login, address, now)
                if shut:
                    return _shut_for(shut), None
                sender = sign_in(session, login, secret, self._day(now))
                is_news = sender is not None and is_worth_noting(session, sender, address, now)
            if sender is None:
                self.database.write(lambda session: note_failure(session, login, address, now))
                return self._wrong, None
            if is_news:
                known = sender
                self.database.write(lambda session: note_use(session, known, address, now))
        except SQLAlchemyError:
            log.exception("somebody could not be signed in")
            return IN_TROUBLE, None
        return WELCOME, sender

    # At MAIL.

    def glimpse(self, visit: Visit, address: str) -> Sender | None:
        """Return whose letter begins where that is known at once: of somebody who did not sign in, seen just now."""
        if visit.signed_in is not None:
            return None
        seen = self.memory.glimpse(address, self._day(self.clock()))
        return None if seen is None else Sender(seen)

    async def sender_of(self, dialogue: Dialogue, address: str) -> Sender | Reply:
        """Return whose letter begins, or the reply that refuses it; `address` is empty for the empty sender.

        Whoever signed in is looked up anew for each letter, so that revoking a password works at once.
        """
        signed_in = dialogue.visit.signed_in
        found = await dialogue.terms.loop.run_in_executor(None, self._sender_of, signed_in, address)
        if found is self._out:
            dialogue.sign_out()
        return found

    def too_fast(self, visit: Visit, sender: Sender) -> Reply | None:
        """Count a letter that begins, or return the reply that asks its sender to wait."""
        if not sender.has_signed_in and visit.forwarded is None:
            return None
        seconds = self.pace.seconds_to_wait(sender.key, self.clock())
        if not seconds:
            return None
        most, wait = self.pace.letters_per_minute, f"Try again in {seconds} seconds"
        return Reply.of(450, f"4.7.0 At most {most} letters a minute from one sender. {wait}")

    def _sender_of(self, signed_in: Sender | None, address: str) -> Sender | Reply:
        day = self._day(self.clock())
        try:
            with self.database.reading() as session:
                if signed_in is None:
                    return Sender(employee_of_sender(session, address, day))
                known = still_in(session, signed_in, day)
        except DomainError as error:
            return refusal_of(error, pages=self.pages, mail_domain=self.office.mail_domain)
        except SQLAlchemyError:
            log.exception("the sender could not be looked up")
            return IN_TROUBLE
        if known is None:
            return self._out
        if address and not known.owns(address):
            return self._not_own(553, f"{address} is", known, "sender-not-own")
        return known

    # At DATA.

    def refuse_from(self, sender: Sender, raw: bytes) -> Reply | None:
        """Return the refusal of a letter whose From is not the sender's own, where the sender signed in.

        A letter passed on as it came keeps its author's From, and Resent-From says who passed it on; but nobody of the
        office is made an author in that way.
        """
        if not sender.has_signed_in:
            return None
        fields, _ = split(raw)
        named = _named(fields, "from")
        resent = _named(fields, "resent-from")
        domain = "@" + self.office.mail_domain
        if resent and not any(address.lower().endswith(domain) for address in named):
            named = resent
        foreign = [address for address in named if not sender.owns(address)]
        return self._not_own(550, f"From: {foreign[0]} is", sender, "from-not-own") if foreign else None

    def _not_own(self, code: int, what: str, sender: Sender, slug: str) -> Reply:
        own = " or ".join(sender.addresses[:SHOWN_ADDRESSES])
        advice = f"Send from {own}, or ask an administrator to add the address"
        return Reply.of(
            code,
            f"5.7.1 {what} no address of {sender.login}, who signed in. {advice}",
            f"5.7.1 {page(self.pages, slug)}",
        )

    def _day(self, now: datetime) -> date:
        return local_day(now, self.office.zone)


def _named(fields: tuple[Field, ...], name: str) -> list[str]:
    return [address for field in fields if field.name == name for address in addresses(field) if "@" in address]


def _shut_for(seconds: int) -> Reply:
    minutes = -(-seconds // 60)
    return Reply.of(454, f"4.7.0 Too many failed sign-ins. Try again in {minutes} minute{'s' if minutes > 1 else ''}")
