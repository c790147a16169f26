"""Notices as read: what is owed, what became of it, and whose letter an answer's address belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlmodel import Session

from worklog.notice import NoticeFate, NoticeKind, PaperFile
from worklog.tables.notice import NOTICE, NOTICE_PAPER

LISTED_MAX = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter the program owes somebody, or has sent."""

    id: int
    kind: NoticeKind
    employee_id: int
    entry_ids: tuple[int, ...]
    facts: dict[str, Any]
    token: str | None
    created_at: datetime
    next_try_at: datetime
    tries: int
    fate: NoticeFate
    ended_at: datetime | None
    reply: str


def notices(session: Session, *, limit: int = LISTED_MAX) -> list[Notice]:
    """Return notices, those that could not be sent first, then the latest first."""
    given_up = NOTICE.c.fate == NoticeFate.GIVEN_UP.value
    query = select(NOTICE).order_by(given_up.desc(), NOTICE.c.id.desc()).limit(limit)
    return [notice_value(row) for row in session.connection().execute(query).mappings()]


def undelivered_count(session: Session) -> int:
    """Return how many notices were given up and nobody has looked after."""
    query = select(func.count()).select_from(NOTICE).where(NOTICE.c.fate == NoticeFate.GIVEN_UP.value)
    return int(session.connection().execute(query).scalar_one())


def entry_of_token(session: Session, token: str) -> int | None:
    """Return the letter that an answer to this address is about."""
    query = select(NOTICE.c.entry_ids).where(NOTICE.c.token == token, NOTICE.c.kind == NoticeKind.HELD.value)
    found = session.connection().execute(query).scalar()
    return int(found[0]) if found else None


def known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of `keys` whose notice is owed or sent already."""
    return set(session.connection().execute(select(NOTICE.c.key).where(NOTICE.c.key.in_(keys))).scalars())


def paper_of(session: Session, notice_id: int) -> PaperFile | None:
    """Return the file that goes with a notice; None once it has been sent."""
    row = session.connection().execute(select(NOTICE_PAPER).where(NOTICE_PAPER.c.notice_id == notice_id)).first()
    return None if row is None else PaperFile(row.name, row.media_type, bytes(row.content))


def notice_value(row: RowMapping | dict[str, Any]) -> Notice:
    return Notice(
        id=row["id"],
        kind=NoticeKind(row["kind"]),
        employee_id=row["employee_id"],
        entry_ids=tuple(row["entry_ids"]),
        facts=row["facts"],
        token=row["token"],
        created_at=row["created_at"],
        next_try_at=row["next_try_at"],
        tries=row["tries"],
        fate=NoticeFate(row["fate"]),
        ended_at=row["ended_at"],
        reply=row["reply"],
    )
