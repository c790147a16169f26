"""A list that is being frozen or drawn: which step it is at, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from naryad.errors import DomainError

SILENT_AFTER = timedelta(minutes=10)
"""A making that has told nothing for so long was stopped with its process."""


class What(StrEnum):
    FREEZE = "freeze"
    DRAW = "draw"


class Step(StrEnum):
    READING = "reading"
    HASHING = "hashing"
    STORING = "storing"
    DRAWING = "drawing"


STEPS = {What.FREEZE: (Step.READING, Step.HASHING, Step.STORING), What.DRAW: (Step.DRAWING, Step.STORING)}


class MakingUnderWay(DomainError):
    code = "list_making_under_way"
    en = "The list of {key} is being made right now, since {at}. Wait until that is done."
    ru = "Список за {key} как раз составляется или разыгрывается, с {at}. Дождитесь конца."


class NoSuchMaking(DomainError):
    code = "no_such_list_making"
    status = 404
    en = "Nothing like this was begun. Open the page of lists."
    ru = "Такого не начинали. Откройте страницу списков."


@dataclass(frozen=True)
class Making:
    """One freezing or drawing as the pages show it. `outcome` is empty while it goes on: then done, refused, failed."""

    id: int
    what: What
    period_key: str
    frame_id: int | None
    begun_by: int
    begun_at: datetime
    step: Step
    done: int
    whole: int
    told_at: datetime
    outcome: str
    refusal: Mapping[str, Any]

    @property
    def step_number(self) -> int:
        """Return the number of the step, from 1."""
        return STEPS[self.what].index(self.step) + 1

    @property
    def steps(self) -> int:
        return len(STEPS[self.what])

    @property
    def percent(self) -> int:
        """Return how much of the step is done."""
        return min(100, 100 * self.done // self.whole) if self.whole else 0

    def goes_on(self, now: datetime) -> bool:
        return not self.outcome and now - self.told_at < SILENT_AFTER
