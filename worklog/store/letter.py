"""Letters as read: held ones, tries to send them, doubts, refusals and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from norms.work_type import Kind
from worklog.entry import Entry, State, state_of
from worklog.hop import Outgoing
from worklog.mime import content_of as read_mime
from worklog.sending import Attempt, HeldLetter, LetterFacts, LetterText, facts_in_order
from worklog.store.attempt import attempt_value, attempts_of, with_outcome
from worklog.store.entry import entry_value, last_codings
from worklog.tables.coding import CODING
from worklog.tables.entry import ENTRY
from worklog.tables.letter import ATTEMPT, LETTER, LETTER_BODY, LETTER_CONTENT, OUTCOME, LetterRefusalRow

PAGE_LENGTH = 50
IN_CLAUSE_MAX = 500


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in its author's list, with where it stands."""

    entry: Entry
    state: State
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    received_at: datetime
    is_composed: bool
    attempts: tuple[Attempt, ...]
    cancelled_by: int | None = None
    cancelled_why: str = ""

    @property
    def last_reply(self) -> str | None:
        return next((each.reply for each in reversed(self.attempts) if each.reply is not None), None)

    @property
    def has_other_content(self) -> bool:
        return any(each.is_other_content for each in self.attempts)

    @property
    def has_quoted_type(self) -> bool:
        return any(each.is_quoted_type for each in self.attempts)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A letter the gate did not take, as its author sees it."""

    at: datetime
    rule: str
    slug: str
    facts: dict[str, Any]
    reply: str
    subject: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a letter that is held, under way or not yet read."""

    raw: bytes
    is_held: bool
    is_utf8_asked: bool
    sender: str
    recipients: tuple[str, ...]

    @property
    def outgoing(self) -> Outgoing:
        return Outgoing(self.sender, self.recipients, self.raw, self.is_utf8_asked)


def held_of(session: Session, employee_id: int) -> list[HeldLetter]:
    """Return the letters that wait for their author's type, the oldest first.

    Those under way or in doubt are not here: nobody can type them now.
    """
    return _held_letters(session, _is_held(), ENTRY.c.employee_id == employee_id)


def held_of_everybody(session: Session) -> list[HeldLetter]:
    """Return everybody's letters that wait for a type, the oldest first."""
    return _held_letters(session, _is_held())


def held_among(session: Session, entry_ids: Sequence[int]) -> list[HeldLetter]:
    """Return those of `entry_ids` that still wait for a type, the oldest first."""
    return _held_letters(session, _is_held(), ENTRY.c.id.in_(entry_ids))


def once_held(session: Session, entry_id: int) -> HeldLetter:
    """Return a letter as it was while it was held, whatever became of it."""
    row = session.connection().execute(_with_letter().where(ENTRY.c.id == entry_id)).mappings().one()
    return _held_letter(row, ())


def held_letter(session: Session, entry_id: int) -> HeldLetter | None:
    """Return the letter if the office still holds it, whatever became of the tries to send it; else None."""
    row = session.connection().execute(_with_letter().where(_is_held(), ENTRY.c.id == entry_id)).mappings().first()
    return None if row is None else _held_letter(row, attempts_of(session, [entry_id]).get(entry_id, ()))


def letter_facts(session: Session, entry_ids: Iterable[int], now: datetime) -> dict[int, LetterFacts]:
    """Return what decides the state of each letter among `entry_ids`."""
    wanted = sorted(set(entry_ids))
    tries = attempts_of(session, wanted)
    held: set[int] = set()
    for start in range(0, len(wanted), IN_CLAUSE_MAX):
        part = wanted[start : start + IN_CLAUSE_MAX]
        query = select(LETTER_BODY.c.entry_id).where(LETTER_BODY.c.entry_id.in_(part), LETTER_BODY.c.is_held)
        held.update(session.connection().execute(query).scalars())
    return {each: LetterFacts(each in held, facts_in_order(tries.get(each, ()), now)) for each in wanted}


def letters_of(session: Session, employee_id: int, now: datetime, *, before: int | None = None) -> list[LetterLine]:
    """Return a page of a person's letters, the latest first; `before` is the last entry id of the page before."""
    query = _with_letter().where(ENTRY.c.employee_id == employee_id, ENTRY.c.kind == Kind.LETTER_OUT.value)
    if before is not None:
        query = query.where(ENTRY.c.id < before)
    rows = session.connection().execute(query.order_by(ENTRY.c.id.desc()).limit(PAGE_LENGTH)).mappings().all()
    return _lines(session, rows, now)


def doubts(session: Session, now: datetime) -> list[tuple[Attempt, LetterLine]]:
    """Return every try whose outcome nobody knows, the oldest first, with its letter (at most a hundred)."""
    query = (
        with_outcome()
        .join(ENTRY, ENTRY.c.id == ATTEMPT.c.entry_id)
        .where(OUTCOME.c.id.is_(None), ATTEMPT.c.lease_until <= now, ENTRY.c.period.is_(None))
        .order_by(ATTEMPT.c.id)
        .limit(100)
    )
    attempts = [attempt_value(row) for row in session.connection().execute(query).mappings()]
    ids = sorted({each.entry_id for each in attempts})
    rows = session.connection().execute(_with_letter().where(ENTRY.c.id.in_(ids))).mappings().all()
    lines = {line.entry.id: line for line in _lines(session, rows, now)}
    return [(each, lines[each.entry_id]) for each in attempts if lines[each.entry_id].state is not State.VOID]


def doubts_count(session: Session, now: datetime) -> int:
    return len(doubts(session, now))


def refusals_of(session: Session, employee_id: int, *, slug: str | None = None, limit: int = 20) -> list[Refusal]:
    """Return the letters of a person that the gate did not take, the latest first."""
    query = select_rows(LetterRefusalRow).where(LetterRefusalRow.employee_id == employee_id)
    if slug is not None:
        query = query.where(LetterRefusalRow.slug == slug)
    rows = session.exec(query.order_by(col(LetterRefusalRow.id).desc()).limit(limit))
    return [
        Refusal(row.at, row.rule, row.slug, row.facts, row.reply, row.subject, tuple(row.recipients)) for row in rows
    ]


def body_of(session: Session, entry_id: int) -> Body | None:
    row = session.connection().execute(select(LETTER_BODY).where(LETTER_BODY.c.entry_id == entry_id)).mappings().first()
    return None if row is None else _body(row)


def letter_content(session: Session, entry_id: int) -> LetterText | None:
    """Return what a letter says: as read after it was sent, else from its bytes while they are here, else None."""
    letter = session.connection().execute(select(LETTER).where(LETTER.c.entry_id == entry_id)).mappings().first()
    if letter is None:
        return None
    row = (
        session.connection()
        .execute(select(LETTER_CONTENT).where(LETTER_CONTENT.c.entry_id == entry_id))
        .mappings()
        .first()
    )
    sender, recipients = letter["sender"], tuple(letter["recipients"])
    if row is not None:
        attachments = tuple((each[0], each[1], each[2]) for each in row["attachments"])
        return LetterText(row["subject"], row["text"], attachments, sender, recipients)
    body = body_of(session, entry_id)
    if body is None:
        return LetterText(letter["subject"], "", (), sender, recipients)
    read = read_mime(body.raw)
    attachments = tuple((each.name, each.media_type, each.size) for each in read.attachments)
    return LetterText(read.subject, read.text, attachments, sender, recipients)


def entry_of_message(session: Session, message_id: str) -> int | None:
    """Return the entry of a letter written on the web, by the id it has had as a draft; None before it was tried."""
    query = select(LETTER.c.entry_id).where(LETTER.c.message_id == message_id, LETTER.c.is_composed)
    return session.connection().execute(query).scalars().first()


def unread_letters(session: Session, *, after: int = 0, limit: int = 200) -> list[int]:
    """Return letters that were sent but whose MIME parts were not read yet, those behind the entry `after`."""
    query = (
        select(LETTER_BODY.c.entry_id)
        .join(ENTRY, ENTRY.c.id == LETTER_BODY.c.entry_id)
        .where(ENTRY.c.period.is_not(None), LETTER_BODY.c.entry_id > after)
        .order_by(LETTER_BODY.c.entry_id)
        .limit(limit)
    )
    return list(session.connection().execute(query).scalars())


def _body(row: RowMapping) -> Body:
    return Body(row["raw"], row["is_held"], row["is_utf8_asked"], row["sender"], tuple(row["recipients"]))


def _with_letter() -> Any:
    return select(
        ENTRY,
        LETTER.c.recipients,
        LETTER.c.subject,
        LETTER.c.message_id,
        LETTER.c.received_at,
        LETTER.c.is_composed,
    ).join(LETTER, LETTER.c.entry_id == ENTRY.c.id)


def _is_held() -> Any:
    body = select(LETTER_BODY.c.entry_id).where(LETTER_BODY.c.entry_id == ENTRY.c.id, LETTER_BODY.c.is_held)
    void = select(CODING.c.id).where(CODING.c.entry_id == ENTRY.c.id, CODING.c.is_void)
    return and_(ENTRY.c.period.is_(None), body.exists(), ~void.exists())


def _held_letters(session: Session, *conditions: Any) -> list[HeldLetter]:
    rows = session.connection().execute(_with_letter().where(*conditions).order_by(ENTRY.c.id)).mappings().all()
    tries = attempts_of(session, [row["id"] for row in rows])
    return [
        _held_letter(row, attempts)
        for row, attempts in ((row, tries.get(row["id"], ())) for row in rows)
        if all(each.accepted is not None for each in attempts)
    ]


def _held_letter(row: RowMapping, attempts: Sequence[Attempt]) -> HeldLetter:
    return HeldLetter(
        entry_id=row["id"],
        uid=row["uid"],
        employee_id=row["employee_id"],
        day=row["day"],
        subject=row["subject"],
        recipients=tuple(row["recipients"]),
        received_at=row["received_at"],
        last_reply=next((each.reply for each in reversed(attempts) if each.reply is not None), None),
    )


def _lines(session: Session, rows: Sequence[RowMapping], now: datetime) -> list[LetterLine]:
    ids = [row["id"] for row in rows]
    tries, facts, codings = attempts_of(session, ids), letter_facts(session, ids, now), last_codings(session, ids)
    lines = []
    for row in rows:
        entry = entry_value(row)
        coding = codings.get(entry.id)
        state = state_of(
            kind=entry.kind,
            is_counted=entry.is_counted,
            is_void=coding is not None and coding.is_void,
            now=now,
            stays_held=facts[entry.id].stays_held,
            attempts=facts[entry.id].attempts,
        )
        lines.append(
            LetterLine(
                entry=entry,
                state=state,
                recipients=tuple(row["recipients"]),
                subject=row["subject"],
                message_id=row["message_id"],
                received_at=row["received_at"],
                is_composed=row["is_composed"],
                attempts=tries.get(entry.id, ()),
                cancelled_by=coding.actor_id if coding is not None and coding.is_void else None,
                cancelled_why=coding.reason if coding is not None and coding.is_void else "",
            )
        )
    return lines
