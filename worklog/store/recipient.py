"""To whom one writes: addresses to complete from, and the type of the last letter in the same thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from naryad import staff
from naryad.people import Employee
from worklog.quoting import bare_subject
from worklog.recipient import Recipient
from worklog.store.client import clients
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER

LETTERS_READ = 400
OFFERED_MAX = 8


def offered_recipients(
    session: Session, words: str, *, actor: Employee, today: date, limit: int = OFFERED_MAX
) -> tuple[Recipient, ...]:
    """Return addresses whose name or address holds `words`: those written to most of late, clients, then colleagues."""
    wanted = words.casefold().split()
    found: dict[str, Recipient] = {}
    known = [*_clients(session, words, wanted), *_colleagues(session, actor, today)]
    names = {each.address.casefold(): each.name for each in known}
    written_to = [Recipient(names.get(address.casefold(), ""), address) for address in _written_to(session, actor.id)]
    for each in (*written_to, *known):
        text = f"{each.name} {each.address}".casefold()
        if all(word in text for word in wanted):
            found.setdefault(each.address.casefold(), each)
        if len(found) == limit:
            break
    return tuple(found.values())


def last_type_id(
    session: Session, employee_id: int, *, to: Iterable[str], thread: Sequence[str], subject: str
) -> int | None:
    """Return the type of the person's last counted letter in the same thread to one of the same recipients, or None.

    A thread is one by the ids a letter refers to or, where it refers to none, by a subject that is the same without
    its Re: and Fwd:.
    """
    wanted = {address.casefold() for address in to}
    ids, bare = set(thread), bare_subject(subject).casefold()
    if not wanted or not (ids or bare):
        return None
    query = (
        select(ENTRY.c.work_type_id, LETTER.c.message_id, LETTER.c.in_reply_to, LETTER.c.subject, LETTER.c.recipients)
        .join(LETTER, LETTER.c.entry_id == ENTRY.c.id)
        .where(ENTRY.c.employee_id == employee_id, ENTRY.c.period.is_not(None), ENTRY.c.work_type_id.is_not(None))
        .order_by(ENTRY.c.id.desc())
        .limit(LETTERS_READ)
    )
    for type_id, message_id, answered_id, its_subject, recipients in session.connection().execute(query):
        if wanted.isdisjoint(address.casefold() for address in recipients):
            continue
        if message_id in ids or (answered_id and answered_id in ids):
            return int(type_id)
        if bare and bare_subject(its_subject).casefold() == bare:
            return int(type_id)
    return None


def _written_to(session: Session, employee_id: int) -> list[str]:
    query = (
        select(LETTER.c.recipients)
        .join(ENTRY, ENTRY.c.id == LETTER.c.entry_id)
        .where(ENTRY.c.employee_id == employee_id)
        .order_by(LETTER.c.entry_id.desc())
        .limit(LETTERS_READ)
    )
    counts: Counter[str] = Counter()
    for recipients in session.connection().execute(query).scalars():
        counts.update(recipients[:20])
    return [address for address, _ in counts.most_common()]


def _clients(session: Session, words: str, wanted: Sequence[str]) -> list[Recipient]:
    found, _ = clients(session, words=words)
    if not found and len(wanted) > 1:
        found, _ = clients(session, words=max(wanted, key=len))
    return [
        Recipient(client.name, contact.value)
        for client in found
        for contact in client.contacts
        if contact.kind == "mail"
    ]


def _colleagues(session: Session, actor: Employee, today: date) -> list[Recipient]:
    return [
        Recipient(person.name, person.addresses[0])
        for person in staff.employees(session, on=today)
        if person.addresses and person.id != actor.id
    ]
