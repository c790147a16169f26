"""Clients: adding one, and adding the addresses and numbers by which work finds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session
from sqlmodel import select as select_rows

from naryad import journal
from naryad.people import Employee, require
from worklog.client import LONGEST_NAME, Client, ClientNeedsName, Contact, ContactIsTaken, contact_of
from worklog.store.client import client_of
from worklog.tables.call import CALL
from worklog.tables.client import ClientContactRow, ClientRow
from worklog.tables.entry import ENTRY


def add_client(session: Session, name: str, contacts: Sequence[str], *, actor: Employee, now: datetime) -> Client:
    """Add a client with its contacts; calls already here with one of the numbers join its history.

    Raises:
        ClientNeedsName, ContactIsWrong, ContactIsTaken, NotAllowed.
    """
    require(actor, "worklog.clients")
    words = _name(name)
    row = ClientRow(name=words, name_key=words.lower(), created_at=now, created_by=actor.id)
    session.add(row)
    session.flush()
    assert row.id is not None
    journal.record(session, actor.id, "client.add", f"client:{row.id}", now, {}, rows=[row])
    for text in contacts:
        if text.strip():
            add_contact(session, row.id, text, actor=actor, now=now)
    return client_of(session, row.id)


def rename_client(session: Session, client_id: int, name: str, *, actor: Employee, now: datetime) -> None:
    """Give a client another name; the old one stays in the journal.

    Raises:
        ClientNotFound, ClientNeedsName, NotAllowed.
    """
    require(actor, "worklog.clients")
    before = client_of(session, client_id)
    row = session.get_one(ClientRow, client_id)
    row.name = _name(name)
    row.name_key = row.name.lower()
    session.add(row)
    journal.record(session, actor.id, "client.rename", f"client:{client_id}", now, {"before": before.name})


def add_contact(session: Session, client_id: int, text: str, *, actor: Employee, now: datetime) -> Contact:
    """Add a mail address or telephone number to a client.

    Raises:
        ContactIsWrong, ContactIsTaken, ClientNotFound, NotAllowed.
    """
    require(actor, "worklog.clients")
    contact = contact_of(text)
    query = select_rows(ClientContactRow).where(
        ClientContactRow.kind == contact.kind, ClientContactRow.key == contact.key
    )
    found = session.exec(query).first()
    if found is not None:
        if found.client_id == client_id:
            return contact
        raise ContactIsTaken(value=contact.value, name=client_of(session, found.client_id).name)
    client_of(session, client_id)
    row = ClientContactRow(client_id=client_id, kind=contact.kind, key=contact.key, value=contact.value)
    session.add(row)
    journal.record(session, actor.id, "client.add_contact", f"client:{client_id}", now, {}, rows=[row])
    if contact.kind == "phone":
        calls = select(CALL.c.entry_id).where(CALL.c.number_key == contact.key)
        session.connection().execute(
            update(ENTRY).where(ENTRY.c.id.in_(calls), ENTRY.c.client_id.is_(None)).values(client_id=client_id)
        )
    return contact


def _name(text: str) -> str:
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST_NAME:
        raise ClientNeedsName()
    return words
