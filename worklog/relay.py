"""Passing letters on: which next hop the office has, and one letter's way to it between its two transactions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from naryad.days import utc_now
from naryad.db import Database
from naryad.mail_server import NextHopIsWrong, mail_server
from naryad.office import Office
from naryad.settings import Settings
from worklog.actions.content import keep_contents, unread
from worklog.actions.sending import record_outcomes
from worklog.hop import Fate, NextHop, NextHopIsMissing, OutsideTheOffice, Relayed
from worklog.letter import type_in_address
from worklog.maildir import MaildirHop
from worklog.mime import LetterContent, content_of
from worklog.reply import Reply
from worklog.sending import ToSend
from worklog.smtp_hop import SmtpHop
from worklog.store.letter import unread_letters

log = logging.getLogger("naryad.gate")

Clock = Callable[[], datetime]
DEMO_MAILBOXES = "maildir"
UNREAD_AT_ONCE = 100


def next_hop(settings: Settings, office: Office) -> NextHop:
    """Return where typed letters of this office go (rule 19).

    The demo office has mailboxes of its own that take every address; any other office names its next hop, and
    `maildir:` then takes the office's own domain only.

    Raises:
        NextHopIsMissing, NextHopIsWrong, and what `naryad.mail_server` raises of a server's settings.
    """
    text = settings.next_hop.strip()
    if not text:
        if office.is_demo:
            return MaildirHop(settings.data_dir / DEMO_MAILBOXES, None)
        raise NextHopIsMissing()
    scheme, _, rest = text.partition(":")
    if scheme == "maildir":
        if not rest.strip():
            raise NextHopIsWrong(text=text, why_en="the folder is missing", why_ru="не указана папка")
        return MaildirHop(Path(rest.strip()), None if office.is_demo else office.mail_domain)
    return SmtpHop(mail_server(settings), helo=f"naryad.{office.mail_domain}", lines_max=settings.next_hop_lines)


def must_reach(hop: NextHop, recipients: Iterable[str], office: Office) -> None:
    """Refuse what is known to lead nowhere before a letter is handed in on a page, in the reader's language.

    Raises:
        OutsideTheOffice: the office's letters stay inside, and somebody outside is among the recipients.
    """
    if isinstance(hop, MaildirHop):
        people = [address for address in recipients if type_in_address(address, office.mail_domain) is None]
        if outside := hop.outside(people):
            raise OutsideTheOffice(domain=office.mail_domain, addresses=", ".join(outside[:5]))


async def pass_on(database: Database, hop: NextHop, to_send: ToSend, *, clock: Clock = utc_now) -> Relayed:
    """Send a letter whose intent is committed and commit the outcome; return what its sender is told.

    No transaction is open while the next server is talked to. Where the outcome cannot be committed, the answer is
    451 and the letter is in doubt: it may have arrived, and nothing says so (rule 16).
    """
    try:
        relayed = await hop.deliver(to_send.outgoing)
    except Exception:
        log.exception("attempt %s: the next hop failed in an unforeseen way", to_send.attempt_id)
        relayed = Relayed(Fate.UNKNOWN, _in_doubt())
    try:
        await database.written(_record, (to_send.attempt_id, relayed, clock))
    except Exception:
        log.exception("attempt %s: %s, but the outcome could not be committed", to_send.attempt_id, relayed.fate)
        if relayed.fate is Fate.REFUSED:
            return relayed
        return Relayed(Fate.UNKNOWN, _in_doubt())
    if relayed.fate is Fate.UNKNOWN:
        log.warning("attempt %s of entry %s has no answer and will be in doubt", to_send.attempt_id, to_send.entry_id)
    return relayed


def _record(session: Session, told: Sequence[tuple[int, Relayed, Clock]]) -> list[None]:
    """Record the outcomes that came at the same time; runs in the shared writer."""
    record_outcomes(session, [(attempt_id, relayed) for attempt_id, relayed, _ in told], told[0][2]())
    return [None] * len(told)


def pass_on_now(database: Database, hop: NextHop, to_send: ToSend, *, clock: Clock = utc_now) -> Relayed:
    """Do the same from a web request, which runs in a thread of its own, and read the letter's parts after it."""
    relayed = asyncio.run(pass_on(database, hop, to_send, clock=clock))
    if relayed.fate is Fate.ACCEPTED:
        read_parts(database, [to_send.entry_id], clock=clock)
    return relayed


def read_parts(database: Database, entry_ids: Sequence[int], *, clock: Clock = utc_now) -> None:
    """Read the MIME parts of sent letters once their senders have the answer; a failure is made good at a start.

    They are read before anything is written: a file of many megabytes takes a while, and letters wait for the writer.
    """
    try:
        with database.reading() as session:
            bodies = unread(session, entry_ids)
        read = {each.entry_id: content_of(each.raw) for each in bodies}
        database.write_each(_keep, (read, clock)).result()
    except Exception:
        log.exception("entries %s: the parts of the letters could not be read", entry_ids)


def _keep(session: Session, asked: Sequence[tuple[Mapping[int, LetterContent], Clock]]) -> list[None]:
    for read, clock in asked:
        keep_contents(session, read, clock())
    return [None] * len(asked)


def read_unread(database: Database, *, clock: Clock = utc_now) -> int:
    """Read the parts of letters that a stop left unread; return how many there were."""
    count, before = 0, 0
    while True:
        with database.reading() as session:
            entry_ids = unread_letters(session, after=before, limit=UNREAD_AT_ONCE)
        if not entry_ids:
            return count
        read_parts(database, entry_ids, clock=clock)
        count, before = count + len(entry_ids), entry_ids[-1]


def _in_doubt() -> Reply:
    return Reply.of(
        451,
        "4.3.0 The letter may have gone out, but that could not be recorded.",
        "4.3.0 It is shown to an administrator as in doubt; do not write it anew",
    )
