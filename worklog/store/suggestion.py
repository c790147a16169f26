"""What suggestions are made from and learned from: pieces of work as they look without their type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session

from naryad.office import office_of
from norms.work_type import Kind
from worklog.entry import Entry
from worklog.store.call import call_of
from worklog.store.letter import letter_content
from worklog.suggestion import Look
from worklog.tables.call import CALL
from worklog.tables.coding import CODING
from worklog.tables.document import DOCUMENT
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER, LETTER_CONTENT
from worklog.tables.suggestion import SUGGESTION_SHOWN

READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TypedWork:
    """A counted piece of work and the type its last coding gave it; `look` never holds that type."""

    entry_id: int
    employee_id: int
    day: date
    work_type_id: int
    look: Look


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """A suggestion a person had before them while typing, and what they did."""

    entry_id: int
    at: datetime
    work_type_id: int
    given_work_type_id: int
    taken: bool
    probability: Decimal


def look_of(session: Session, entry: Entry) -> Look:
    """Return how an entry looks: its letter, its call, or its title."""
    if entry.is_letter:
        letter = letter_content(session, entry.id)
        if letter is not None:
            domain = office_of(session).mail_domain
            return letter_look(
                entry.kind, letter.subject, letter.text, letter.recipients, len(letter.attachments), domain=domain
            )
    call = call_of(session, entry.id)
    return Look(entry.kind, entry.title, seconds=None if call is None else call.seconds)


def letter_look(
    kind: Kind, subject: str, text: str, recipients: Sequence[str], attachments: int, *, domain: str
) -> Look:
    """Return how a letter looks, whether it is written, held or long sent."""
    people = [address.rpartition("@")[2].lower() for address in recipients]
    is_inside = bool(people) and all(each == domain for each in people)
    return Look(kind, subject, text, is_inside=is_inside, attachments=attachments)


def typed_works(session: Session, *, since: date, at_most: int) -> Iterator[TypedWork]:
    """Yield counted works from `since` on, the latest first, each with its last coding's type.

    Void works and described ones are left out, and letters whose text is no longer kept count by their subject.
    """
    domain = office_of(session).mail_domain
    query = (
        select(ENTRY.c.id)
        .where(ENTRY.c.period.is_not(None), ENTRY.c.day >= since)
        .order_by(ENTRY.c.day.desc(), ENTRY.c.id.desc())
        .limit(at_most)
    )
    ids = list(session.connection().execute(query).scalars())
    for start in range(0, len(ids), READ_AT_ONCE):
        yield from _part(session, ids[start : start + READ_AT_ONCE], domain)


def counted_works(session: Session, *, since: date, at_most: int) -> int:
    """Return how many works count from `since` on, `at_most` at the most."""
    query = select(ENTRY.c.id).where(ENTRY.c.period.is_not(None), ENTRY.c.day >= since).limit(at_most)
    count: int = session.connection().execute(select(func.count()).select_from(query.subquery())).scalar_one()
    return count


def shown_suggestions(session: Session, *, since: datetime) -> list[ShownSuggestion]:
    """Return what was suggested from a moment on, the earliest first."""
    shown = SUGGESTION_SHOWN.c
    query = select(
        shown.entry_id, shown.at, shown.work_type_id, shown.given_work_type_id, shown.taken, shown.probability
    )
    rows = session.connection().execute(query.where(shown.at >= since).order_by(shown.id))
    return [ShownSuggestion(*row) for row in rows]


def _part(session: Session, ids: Sequence[int], domain: str) -> Iterator[TypedWork]:
    query = (
        select(
            ENTRY.c.id, ENTRY.c.employee_id, ENTRY.c.day, ENTRY.c.kind, ENTRY.c.title,
            LETTER.c.subject, LETTER.c.recipients, LETTER_CONTENT.c.text, LETTER_CONTENT.c.attachments,
            CALL.c.seconds, DOCUMENT.c.about,
        )
        .outerjoin(LETTER, LETTER.c.entry_id == ENTRY.c.id)
        .outerjoin(LETTER_CONTENT, LETTER_CONTENT.c.entry_id == ENTRY.c.id)
        .outerjoin(CALL, CALL.c.entry_id == ENTRY.c.id)
        .outerjoin(DOCUMENT, DOCUMENT.c.entry_id == ENTRY.c.id)
        .where(ENTRY.c.id.in_(ids))
        .order_by(ENTRY.c.day.desc(), ENTRY.c.id.desc())
    )  # fmt: skip
    types = _last_types(session, ids)
    for row in session.connection().execute(query):
        if row.id not in types:
            continue
        kind = Kind(row.kind)
        if row.subject is not None:
            files = len(row.attachments or ())
            look = letter_look(kind, row.subject, row.text or "", row.recipients, files, domain=domain)
        else:
            look = Look(kind, row.about or row.title, seconds=row.seconds)
        yield TypedWork(row.id, row.employee_id, row.day, types[row.id], look)


def _last_types(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return the type of each entry's last coding; void and described ones have none to learn from."""
    coding = CODING.c
    query = select(coding.entry_id, coding.work_type_id, coding.is_void, coding.described_minutes)
    types: dict[int, int] = {}
    for entry_id, work_type_id, is_void, described in session.connection().execute(
        query.where(coding.entry_id.in_(ids)).order_by(coding.id)
    ):
        if is_void or described is not None or work_type_id is None:
            types.pop(entry_id, None)
        else:
            types[entry_id] = work_type_id
    return types
