"""From what was observed to minutes for one unit with an interval: readings, looks, durations.

Statistics are floats in here, and what leaves is exact minutes with three places. Sources: `time_study`,
`work_sampling`; Wilson 1927 for a share; Cochran, Sampling Techniques (1977), chapter 6, for a mean over clusters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad import bounds
from naryad.distribution import student_quantile
from naryad.errors import DomainError
from naryad.money import minutes3
from norms import time_study, work_sampling
from norms.study import Measured
from norms.time_study import AllowanceOf, piece_time, standard_time

LEAST_READINGS = 2
LEAST_CALLS = 10


class MoreLooksThanAll(DomainError):
    code = "more_looks_than_all"
    status = 422
    en = "{part} looks saw this work, of {whole} in all: a part cannot be more than the whole. Count again."
    ru = "Эту работу застали {part} раз, а всего взглядов {whole}: часть не больше целого. Пересчитайте."


class NothingWasSeen(DomainError):
    code = "nothing_was_seen"
    status = 422
    en = "No look saw this work, so nothing can be said of it. Look longer, or at another time of day."
    ru = "Ни один взгляд не застал эту работу, сказать о ней нечего. Понаблюдайте дольше или в другое время."


class TooFewCalls(DomainError):
    code = "too_few_calls"
    status = 422
    en = "There are {given} calls of {type} in these days; at least {least} are needed. Take more days."
    ru = "Звонков типа {type} за эти дни {given}, а нужно не меньше {least}. Возьмите больше дней."


class Form(StrEnum):
    """How allowances go on top of the normal time; a study stores which."""

    PIECE = "piece"
    """Тшт = Топ (1 + (а_обс + а_отл) / 100)."""
    JOB_TIME = "job_time"
    """normal x (1 + a)."""
    WORK_DAY = "work_day"
    """normal / (1 - a)."""


@dataclass(frozen=True, slots=True)
class Allowances:
    """Per cents on top of the normal time: `tending` and `rest` for the Russian form, `rest` alone for the others."""

    form: Form = Form.PIECE
    tending_percent: Decimal = Decimal(0)
    rest_percent: Decimal = Decimal(0)

    def on(self, normal: float) -> float:
        """Return the standard time; refused by name where a per cent cannot be used."""
        tending, rest = float(self.tending_percent), float(self.rest_percent)
        if self.form is Form.PIECE:
            return piece_time(normal, tending_percent=tending, rest_percent=rest)
        return standard_time(normal, rest / 100, AllowanceOf(self.form.value))

    def as_facts(self) -> dict[str, str]:
        return {"form": self.form.value, "tending": str(self.tending_percent), "rest": str(self.rest_percent)}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What a study should reach: +- `error_percent` at `confidence_percent`."""

    error_percent: Decimal = Decimal(10)
    confidence_percent: Decimal = Decimal(95)

    @property
    def error(self) -> float:
        return bounds.share(float(self.error_percent) / 100, "error")

    @property
    def confidence(self) -> float:
        return bounds.share(float(self.confidence_percent) / 100, "confidence")

    @property
    def z(self) -> float:
        return time_study.z_of(self.confidence)

    def as_facts(self) -> dict[str, str]:
        return {"error": str(self.error_percent), "confidence": str(self.confidence_percent)}


def of_readings(
    seconds: Sequence[Decimal], *, rating_percent: Decimal, allowances: Allowances, accuracy: Accuracy
) -> Measured:
    """Return what stopwatch readings say: normal = mean x rating, and allowances; Student's interval of the mean.

    Raises:
        TooFewFigures, NotPositive, Negative, NotAShare.
    """
    bounds.at_least(seconds, LEAST_READINGS)
    times = [float(one) / 60 for one in seconds]
    rating = bounds.positive(float(rating_percent) / 100, "rating")
    found = time_study.element(times, rating=rating)
    standard = allowances.on(found.normal)
    quantile = student_quantile((1 + accuracy.confidence) / 2, found.readings - 1)
    half = quantile * found.deviation / math.sqrt(found.readings) * standard / found.mean
    needed = time_study.observations(found.mean, found.deviation, error=accuracy.error, z=accuracy.z)
    return _measured(
        observations=found.readings,
        needed=max(LEAST_READINGS, math.ceil(needed - 1e-9)),
        mean=found.mean,
        median=_median(times),
        deviation=found.deviation,
        minutes=standard,
        half=(half, half),
        facts={"rating": str(rating_percent), **allowances.as_facts(), **accuracy.as_facts()},
    )


@dataclass(frozen=True, slots=True)
class Looks:
    """What looks at random moments saw: `of_type` of `whole`, over `minutes` in which `units` were done."""

    of_type: int
    whole: int
    minutes: Decimal
    units: Decimal


def of_looks(looks: Looks, *, rating_percent: Decimal, allowances: Allowances, accuracy: Accuracy) -> Measured:
    """Return what looks say: minutes watched x share / units, rated, with allowances; Wilson's interval of the share.

    `accuracy.error_percent` are points of the share, as n = z^2 p (1 - p) / e^2 has it.

    Raises:
        MoreLooksThanAll, NothingWasSeen, NotPositive, NotACount, Negative, NotAShare.
    """
    bounds.count(looks.whole, "sample", least=1)
    bounds.count(looks.of_type, "count")
    if looks.of_type > looks.whole:
        raise MoreLooksThanAll(part=looks.of_type, whole=looks.whole)
    if looks.of_type == 0:
        raise NothingWasSeen()
    rating = bounds.positive(float(rating_percent) / 100, "rating")
    share = looks.of_type / looks.whole

    def unit(part: float) -> float:
        raw = work_sampling.unit_time(float(looks.minutes), share=part, units=float(looks.units), rating=rating)
        return allowances.on(raw)

    low, high = _wilson(looks.of_type, looks.whole, accuracy.z)
    spread = share * (1 - share)
    needed = accuracy.z**2 * spread / accuracy.error**2
    raw = work_sampling.unit_time(float(looks.minutes), share=share, units=float(looks.units))
    return _measured(
        observations=looks.whole,
        needed=max(1, math.ceil(needed - 1e-9)),
        mean=raw,
        median=None,
        deviation=raw * math.sqrt(spread / looks.whole) / share,
        minutes=unit(share),
        half=(unit(share) - unit(low), unit(high) - unit(share)),
        facts={
            "of_type": looks.of_type,
            "watched": str(looks.minutes),
            "units": str(looks.units),
            "rating": str(rating_percent),
            **allowances.as_facts(),
            **accuracy.as_facts(),
        },
    )


@dataclass(frozen=True, slots=True)
class Talks:
    """Real durations of one type's calls: how many lasted so many seconds, and each person's count and sum."""

    code: str
    by_seconds: Mapping[int, int]
    by_person: Sequence[tuple[int, int]]

    @property
    def count(self) -> int:
        return sum(self.by_seconds.values())


def of_talks(talks: Talks, *, after_minutes: Decimal, accuracy: Accuracy) -> Measured:
    """Return what durations say: the mean talk and `after_minutes` of work around it.

    One person's calls resemble each other, so the interval is that of a mean over people where there are two or more.

    Raises:
        TooFewCalls, Negative, NotAShare.
    """
    if talks.count < LEAST_CALLS:
        raise TooFewCalls(type=talks.code, given=talks.count, least=LEAST_CALLS)
    after = bounds.not_negative(float(after_minutes), "minutes")
    mean = sum(seconds * times for seconds, times in talks.by_seconds.items()) / talks.count
    squares = sum(times * (seconds - mean) ** 2 for seconds, times in talks.by_seconds.items())
    deviation = math.sqrt(squares / (talks.count - 1))
    people = len(talks.by_person)
    if people > 1:
        between = sum((total - mean * count) ** 2 for count, total in talks.by_person)
        error, degrees = math.sqrt(people / (people - 1) * between) / talks.count, people - 1
    else:
        error, degrees = deviation / math.sqrt(talks.count), talks.count - 1
    half = student_quantile((1 + accuracy.confidence) / 2, degrees) * error / 60
    return _measured(
        observations=talks.count,
        needed=None,
        mean=mean / 60,
        median=quantile_of(talks.by_seconds, 0.5) / 60,
        deviation=deviation / 60,
        minutes=mean / 60 + after,
        half=(half, half),
        facts={
            "after": str(after_minutes),
            "people": people,
            "quartiles": [
                str(_exact(quantile_of(talks.by_seconds, 0.25) / 60)),
                str(_exact(quantile_of(talks.by_seconds, 0.75) / 60)),
            ],
            **accuracy.as_facts(),
        },
    )


def quantile_of(by_value: Mapping[int, int], chance: float) -> float:
    """Return the quantile of values that occur so many times each, halves between neighbours taken in proportion."""
    whole = sum(by_value.values())
    place = chance * (whole - 1)
    low, high = math.floor(place), math.ceil(place)
    found: dict[int, int] = {}
    seen = 0
    for value in sorted(by_value):
        seen += by_value[value]
        for wanted in (low, high):
            if wanted < seen:
                found.setdefault(wanted, value)
    return found[low] + (place - low) * (found[high] - found[low])


def _measured(
    *,
    observations: int,
    needed: int | None,
    mean: float,
    median: float | None,
    deviation: float,
    minutes: float,
    half: tuple[float, float],
    facts: Mapping[str, object],
) -> Measured:
    return Measured(
        observations=observations,
        needed=needed,
        mean=_exact(mean),
        median=None if median is None else _exact(median),
        deviation=_exact(deviation),
        minutes=_exact(minutes),
        low=_exact(max(0.0, minutes - half[0])),
        high=_exact(minutes + half[1]),
        facts=facts,
    )


def _exact(value: float) -> Decimal:
    return minutes3(Decimal(repr(value)))


def _median(times: Sequence[float]) -> float:
    ordered, half = sorted(times), len(times) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _wilson(part: int, whole: int, z: float) -> tuple[float, float]:
    share = part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)
