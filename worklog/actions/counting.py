"""Rows of entries and codings as they are written, and the one place where an entry becomes counted.

Everything here is Core statements inside the caller's transaction: nothing commits, nothing asks who may do it.
`count_entry` assigns the pay period and the dense `seq`, writes the figures and keeps `day_total`; it is called
in the very transaction that makes the entry count (rule 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.rows import AddedRow, add_rows, change_rows, next_ids
from naryad.seal import DayIsSealed, Level
from naryad.uid import new_uid
from worklog.coding import Coding, NewCoding
from worklog.entry import Condition, Entry, Figures, LateWorkNeedsReason, NewEntry, SourceKey
from worklog.store.entry import coding_value, entry_value
from worklog.store.sealing import entry_seal, pay_periods
from worklog.tables.coding import CodingRow
from worklog.tables.entry import DayTotalRow, EntryCounterRow, EntryRow, EntrySourceRow

_NOTHING = Decimal("0.000")
_DayKey = tuple[int, int, date, int, int]
_Share = tuple[int, Decimal, Decimal]


def write_entry(
    session: Session, new: NewEntry, *, now: datetime, source: SourceKey | None = None
) -> tuple[Entry, list[AddedRow]]:
    """Insert an entry that does not count yet; return it with the rows that the caller's journal line must carry."""
    return write_entries(session, [(new, source)], now=now)[0]


def write_entries(
    session: Session, new: Sequence[tuple[NewEntry, SourceKey | None]], *, now: datetime
) -> list[tuple[Entry, list[AddedRow]]]:
    """Insert entries that do not count yet, each with the key of its source; return each with the rows it added."""
    ids, source_ids = next_ids(session, (EntryRow, len(new)), (EntrySourceRow, sum(key is not None for _, key in new)))
    entries = [_entry_values(each, entry_id, now) for entry_id, (each, _) in zip(ids, new, strict=True)]
    keyed = [(entry_id, key) for entry_id, (_, key) in zip(ids, new, strict=True) if key is not None]
    named = [_source_values(key, entry_id, id_) for id_, (entry_id, key) in zip(source_ids, keyed, strict=True)]
    add_rows(session, EntryRow, entries)
    add_rows(session, EntrySourceRow, named)
    sources = {values["entry_id"]: [AddedRow(EntrySourceRow, values)] for values in named}
    return [
        (entry_value(values), [AddedRow(EntryRow, values), *sources.get(values["id"], ())]) for values in entries
    ]


def write_coding(session: Session, entry: Entry, new: NewCoding, *, now: datetime) -> tuple[Coding, AddedRow]:
    """Insert a coding; return it with the row that the caller's journal line must carry."""
    return write_codings(session, [(entry, new)], now=now)[0]


def write_codings(
    session: Session, new: Sequence[tuple[Entry, NewCoding]], *, now: datetime
) -> list[tuple[Coding, AddedRow]]:
    """Insert codings; return each with its row."""
    [ids] = next_ids(session, (CodingRow, len(new)))
    codings = [_coding_values(each, entry, id_, now) for id_, (entry, each) in zip(ids, new, strict=True)]
    add_rows(session, CodingRow, codings)
    return [(coding_value(values), AddedRow(CodingRow, values)) for values in codings]


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
    [[row_id]] = next_ids(session, (EntrySourceRow, 1))
    row = AddedRow(EntrySourceRow, _source_values(source, entry.id, row_id))
    add_rows(session, EntrySourceRow, [row.values])
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
    return count_entries(session, [(entry, coding)])[0]


def count_entries(session: Session, works: Sequence[tuple[Entry, Coding]]) -> list[Entry]:
    """Make several entries count, each by its coding and as `count_entry` says; return them so.

    Raises as `count_entry` does, for the first entry concerned; the caller then undoes all of it.
    """
    if any(coding.after_seal for _, coding in works):
        raise ValueError("a coding behind the seal never changes figures")
    first_time = _first_time(session, [(entry, coding) for entry, coding in works if entry.figures is None])
    totals: dict[_DayKey, _Share] = {}
    counted: list[Entry] = []
    for entry, coding in works:
        if entry.figures is None:
            figures, late_reason = first_time[entry.id]
        else:
            figures, late_reason = _figures_again(session, entry, entry.figures, coding), entry.late_reason
            _share(totals, entry, entry.figures, sign=-1)
        _share(totals, entry, figures, sign=1)
        counted.append(replace(entry, figures=figures, late_reason=late_reason))
    change_rows(session, EntryRow, [_figure_values(entry) for entry in counted])
    add_rows(session, DayTotalRow, [_total_values(key, totals[key]) for key in sorted(totals)], then=_ADD_TO_TOTAL)
    return counted


def _first_time(session: Session, works: Sequence[tuple[Entry, Coding]]) -> dict[int, tuple[Figures, str | None]]:
    """Return the figures, with period and `seq`, of entries that did not count before, and why they are late."""
    periods = pay_periods(session, [(entry.employee_id, entry.day) for entry, _ in works])
    late: dict[int, str | None] = {}
    for (entry, coding), period in zip(works, periods, strict=True):
        if coding.work_type_id is None or coding.norm_id is None:
            raise ValueError("only a typed entry counts")
        late[entry.id] = entry.late_reason
        if entry.day not in period and not entry.late_reason:
            if not coding.reason:
                raise LateWorkNeedsReason(day=entry.day)
            late[entry.id] = coding.reason
    seqs = _next_seqs(session, [(period, entry.employee_id) for (entry, _), period in zip(works, periods, strict=True)])
    return {
        entry.id: (_figures(coding, period=period, seq=seq), late[entry.id])
        for (entry, coding), period, seq in zip(works, periods, seqs, strict=True)
    }


def _figures(coding: Coding, *, period: Period, seq: int) -> Figures:
    assert coding.work_type_id is not None
    assert coding.norm_id is not None
    return Figures(
        period=period,
        seq=seq,
        work_type_id=coding.work_type_id,
        norm_id=coding.norm_id,
        condition=Condition.ORDINARY,
        quantity=coding.quantity,
        norm_minutes=coding.norm_minutes,
    )


def _figures_again(session: Session, entry: Entry, before: Figures, coding: Coding) -> Figures:
    if entry_seal(session, entry) is Level.CLOSED:
        raise DayIsSealed(day=entry.day, level=Level.CLOSED)
    return replace(
        before,
        work_type_id=before.work_type_id if coding.work_type_id is None else coding.work_type_id,
        norm_id=before.norm_id if coding.norm_id is None else coding.norm_id,
        quantity=coding.quantity,
        norm_minutes=coding.norm_minutes,
    )


def _next_seqs(session: Session, wanted: Sequence[tuple[Period, int]]) -> list[int]:
    """Take the next numbers of employees' work in a period, in order; a rolled back transaction gives them back."""
    counts = Counter((period.number, employee_id) for period, employee_id in wanted)
    rows = [
        {"period": period, "employee_id": employee_id, "last_seq": count}
        for (period, employee_id), count in sorted(counts.items())
    ]
    taken = add_rows(session, EntryCounterRow, rows, then=_TAKE_SEQS)
    following = {(period, employee_id): last + 1 - counts[period, employee_id] for period, employee_id, last in taken}
    seqs = []
    for period, employee_id in wanted:
        seqs.append(following[period.number, employee_id])
        following[period.number, employee_id] += 1
    return seqs


def _share(totals: dict[_DayKey, _Share], entry: Entry, figures: Figures, *, sign: int) -> None:
    """Add an entry's figures to the day's total, or take them out; void work (quantity 0) is in no total."""
    if figures.quantity == 0:
        return
    key = (figures.period.number, entry.employee_id, entry.day, figures.norm_id, int(figures.condition))
    entries, quantity, minutes = totals.get(key, (0, _NOTHING, _NOTHING))
    totals[key] = (entries + sign, quantity + sign * figures.quantity, minutes + sign * figures.norm_minutes)


def _total_values(key: _DayKey, share: _Share) -> dict[str, Any]:
    period, employee_id, day, norm_id, condition = key
    entries, quantity, norm_minutes = share
    return {
        "period": period,
        "employee_id": employee_id,
        "day": day,
        "norm_id": norm_id,
        "condition": condition,
        "entries": entries,
        "quantity": quantity,
        "norm_minutes": norm_minutes,
    }


def _figure_values(entry: Entry) -> dict[str, Any]:
    figures = entry.figures
    assert figures is not None
    return {
        "id": entry.id,
        "period": figures.period.number,
        "seq": figures.seq,
        "work_type_id": figures.work_type_id,
        "norm_id": figures.norm_id,
        "condition": int(figures.condition),
        "quantity": figures.quantity,
        "norm_minutes": figures.norm_minutes,
        "late_reason": entry.late_reason,
    }


def _entry_values(new: NewEntry, entry_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": entry_id,
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


def _source_values(key: SourceKey, entry_id: int, row_id: int) -> dict[str, Any]:
    return {"id": row_id, "source": key.source, "key": key.key, "entry_id": entry_id, "digest": key.digest}


def _coding_values(new: NewCoding, entry: Entry, coding_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": coding_id,
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


_TAKE_SEQS = (
    "ON CONFLICT (period, employee_id) DO UPDATE SET last_seq = entry_counter.last_seq + excluded.last_seq"
    " RETURNING period, employee_id, last_seq"
)
_ADD_TO_TOTAL = (
    "ON CONFLICT (period, employee_id, day, norm_id, condition) DO UPDATE SET"
    " entries = day_total.entries + excluded.entries, quantity = day_total.quantity + excluded.quantity,"
    " norm_minutes = day_total.norm_minutes + excluded.norm_minutes"
)
