"""Who may open what a letter says: its author always, others only on a ground, and every opening is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from naryad.errors import DomainError

REASON_AT_LEAST = 10
HIDDEN_DAYS = 30
"""How long at most an auditor's name stays hidden from the author while the work is not judged."""


class Ground(StrEnum):
    """Why somebody other than the author opens a letter."""

    SAMPLE = "sample"
    """It was drawn for the check, and lies on this auditor's desk."""

    FINDING = "finding"
    """A disagreement about its type is to be decided."""

    REASON = "reason"
    """A reason written down before it was opened."""


@dataclass(frozen=True, slots=True)
class Opening:
    """On what ground somebody opens a letter. `number` is the finding's, or of the work laid on this auditor's desk."""

    ground: Ground
    number: int = 0
    reason: str = ""

    @property
    def subject(self) -> str:
        """Return how the journal names it. An auditor who reads the journal must not learn whose work it was."""
        return {Ground.SAMPLE: f"laid_work:{self.number}", Ground.FINDING: f"finding:{self.number}"}.get(
            self.ground, ""
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening as it was written down; `shown_at` is None while it is hidden from the author."""

    id: int
    entry_id: int
    reader_id: int
    at: datetime
    ground: Ground
    number: int
    reason: str
    disclosed_at: datetime | None

    def is_shown(self, now: datetime) -> bool:
        """Say whether the author sees it.

        An auditor's name is shown once the judgement is locked, so that nobody talks to an auditor who is still to
        judge; after thirty days it is shown in any case.
        """
        if self.ground is not Ground.SAMPLE or self.disclosed_at is not None:
            return True
        return now - self.at > timedelta(days=HIDDEN_DAYS)


class ContentIsNotYours(DomainError):
    code = "content_is_not_yours"
    status = 403
    en = (
        "What this letter says is read by its author. The check and whoever decides a finding see it on their own "
        "pages; the head or an administrator may open it with a written reason."
    )
    ru = (
        "Текст этого письма читает его автор. Проверяющий и тот, кто решает по расхождению, видят его на своих "
        "страницах; руководитель или администратор могут открыть его, написав причину."
    )


class OpeningNeedsReason(DomainError):
    code = "opening_needs_reason"
    status = 422
    en = "Write in a few words why you open this letter: its author reads that, with your name and the time."
    ru = "Напишите в нескольких словах, зачем вы открываете письмо: автор прочтёт это вместе с вашим именем и временем."
