"""Comparing accounting's summary with a month: nothing of it is kept but who compared which file when."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from payroll.reconciliation import Reconciliation, reconcile
from payroll.store.snapshot import month_snapshot
from payroll.workbook.accounting_file import Summary, read_summary
from payroll.workbook.accruals import owed


def compare_summary(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    name: str,
    content: bytes,
    language: str,
    now: datetime,
) -> tuple[Summary, Reconciliation | None]:
    """Compare a file with the month; with bad cells nothing is compared, and nothing is written down.

    Raises:
        NotAllowed, FileIsNotASummary, ColumnIsMissing.
    """
    require(actor, "payroll.reconcile")
    assert actor is not None
    summary = read_summary(name, content, language=language)
    if summary.problems:
        return summary, None
    snapshot = month_snapshot(session, period)
    found = reconcile(owed(snapshot), snapshot.people, snapshot.kinds, summary.rows)
    facts = {
        "file": name[:200],
        "content_hash": hashlib.sha256(content).hexdigest(),
        "outcome": "agrees" if found.agrees else "differs",
        "differences": len(found.differences),
    }
    journal.record(session, actor.id, "payroll.reconcile", f"period:{period}", now, facts)
    return summary, found
