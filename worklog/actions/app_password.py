"""App passwords: a person makes and revokes their own, an administrator those of accounts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from naryad import journal
from naryad.people import Employee, require
from worklog.actions.service_account import account_in_use
from worklog.app_password import PASSWORDS_MAX, NoSuchAppPassword, TooManyAppPasswords, hash_of, label_of, new_secret
from worklog.store.app_password import password_count
from worklog.tables.app_password import AppPasswordRow


def make_password(session: Session, label: str, *, actor: Employee, now: datetime) -> str:
    """Make an app password for one of the actor's mail programs and return its secret, which is shown once.

    Raises:
        AppPasswordNeedsName, TooManyAppPasswords.
    """
    require(actor, "worklog.own")
    row = AppPasswordRow(
        employee_id=actor.id, label=label_of(label), secret_hash="", created_by=actor.id, created_at=now
    )
    if password_count(session, employee_id=actor.id) >= PASSWORDS_MAX:
        raise TooManyAppPasswords(most=PASSWORDS_MAX)
    return _add(session, row, actor, now)


def make_account_password(session: Session, account_id: int, label: str, *, actor: Employee, now: datetime) -> str:
    """Make an app password for the account of a program and return its secret, which is shown once.

    Raises:
        AppPasswordNeedsName, TooManyAppPasswords, NoSuchAccount.
    """
    require(actor, "worklog.edit_service_accounts")
    account_in_use(session, account_id)
    row = AppPasswordRow(
        account_id=account_id, label=label_of(label), secret_hash="", created_by=actor.id, created_at=now
    )
    if password_count(session, account_id=account_id) >= PASSWORDS_MAX:
        raise TooManyAppPasswords(most=PASSWORDS_MAX)
    return _add(session, row, actor, now)


def revoke_password(session: Session, password_id: int, *, actor: Employee, now: datetime) -> None:
    """Stop an app password: it opens no door any more, and an open line ends with its next letter.

    Raises:
        NoSuchAppPassword: it is somebody else's, or revoked already.
    """
    row = session.get(AppPasswordRow, password_id)
    require(actor, "worklog.own" if row is None or row.account_id is None else "worklog.edit_service_accounts")
    if row is None or row.revoked_at is not None or (row.account_id is None and row.employee_id != actor.id):
        raise NoSuchAppPassword()
    row.revoked_at, row.revoked_by = now, actor.id
    journal.record(session, actor.id, "access.revoke_app_password", row.place(), now, {"label": row.label})


def _add(session: Session, row: AppPasswordRow, actor: Employee, now: datetime) -> str:
    secret = new_secret()
    row.secret_hash = hash_of(secret)
    session.add(row)
    session.flush()
    journal.record(session, actor.id, "access.make_app_password", row.place(), now, {"label": row.label}, rows=[row])
    return secret
