"""Twenty minutes a week: what they buy, and how they are spread over people.

A check takes about a minute. The works of a week are spread by norm minutes with at least one for each person who
has any; a newcomer's first month and an open question (E of 10 or more) weigh double, a quiet quarter weighs half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from audit.estimate import detection
from naryad.money import share_by_largest_remainder

MINUTES_A_CHECK = 1
QUARTER_WEEKS = 13


class Attention(StrEnum):
    USUAL = "usual"
    NEWCOMER = "newcomer"
    OPEN_QUESTION = "open_question"
    QUIET = "quiet"


_WEIGHTS = {
    Attention.USUAL: Decimal(1),
    Attention.NEWCOMER: Decimal(2),
    Attention.OPEN_QUESTION: Decimal(2),
    Attention.QUIET: Decimal("0.5"),
}


@dataclass(frozen=True)
class Share:
    """One person's list: how many entries and norm minutes it holds, and what attention it is due."""

    number: str
    entries: int
    norm_minutes: Decimal
    attention: Attention = Attention.USUAL


@dataclass(frozen=True)
class Bought:
    """What a person's sample can see: its size, and the chance that it meets one of `wrong_percent` wrong entries."""

    entries: int
    sample: int
    chance_week: float
    chance_quarter: float


def samples(minutes_a_week: int, shares: Sequence[Share]) -> dict[str, int]:
    """Return the sample size of each person: by weighted norm minutes, at least 1 each, never more than they have.

    Where the budget has less than one for each, everybody still has one; `minutes_needed` says what that costs. A
    budget of nothing checks nobody.
    """
    people = [share for share in shares if share.entries > 0]
    if minutes_a_week <= 0 or not people:
        return {share.number: 0 for share in shares}
    sizes = {share.number: 0 for share in shares} | {share.number: 1 for share in people}
    left = minutes_a_week // MINUTES_A_CHECK - len(people)
    while left > 0:
        open_people = [share for share in people if sizes[share.number] < share.entries]
        if not open_people:
            break
        weights = [share.norm_minutes * _WEIGHTS[share.attention] for share in open_people]
        parts = share_by_largest_remainder(Decimal(left), weights, places=0)
        for share, part in zip(open_people, parts, strict=True):
            taken = min(int(part), share.entries - sizes[share.number])
            sizes[share.number] += taken
            left -= taken
    return sizes


def minutes_needed(sizes: dict[str, int]) -> int:
    return sum(sizes.values()) * MINUTES_A_CHECK


def bought(share: Share, sample: int, wrong_percent: int = 10) -> Bought:
    """Return the chance to meet at least one wrong entry if `wrong_percent` of them are, in a week and in a quarter.

    The quarter is taken as thirteen weeks like this one; equal sizes are assumed, and sizes by minutes find
    over-claimed long work sooner.
    """
    wrong = max(1, share.entries * wrong_percent // 100) if share.entries else 0
    quarter = detection(share.entries * QUARTER_WEEKS, wrong * QUARTER_WEEKS, sample * QUARTER_WEEKS) if wrong else 0.0
    return Bought(share.entries, sample, detection(share.entries, wrong, sample) if wrong else 0.0, quarter)
