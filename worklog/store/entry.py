"""Entries and their codings, by id, by uid and by the key of a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from naryad.days import Period
from naryad.rows import rows_among
from norms.work_type import Kind
from worklog.coding import Coding, Described, Source
from worklog.entry import Condition, Entry, EntryNotFound, Figures
from worklog.tables.coding import CODING
from worklog.tables.entry import ENTRY, ENTRY_SOURCE, EntrySourceRow


def entry_by_id(session: Session, entry_id: int, *, lock: bool = False) -> Entry:
    """Return an entry; `lock` holds its row until the end of the transaction (PostgreSQL; SQLite writes alone).

    Raises:
        EntryNotFound: there is none.
    """
    query = select(ENTRY).where(ENTRY.c.id == entry_id)
    row = session.connection().execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise EntryNotFound(entry=entry_id)
    return entry_value(row)


def entry_by_uid(session: Session, uid: str) -> Entry:
    """Return the entry with the server's own `uid`.

    Raises:
        EntryNotFound: there is none.
    """
    row = session.connection().execute(select(ENTRY).where(ENTRY.c.uid == uid.lower())).mappings().first()
    if row is None:
        raise EntryNotFound(entry=uid[:40])
    return entry_value(row)


def entries_by_id(session: Session, entry_ids: Iterable[int]) -> dict[int, Entry]:
    """Return the entries of `entry_ids` by id; ids that are not there are left out."""
    wanted = sorted(set(entry_ids))
    found: dict[int, Entry] = {}
    for start in range(0, len(wanted), 500):
        query = select(ENTRY).where(ENTRY.c.id.in_(wanted[start : start + 500]))
        found.update((row["id"], entry_value(row)) for row in session.connection().execute(query).mappings())
    return found


def entry_by_source(session: Session, source: str, key: str) -> tuple[Entry, str] | None:
    """Return the entry that `source` knows as `key`, with the digest of what came then, or None (rule 6)."""
    query = (
        select(ENTRY, ENTRY_SOURCE.c.digest)
        .join(ENTRY_SOURCE, ENTRY_SOURCE.c.entry_id == ENTRY.c.id)
        .where(ENTRY_SOURCE.c.source == source, ENTRY_SOURCE.c.key == key)
    )
    row = session.connection().execute(query).mappings().first()
    return None if row is None else (entry_value(row), row["digest"])


def keys_known(session: Session, names: Set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the (source, key) pairs under which an entry is known."""
    wanted = [{"source": source, "key": key} for source, key in sorted(names)]
    return {(row[0], row[1]) for row in rows_among(session, EntrySourceRow, ("source", "key"), wanted)}


def sources_of(session: Session, entry_id: int) -> tuple[str, ...]:
    """Return the names of the sources an entry came from (`smtp:101`, `pbx:office`), in order."""
    query = select(ENTRY_SOURCE.c.source).where(ENTRY_SOURCE.c.entry_id == entry_id).order_by(ENTRY_SOURCE.c.id)
    return tuple(session.connection().execute(query).scalars())


def replaced_by(session: Session, entry_id: int) -> Entry | None:
    """Return the entry that was entered instead of `entry_id`, or None."""
    query = select(ENTRY).where(ENTRY.c.replaces_id == entry_id).order_by(ENTRY.c.id).limit(1)
    row = session.connection().execute(query).mappings().first()
    return None if row is None else entry_value(row)


def codings_of(session: Session, entry_id: int) -> tuple[Coding, ...]:
    """Return every coding of an entry in the order they were made."""
    query = select(CODING).where(CODING.c.entry_id == entry_id).order_by(CODING.c.id)
    return tuple(coding_value(row) for row in session.connection().execute(query).mappings())


def last_coding(session: Session, entry_id: int) -> Coding | None:
    """Return the coding that speaks now, one made behind the seal included; None while there is no type."""
    query = select(CODING).where(CODING.c.entry_id == entry_id).order_by(CODING.c.id.desc()).limit(1)
    row = session.connection().execute(query).mappings().first()
    return None if row is None else coding_value(row)


def last_codings(session: Session, entry_ids: Sequence[int]) -> dict[int, Coding]:
    """Return the last coding of each of `entry_ids` that has one."""
    found: dict[int, Coding] = {}
    for start in range(0, len(entry_ids), 500):
        part = entry_ids[start : start + 500]
        query = select(CODING).where(CODING.c.entry_id.in_(part)).order_by(CODING.c.id)
        found.update((row["entry_id"], coding_value(row)) for row in session.connection().execute(query).mappings())
    return found


def entry_value(row: RowMapping | dict[str, Any]) -> Entry:
    """Return the value of one row of `entry`."""
    figures = None
    if row["period"] is not None:
        figures = Figures(
            period=Period.of_number(row["period"]),
            seq=row["seq"],
            work_type_id=row["work_type_id"],
            norm_id=row["norm_id"],
            condition=Condition(row["condition"]),
            quantity=row["quantity"],
            norm_minutes=row["norm_minutes"],
        )
    return Entry(
        id=row["id"],
        uid=row["uid"],
        kind=Kind(row["kind"]),
        employee_id=row["employee_id"],
        day=row["day"],
        at=row["at"],
        created_at=row["created_at"],
        entered_by=row["entered_by"],
        replaces_id=row["replaces_id"],
        late_reason=row["late_reason"],
        title=row["title"],
        client_id=row["client_id"],
        figures=figures,
    )


def coding_value(row: RowMapping | dict[str, Any]) -> Coding:
    """Return the value of one row of `coding`."""
    minutes = row["described_minutes"]
    return Coding(
        id=row["id"],
        entry_id=row["entry_id"],
        work_type_id=row["work_type_id"],
        norm_id=row["norm_id"],
        portrait_id=row["portrait_id"],
        quantity=row["quantity"],
        norm_minutes=row["norm_minutes"],
        described=None if minutes is None else Described(minutes, row["description"]),
        actor_id=row["actor_id"],
        source=Source(row["source"]),
        reason=row["reason"],
        at=row["at"],
        is_void=row["is_void"],
        after_seal=row["after_seal"],
    )
