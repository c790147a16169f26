"""A person takes the type addresses into an address book; what was taken is noted for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from naryad.people import Employee, require
from worklog.address_book import Card
from worklog.tables.address_book import AddressBookRow


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person's address book was last given: code -> digest of the card."""

    at: datetime
    cards: dict[str, str]


def note_taken(session: Session, cards: Iterable[Card], *, actor: Employee, now: datetime) -> None:
    """Note that `actor` took these cards; only the last time is kept."""
    require(actor, "worklog.own")
    said = {card.code: card.digest for card in cards}
    row = session.get(AddressBookRow, actor.id)
    if row is None:
        session.add(AddressBookRow(employee_id=actor.id, taken_at=now, cards=said))
    else:
        row.taken_at, row.cards = now, said
        session.add(row)


def last_taken(session: Session, employee: Employee) -> Taken | None:
    """Return what `employee` took last, or None where they never did."""
    row = session.get(AddressBookRow, employee.id)
    return None if row is None else Taken(row.taken_at, dict(row.cards))
