"""Reads the golden fund: every function returns values, in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, or_, select

from norms.example import Example, NoSuchExample, Origin, Withdrawal
from norms.tables.example import ExampleRow, ExampleWithdrawalRow
from norms.work_type import Kind

EXAMPLES_MAX = 2_000
"""Read at once: the newest ones; an office with more has stopped reading them."""


def examples(session: Session, *, work_type_id: int | None = None, with_withdrawn: bool = False) -> list[Example]:
    """Return the standing examples, the newest first; with a type, those that say yes or no about it."""
    query = _query().order_by(col(ExampleRow.id).desc()).limit(EXAMPLES_MAX)
    if work_type_id is not None:
        query = query.where(or_(ExampleRow.right_type_id == work_type_id, ExampleRow.taken_for_id == work_type_id))
    if not with_withdrawn:
        query = query.where(col(ExampleWithdrawalRow.example_id).is_(None))
    return list(_values(session, query))


def example_by_id(session: Session, number: int) -> Example:
    """Raises NoSuchExample."""
    found = next(_values(session, _query().where(ExampleRow.id == number)), None)
    if found is None:
        raise NoSuchExample(number=number)
    return found


def _query() -> Any:
    return select(ExampleRow, ExampleWithdrawalRow).outerjoin(
        ExampleWithdrawalRow, col(ExampleWithdrawalRow.example_id) == col(ExampleRow.id)
    )


def _values(session: Session, query: Any) -> Iterator[Example]:
    for row, gone in session.exec(query):
        yield Example(
            id=row.id,
            kind=Kind(row.kind),
            text=row.text,
            right_type_id=row.right_type_id,
            taken_for_id=row.taken_for_id,
            reason=row.reason,
            origin=Origin(row.origin),
            decided_on=row.decided_on,
            approved_by=row.approved_by,
            approved_at=row.approved_at,
            withdrawn=None if gone is None else Withdrawal(gone.by_id, gone.at, gone.reason),
        )
