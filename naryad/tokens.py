"""Tokens of the API: who may record work from another program, for themselves or for many."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from naryad import journal, staff
from naryad.access import hash_of
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.tables import ApiTokenRow


class TokenIsWrong(DomainError):
    code = "token_is_wrong"
    status = 401
    en = "The token is missing, unknown or revoked. Send it as “Authorization: Bearer TOKEN”."
    ru = "Ключ не указан, неизвестен или отозван. Передавайте его так: «Authorization: Bearer КЛЮЧ»."


@dataclass(frozen=True)
class Bearer:
    """Who a token speaks for: an employee, or an integration (then `employee` is None)."""

    token_id: int
    employee: Employee | None
    integration: str
    attests_delivery: bool


def give_token(
    session: Session,
    *,
    employee_id: int | None,
    integration: str = "",
    attests_delivery: bool = False,
    actor: Employee | None,
    now: datetime,
) -> str:
    """Make an API token for an employee or an integration, and return its secret, which is shown once."""
    require(actor, "staff.give_token")
    if employee_id is not None:
        staff.employee_of(session, employee_id)
    secret = "nrd_" + secrets.token_urlsafe(32)
    row = ApiTokenRow(
        token_hash=hash_of(secret),
        employee_id=employee_id,
        integration=integration.strip(),
        attests_delivery=attests_delivery,
        created_by=actor.id if actor else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"employee": employee_id, "integration": integration, "attests_delivery": attests_delivery}
    journal.record(session, actor.id if actor else None, "access.token", row.place(), now, facts, rows=[row])
    return secret


def bearer_of(session: Session, secret: str, on: date) -> Bearer:
    """Return whom a token speaks for on the day `on`.

    Raises:
        TokenIsWrong: unknown, revoked, or its owner is not employed on that day.
    """
    row = session.exec(select(ApiTokenRow).where(ApiTokenRow.token_hash == hash_of(secret))).first()
    if row is None or row.id is None or row.revoked_at is not None:
        raise TokenIsWrong()
    person = staff.employee_of(session, row.employee_id) if row.employee_id is not None else None
    if person is not None and not person.is_employed_on(on):
        raise TokenIsWrong()
    return Bearer(row.id, person, row.integration, row.attests_delivery)


def revoke_token(session: Session, token_id: int, *, actor: Employee | None, now: datetime) -> None:
    """Stop a token from working; what it recorded stays."""
    require(actor, "staff.give_token")
    row = session.get(ApiTokenRow, token_id)
    if row is None:
        raise TokenIsWrong()
    row.revoked_at = row.revoked_at or now
    journal.record(session, actor.id if actor else None, "access.revoke_token", row.place(), now)
