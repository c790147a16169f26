"""A norm: the dated rule that says how many minutes one unit of a work type takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from naryad.errors import DomainError
from norms.work_type import Purpose, TypeCard

MOST_MINUTES = Decimal(10_000)


class NoNormInForce(DomainError):
    code = "no_norm_in_force"
    en = (
        "Work type {type} has no norm in force on {day}: its first norm starts on {first_day}. "
        "Enter a norm from that day or earlier, or choose another type."
    )
    ru = (
        "У типа {type} на {day} нет действующей нормы: первая начинается {first_day}. "
        "Введите норму с этого дня или раньше либо выберите другой тип."
    )


class TypeHasNoNorm(NoNormInForce):
    en = (
        "Work type {type} has no approved norm, so work of {day} cannot take it. "
        "Ask the head to approve one, or choose another type."
    )
    ru = (
        "У типа {type} нет утверждённой нормы, поэтому работа за {day} не может его получить. "
        "Попросите руководителя утвердить норму или выберите другой тип."
    )


class MinutesNotANorm(DomainError):
    code = "minutes_not_a_norm"
    status = 422
    en = (
        "{minutes} minutes cannot be the norm of {type}. Give a number above zero, at most 10000, with "
        "3 decimals or fewer."
    )
    ru = "{minutes} мин не может быть нормой типа {type}. Укажите число больше нуля, не больше 10000, до трёх знаков."


class NoNormMeansZero(DomainError):
    code = "no_norm_means_zero"
    status = 422
    en = (
        "Work type {type} is meant to count no norm minutes, so its norm is 0, not {minutes}. For work "
        "that takes time add another type."
    )
    ru = (
        "Тип {type} заведён как тип без нормы: его норма 0, а не {minutes}. Для работы, которая "
        "занимает время, добавьте другой тип."
    )


class NormNeedsSource(DomainError):
    code = "norm_needs_source"
    status = 422
    en = (
        "The norm of {type} has no source. Name the paper or the measurement it comes from, for example "
        "“order 12 of 01.09.2026”."
    )
    ru = "У нормы типа {type} нет основания. Назовите приказ или замер, например «приказ № 12 от 01.09.2026»."


@dataclass(frozen=True, kw_only=True)
class Norm:
    """One version of a type's norm. It counts only once approved; until then it is a proposal."""

    id: int
    work_type_id: int
    version: int
    effective_from: date
    minutes: Decimal
    source: str
    announced_on: date | None = None
    proposed_by: int | None = None
    proposed_at: datetime | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    ground: str | None = None

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


def norm_in_force(norms: Iterable[Norm], *, work_type: str, day: date) -> Norm:
    """Return the norm of `work_type` (a code, for the message) in force on `day`.

    A norm runs until the day before the next one starts; of two that start on one day the later approved holds.
    Only approved norms count. The order of `norms`, all of this one type, does not matter.

    Raises:
        NoNormInForce: `day` is before the first norm. Never a silent zero.
    """
    approved = [norm for norm in norms if norm.is_approved]
    if not approved:
        raise TypeHasNoNorm(type=work_type, day=day)
    begun = [norm for norm in approved if norm.effective_from <= day]
    if not begun:
        raise NoNormInForce(type=work_type, day=day, first_day=min(norm.effective_from for norm in approved))
    return max(begun, key=_standing)


def norm_on(norms: Iterable[Norm], day: date) -> Norm | None:
    """Return the approved norm in force on `day`, or None where the type has none yet."""
    begun = (norm for norm in norms if norm.is_approved and norm.effective_from <= day)
    return max(begun, key=_standing, default=None)


def fair_minutes(card: TypeCard, minutes: Decimal) -> Decimal:
    """Return `minutes` if they can be the norm of `card`.

    Raises:
        NoNormMeansZero: the type counts no norm minutes, and `minutes` is not zero.
        MinutesNotANorm: not above zero, too large, or more than 3 decimals.
    """
    if card.purpose is not Purpose.ORDINARY:
        if minutes != 0:
            raise NoNormMeansZero(type=card.code, minutes=minutes)
        return Decimal(0)
    if not minutes.is_finite() or not 0 < minutes <= MOST_MINUTES or minutes != round(minutes, 3):
        raise MinutesNotANorm(type=card.code, minutes=minutes)
    return minutes


def _standing(norm: Norm) -> tuple[date, datetime, int]:
    assert norm.approved_at is not None
    return norm.effective_from, norm.approved_at, norm.version
