"""Drawn works whose judgement is not locked yet, what has been said of them, and who may still say something."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import false, func, select
from sqlmodel import Session, col

from audit.panel import Opinion
from audit.recoding import Verdict
from audit.store.judgement import standing_judgements
from audit.store.sample import standing_sample_ids
from audit.tables.desk import SecondChoiceRow
from audit.tables.frame import FrameLineRow, FrameRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow, SampleRow
from naryad import staff
from naryad.people import Employee, Role
from worklog.store.readers import opened_with_reason

ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A drawn work whose judgement is not locked."""

    item_id: int
    sample_id: int
    frame_id: int
    entry_id: int
    employee_id: int
    handle: str
    uid: str
    code: str
    rank: str
    seed: str
    is_chosen: bool
    """The lot asks for a second opinion whatever the first says."""


@dataclass(frozen=True)
class Auditors:
    """Who may judge today, and which letters each of them knows from outside the check."""

    people: tuple[Employee, ...]
    known: dict[int, set[int]]

    def may_judge(self, person_id: int, work: OpenWork) -> bool:
        """Nobody judges their own work, nor a letter they opened outside the check."""
        return person_id != work.employee_id and work.entry_id not in self.known.get(person_id, ())

    def others(self, work: OpenWork, given: Collection[int]) -> int:
        """Count the people who could judge a work besides those who have (`given`)."""
        return sum(person.id not in given and self.may_judge(person.id, work) for person in self.people)


def auditors_on(session: Session, today: date) -> Auditors:
    people = tuple(person for person in staff.employees(session, today) if Role.ADMINISTRATOR in person.roles)
    return Auditors(people, {person.id: opened_with_reason(session, person.id) for person in people})


def open_works(session: Session, *, item_id: int | None = None) -> list[OpenWork]:
    """Return the works of standing draws that are not locked: lists from the oldest, within a list by rank."""
    standing = standing_judgements()
    query: Any = (
        select(
            col(SampleItemRow.id),
            col(SampleItemRow.sample_id),
            col(FrameRow.id).label("frame_id"),
            col(SampleItemRow.entry_id),
            col(SampleItemRow.employee_id),
            col(SampleItemRow.handle),
            col(FrameLineRow.uid),
            col(FrameLineRow.code),
            col(SampleItemRow.rank),
            col(SampleRow.seed),
            func.coalesce(col(SecondChoiceRow.is_chosen), false()).label("is_chosen"),
        )
        .join(SampleRow, col(SampleRow.id) == col(SampleItemRow.sample_id))
        .join(FrameRow, col(FrameRow.id) == col(SampleRow.frame_id))
        .join(FrameLineRow, col(FrameLineRow.id) == col(SampleItemRow.frame_line_id))
        .outerjoin(SecondChoiceRow, col(SecondChoiceRow.sample_item_id) == col(SampleItemRow.id))
        .outerjoin(standing, standing.c.sample_item_id == col(SampleItemRow.id))
        .where(col(SampleRow.id).in_(standing_sample_ids(session)), standing.c.recoding_id.is_(None))
        .order_by(col(FrameRow.last_day), col(FrameRow.id), col(SampleItemRow.desk_order))
    )
    if item_id is not None:
        query = query.where(col(SampleItemRow.id) == item_id)
    return [OpenWork(*row) for row in session.connection().execute(query)]


def opinions_of(session: Session, item_ids: Sequence[int]) -> dict[int, list[Opinion]]:
    """Return what has been found of each work, in the order it was found; what was taken back is not in it."""
    found: dict[int, list[Opinion]] = {}
    for start in range(0, len(item_ids), ASKED_AT_ONCE):
        part = item_ids[start : start + ASKED_AT_ONCE]
        query = select(RecodingRow.__table__.c).where(col(RecodingRow.sample_item_id).in_(part))  # type: ignore[attr-defined]
        last = {
            (row.sample_item_id, row.auditor_id): row
            for row in session.connection().execute(query.order_by(col(RecodingRow.id)))
        }
        for row in sorted(last.values(), key=lambda row: int(row.id)):
            if row.verdict != Verdict.TAKEN_BACK.value:
                opinion = Opinion(
                    recoding_id=row.id,
                    auditor_id=row.auditor_id,
                    verdict=Verdict(row.verdict),
                    found=None if row.work_type_id is None else (row.work_type_id, row.quantity),
                    claimed=(row.claimed_work_type_id, row.claimed_quantity),
                )
                found.setdefault(row.sample_item_id, []).append(opinion)
    return found


def awaited_since(session: Session, item_ids: Sequence[int]) -> dict[int, datetime]:
    """Return, for works that somebody has judged, when the last judgement was made."""
    found: dict[int, datetime] = {}
    for start in range(0, len(item_ids), ASKED_AT_ONCE):
        query = (
            select(col(RecodingRow.sample_item_id), col(RecodingRow.at))
            .where(col(RecodingRow.sample_item_id).in_(item_ids[start : start + ASKED_AT_ONCE]))
            .order_by(col(RecodingRow.id))
        )
        for item_id, at in session.connection().execute(query):
            found[item_id] = at
    return found
