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
    NOTICE = "notice"
    """A mail of the program itself: to whom it went, what about, and what became of it."""

    @property
    def setting(self) -> str:
        """Return the name of the office's choice of months; the program's mails go with the list of refusals."""
        return f"keep_{(Part.REFUSAL if self is Part.NOTICE else self).value}_months"

    @property
    def waits_for_closing(self) -> bool:
        """Say whether the audit or pay may still ask for it while the month is open."""
        return self not in (Part.REFUSAL, Part.NOTICE)


@dataclass(frozen=True, slots=True)
class Removed:
    """How much one round deleted; `held` were due and stay, because a check or an open month still needs them."""

    texts: int = 0
    heads: int = 0
    files: int = 0
    refusals: int = 0
    notices: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        return self.texts + self.heads + self.files + self.refusals + self.notices


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
