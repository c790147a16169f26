"""The check of the checkers: how each does on works of known type, against a second opinion, and after appeals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from audit.estimate import wilson

LEFT_THE_DESK_SECONDS = 30 * 60
"""A longer look is a desk somebody left, and says nothing about the time a work takes."""

FEWEST_KNOWN = 8
HITS_LOW = 0.8
"""Below that share of known works found right, an auditor is asked to read the portraits again."""


class Answered(StrEnum):
    """How a decided finding had been answered."""

    AGREED = "agreed"
    APPEALED = "appealed"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Told:
    """One decided finding: how it was answered, whether the employee's word prevailed, and who had found right."""

    finding_id: int
    claimed_type_id: int
    answered: Answered
    is_overturned: bool
    """The decision names another type or quantity than the check had found."""

    in_favour: bool
    """The check had found more minutes than the employee claimed."""

    found_right: Mapping[int, bool]
    """By the auditor's id: whether their own blind judgement is what was decided."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some of a number, with its Wilson interval at 95%."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.count / self.of) if self.of else None

    @property
    def interval(self) -> tuple[int, int] | None:
        if not self.of:
            return None
        low, high = wilson(self.count, self.of)
        return round(100 * low), round(100 * high)


@dataclass(frozen=True)
class Auditor:
    """One auditor's figures over a stretch of time."""

    auditor_id: int
    judged: int
    seconds: tuple[float, ...]
    known: Share
    seconded: Share
    """Works judged twice by lot on which the other found the same."""

    decided: Share
    """Decided findings in which this auditor's own judgement was what was decided."""

    @property
    def seconds_a_work(self) -> int | None:
        looked = [each for each in self.seconds if 0 < each <= LEFT_THE_DESK_SECONDS]
        return round(median(looked)) if looked else None

    @property
    def should_read_again(self) -> bool:
        """Enough works of known type, and the whole interval of hits below what is asked."""
        if self.known.of < FEWEST_KNOWN:
            return False
        return wilson(self.known.count, self.known.of)[1] < HITS_LOW


@dataclass(frozen=True)
class Appeals:
    """What became of findings."""

    decided: int
    agreed: int
    silent: int
    appealed: int
    upheld: Share
    """Appeals after which something else than the check's finding stands."""

    by_type: tuple[tuple[int, Share], ...] = field(default=())
    """By the type the employee had chosen, the most appealed first."""

    @classmethod
    def of(cls, told: Iterable[Told]) -> Appeals:
        findings = list(told)
        appealed = [each for each in findings if each.answered is Answered.APPEALED]
        types = {each.claimed_type_id for each in appealed}
        by_type = [
            (type_id, _upheld(each for each in appealed if each.claimed_type_id == type_id)) for type_id in types
        ]
        return cls(
            decided=len(findings),
            agreed=sum(each.answered is Answered.AGREED for each in findings),
            silent=sum(each.answered is Answered.SILENT for each in findings),
            appealed=len(appealed),
            upheld=_upheld(appealed),
            by_type=tuple(sorted(by_type, key=lambda pair: (-pair[1].of, pair[0]))),
        )


def _upheld(appealed: Iterable[Told]) -> Share:
    given = list(appealed)
    return Share(sum(each.is_overturned for each in given), len(given))
