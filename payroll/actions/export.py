"""Workbooks that leave the house: each is recorded with the hash of its content."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from payroll.store.month import closing_rows
from payroll.tables.month import ExportRow


def record_export(
    session: Session, actor: Employee | None, *, period: Period, file_name: str, content_hash: str, now: datetime
) -> None:
    """Note that a month left as a file; `content_hash` is the SHA-256 of its bytes, 64 hex digits.

    `actor` None is the server's console, which may copy a month out: nothing is decided by it.
    """
    require(actor, "payroll.export")
    by_id = None if actor is None else actor.id
    closing = next((row for row in closing_rows(session, period) if row.employee_id is None), None)
    row = ExportRow(
        period=period.number,
        closing_id=None if closing is None else closing.id,
        file_name=file_name,
        content_hash=content_hash,
        by_id=by_id,
        at=now,
    )
    session.add(row)
    facts = {"file": file_name, "content_hash": content_hash}
    journal.record(session, by_id, "payroll.export", f"period:{period}", now, facts, rows=[row])
