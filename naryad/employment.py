"""Entering and reading what each person does in the office (`naryad/position.py`)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from naryad import journal, staff
from naryad.people import Employee, require
from naryad.person import check_person
from naryad.position import NO_EMPLOYMENT, Employment, employment_on
from naryad.tables import EmploymentRow

__all__ = [
    "NO_EMPLOYMENT", "Employment", "all_employments", "employment", "employment_on", "employments", "set_employment",
]  # fmt: skip


def employments(session: Session, employee_id: int) -> list[Employment]:
    """Return the person's positions, the earliest first."""
    rows = session.exec(
        select(EmploymentRow)
        .where(EmploymentRow.employee_id == employee_id)
        .order_by(col(EmploymentRow.effective_from), col(EmploymentRow.id))
    )
    return [_employment(row) for row in rows]


def employment(session: Session, employee_id: int, day: date) -> Employment:
    """Return what the person does on `day`; before the first position, the first one."""
    return employment_on(employments(session, employee_id), day)


def all_employments(session: Session) -> dict[int, list[Employment]]:
    """Return everybody's positions by employee id, each list from the earliest, in one statement."""
    found: dict[int, list[Employment]] = {}
    rows = session.exec(select(EmploymentRow).order_by(col(EmploymentRow.effective_from), col(EmploymentRow.id)))
    for row in rows:
        found.setdefault(row.employee_id, []).append(_employment(row))
    return found


def set_employment(
    session: Session,
    employee_id: int,
    *,
    effective_from: date,
    position: str,
    department: str,
    fte: Decimal,
    actor: Employee | None,
    now: datetime,
) -> None:
    """Enter what a person does from a day on; what was before stays as it was."""
    require(actor, "staff.edit")
    person = staff.employee_of(session, employee_id)
    check_person(person.name, person.email, person.number, fte, person.language)
    row = EmploymentRow(
        employee_id=employee_id,
        effective_from=effective_from,
        position=position.strip(),
        department=department.strip(),
        fte=fte,
        set_by=actor.id if actor else None,
        set_at=now,
    )
    session.add(row)
    journal.record(session, actor.id if actor else None, "staff.employment", f"employee:{employee_id}", now, {}, [row])


def _employment(row: EmploymentRow) -> Employment:
    return Employment(row.effective_from, row.position, row.department, row.fte)
