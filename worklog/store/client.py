"""Clients, and everything the office did with one: letters, calls and documents in one history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, literal, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from naryad.remembered import remembered
from worklog.call import Call
from worklog.client import Client, ClientNotFound, Contact, mail_key, phone_key
from worklog.entry import Entry
from worklog.store.call import calls_of
from worklog.store.entry import entry_value
from worklog.tables.client import ClientContactRow, ClientRow
from worklog.tables.entry import ENTRY, EntryNoteRow

PAGE = 50
KEYS_LOOKED_UP_MAX = 100
"""Of one letter: its first recipients."""
REMEMBERED_MAX = 20_000
"""Addresses of which the writer remembers whose they are, or that nobody's."""
KEYS_IN_ONE_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Note:
    """A note that colleagues see beside a piece of work."""

    author_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One piece of work with a client, as colleagues see it: no type, no minutes, no money."""

    entry: Entry
    call: Call | None
    notes: tuple[Note, ...]


def client_by_address(session: Session, addresses: Iterable[str]) -> int | None:
    """Return the client to whom the first known of the mail `addresses` belongs, or None."""
    return clients_by_addresses(session, [addresses])[0]


def clients_by_addresses(session: Session, letters: Sequence[Iterable[str]]) -> list[int | None]:
    """Return, for the addresses of each of `letters`, what `client_by_address` does."""
    keys = [[mail_key(address) for address in addresses] for addresses in letters]
    known: dict[str, int | None] = remembered(session, "clients by mail", dict)
    wanted = sorted({key for own in keys for key in own[:KEYS_LOOKED_UP_MAX] if key not in known})
    if wanted:
        if len(known) > REMEMBERED_MAX:
            known.clear()
            return clients_by_addresses(session, letters)
        known |= dict.fromkeys(wanted) | _by_keys(session, "mail", wanted)
    return [next((found for key in own if (found := known.get(key)) is not None), None) for own in keys]


def client_by_number(session: Session, number: str) -> int | None:
    """Return the client to whom a telephone number belongs (its last ten digits), or None."""
    key = phone_key(number)
    return _by_keys(session, "phone", [key]).get(key) if key else None


def client_of(session: Session, client_id: int) -> Client:
    """Return one client with its contacts.

    Raises:
        ClientNotFound.
    """
    row = session.get(ClientRow, client_id)
    if row is None:
        raise ClientNotFound(client=client_id)
    return _values(session, [row])[0]


def clients(session: Session, *, words: str = "", page: int = 1) -> tuple[list[Client], int]:
    """Return a page of clients by name, those whose name or contact holds `words`, and how many there are."""
    query = select_rows(ClientRow)
    wanted = words.strip().lower()
    if wanted:
        by_contact = select(col(ClientContactRow.client_id)).where(
            col(ClientContactRow.key).contains(phone_key(wanted) or wanted, autoescape=True)
        )
        query = query.where(
            col(ClientRow.name_key).contains(wanted, autoescape=True) | col(ClientRow.id).in_(by_contact)
        )
    count = session.exec(select_rows(func.count()).select_from(query.subquery())).one()
    rows = session.exec(query.order_by(col(ClientRow.name_key)).offset((page - 1) * PAGE).limit(PAGE)).all()
    return _values(session, rows), count


def client_names(session: Session, client_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of clients by id."""
    wanted = sorted({each for each in client_ids if each is not None})
    if not wanted:
        return {}
    rows = session.exec(select_rows(ClientRow).where(col(ClientRow.id).in_(wanted[:1_000])))
    return {row.id or 0: row.name for row in rows}


def client_names_in(session: Session, text: str) -> list[str]:
    """Return the names of the clients that `text` says, whatever the case of its letters."""
    said = literal(text.lower()).contains(col(ClientRow.name_key))
    return list(session.exec(select_rows(ClientRow.name).where(ClientRow.name_key != "", said).limit(1_000)))


def history(session: Session, client_id: int, *, before: int | None = None) -> list[HistoryLine]:
    """Return a page of the work with a client, the latest first; `before` is the last entry id of the page before."""
    query = select(ENTRY).where(ENTRY.c.client_id == client_id)
    if before is not None:
        query = query.where(ENTRY.c.id < before)
    rows = session.connection().execute(query.order_by(ENTRY.c.id.desc()).limit(PAGE)).mappings()
    entries = [entry_value(row) for row in rows]
    ids = [entry.id for entry in entries]
    calls, notes = calls_of(session, ids), notes_of(session, ids)
    return [HistoryLine(entry, calls.get(entry.id), notes.get(entry.id, ())) for entry in entries]


def notes_of(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[Note, ...]]:
    """Return the notes beside each of `entry_ids`, in order of time."""
    if not entry_ids:
        return {}
    rows = session.exec(
        select_rows(EntryNoteRow).where(col(EntryNoteRow.entry_id).in_(entry_ids)).order_by(col(EntryNoteRow.id))
    )
    found: dict[int, list[Note]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(Note(row.author_id, row.at, row.text))
    return {entry_id: tuple(notes) for entry_id, notes in found.items()}


def _by_keys(session: Session, kind: str, keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(keys), KEYS_IN_ONE_STATEMENT):
        values = {"kind": kind, "keys": list(keys[start : start + KEYS_IN_ONE_STATEMENT])}
        found.update((row[0], row[1]) for row in session.connection().execute(_CLIENT_BY_KEY, values))
    return found


_CLIENT_BY_KEY = select(col(ClientContactRow.key), col(ClientContactRow.client_id)).where(
    col(ClientContactRow.kind) == bindparam("kind"), col(ClientContactRow.key).in_(bindparam("keys", expanding=True))
)


def _values(session: Session, rows: Sequence[ClientRow]) -> list[Client]:
    ids = [row.id for row in rows]
    contacts: dict[int, list[Contact]] = {}
    query = select_rows(ClientContactRow).where(col(ClientContactRow.client_id).in_(ids))
    for row in session.exec(query.order_by(col(ClientContactRow.id))) if ids else ():
        contacts.setdefault(row.client_id, []).append(Contact(row.kind, row.value))
    return [Client(row.id or 0, row.name, tuple(contacts.get(row.id or 0, ()))) for row in rows]
