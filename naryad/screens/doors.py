"""How each person stands at the door: with a password or not, invited, when last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from naryad.tables import ApiTokenRow, EmployeeRow, InvitationRow, SignInSessionRow


@dataclass(frozen=True)
class Door:
    """What an administrator needs to know of a person's way in."""

    has_password: bool = False
    invited_until: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Token:
    """An API token as lists show it; the secret itself is kept nowhere."""

    id: int
    created_at: datetime
    revoked_at: datetime | None


def doors(session: Session, now: datetime) -> dict[int, Door]:
    """Return everybody's door by employee id, in three statements."""
    invited = {
        row.employee_id: row.expires_at
        for row in session.exec(
            select(InvitationRow).where(col(InvitationRow.used_at).is_(None), col(InvitationRow.expires_at) > now)
        )
    }
    seen: dict[int, datetime] = dict(
        session.exec(
            select(SignInSessionRow.employee_id, func.max(SignInSessionRow.seen_at)).group_by(
                col(SignInSessionRow.employee_id)
            )
        ).all()
    )
    passwords = session.exec(select(EmployeeRow.id, col(EmployeeRow.password_hash).is_not(None))).all()
    return {
        employee_id: Door(bool(has_password), invited.get(employee_id), seen.get(employee_id))
        for employee_id, has_password in passwords
        if employee_id is not None
    }


def tokens_of(session: Session, employee_id: int) -> list[Token]:
    """Return the person's API tokens, the newest first."""
    rows = session.exec(
        select(ApiTokenRow).where(ApiTokenRow.employee_id == employee_id).order_by(col(ApiTokenRow.id).desc()).limit(50)
    )
    return [Token(row.id or 0, row.created_at, row.revoked_at) for row in rows]
