"""What the check shows on the worklog's pages: findings on a work, and how many are new."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from audit.store import finding as store
from audit.store.desk import entries_to_be_judged
from audit.web.words import shared_words, types_by_id
from naryad.office import office_of
from naryad.people import may
from naryad.web import database_of, fragment, moment_of_request


def findings_of_entry(request: Request, **facts: Any) -> str:
    """Fill "entry.findings" (facts: entry_id, or entry): shown to the author and to those who decide."""
    me = request.state.me
    entry_id = facts.get("entry_id") or getattr(facts.get("entry"), "id", None)
    if me is None or entry_id is None:
        return ""
    with database_of(request).reading() as session:
        today = moment_of_request(request).astimezone(office_of(session).zone).date()
        found = [
            finding
            for finding in store.findings_of_entry(session, int(entry_id), today)
            if finding.employee_id == me.id or may(me, "audit.decide")
        ]
        if not found:
            return ""
        types = types_by_id(session)
    return fragment(request, "audit/_entry_findings.html", findings=found, types=types, **shared_words())


def works_to_be_judged(request: Request) -> frozenset[int]:
    """Return what this reader may still have to judge blind: no other page shows them those works before."""
    me = request.state.me
    if me is None or not may(me, "audit.recode"):
        return frozenset()
    with database_of(request).reading() as session:
        return entries_to_be_judged(session, me.id, moment_of_request(request))


def new_findings(request: Request, **facts: Any) -> str:
    """Fill "day.findings": a line on one's own day page when something waits to be read."""
    me = request.state.me
    employee = facts.get("employee")
    whose = getattr(employee, "id", employee) if employee is not None else facts.get("employee_id")
    if me is None or (whose is not None and whose != me.id):
        return ""
    with database_of(request).reading() as session:
        count = store.new_count(session, me.id)
    return fragment(request, "audit/_day_findings.html", count=count) if count else ""
