"""What waits for the head: described work and proposals, with what is needed to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, func, select
from sqlmodel import Session

from worklog.coding import Coding
from worklog.entry import Entry
from worklog.store.entry import coding_value, entries_by_id, last_codings
from worklog.tables.coding import CODING, DESCRIBED_DECISION, PROPOSAL, PROPOSAL_DECISION

LIMIT = 200


@dataclass(frozen=True, slots=True)
class DescribedWork:
    """One "other, N minutes" that nobody has decided."""

    entry: Entry
    coding: Coding


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another type the author proposes for accepted work."""

    id: int
    entry: Entry
    now: Coding
    work_type_id: int
    quantity: Decimal | None
    described_minutes: Decimal | None
    description: str
    by_id: int
    at: datetime
    reason: str


def described_waiting(session: Session) -> list[DescribedWork]:
    """Return the described work that waits for the head, the oldest first."""
    last = CODING.alias("last")
    newest = select(func.max(last.c.id)).where(last.c.entry_id == CODING.c.entry_id).scalar_subquery()
    query = (
        select(CODING)
        .where(
            CODING.c.described_minutes.is_not(None),
            ~CODING.c.after_seal,
            ~exists().where(DESCRIBED_DECISION.c.coding_id == CODING.c.id),
            CODING.c.id == newest,
        )
        .order_by(CODING.c.id)
        .limit(LIMIT)
    )
    codings = [coding_value(row) for row in session.connection().execute(query).mappings()]
    entries = entries_by_id(session, [coding.entry_id for coding in codings])
    return [
        DescribedWork(entries[coding.entry_id], coding) for coding in codings if entries[coding.entry_id].is_counted
    ]


def proposals_waiting(session: Session) -> list[Proposal]:
    """Return the proposals nobody has decided, the oldest first."""
    decided = exists().where(PROPOSAL_DECISION.c.proposal_id == PROPOSAL.c.id)
    rows = session.connection().execute(select(PROPOSAL).where(~decided).order_by(PROPOSAL.c.id).limit(LIMIT))
    found = list(rows.mappings())
    entries = entries_by_id(session, [row["entry_id"] for row in found])
    codings = last_codings(session, sorted(entries))
    return [
        Proposal(
            id=row["id"],
            entry=entries[row["entry_id"]],
            now=codings[row["entry_id"]],
            work_type_id=row["work_type_id"],
            quantity=row["quantity"],
            described_minutes=row["described_minutes"],
            description=row["description"],
            by_id=row["by_id"],
            at=row["at"],
            reason=row["reason"],
        )
        for row in found
    ]
