"""What suggestions learn from, what their trainings came to, and how people took them month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from audit.fitting import Example
from audit.recoding import Verdict
from audit.store.sample import works
from audit.tables.finding import DecisionRow, FindingRow
from audit.tables.recoding import RecodingRow
from audit.tables.training import SuggestionTrainingRow
from audit.training import Figures
from naryad.days import Period, local_day
from naryad.office import office_of
from worklog.store.suggestion import counted_works, shown_suggestions, typed_works

LOOKS_BACK_DAYS = 365
WORKS_MAX = 20_000
JUDGED_WEIGHT = 3
"""A work whose type somebody besides its author has judged teaches three times as much."""


@dataclass(frozen=True, slots=True)
class Training:
    """One training as the pages show it. `figures` is None where it came to none, and `refusal` then says why."""

    id: int
    begun_by: int | None
    begun_at: datetime
    step: str
    ended_at: datetime | None
    outcome: str
    digest: str
    figures: Figures | None
    refusal: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MonthOfSuggestions:
    """How suggestions did in a month. `judged` are those on works that the check has judged since."""

    month: Period
    shown: int
    taken: int
    judged: int
    right: int
    people_right: int

    @property
    def taken_percent(self) -> int:
        return _percent(self.taken, self.shown)

    @property
    def right_percent(self) -> int:
        return _percent(self.right, self.judged)

    @property
    def people_right_percent(self) -> int:
        return _percent(self.people_right, self.judged)


def examples(session: Session, today: date) -> list[Example]:
    """Return a year's decided works to learn from; those with a finding nobody has decided are left out."""
    judged = judged_types(session)
    undecided = _undecided(session)
    return [
        Example(
            look=work.look,
            work_type_id=work.work_type_id,
            author_id=work.employee_id,
            day=work.day,
            weight=JUDGED_WEIGHT if work.entry_id in judged else 1,
        )
        for work in typed_works(session, since=today - timedelta(days=LOOKS_BACK_DAYS), at_most=WORKS_MAX)
        if work.entry_id not in undecided
    ]


def examples_count(session: Session, today: date) -> int:
    """Return how many works there are to learn from, without reading them; a few that teach nothing are counted too."""
    return counted_works(session, since=today - timedelta(days=LOOKS_BACK_DAYS), at_most=WORKS_MAX)


def judged_types(session: Session) -> dict[int, int]:
    """Return the type each checked entry has after the check: the claim where it agreed, else what was decided.

    Works that were judged and wait for a decision are not here.
    """
    decided = _decided(session)
    found = {}
    for work in works(session, verdict=Verdict.TYPE):
        if not work.differs and work.claimed_work_type_id is not None:
            found[work.entry_id] = work.claimed_work_type_id
        elif work.entry_id in decided:
            found[work.entry_id] = decided[work.entry_id]
    return found


def months_of_suggestions(session: Session, since: datetime) -> list[MonthOfSuggestions]:
    """Return what became of suggestions, month by month, the latest first."""
    zone = office_of(session).zone
    judged = judged_types(session)
    months: dict[Period, list[int]] = {}
    for shown in shown_suggestions(session, since=since):
        figures = months.setdefault(Period.of_day(local_day(shown.at, zone)), [0] * 5)
        truth = judged.get(shown.entry_id)
        for at, is_so in enumerate(
            (
                True,
                shown.taken,
                truth is not None,
                truth == shown.work_type_id,
                truth is not None and truth == shown.given_work_type_id,
            )
        ):
            figures[at] += is_so
    return [MonthOfSuggestions(month, *figures) for month, figures in sorted(months.items(), reverse=True)]


def trainings(session: Session, *, limit: int = 20) -> list[Training]:
    """Return the latest trainings, the latest first."""
    rows = session.exec(select(SuggestionTrainingRow).order_by(col(SuggestionTrainingRow.id).desc()).limit(limit))
    return [_training(row) for row in rows]


def _training(row: SuggestionTrainingRow) -> Training:
    facts: Any = row.facts or {}
    return Training(
        id=row.id or 0,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        step=row.step,
        ended_at=row.ended_at,
        outcome=row.outcome,
        digest=row.digest,
        figures=Figures.of_facts(facts) if "works" in facts else None,
        refusal={language: facts[language] for language in ("en", "ru") if language in facts},
    )


def _undecided(session: Session) -> set[int]:
    """Return the entries with a finding that nobody has decided."""
    query = (
        select(FindingRow.entry_id)
        .outerjoin(DecisionRow, col(DecisionRow.finding_id) == col(FindingRow.id))
        .where(col(DecisionRow.id).is_(None))
    )
    return set(session.exec(query))


def _decided(session: Session) -> dict[int, int]:
    """Return the decided type of each entry with a decided finding; a second decision speaks over the first."""
    query = (
        select(FindingRow.entry_id, DecisionRow.work_type_id)
        .join(DecisionRow, col(DecisionRow.finding_id) == col(FindingRow.id))
        .join(RecodingRow, col(RecodingRow.id) == col(FindingRow.recoding_id))
        .order_by(col(FindingRow.id), col(DecisionRow.revision))
    )
    return {entry_id: work_type_id for entry_id, work_type_id in session.exec(query)}  # noqa: C416 - a result has keys()


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
