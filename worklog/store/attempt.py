"""Tries to send letters, each with its outcome where it has one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, and_, func, select
from sqlmodel import Session

from worklog.letter import Way
from worklog.sending import Attempt
from worklog.tables.entry import ENTRY
from worklog.tables.letter import ATTEMPT, LETTER, OUTCOME

IN_CLAUSE_MAX = 500


def attempts_of(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[Attempt, ...]]:
    """Return the tries to send each of `entry_ids`, in order of time."""
    found: dict[int, list[Attempt]] = {}
    for start in range(0, len(entry_ids), IN_CLAUSE_MAX):
        query = (
            with_outcome()
            .where(ATTEMPT.c.entry_id.in_(entry_ids[start : start + IN_CLAUSE_MAX]))
            .order_by(ATTEMPT.c.id)
        )
        for row in session.connection().execute(query).mappings():
            found.setdefault(row["entry_id"], []).append(attempt_value(row))
    return {entry_id: tuple(attempts) for entry_id, attempts in found.items()}


def attempt_by_id(session: Session, attempt_id: int) -> Attempt | None:
    row = session.connection().execute(with_outcome().where(ATTEMPT.c.id == attempt_id)).mappings().first()
    return None if row is None else attempt_value(row)


def was_typed_by_address(session: Session, employee_id: int, message_id: str, work_type_id: int) -> bool:
    """Say whether a letter of this person with this id went out typed by address: a reply to it repeats the address."""
    query = (
        select(func.count())
        .select_from(LETTER)
        .join(ENTRY, ENTRY.c.id == LETTER.c.entry_id)
        .join(ATTEMPT, and_(ATTEMPT.c.entry_id == LETTER.c.entry_id, ATTEMPT.c.way == Way.ADDRESS.value))
        .where(
            LETTER.c.message_id == message_id,
            ENTRY.c.employee_id == employee_id,
            ATTEMPT.c.work_type_id == work_type_id,
        )
    )
    return bool(message_id) and session.connection().execute(query).scalar_one() > 0


def with_outcome() -> Any:
    return select(
        ATTEMPT,
        OUTCOME.c.accepted,
        OUTCOME.c.code,
        OUTCOME.c.reply,
        OUTCOME.c.at.label("outcome_at"),
        OUTCOME.c.resolved_by,
        OUTCOME.c.reason,
    ).join(OUTCOME, OUTCOME.c.attempt_id == ATTEMPT.c.id, isouter=True)


def attempt_value(row: RowMapping) -> Attempt:
    return Attempt(
        id=row["id"],
        entry_id=row["entry_id"],
        started_at=row["started_at"],
        lease_until=row["lease_until"],
        next_hop=row["next_hop"],
        work_type_id=row["work_type_id"],
        way=Way(row["way"]),
        recipients=tuple(row["recipients"]),
        is_other_content=row["is_other_content"],
        is_quoted_type=row["is_quoted_type"],
        accepted=row["accepted"],
        reply=row["reply"],
        outcome_at=row["outcome_at"],
        resolved_by=row["resolved_by"],
        reason=row["reason"] or "",
    )
