"""What one work's blind judgements come to: one, two or three people, none of whom sees what another found.

A difference from the employee's type is judged a second time, blind, before anything follows from it; so is one work in
seven, whatever the first found. Where the two do not agree on a difference, a third person judges. Where nobody is left
to ask, the difference goes to the employee, and then to whoever decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from audit.recoding import Verdict

AUDITORS_MOST = 3
WAITS_FOR_SECOND = timedelta(days=14)
"""After that an office that has a second auditor on paper only is treated as one that has none."""

Vote = tuple[int, Decimal]
"""A type and a quantity."""


class Ground(StrEnum):
    """Why the judgement of a work is locked."""

    ALONE = "alone"
    """One judgement is enough: it agrees with the employee, or nobody else may judge this work."""

    AGREED = "agreed"
    """Two people found the same."""

    ADJUDICATED = "adjudicated"
    """Two did not, and a third person's judgement stands."""

    SPLIT = "split"
    """Two did not, and there is no third: the employee answers, then another person decides."""

    TAKEN_BACK = "taken_back"
    """A key had slipped: nothing stands until the work is judged again."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's blind judgement of a work, and the claim as it stood at that moment."""

    recoding_id: int
    auditor_id: int
    verdict: Verdict
    found: Vote | None
    claimed: Vote

    @property
    def differs(self) -> bool:
        return self.found is not None and self.found != self.claimed


@dataclass(frozen=True, slots=True)
class Locked:
    """The judgement that stands, and why."""

    ground: Ground
    opinion: Opinion


def locked(opinions: Sequence[Opinion], *, is_chosen: bool, others: int) -> Locked | None:
    """Return what stands after `opinions` (in the order they were given), or None while another one is awaited.

    `is_chosen` says that the lot asks for a second opinion in any case; `others` counts the people who could still
    give one.
    """
    if not opinions:
        return None
    first = opinions[0]
    if len(opinions) == 1:
        waits = (is_chosen or first.differs) and others > 0
        return None if waits else Locked(Ground.ALONE, first)
    second = opinions[1]
    if first.found == second.found:
        return Locked(Ground.AGREED, first)
    if not first.differs and not second.differs:
        # One named the employee's own type and the other none: there is nothing to settle.
        return Locked(Ground.ALONE, first if first.found else second)
    if len(opinions) >= AUDITORS_MOST:
        return Locked(Ground.ADJUDICATED, opinions[2])
    return None if others > 0 else Locked(Ground.SPLIT, first if first.differs else second)


def is_wanted(opinions: Sequence[Opinion], *, is_chosen: bool) -> bool:
    """Say whether one more person should judge a work of which `opinions` are given."""
    return locked(opinions, is_chosen=is_chosen, others=1) is None
