"""App passwords: whose a password is, and how often somebody failed to give the right one."""

from __future__ import annotations

import hmac
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from naryad import staff
from worklog.app_password import REVOKED_SHOWN, AppPassword, RevokedPassword, hash_of
from worklog.sender import Sender
from worklog.store.service_account import account_by_id
from worklog.tables.app_password import AppPasswordRow, GateFailureRow


def passwords_of(
    session: Session, *, employee_id: int | None = None, account_id: int | None = None
) -> list[AppPassword]:
    """Return the passwords in use of a person or an account, the newest first."""
    rows = session.exec(
        select(AppPasswordRow)
        .where(
            AppPasswordRow.employee_id == employee_id,
            AppPasswordRow.account_id == account_id,
            col(AppPasswordRow.revoked_at).is_(None),
        )
        .order_by(col(AppPasswordRow.id).desc())
    )
    return [AppPassword(row.id or 0, row.label, row.created_at, row.used_at, row.used_from) for row in rows]


def revoked_by_others(session: Session, employee_id: int, now: datetime) -> list[RevokedPassword]:
    """Return this person's passwords that somebody else revoked lately, the latest first."""
    rows = session.exec(
        select(AppPasswordRow)
        .where(
            AppPasswordRow.employee_id == employee_id,
            col(AppPasswordRow.revoked_at) > now - REVOKED_SHOWN,
            col(AppPasswordRow.revoked_by) != employee_id,
        )
        .order_by(col(AppPasswordRow.revoked_at).desc(), col(AppPasswordRow.id).desc())
    ).all()
    names = {by: staff.employee_of(session, by).name for by in {row.revoked_by for row in rows} if by is not None}
    return [
        RevokedPassword(row.label, row.revoked_at, names[row.revoked_by], row.revoked_because)
        for row in rows
        if row.revoked_at is not None and row.revoked_by is not None
    ]


def sender_with(session: Session, login: str, secret: str, day: date) -> Sender | None:
    """Return whom `login` and `secret` let in on the day `day`, or None.

    The way is the same for a login that nobody has and for a wrong password: the secret's hash is looked for, and
    nothing is found. The login is compared last, in constant time.
    """
    row = session.exec(
        select(AppPasswordRow).where(
            AppPasswordRow.secret_hash == hash_of(secret), col(AppPasswordRow.revoked_at).is_(None)
        )
    ).first()
    sender = None if row is None else _sender(session, row, day)
    if sender is None or not hmac.compare_digest((sender.login or "").encode(), login.strip().lower().encode()):
        return None
    return sender


def sender_of_password(session: Session, password_id: int, day: date) -> Sender | None:
    """Return whom a password that let somebody in still lets in on the day `day`: revoking works at once."""
    row = session.get(AppPasswordRow, password_id)
    return None if row is None or row.revoked_at is not None else _sender(session, row, day)


def failures_of(session: Session, login: str, address: str, since: datetime) -> tuple[list[datetime], list[datetime]]:
    """Return the moments, in order, of failures since then: for the login, and from the address."""
    rows = session.exec(
        select(GateFailureRow)
        .where(
            or_(col(GateFailureRow.login) == login, col(GateFailureRow.address) == address),
            col(GateFailureRow.at) > since,
        )
        .order_by(col(GateFailureRow.at))
        .limit(1000)
    ).all()
    return [row.at for row in rows if row.login == login], [row.at for row in rows if row.address == address]


def is_usual_address(session: Session, login: str, address: str) -> bool:
    """Say whether the last right password of some program of this login came from `address`."""
    rows = session.exec(
        select(AppPasswordRow)
        .where(AppPasswordRow.used_from == address, col(AppPasswordRow.revoked_at).is_(None))
        .limit(200)
    )
    return any(_login(session, row) == login for row in rows)


def password_count(session: Session, *, employee_id: int | None = None, account_id: int | None = None) -> int:
    """Return how many passwords of a person or an account are in use."""
    return session.exec(
        select(func.count())
        .select_from(AppPasswordRow)
        .where(
            AppPasswordRow.employee_id == employee_id,
            AppPasswordRow.account_id == account_id,
            col(AppPasswordRow.revoked_at).is_(None),
        )
    ).one()


def _sender(session: Session, row: AppPasswordRow, day: date) -> Sender | None:
    if row.account_id is not None:
        account = account_by_id(session, row.account_id)
        if account is None or not account.is_active:
            return None
        return Sender(None, account, login=account.login, password_id=row.id)
    assert row.employee_id is not None
    person = staff.employee_of(session, row.employee_id)
    if not person.is_employed_on(day):
        return None
    return Sender(person, login=person.email, password_id=row.id)


def _login(session: Session, row: AppPasswordRow) -> str:
    if row.account_id is not None:
        account = account_by_id(session, row.account_id)
        return account.login if account is not None else ""
    return staff.employee_of(session, row.employee_id or 0).email
