"""Rows of entries and codings as they are written, and the one place where an entry becomes counted.

Everything here is Core statements inside the caller's transaction: nothing commits, nothing asks who may do it.
`count_entry` assigns the pay period and the dense `seq`, writes the figures and keeps `day_total`; it is called
in the very transaction that makes the entry count (rule 2).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.seal import DayIsSealed, Level
from naryad.tables import Row
from naryad.uid import new_uid
from worklog.coding import Coding, NewCoding
from worklog.entry import Condition, Entry, Figures, LateWorkNeedsReason, NewEntry, SourceKey
from worklog.store.entry import coding_value, entry_value
from worklog.store.sealing import entry_seal, pay_period
from worklog.tables.coding import CODING, CodingRow
from worklog.tables.entry import DAY_TOTAL, ENTRY, ENTRY_COUNTER, ENTRY_SOURCE, EntryRow, EntrySourceRow

_NOTHING = Decimal("0.000")


def write_entry(
    session: Session, new: NewEntry, *, now: datetime, source: SourceKey | None = None
) -> tuple[Entry, list[Row]]:
    """Insert an entry that does not count yet; return it with the rows that the caller's journal line must carry."""
    values: dict[str, Any] = {
        "uid": new_uid(),
        "kind": new.kind.value,
        "employee_id": new.employee_id,
        "day": new.day,
        "at": new.at,
        "created_at": now,
        "entered_by": new.entered_by,
        "replaces_id": new.replaces_id,
        "late_reason": new.late_reason,
        "title": new.title,
        "client_id": new.client_id,
        "period": None,
        "seq": None,
        "work_type_id": None,
        "norm_id": None,
        "condition": int(Condition.ORDINARY),
        "quantity": _NOTHING,
        "norm_minutes": _NOTHING,
    }
    entry_id = _inserted(session, ENTRY, values)
    rows: list[Row] = [EntryRow(id=entry_id, **values)]
    if source is not None:
        named: dict[str, Any] = {
            "source": source.source,
            "key": source.key,
            "entry_id": entry_id,
            "digest": source.digest,
        }
        rows.append(EntrySourceRow(id=_inserted(session, ENTRY_SOURCE, named), **named))
    return entry_value({"id": entry_id, **values}), rows


def write_coding(session: Session, entry: Entry, new: NewCoding, *, now: datetime) -> tuple[Coding, Row]:
    """Insert a coding; return it with the row that the caller's journal line must carry."""
    values: dict[str, Any] = {
        "entry_id": entry.id,
        "work_type_id": new.work_type_id,
        "norm_id": new.norm_id,
        "portrait_id": new.portrait_id,
        "quantity": new.quantity,
        "norm_minutes": new.norm_minutes,
        "described_minutes": None if new.described is None else new.described.minutes,
        "description": "" if new.described is None else new.described.text,
        "actor_id": new.actor_id,
        "source": new.source.value,
        "reason": new.reason,
        "at": now,
        "is_void": new.is_void,
        "after_seal": new.after_seal,
    }
    coding_id = _inserted(session, CODING, values)
    return coding_value({"id": coding_id, **values}), CodingRow(id=coding_id, **values)


def add_entry(
    session: Session, new: NewEntry, *, now: datetime, source: SourceKey | None = None, actor: int | None = None
) -> Entry:
    """Insert an entry that does not count yet, with its journal line."""
    entry, rows = write_entry(session, new, now=now, source=source)
    facts = {"kind": new.kind.value, "employee": new.employee_id, "day": new.day.isoformat()}
    journal.record(session, actor, "entry.add", f"entry:{entry.id}", now, facts, rows=rows)
    return entry


def add_source(session: Session, entry: Entry, source: SourceKey, *, now: datetime) -> None:
    """Note that `source` knows an entry under a key too; the pair must be new."""
    named: dict[str, Any] = {
        "source": source.source,
        "key": source.key,
        "entry_id": entry.id,
        "digest": source.digest,
    }
    row = EntrySourceRow(id=_inserted(session, ENTRY_SOURCE, named), **named)
    journal.record(session, None, "entry.add_source", f"entry:{entry.id}", now, {"source": source.source}, rows=[row])


def add_coding(session: Session, entry: Entry, new: NewCoding, *, now: datetime) -> Coding:
    """Insert a coding, with its journal line. It changes no figures: `count_entry` does."""
    coding, row = write_coding(session, entry, new, now=now)
    journal.record(session, new.actor_id, "entry.code", f"entry:{entry.id}", now, coding_facts(coding), rows=[row])
    return coding


def coding_facts(coding: Coding) -> dict[str, Any]:
    """Return what the journal says of a coding: ids and figures, no texts."""
    return {
        "work_type": coding.work_type_id,
        "norm": coding.norm_id,
        "norm_minutes": str(coding.norm_minutes),
        "source": coding.source.value,
        **({"void": True} if coding.is_void else {}),
        **({"after_seal": True} if coding.after_seal else {}),
    }


def count_entry(session: Session, entry: Entry, coding: Coding, now: datetime) -> Entry:
    """Make `entry` count by `coding`, or count by it from now on instead of an earlier one; return it so.

    The first time it takes the pay period and the next `seq`; both stay for ever, in a void entry too. Figures and
    `day_total` follow the coding. Work of a sealed day is paid in the first open month (rule 5) and must carry
    its reason: the entry's own, or the coding's, which is then kept on the entry.

    Raises:
        LateWorkNeedsReason: the day is sealed and nobody said why the work comes late.
        DayIsSealed: the entry counts already, in a closed month (rule 25).
    """
    if coding.after_seal:
        raise ValueError("a coding behind the seal never changes figures")
    figures = entry.figures
    late_reason = entry.late_reason
    if figures is None:
        if coding.work_type_id is None or coding.norm_id is None:
            raise ValueError("only a typed entry counts")
        period = pay_period(session, entry.employee_id, entry.day)
        if entry.day not in period and not late_reason:
            late_reason = coding.reason
            if not late_reason:
                raise LateWorkNeedsReason(day=entry.day)
        seq = _next_seq(session, period, entry.employee_id)
        condition = Condition.ORDINARY
    else:
        if entry_seal(session, entry) is Level.CLOSED:
            raise DayIsSealed(day=entry.day, level=Level.CLOSED)
        period, seq, condition = figures.period, figures.seq, figures.condition
        _add_to_day(session, entry, figures, sign=-1)
    counted = Figures(
        period=period,
        seq=seq,
        work_type_id=coding.work_type_id if coding.work_type_id is not None else figures.work_type_id,  # type: ignore[union-attr]
        norm_id=coding.norm_id if coding.norm_id is not None else figures.norm_id,  # type: ignore[union-attr]
        condition=condition,
        quantity=coding.quantity,
        norm_minutes=coding.norm_minutes,
    )
    _write_figures(session, entry.id, counted, late_reason)
    _add_to_day(session, entry, counted, sign=1)
    return replace(entry, figures=counted, late_reason=late_reason)


def _write_figures(session: Session, entry_id: int, figures: Figures, late_reason: str | None) -> None:
    session.connection().execute(
        _SET_FIGURES,
        {
            "of_entry": entry_id,
            "period": figures.period.number,
            "seq": figures.seq,
            "work_type_id": figures.work_type_id,
            "norm_id": figures.norm_id,
            "condition": int(figures.condition),
            "quantity": figures.quantity,
            "norm_minutes": figures.norm_minutes,
            "late_reason": late_reason,
        },
    )


def _next_seq(session: Session, period: Period, employee_id: int) -> int:
    """Take the next number of the employee's work in `period`; a rolled back transaction gives it back."""
    statement = _NEXT_SEQ[session.get_bind().dialect.name]
    values = {"period": period.number, "employee_id": employee_id, "last_seq": 1}
    return int(session.connection().execute(statement, values).scalar_one())


def _add_to_day(session: Session, entry: Entry, figures: Figures, *, sign: int) -> None:
    """Add an entry's figures to the day's total, or take them out; void work (quantity 0) is in no total."""
    if figures.quantity == 0:
        return
    session.connection().execute(
        _ADD_TO_DAY[session.get_bind().dialect.name],
        {
            "period": figures.period.number,
            "employee_id": entry.employee_id,
            "day": entry.day,
            "norm_id": figures.norm_id,
            "condition": int(figures.condition),
            "entries": sign,
            "quantity": sign * figures.quantity,
            "norm_minutes": sign * figures.norm_minutes,
        },
    )


def _inserted(session: Session, table: Table, values: dict[str, Any]) -> int:
    key = session.connection().execute(_INSERT[table.name], values).inserted_primary_key
    assert key is not None
    return int(key[0])


def _next_seq_statement(dialect: Any) -> Any:
    statement = dialect.insert(ENTRY_COUNTER)
    return statement.on_conflict_do_update(
        index_elements=[ENTRY_COUNTER.c.period, ENTRY_COUNTER.c.employee_id],
        set_={"last_seq": ENTRY_COUNTER.c.last_seq + 1},
    ).returning(ENTRY_COUNTER.c.last_seq)


def _add_to_day_statement(dialect: Any) -> Any:
    statement, total = dialect.insert(DAY_TOTAL), DAY_TOTAL.c
    return statement.on_conflict_do_update(
        index_elements=[total.period, total.employee_id, total.day, total.norm_id, total.condition],
        set_={
            "entries": total.entries + statement.excluded.entries,
            "quantity": total.quantity + statement.excluded.quantity,
            "norm_minutes": total.norm_minutes + statement.excluded.norm_minutes,
        },
    )


# Built once: recording only fills in values. Both databases know ON CONFLICT, each under its own dialect.
_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_NEXT_SEQ = {name: _next_seq_statement(dialect) for name, dialect in _DIALECTS.items()}
_ADD_TO_DAY = {name: _add_to_day_statement(dialect) for name, dialect in _DIALECTS.items()}
_INSERT = {table.name: insert(table) for table in (ENTRY, ENTRY_SOURCE, CODING)}
_FIGURES = ("period", "seq", "work_type_id", "norm_id", "condition", "quantity", "norm_minutes", "late_reason")
_SET_FIGURES = (
    update(ENTRY)
    .where(ENTRY.c.id == bindparam("of_entry"))
    .values({name: bindparam(name, type_=ENTRY.c[name].type) for name in _FIGURES})
)
