"""A trial norm: counted beside the norm in force for a range of days, shown to everybody, never paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import minutes3
from norms.study import TypeIsNotMeasured
from norms.work_type import Purpose, TypeCard

LONGEST_DAYS = 184
LONGEST_REASON = 600


class TrialOutcome(StrEnum):
    """What became of a trial."""

    PROPOSED = "proposed"
    DROPPED = "dropped"


class NoSuchTrial(DomainError):
    code = "no_such_trial"
    status = 404
    en = "There is no trial norm number {number}. Open it from the list of trials."
    ru = "Пробной нормы с номером {number} нет. Откройте её из списка."


class TrialStartsInThePast(DomainError):
    code = "trial_starts_in_the_past"
    status = 422
    en = "The trial would start on {first_day}, before today. People are told first: choose {today} or later."
    ru = "Проба началась бы {first_day}, в прошлом. Сначала о ней говорят людям: выберите {today} или позже."


class TrialDaysAreSwapped(DomainError):
    code = "trial_days_are_swapped"
    status = 422
    en = "The trial would end on {last_day}, before it starts on {first_day}. Correct one of the days."
    ru = "Проба закончилась бы {last_day}, раньше начала {first_day}. Исправьте один из дней."


class TrialIsTooLong(DomainError):
    code = "trial_is_too_long"
    status = 422
    en = "The trial would last {days} days; half a year ({most}) tells enough. Choose an earlier end."
    ru = "Проба длилась бы дней: {days}, а полугода ({most}) достаточно. Выберите конец пораньше."


class TrialsOverlap(DomainError):
    code = "trials_overlap"
    en = (
        "{type} already has a trial norm of {minutes} min from {first_day} to {last_day}. Two at once would tell "
        "nothing: end that one, or choose other days."
    )
    ru = (
        "У типа {type} уже идёт проба: {minutes} мин с {first_day} по {last_day}. Две сразу ничего не скажут: "
        "закончите ту или выберите другие дни."
    )


class TrialNeedsReason(DomainError):
    code = "trial_needs_reason"
    status = 422
    en = "Say what the trial norm of {type} is to find out; everybody reads it."
    ru = "Напишите, что должна показать пробная норма типа {type}: это прочтут все."


class TrialSameAsNorm(DomainError):
    code = "trial_same_as_norm"
    status = 422
    en = "{minutes} min is the norm of {type} in force. A trial shows something only with another number."
    ru = "{minutes} мин — действующая норма типа {type}. Проба что-то покажет только с другим числом."


class TrialIsOver(DomainError):
    code = "trial_is_over"
    en = "This trial was ended on {day}: “{reason}”. Begin another one if it is wanted again."
    ru = "Эта проба закончена {day}: «{reason}». Если она снова нужна, начните новую."


class TrialEndNeedsReason(DomainError):
    code = "trial_end_needs_reason"
    status = 422
    en = "Say why the trial ends so; people counted beside it."
    ru = "Напишите, почему проба заканчивается так: по ней считали рядом."


@dataclass(frozen=True, slots=True)
class TrialEnd:
    """What became of a trial, and the last day it counted."""

    last_day: date
    outcome: TrialOutcome
    norm_id: int | None
    reason: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialNorm:
    """A norm tried on the work of the days from `first_day` to `last_day`, both included."""

    id: int
    work_type_id: int
    minutes: Decimal
    first_day: date
    last_day: date
    reason: str
    study_id: int | None
    begun_by: int
    begun_at: datetime
    end: TrialEnd | None = None

    @property
    def until(self) -> date:
        """The last day whose work it counts; before `first_day` where it was ended before it began."""
        return self.last_day if self.end is None else min(self.last_day, self.end.last_day)

    def runs_on(self, day: date) -> bool:
        return self.first_day <= day <= self.until


@dataclass(frozen=True, slots=True)
class TrialOutput:
    """One person's work of the type in the days of a trial: norm minutes as counted, and as the trial norm would."""

    employee_id: int
    quantity: Decimal
    norm_minutes: Decimal
    trial_minutes: Decimal

    @property
    def difference(self) -> Decimal:
        return self.trial_minutes - self.norm_minutes


def fair_trial(
    card: TypeCard,
    *,
    minutes: Decimal,
    norm_minutes: Decimal | None,
    first_day: date,
    last_day: date,
    reason: str,
    today: date,
    others: Iterable[TrialNorm],
) -> None:
    """Pass in silence if such a trial may begin; `others` are the type's trials.

    Raises:
        TypeIsNotMeasured, TrialDaysAreSwapped, TrialStartsInThePast, TrialIsTooLong, TrialNeedsReason,
        TrialSameAsNorm, TrialsOverlap.
    """
    if card.purpose is not Purpose.ORDINARY:
        raise TypeIsNotMeasured(type=card.code)
    if last_day < first_day:
        raise TrialDaysAreSwapped(first_day=first_day, last_day=last_day)
    if first_day < today:
        raise TrialStartsInThePast(first_day=first_day, today=today)
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise TrialIsTooLong(days=(last_day - first_day).days + 1, most=LONGEST_DAYS)
    if not reason.strip():
        raise TrialNeedsReason(type=card.code)
    if minutes == norm_minutes:
        raise TrialSameAsNorm(type=card.code, minutes=minutes)
    for other in others:
        if other.first_day <= other.until and first_day <= other.until and other.first_day <= last_day:
            raise TrialsOverlap(type=card.code, minutes=other.minutes, first_day=other.first_day, last_day=other.until)


def last_day_if_ended(trial: TrialNorm, today: date) -> date:
    """Return the last day a trial counts when it is ended today: today is not over, so the day before."""
    return min(trial.last_day, max(today - timedelta(days=1), trial.first_day - timedelta(days=1)))


def trial_output(minutes: Decimal, done: Iterable[tuple[int, Decimal, Decimal]]) -> tuple[TrialOutput, ...]:
    """Count the work `done` (employee id, quantity, norm minutes counted) by a trial norm of `minutes` a unit."""
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    for employee_id, quantity, norm_minutes in done:
        before = sums.get(employee_id, (Decimal(0), Decimal(0)))
        sums[employee_id] = before[0] + quantity, before[1] + norm_minutes
    return tuple(
        TrialOutput(employee_id, quantity, counted, minutes3(quantity * minutes))
        for employee_id, (quantity, counted) in sorted(sums.items())
    )
