"""A study of how long one unit of a type takes: what was measured, how, by whom, and on whose consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from naryad.errors import DomainError
from norms.example import Withdrawal
from norms.work_type import Purpose, TypeCard

LONGEST_NOTE = 600


class Method(StrEnum):
    """How the time was found out."""

    TIME_STUDY = "time_study"
    """A stopwatch, unit by unit (хронометраж)."""
    LOOKS = "looks"
    """Looks at random moments (моментные наблюдения)."""
    TOTALS = "totals"
    """Days' clock minutes against how much of each type was done on them."""
    CALLS = "calls"
    """How long calls really lasted, as the exchange wrote down."""

    def label(self, language: str) -> str:
        english, russian = _METHODS[self]
        return russian if language == "ru" else english


class NoSuchStudy(DomainError):
    code = "no_such_study"
    status = 404
    en = "There is no study number {number}. Open it from the page of calibration."
    ru = "Замера с номером {number} нет. Откройте его со страницы сверки норм."


class TypeIsNotMeasured(DomainError):
    code = "type_is_not_measured"
    status = 422
    en = "{type} has no norm of minutes by design, so there is nothing to measure. Choose a type with a norm."
    ru = "Тип {type} заведён без нормы времени, мерить нечего. Выберите тип с нормой."


class StudyDayIsAhead(DomainError):
    code = "study_day_is_ahead"
    status = 422
    en = "The day of the study, {day}, has not come yet. Give the day on which it was done."
    ru = "День замера {day} ещё не наступил. Укажите день, когда мерили."


class StudyDaysAreSwapped(DomainError):
    code = "study_days_are_swapped"
    status = 422
    en = "The study would end on {last_day}, before it began on {first_day}. Correct one of the days."
    ru = "Замер закончился бы {last_day}, раньше своего начала {first_day}. Исправьте один из дней."


class NobodyWasWatched(DomainError):
    code = "nobody_was_watched"
    status = 422
    en = "Say whose work was measured. A time study without a person is a guess."
    ru = "Укажите, чью работу мерили. Замер без человека — догадка."


class ConsentIsMissing(DomainError):
    code = "study_consent_is_missing"
    status = 422
    en = "{name} was watched on whose consent? Name it: said on which day, or written on which paper."
    ru = "На каком согласии наблюдали ({name})? Назовите: сказано какого числа или на какой бумаге."


class WatchedIsObserver(DomainError):
    code = "watched_is_observer"
    status = 422
    en = "{name} would be measuring their own work. Let somebody else hold the stopwatch, or record it under them."
    ru = "{name} мерил(а) бы собственную работу. Пусть наблюдает другой и запишет замер сам."


class StudyIsWithdrawn(DomainError):
    code = "study_is_withdrawn"
    en = "This study was withdrawn on {day}: “{reason}”. Take another, or measure again."
    ru = "Этот замер убран {day}: «{reason}». Возьмите другой или измерьте заново."


class StudyWithdrawalNeedsReason(DomainError):
    code = "study_withdrawal_needs_reason"
    status = 422
    en = "Say why the study is not to be relied on; it stays readable with the reason."
    ru = "Напишите, почему на замер нельзя полагаться: он останется виден вместе с причиной."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a method says of one unit, in minutes with 3 places. `minutes` is what the norm would be, with its interval.

    `mean`, `median` and `deviation` are of what was observed, before rating and allowances.
    """

    observations: int
    needed: int | None
    mean: Decimal
    median: Decimal | None
    deviation: Decimal
    minutes: Decimal
    low: Decimal
    high: Decimal
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_enough(self) -> bool:
        """As many observations as the wished accuracy asks for; True where the method asks for none."""
        return self.needed is None or self.observations >= self.needed


@dataclass(frozen=True, slots=True)
class Watched:
    """A person whose work was watched, and their consent."""

    employee_id: int
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study as it was recorded. `norm_minutes` was in force then (None: no norm yet)."""

    id: int
    work_type_id: int
    method: Method
    first_day: date
    last_day: date
    measured: Measured
    norm_minutes: Decimal | None
    note: str
    recorded_by: int
    recorded_at: datetime
    watched: tuple[Watched, ...] = ()
    withdrawn: Withdrawal | None = None

    def excludes(self, minutes: Decimal) -> bool:
        """Say whether the interval leaves `minutes` outside."""
        return not self.measured.low <= minutes <= self.measured.high


def fair_study(
    card: TypeCard,
    *,
    method: Method,
    first_day: date,
    last_day: date,
    today: date,
    watched: Sequence[Watched],
    observer_id: int,
    names: Mapping[int, str],
) -> None:
    """Pass in silence if a study may be recorded so. Methods that read kept records watch nobody.

    Raises:
        TypeIsNotMeasured, StudyDayIsAhead, StudyDaysAreSwapped, NobodyWasWatched, ConsentIsMissing, WatchedIsObserver.
    """
    if card.purpose is not Purpose.ORDINARY:
        raise TypeIsNotMeasured(type=card.code)
    if last_day < first_day:
        raise StudyDaysAreSwapped(first_day=first_day, last_day=last_day)
    if last_day > today:
        raise StudyDayIsAhead(day=last_day)
    if method in (Method.TOTALS, Method.CALLS):
        return
    if not watched:
        raise NobodyWasWatched()
    for one in watched:
        if one.employee_id == observer_id:
            raise WatchedIsObserver(name=names[one.employee_id])
        if not one.consent.strip():
            raise ConsentIsMissing(name=names[one.employee_id])


_METHODS = {
    Method.TIME_STUDY: ("time study", "хронометраж"),
    Method.LOOKS: ("work sampling", "моментные наблюдения"),
    Method.TOTALS: ("days' totals", "итоги дней"),
    Method.CALLS: ("durations of calls", "длительность звонков"),
}
