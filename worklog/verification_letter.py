"""Looks for letters that counted without having been sent, or were sent without counting."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, select
from sqlmodel import Session

from naryad.verification import Trouble
from norms.work_type import Kind
from worklog.tables.coding import CODING
from worklog.tables.entry import ENTRY
from worklog.tables.letter import ATTEMPT, LETTER, OUTCOME


def troubles(session: Session) -> Iterator[Trouble]:
    """Yield what does not agree between letters, tries, outcomes and codings."""
    yield from _counted_without_being_sent(session)
    yield from _sent_without_counting(session)
    yield from _counted_by_another_type(session)
    yield from _not_a_letter(session)


def _counted_without_being_sent(session: Session) -> Iterator[Trouble]:
    accepted = (
        select(OUTCOME.c.id)
        .join(ATTEMPT, ATTEMPT.c.id == OUTCOME.c.attempt_id)
        .where(ATTEMPT.c.entry_id == ENTRY.c.id, OUTCOME.c.accepted)
    )
    query = (
        select(ENTRY.c.id)
        .join(LETTER, LETTER.c.entry_id == ENTRY.c.id)
        .where(ENTRY.c.period.is_not(None), ~accepted.exists())
        .order_by(ENTRY.c.id)
    )
    for entry_id in session.connection().execute(query).scalars():
        yield Trouble(
            f"entry:{entry_id}",
            "the letter counts, but no outcome says that the next server accepted it",
            "письмо засчитано, но нет исхода, по которому сервер его принял",
        )


def _sent_without_counting(session: Session) -> Iterator[Trouble]:
    void = select(CODING.c.id).where(CODING.c.entry_id == ENTRY.c.id, CODING.c.is_void)
    query = (
        select(OUTCOME.c.id, ENTRY.c.id)
        .join(ATTEMPT, ATTEMPT.c.id == OUTCOME.c.attempt_id)
        .join(ENTRY, ENTRY.c.id == ATTEMPT.c.entry_id)
        .where(OUTCOME.c.accepted, ENTRY.c.period.is_(None), ~void.exists())
        .order_by(OUTCOME.c.id)
    )
    for outcome_id, entry_id in session.connection().execute(query):
        yield Trouble(
            f"outcome:{outcome_id}",
            f"the next server accepted the letter, but entry:{entry_id} does not count",
            f"сервер принял письмо, но работа entry:{entry_id} не засчитана",
        )


def _counted_by_another_type(session: Session) -> Iterator[Trouble]:
    """The first coding of a letter is the type of the first try that was accepted."""
    first_accepted = (
        select(ATTEMPT.c.entry_id, func.min(OUTCOME.c.id).label("outcome_id"))
        .join(OUTCOME, OUTCOME.c.attempt_id == ATTEMPT.c.id)
        .where(OUTCOME.c.accepted)
        .group_by(ATTEMPT.c.entry_id)
        .subquery()
    )
    first_coding = (
        select(CODING.c.entry_id, func.min(CODING.c.id).label("coding_id")).group_by(CODING.c.entry_id).subquery()
    )
    query = (
        select(CODING.c.id, ATTEMPT.c.id)
        .select_from(first_accepted)
        .join(OUTCOME, OUTCOME.c.id == first_accepted.c.outcome_id)
        .join(ATTEMPT, ATTEMPT.c.id == OUTCOME.c.attempt_id)
        .join(first_coding, first_coding.c.entry_id == first_accepted.c.entry_id)
        .join(CODING, CODING.c.id == first_coding.c.coding_id)
        .where(
            ~CODING.c.is_void,
            ~and_(
                CODING.c.work_type_id == ATTEMPT.c.work_type_id,
                CODING.c.norm_id == ATTEMPT.c.norm_id,
                CODING.c.norm_minutes == ATTEMPT.c.norm_minutes,
            ),
        )
        .order_by(CODING.c.id)
    )
    for coding_id, attempt_id in session.connection().execute(query):
        yield Trouble(
            f"coding:{coding_id}",
            f"the letter was first counted by another type or norm than attempt:{attempt_id} was sent with",
            f"письмо впервые засчитано не с теми типом или нормой, с которыми ушло (attempt:{attempt_id})",
        )


def _not_a_letter(session: Session) -> Iterator[Trouble]:
    query = (
        select(ENTRY.c.id)
        .join(LETTER, LETTER.c.entry_id == ENTRY.c.id)
        .where(ENTRY.c.kind != Kind.LETTER_OUT.value)
        .order_by(ENTRY.c.id)
    )
    for entry_id in session.connection().execute(query).scalars():
        yield Trouble(
            f"letter:{entry_id}",
            f"entry:{entry_id} has a letter but is not an outgoing letter",
            f"у работы entry:{entry_id} есть письмо, но она не исходящее письмо",
        )
