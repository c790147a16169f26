"""Schemes as they were chosen: by owner, in force on a day, and every one there was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from payroll.pay_terms import SchemeTerms
from payroll.tables.pay import SchemeRow
from payroll.terms_text import scheme_of_text


@dataclass(frozen=True, slots=True)
class ChosenScheme:
    """A scheme of somebody from a day on; no terms: the own one ends."""

    scope: str
    employee_id: int | None
    position: str
    effective_from: date
    terms: SchemeTerms | None
    ground: str
    set_by: int
    set_at: datetime

    @property
    def owner(self) -> tuple[str, int | str]:
        return (self.scope, self.employee_id or self.position)


def has_schemes(session: Session) -> bool:
    """Say whether any scheme was ever chosen."""
    return session.exec(select(SchemeRow.id).limit(1)).first() is not None


def chosen_schemes(session: Session) -> list[ChosenScheme]:
    """Return every scheme ever chosen, the latest day first, of equal days the one entered last."""
    query = select(SchemeRow).order_by(col(SchemeRow.effective_from).desc(), col(SchemeRow.id).desc())
    return [
        ChosenScheme(
            row.scope,
            row.employee_id,
            row.position,
            row.effective_from,
            None if row.terms is None else scheme_of_text(row.terms),
            row.ground,
            row.set_by,
            row.set_at,
        )
        for row in session.exec(query)
    ]


def in_force(chosen: list[ChosenScheme], day: date) -> list[ChosenScheme]:
    """Return the scheme of each owner that has one on a day: the office first, then positions, then people."""
    last: dict[tuple[str, int | str], ChosenScheme] = {}
    for one in chosen:
        if one.effective_from <= day:
            last.setdefault(one.owner, one)
    order = ("office", "position", "employee")
    return sorted(
        (one for one in last.values() if one.terms is not None),
        key=lambda one: (order.index(one.scope), one.position, one.employee_id or 0),
    )
