"""Signing in at the gate: who is let in, how often somebody may be wrong, and what the journal keeps of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete

from naryad import journal
from naryad.people import require
from worklog.sender import Sender
from worklog.store.app_password import failures_of, is_usual_address, sender_of_password, sender_with
from worklog.tables.app_password import AppPasswordRow, GateFailureRow

WINDOW = timedelta(minutes=15)
FAILURES_PER_LOGIN = 10
FAILURES_PER_ADDRESS = 30
FAILURES_KEPT = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=5)
LOGIN_LENGTH_MAX = 100


def seconds_shut(session: Session, login: str, address: str, now: datetime) -> int:
    """Return for how many seconds the door stays shut after too many failures, and 0 where it is open.

    A login stays open for the address from which its own programs come, so that a stranger's guesses do not keep its
    owner out; there only the failures from that address count.
    """
    of_login, from_address = failures_of(session, _kept(login), address, now - WINDOW)
    opens = [_opens_at(from_address, FAILURES_PER_ADDRESS, now)]
    if not (len(of_login) >= FAILURES_PER_LOGIN and is_usual_address(session, _kept(login), address)):
        opens.append(_opens_at(of_login, FAILURES_PER_LOGIN, now))
    return max(0, *(-int((now - moment).total_seconds() // 1) for moment in opens))


def sign_in(session: Session, login: str, secret: str, day: date) -> Sender | None:
    """Return whom the login and the app password let in on the day `day`, or None; it only reads."""
    return sender_with(session, login, secret, day)


def still_in(session: Session, sender: Sender, day: date) -> Sender | None:
    """Return the sender as they are now, or None where the password was revoked or the employment has ended.

    Raises:
        NotAllowed: the letters of this person are not work here any more.
    """
    assert sender.password_id is not None
    known = sender_of_password(session, sender.password_id, day)
    if known is not None and known.employee is not None:
        require(known.employee, "worklog.own")
    return known


def is_worth_noting(session: Session, sender: Sender, address: str, now: datetime) -> bool:
    """Say whether the last use that is kept of a password is old, or from elsewhere."""
    row = session.get(AppPasswordRow, sender.password_id)
    return row is not None and (row.used_from != address or row.used_at is None or row.used_at + SEEN_EVERY <= now)


def note_use(session: Session, sender: Sender, address: str, now: datetime) -> None:
    """Keep when and from where a password was used; the journal hears of the first use in a day and of a new place."""
    row = session.get(AppPasswordRow, sender.password_id)
    if row is None:
        return
    is_news = row.used_from != address or row.used_at is None or row.used_at.date() != now.date()
    row.used_at, row.used_from = now, address[:64]
    if is_news:
        actor = sender.employee.id if sender.employee is not None else None
        journal.record(session, actor, "access.gate_sign_in", row.place(), now, {"address": address})


def note_failure(session: Session, login: str, address: str, now: datetime) -> None:
    """Count a failure. The journal gets the address and not the login, in whose place people type passwords."""
    session.exec(delete(GateFailureRow).where(col(GateFailureRow.at) <= now - FAILURES_KEPT))
    session.add(GateFailureRow(login=_kept(login), address=address[:64], at=now))
    journal.record(session, None, "access.gate_refused", "gate", now, {"address": address})


def _kept(login: str) -> str:
    return login.strip().lower()[:LOGIN_LENGTH_MAX]


def _opens_at(failures: list[datetime], most: int, now: datetime) -> datetime:
    return failures[-most] + WINDOW if len(failures) >= most else now
