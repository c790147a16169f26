"""App passwords: a person makes and revokes their own, an administrator those of accounts.

Whoever looks after the staff revokes those of others: a laptop was lost, somebody leaves.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from naryad import journal, staff
from naryad.office import office_of
from naryad.pages import write_moment
from naryad.people import Employee, require
from worklog.actions.entry import reason_of
from worklog.actions.notice import owe_note
from worklog.actions.service_account import account_in_use
from worklog.app_password import (
    PASSWORDS_MAX,
    AppPasswordIsRevoked,
    NoSuchAppPassword,
    TooManyAppPasswords,
    hash_of,
    label_of,
    new_secret,
    revoked_note,
)
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
        NoSuchAppPassword: there is none, or it is somebody else's.
        AppPasswordIsRevoked.
    """
    row = session.get(AppPasswordRow, password_id, with_for_update=True)
    require(actor, "worklog.own" if row is None or row.account_id is None else "worklog.edit_service_accounts")
    if row is None or (row.account_id is None and row.employee_id != actor.id):
        raise NoSuchAppPassword()
    _revoke(session, row, actor, now, {"label": row.label})


def revoke_password_of(
    session: Session, employee_id: int, password_id: int, *, reason: str, actor: Employee, now: datetime
) -> None:
    """Stop an app password of a person of the staff; the person reads who did it and why, and gets a mail about it.

    Raises:
        NotAllowed, ReasonIsMissing, AppPasswordIsRevoked.
        NoSuchAppPassword: there is none, or it is not this person's.
    """
    require(actor, "worklog.revoke_passwords")
    reason = reason_of(reason)
    row = session.get(AppPasswordRow, password_id, with_for_update=True)
    if row is None or row.employee_id != employee_id:
        raise NoSuchAppPassword()
    _revoke(session, row, actor, now, {"label": row.label, "employee": employee_id, "reason": reason})
    row.revoked_because = reason
    if employee_id == actor.id:
        return
    owner = staff.employee_of(session, employee_id)
    at = write_moment(now, office_of(session).zone)
    subject, lines = revoked_note(row.label, by=actor.name, at=at, reason=reason, language=owner.language)
    owe_note(session, owner.id, key=f"app_password:{row.id}", subject=subject, lines=lines, now=now)


def _revoke(session: Session, row: AppPasswordRow, actor: Employee, now: datetime, facts: dict[str, object]) -> None:
    if row.revoked_at is not None:
        raise AppPasswordIsRevoked(label=row.label)
    row.revoked_at, row.revoked_by = now, actor.id
    journal.record(session, actor.id, "access.revoke_app_password", row.place(), now, facts)


def _add(session: Session, row: AppPasswordRow, actor: Employee, now: datetime) -> str:
    secret = new_secret()
    row.secret_hash = hash_of(secret)
    session.add(row)
    session.flush()
    journal.record(session, actor.id, "access.make_app_password", row.place(), now, {"label": row.label}, rows=[row])
    return secret
