"""Who is at the door: passwords, sign-in sessions, invitations, and limits on guessing.

Secrets are random and kept only as hashes; passwords are hashed with argon2 (its library's current defaults).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, func, select

from naryad import journal, staff
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.tables import EmployeeRow, InvitationRow, SignInAttemptRow, SignInSessionRow

SESSION_IDLE = timedelta(hours=12)
SESSION_LONGEST = timedelta(days=7)
INVITATION_LASTS = timedelta(days=7)
PASSWORD_LEAST = 10
PASSWORD_MOST = 200
ATTEMPTS_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_PERSON = 5
ATTEMPTS_PER_ADDRESS = 30
SEEN_EVERY = timedelta(minutes=1)

_hasher = PasswordHasher()


class WrongSignIn(DomainError):
    code = "wrong_sign_in"
    status = 403
    en = (
        "The address or the password is not right. Check the layout and Caps Lock; an administrator can send "
        "a new invitation."
    )
    ru = "Адрес или пароль не подходят. Проверьте раскладку и Caps Lock; новое приглашение пришлёт администратор."


class TooManyAttempts(DomainError):
    code = "too_many_attempts"
    status = 429
    en = "Too many attempts. Wait {minutes} minutes and try again, or ask an administrator for a new invitation."
    ru = "Слишком много попыток. Подождите {minutes} мин. и попробуйте снова или попросите новое приглашение."


class NotEmployedNow(DomainError):
    code = "not_employed_now"
    status = 403
    en = "{name} is not employed on {day}, so the door is closed. If this is a mistake, ask an administrator."
    ru = "{name} на {day} не работает в офисе, вход закрыт. Если это ошибка, обратитесь к администратору."


class PasswordTooWeak(DomainError):
    code = "password_too_weak"
    status = 422
    en = "The password needs {least} to {most} characters. A short sentence is easy to remember and hard to guess."
    ru = "В пароле должно быть от {least} до {most} знаков. Короткую фразу легко запомнить и трудно подобрать."


class InvitationIsOver(DomainError):
    code = "invitation_is_over"
    status = 404
    en = "This invitation was used already or is older than {days} days. Ask an administrator for a new one."
    ru = "Приглашение уже использовано или старше {days} дн. Попросите у администратора новое."


class NoSuchSession(DomainError):
    code = "no_such_session"
    status = 404
    en = "There is no such open session of yours. Look at the list again: it may have ended already."
    ru = "Такого вашего сеанса нет. Обновите список: возможно, он уже завершён."


def hash_of(secret: str) -> str:
    """Return what is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def set_password(session: Session, employee_id: int, password: str, *, actor: Employee | None, now: datetime) -> None:
    """Set a person's password and end their open sessions.

    Raises:
        PasswordTooWeak: its length is out of bounds.
    """
    if actor is None or actor.id != employee_id:
        require(actor, "staff.edit")
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise PasswordTooWeak(least=PASSWORD_LEAST, most=PASSWORD_MOST)
    row = session.get(EmployeeRow, employee_id)
    if row is None:
        raise staff.NoSuchEmployee(who=employee_id)
    row.password_hash = _hasher.hash(password)
    _end_sessions(session, employee_id, now)
    journal.record(session, actor.id if actor else None, "access.password", row.place(), now)


def change_password(session: Session, person: Employee, *, old: str, new: str, now: datetime) -> None:
    """Let a person change their own password; the old one is asked for.

    Raises:
        WrongSignIn: `old` is not it. PasswordTooWeak: `new` is out of bounds.
    """
    row = session.get(EmployeeRow, person.id)
    if row is None or not _matches(row.password_hash, old):
        raise WrongSignIn()
    set_password(session, person.id, new, actor=person, now=now)


def check_attempts(session: Session, email: str, address: str, now: datetime) -> None:
    """Pass in silence unless there were too many failures for this person or from this address lately.

    Raises:
        TooManyAttempts: says how long to wait.
    """
    since = now - ATTEMPTS_WINDOW
    for column, value, most in (
        (SignInAttemptRow.email, email.strip().lower(), ATTEMPTS_PER_PERSON),
        (SignInAttemptRow.address, address, ATTEMPTS_PER_ADDRESS),
    ):
        failures = session.exec(
            select(func.count())
            .select_from(SignInAttemptRow)
            .where(col(column) == value, col(SignInAttemptRow.at) > since, col(SignInAttemptRow.succeeded).is_(False))
        ).one()
        if failures >= most:
            raise TooManyAttempts(minutes=int(ATTEMPTS_WINDOW.total_seconds() // 60))


def note_attempt(session: Session, email: str, address: str, now: datetime, *, succeeded: bool) -> None:
    """Keep an attempt; it must be committed even when the sign-in is refused."""
    session.add(SignInAttemptRow(email=email.strip().lower()[:320], address=address, at=now, succeeded=succeeded))
    if not succeeded:
        journal.record(session, None, "access.refused", "sign_in", now, {"address": address})


def check_password(session: Session, email: str, password: str, today: date) -> Employee:
    """Return the person whom `email` and `password` sign in on the day `today`.

    Takes as long for an unknown address as for a known one.

    Raises:
        WrongSignIn, NotEmployedNow.
    """
    row = session.exec(select(EmployeeRow).where(EmployeeRow.email == email.strip().lower())).first()
    if not _matches(row.password_hash if row else None, password) or row is None:
        raise WrongSignIn()
    person = staff.employee_of(session, row.id or 0)
    if not person.is_employed_on(today):
        raise NotEmployedNow(name=person.name, day=today)
    return person


def open_session(session: Session, person: Employee, *, client: str, now: datetime) -> str:
    """Open a session and return its secret, which is shown once, as a cookie."""
    secret = secrets.token_urlsafe(32)
    session.add(
        SignInSessionRow(
            token_hash=hash_of(secret),
            employee_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_IDLE,
            client=client[:200],
        )
    )
    journal.record(session, person.id, "access.sign_in", f"employee:{person.id}", now)
    return secret


def person_of_session(session: Session, secret: str, now: datetime) -> tuple[Employee, bool] | None:
    """Return the person of an open session, and whether its time should be moved on; None if it is over."""
    row = _session_row(session, secret)
    if row is None or row.ended_at is not None or row.expires_at <= now or row.created_at + SESSION_LONGEST <= now:
        return None
    return staff.employee_of(session, row.employee_id), row.seen_at + SEEN_EVERY <= now


def touch_session(session: Session, secret: str, now: datetime) -> None:
    """Move an open session's end on, because its person was seen now."""
    row = _session_row(session, secret)
    if row is not None and row.ended_at is None:
        row.seen_at, row.expires_at = now, now + SESSION_IDLE


def end_session(session: Session, secret: str, now: datetime) -> None:
    """Sign out: end the session of `secret`, if there is one."""
    row = _session_row(session, secret)
    if row is not None and row.ended_at is None:
        row.ended_at = now
        journal.record(session, row.employee_id, "access.sign_out", f"employee:{row.employee_id}", now)


def end_session_by_id(session: Session, person: Employee, session_id: int, now: datetime) -> None:
    """End one of the person's own sessions.

    Raises:
        NoSuchSession: it is not theirs, or is over.
    """
    row = session.get(SignInSessionRow, session_id)
    if row is None or row.employee_id != person.id or row.ended_at is not None:
        raise NoSuchSession()
    row.ended_at = now
    journal.record(session, person.id, "access.end_session", f"sign_in_session:{session_id}", now)


def sessions_of(session: Session, person: Employee, now: datetime) -> list[SignInSessionRow]:
    """Return the person's open sessions, the latest first."""
    return list(
        session.exec(
            select(SignInSessionRow)
            .where(
                SignInSessionRow.employee_id == person.id,
                col(SignInSessionRow.ended_at).is_(None),
                col(SignInSessionRow.expires_at) > now,
            )
            .order_by(col(SignInSessionRow.seen_at).desc())
            .limit(50)
        )
    )


def invite(session: Session, employee_id: int, *, actor: Employee | None, now: datetime) -> str:
    """Make an invitation and return its secret, for a link shown or sent once; earlier ones stop working."""
    require(actor, "staff.edit")
    staff.employee_of(session, employee_id)
    unused = select(InvitationRow).where(InvitationRow.employee_id == employee_id, col(InvitationRow.used_at).is_(None))
    for earlier in session.exec(unused):
        earlier.used_at = now
    secret = secrets.token_urlsafe(24)
    row = InvitationRow(
        token_hash=hash_of(secret),
        employee_id=employee_id,
        created_by=actor.id if actor else None,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    session.add(row)
    actor_id = actor.id if actor else None
    journal.record(session, actor_id, "access.invite", f"employee:{employee_id}", now, rows=[row])
    return secret


def invited(session: Session, secret: str, now: datetime) -> Employee:
    """Return whom an invitation is for.

    Raises:
        InvitationIsOver: it is unknown, used or too old.
    """
    row = _invitation(session, secret, now)
    return staff.employee_of(session, row.employee_id)


def accept_invitation(session: Session, secret: str, password: str, now: datetime) -> Employee:
    """Use an invitation: set the password, and return the person.

    Raises:
        InvitationIsOver, PasswordTooWeak.
    """
    row = _invitation(session, secret, now)
    person = staff.employee_of(session, row.employee_id)
    set_password(session, person.id, password, actor=person, now=now)
    row.used_at = now
    return person


def _invitation(session: Session, secret: str, now: datetime) -> InvitationRow:
    row = session.exec(select(InvitationRow).where(InvitationRow.token_hash == hash_of(secret))).first()
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise InvitationIsOver(days=INVITATION_LASTS.days)
    return row


def _session_row(session: Session, secret: str) -> SignInSessionRow | None:
    return session.exec(select(SignInSessionRow).where(SignInSessionRow.token_hash == hash_of(secret))).first()


def _end_sessions(session: Session, employee_id: int, now: datetime) -> None:
    opened = select(SignInSessionRow).where(
        SignInSessionRow.employee_id == employee_id, col(SignInSessionRow.ended_at).is_(None)
    )
    for row in session.exec(opened):
        row.ended_at = now


@cache
def _nobodys_hash() -> str:
    """Return the hash of a password nobody has, so that an unknown address takes as long as a known one."""
    return _hasher.hash(secrets.token_hex(16))


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _nobodys_hash(), password[:PASSWORD_MOST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
