"""How long each part of a letter is kept: whole months after the month it was counted in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from naryad.days import Period


class Part(StrEnum):
    """What is kept of a letter apart from the work itself, each with a time of its own."""

    TEXT = "text"
    HEAD = "head"
    FILE = "file"
    REFUSAL = "refusal"

    @property
    def setting(self) -> str:
        """Return the name of the office's choice of months."""
        return f"keep_{self.value}_months"

    @property
    def waits_for_closing(self) -> bool:
        """Say whether the audit or pay may still ask for it while the month is open."""
        return self is not Part.REFUSAL


@dataclass(frozen=True, slots=True)
class Removed:
    """How much one round deleted; `held` were due and stay, because a check or an open month still needs them."""

    texts: int = 0
    heads: int = 0
    files: int = 0
    refusals: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        return self.texts + self.heads + self.files + self.refusals


def due_on(period: Period, months: int) -> date:
    """Return the first day on which what belongs to `period` may go: after `months` whole months behind it."""
    for _ in range(months + 1):
        period = period.next()
    return period.first_day


def latest_due(today: date, months: int) -> Period:
    """Return the latest month whose content may go `today`; it and everything before it is due."""
    period = Period.of_day(today)
    for _ in range(months + 1):
        period = period.previous()
    return period
