"""Sending what the program owes: notices about held letters, through the same next hop, until it takes them.

The process that runs the gate does it, every few seconds and right after a letter was held. Several may: each notice is
leased to one of them.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial

from sqlmodel import Session

from naryad import staff
from naryad.days import local_day
from naryad.db import Database
from naryad.office import Office, setting
from naryad.people import Employee
from norms import store as norms_store
from norms.work_type import Kind, Purpose
from worklog.actions.notice import settle, take_up
from worklog.hop import Fate, NextHop, Outgoing, Relayed
from worklog.notice import (
    Cover,
    HeldLine,
    NoticeFate,
    NoticeKind,
    PersonLine,
    TypeLine,
    answer_address,
    day_end_notice,
    discarded_notice,
    head_notice,
    held_notice,
    paper_notice,
    plain_notice,
)
from worklog.relay import Clock
from worklog.reply import Reply
from worklog.sending import HeldLetter
from worklog.store.letter import held_among, once_held
from worklog.store.notice import Notice, paper_of

log = logging.getLogger("naryad.gate")

ROUND_SECONDS = 10.0
NAMED_TYPES_MAX = 12


class NoticePost:
    """Sends notices that are due; one for each gate."""

    def __init__(self, *, database: Database, office: Office, hop: NextHop, pages: str, clock: Clock) -> None:
        self.database = database
        self.office = office
        self.hop = hop
        self.pages = pages
        self.clock = clock
        self._woken = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """Let the next round begin at once; called in the loop the post runs in."""
        self._woken.set()

    def stop(self) -> None:
        """Let `run` end after the notice under way; called in the same loop."""
        self._is_stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send what is due, again and again, until stopped. A round that fails is logged, and the next one comes."""
        while not self._is_stopping:
            try:
                await self.round()
            except Exception:
                log.exception("notices could not be looked through; it is tried again in %s s", ROUND_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), ROUND_SECONDS)
            self._woken.clear()

    async def round(self) -> int:
        """Send everything that is due now; return how many notices were taken up."""
        count = 0
        while taken := await asyncio.to_thread(self.database.write, partial(take_up, now=self.clock())):
            for notice in taken:
                if self._is_stopping:
                    return count  # the rest is taken up again when its lease has run out
                await self._send(notice)
                count += 1
        return count

    async def _send(self, notice: Notice) -> None:
        try:
            outgoing = await asyncio.to_thread(self._outgoing, notice)
            reply = None if outgoing is None else (await self._deliver(notice, outgoing)).reply
        except Exception:
            log.exception("notice %s could not be written", notice.id)
            reply = Reply.of(451, "4.3.0 The notice could not be written; see the program's log")
        fate = await asyncio.to_thread(
            self.database.write, partial(settle, notice=notice, reply=reply, now=self.clock())
        )
        if fate is NoticeFate.GIVEN_UP:
            log.error("notice %s could not be sent and is given up after %s tries", notice.id, notice.tries)

    async def _deliver(self, notice: Notice, outgoing: Outgoing) -> Relayed:
        try:
            relayed = await self.hop.deliver(outgoing)
        except Exception:
            log.exception("notice %s: the next hop failed in an unforeseen way", notice.id)
            return Relayed(Fate.UNKNOWN, Reply.of(451, "4.3.0 The next server failed in an unforeseen way"))
        if relayed.fate is not Fate.ACCEPTED and relayed.reply.is_accepted:
            return Relayed(relayed.fate, Reply.of(451, *relayed.reply.lines))
        return relayed

    def _outgoing(self, notice: Notice) -> Outgoing | None:
        """Return the mail a notice is by now, or None where there is nothing left to say."""
        with self.database.reading() as session:
            person = staff.employee_of(session, notice.employee_id)
            if not person.is_employed_on(local_day(self.clock(), self.office.zone)):
                return None
            cover = self._cover(session, notice, person)
            content = self._content(session, notice, person, cover)
        return None if content is None else Outgoing(cover.sender, (person.email,), content)

    def _content(self, session: Session, notice: Notice, person: Employee, cover: Cover) -> bytes | None:
        if notice.kind is NoticeKind.PAPER:
            paper = paper_of(session, notice.id)
            facts = notice.facts
            return (
                None
                if paper is None
                else paper_notice(cover, subject=facts["subject"], lines=facts["lines"], paper=paper)
            )
        if notice.kind is NoticeKind.NOTE:
            return plain_notice(
                cover, subject=notice.facts["subject"], lines=notice.facts["lines"], pages=self.pages
            )
        if notice.kind is NoticeKind.DISCARDED:
            letter = once_held(session, notice.entry_ids[0])
            by = staff.employee_of(session, notice.facts["by"])
            line = HeldLine(letter.subject, letter.recipients, letter.received_at, f"{self.pages}/mail")
            return discarded_notice(cover, line, by=by.name, reason=notice.facts["reason"])
        letters = held_among(session, notice.entry_ids)
        if notice.kind is NoticeKind.DAY_END_HEAD:
            people = self._people(session, [letter for letter in letters if letter.employee_id != person.id])
            return head_notice(cover, people, f"{self.pages}/held") if people else None
        if not letters:
            return None
        if notice.kind is NoticeKind.DAY_END:
            return day_end_notice(cover, [self._line(letter) for letter in letters], f"{self.pages}/held")
        return held_notice(cover, self._line(letters[0]), self._types(session, letters[0], person))

    def _cover(self, session: Session, notice: Notice, person: Employee) -> Cover:
        now = self.clock()
        own = setting(session, "notice_sender", local_day(now, self.office.zone))
        return Cover(
            office=self.office.name,
            sender=own or f"naryad@{self.office.mail_domain}",
            name=person.name,
            address=person.email,
            language=person.language,
            message_id=f"<notice.{notice.created_at:%Y%m%d%H%M%S}.{notice.id}@{self.office.mail_domain}>",
            at=now.astimezone(self.office.zone),
            zone=self.office.zone,
            answer_to="" if notice.token is None else answer_address(notice.token, self.office.type_domain),
        )

    def _line(self, letter: HeldLetter) -> HeldLine:
        return HeldLine(letter.subject, letter.recipients, letter.received_at, f"{self.pages}/held/{letter.entry_id}")

    def _people(self, session: Session, letters: list[HeldLetter]) -> list[PersonLine]:
        names = {person.id: person.name for person in staff.employees(session)}
        found: dict[int, list[HeldLetter]] = {}
        for letter in letters:
            found.setdefault(letter.employee_id, []).append(letter)
        lines = [
            PersonLine(names[person_id], len(own), min(letter.received_at for letter in own))
            for person_id, own in found.items()
        ]
        return sorted(lines, key=lambda line: line.oldest)

    def _types(self, session: Session, letter: HeldLetter, person: Employee) -> list[TypeLine]:
        offered = norms_store.catalog(session, letter.day).of_kind(Kind.LETTER_OUT)
        paid = [entry for entry in offered if entry.work_type.purpose is Purpose.ORDINARY and entry.norm is not None]
        return [
            TypeLine(f"{entry.norm.minutes.normalize():f}", entry.code, entry.work_type.name(person.language))
            for entry in paid[:NAMED_TYPES_MAX]
            if entry.norm is not None
        ]
