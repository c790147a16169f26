"""Service mail as read: the list of what passed that nobody wrote, and whether there is any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, select
from sqlmodel import Session

from worklog.service_mail import MailSort
from worklog.tables.app_password import ServiceAccountRow
from worklog.tables.service_mail import SERVICE_LETTER, SERVICE_OUTCOME

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Author:
    """Whose service mail it is: a person's, or a program's account."""

    employee_id: int | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class AutomaticLine:
    """One letter of service mail in the list; `accepted` and `reply` are None while nobody knows what became of it."""

    id: int
    at: datetime
    lease_until: datetime
    sort: MailSort
    author: Author
    sender: str
    recipients: tuple[str, ...]
    subject: str
    size: int
    message_id: str
    work_type_id: int | None
    next_hop: str
    accepted: bool | None
    reply: str | None
    resolved_by: int | None
    reason: str

    def is_doubtful(self, now: datetime) -> bool:
        return self.accepted is None and self.lease_until <= now


def automatic_letters(
    session: Session,
    *,
    author: Author | None = None,
    day: date | None = None,
    zone: ZoneInfo,
    before: int | None = None,
    limit: int = PAGE_LENGTH,
) -> list[AutomaticLine]:
    """Return service mail, the latest first: of one author or day where given; `before` is the last id before."""
    conditions: list[ColumnElement[bool]] = []
    if author is not None and author.employee_id is not None:
        conditions.append(SERVICE_LETTER.c.employee_id == author.employee_id)
    if author is not None and author.account_id is not None:
        conditions.append(SERVICE_LETTER.c.account_id == author.account_id)
    if day is not None:
        conditions.append(SERVICE_LETTER.c.at >= datetime.combine(day, time(), zone))
        conditions.append(SERVICE_LETTER.c.at < datetime.combine(day + timedelta(days=1), time(), zone))
    if before is not None:
        conditions.append(SERVICE_LETTER.c.id < before)
    query = with_outcome().where(*conditions).order_by(SERVICE_LETTER.c.id.desc()).limit(limit)
    return [_line(row) for row in session.connection().execute(query).mappings()]


def automatic_letter(session: Session, letter_id: int) -> AutomaticLine | None:
    row = session.connection().execute(with_outcome().where(SERVICE_LETTER.c.id == letter_id)).mappings().first()
    return None if row is None else _line(row)


def automatic_doubts(session: Session, now: datetime, *, since: datetime | None = None) -> list[AutomaticLine]:
    """Return the service mail (handed in `since`) whose outcome nobody knows, the oldest first (at most a hundred)."""
    query = with_outcome().where(SERVICE_OUTCOME.c.id.is_(None), SERVICE_LETTER.c.lease_until <= now)
    if since is not None:
        query = query.where(SERVICE_LETTER.c.at >= since)
    rows = session.connection().execute(query.order_by(SERVICE_LETTER.c.id).limit(100)).mappings()
    return [_line(row) for row in rows]


def authors(session: Session) -> list[Author]:
    """Return everybody who has service mail in the list."""
    query = select(SERVICE_LETTER.c.employee_id, SERVICE_LETTER.c.account_id).distinct()
    return [Author(*row) for row in session.connection().execute(query)]


def has_automatic_mail(session: Session) -> bool:
    """Say whether there is anything to list: a letter of service mail, or an account that may write some."""
    if session.connection().execute(select(SERVICE_LETTER.c.id).limit(1)).first() is not None:
        return True
    accounts: Any = ServiceAccountRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
    return session.connection().execute(select(accounts.c.id).limit(1)).first() is not None


def open_until(session: Session, author: Author, message_id: str, now: datetime) -> datetime | None:
    """Return until when an earlier try of this letter has its lease; None where none is under way."""
    if not message_id:
        return None
    query = (
        select(SERVICE_LETTER.c.lease_until)
        .join(SERVICE_OUTCOME, SERVICE_OUTCOME.c.letter_id == SERVICE_LETTER.c.id, isouter=True)
        .where(
            SERVICE_LETTER.c.message_id == message_id,
            SERVICE_LETTER.c.employee_id.is_not_distinct_from(author.employee_id),
            SERVICE_LETTER.c.account_id.is_not_distinct_from(author.account_id),
            SERVICE_OUTCOME.c.id.is_(None),
            SERVICE_LETTER.c.lease_until > now,
        )
        .order_by(SERVICE_LETTER.c.lease_until.desc())
        .limit(1)
    )
    return session.connection().execute(query).scalar()


def with_outcome() -> Any:
    return select(
        SERVICE_LETTER,
        SERVICE_OUTCOME.c.accepted,
        SERVICE_OUTCOME.c.reply,
        SERVICE_OUTCOME.c.resolved_by,
        SERVICE_OUTCOME.c.reason,
    ).join(SERVICE_OUTCOME, SERVICE_OUTCOME.c.letter_id == SERVICE_LETTER.c.id, isouter=True)


def _line(row: RowMapping) -> AutomaticLine:
    return AutomaticLine(
        id=row["id"],
        at=row["at"],
        lease_until=row["lease_until"],
        sort=MailSort(row["sort"]),
        author=Author(row["employee_id"], row["account_id"]),
        sender=row["sender"],
        recipients=tuple(row["recipients"]),
        subject=row["subject"],
        size=row["size"],
        message_id=row["message_id"],
        work_type_id=row["work_type_id"],
        next_hop=row["next_hop"],
        accepted=row["accepted"],
        reply=row["reply"],
        resolved_by=row["resolved_by"],
        reason=row["reason"] or "",
    )
