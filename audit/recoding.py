"""What the auditor found, judged blind, beside what the employee had chosen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import minutes3
from norms.work_type import Purpose


class Verdict(StrEnum):
    TYPE = "type"
    """The auditor names a type (and a quantity, where the type counts more than ones)."""

    NOT_SURE = "not_sure"
    """The auditor cannot choose between types: no error, counted apart."""

    CANNOT_TELL = "cannot_tell"
    """The record does not show enough to judge (a call without a recording): no error, never changes pay."""

    PORTRAIT_UNCLEAR = "portrait_unclear"
    """The portraits do not say where this belongs: nobody pays for it, and the portrait gets a case."""

    TAKEN_BACK = "taken_back"
    """The auditor's key slipped: the work is judged again."""


class Direction(StrEnum):
    OVER = "over"
    UNDER = "under"
    SAME_MINUTES = "same_minutes"


class TypeIsNeeded(DomainError):
    code = "recoding_needs_a_type"
    status = 422
    en = "Choose a type, or one of “not sure”, “cannot tell”, “portrait is unclear”."
    ru = "Выберите тип или один из ответов: «не уверен(а)», «нельзя понять», «портрет неясен»."


class OwnWork(DomainError):
    code = "audit_own_work"
    status = 403
    en = "This is your own work, and nobody checks their own. It waits for another administrator."
    ru = "Это ваша собственная работа, а свою никто не проверяет. Она ждёт другого администратора."


class NotNextInOrder(DomainError):
    code = "recoding_not_next"
    en = (
        "Works are judged in the order of the draw, and this is not the next one. Open the desk again and "
        "judge the one it shows."
    )
    ru = (
        "Работы проверяют в порядке жребия, а эта — не следующая. Откройте стол проверки снова и оцените ту, "
        "что на нём."
    )


class NothingToTakeBack(DomainError):
    code = "recoding_nothing_to_take_back"
    en = (
        "There is nothing to take back: only your last answer of the past {minutes} minutes can be taken back, "
        "and only before the employee has seen it."
    )
    ru = (
        "Отменять нечего: отменить можно только свой последний ответ за последние {minutes} минут "
        "и только пока сотрудник его не видел."
    )


@dataclass(frozen=True)
class Judged:
    """A type, a quantity and the norm minutes that they make under the norm of the entry's own day."""

    work_type_id: int
    quantity: Decimal
    norm_minutes: Decimal

    @classmethod
    def of(cls, work_type_id: int, quantity: Decimal, minutes_per_unit: Decimal) -> Judged:
        return cls(work_type_id, quantity, minutes3(quantity * minutes_per_unit))


@dataclass(frozen=True)
class Difference:
    """A disagreement: `over_claim` is claimed minus found minutes, of either sign."""

    claimed: Judged
    found: Judged

    @property
    def over_claim(self) -> Decimal:
        return self.claimed.norm_minutes - self.found.norm_minutes

    @property
    def direction(self) -> Direction:
        if self.over_claim == 0:
            return Direction.SAME_MINUTES
        return Direction.OVER if self.over_claim > 0 else Direction.UNDER


def is_answer(purpose: Purpose) -> bool:
    """Say whether a type of this purpose can be what a work is found to be: work described in words is only its
    author's.
    """
    return purpose is not Purpose.DESCRIBED


def compare(claimed: Judged, found: Judged) -> Difference | None:
    """Return the difference in type or quantity, or None where both agree."""
    if (claimed.work_type_id, claimed.quantity) == (found.work_type_id, found.quantity):
        return None
    return Difference(claimed, found)


def taint(claimed_minutes: Decimal, found_minutes: Decimal) -> Decimal:
    """Return the share of the claimed minutes that was over-claimed, from 0 to 1."""
    if claimed_minutes <= 0:
        return Decimal(0)
    return min(max((claimed_minutes - found_minutes) / claimed_minutes, Decimal(0)), Decimal(1))
