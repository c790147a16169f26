"""From stopwatch readings to a norm: how many readings, the normal time, allowances, and the Russian form Тшт.

Sources: ILO, Introduction to Work Study (1992), chapters 21 to 24; Niebel and Freivalds, Methods, Standards and Work
Design (2014); НИИ труда, Методические основы нормирования труда рабочих (1987); Heyde, MODAPTS (1966); Maynard,
Stegemerten, Schwab, Methods-Time Measurement (1948).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from naryad import bounds
from naryad.distribution import two_sided

SECONDS_PER_MOD = 0.129
"""MODAPTS: one MOD is the simplest movement of a finger."""
SECONDS_PER_TMU = 0.036
"""MTM: 0.00001 hour."""


class AllowanceOf(StrEnum):
    """What an allowance is a share of; a norm stores which."""

    JOB_TIME = "job_time"
    """Added to the normal time: normal x (1 + a)."""
    WORK_DAY = "work_day"
    """A part of the whole day: normal / (1 - a)."""


def mods_per_second() -> float:
    return 1 / SECONDS_PER_MOD


def minutes_of_mods(mods: float) -> float:
    """Return the minutes of an analysis by MODAPTS."""
    return bounds.not_negative(mods, "value") * SECONDS_PER_MOD / 60


def minutes_of_tmus(tmus: float) -> float:
    """Return the minutes of an analysis by MTM."""
    return bounds.not_negative(tmus, "value") * SECONDS_PER_TMU / 60


def observations(mean: float, deviation: float, *, error: float, z: float) -> float:
    """Return n = (z s / (k mean))^2 for a mean within +- `error` (a share of it); take the next whole number."""
    spread = bounds.positive(z, "factor") * bounds.not_negative(deviation, "deviation")
    return (spread / (bounds.share(error, "error") * bounds.positive(mean, "mean"))) ** 2


def observations_from(times: Sequence[float], *, error: float, z: float) -> float:
    """Return the n that first readings ask for: (z/k sqrt(n' sum x^2 - (sum x)^2) / sum x)^2.

    The tables of the ILO take z = 2 for 95.45%: 40 for an error of 5%, 20 for 10%. The deviation is that of the
    readings themselves (divisor n').
    """
    bounds.at_least(times, 2)
    bounds.all_of(times, bounds.positive, "time")
    mean = math.fsum(times) / len(times)
    deviation = math.sqrt(math.fsum((time - mean) ** 2 for time in times) / len(times))
    return observations(mean, deviation, error=error, z=z)


def observations_of_variation(variation: float, *, error: float, t: float) -> float:
    """Return n = (t Kv / xi)^2 from a coefficient of variation, both shares or both per cent (Russian manuals)."""
    spread = bounds.positive(t, "factor") * bounds.not_negative(variation, "deviation")
    return (spread / bounds.positive(error, "error")) ** 2


def z_of(confidence: float) -> float:
    """Return the z of a two-sided confidence: 1.96 for 0.95, 2 for 0.9545."""
    return two_sided(bounds.share(confidence, "confidence"))


@dataclass(frozen=True)
class Element:
    """The readings of one element, evaluated; times in the unit of the readings."""

    readings: int
    mean: float
    deviation: float
    normal: float
    standard: float
    allowance: float
    allowance_of: AllowanceOf


def element(
    times: Sequence[float],
    *,
    rating: float = 1.0,
    allowance: float = 0.0,
    allowance_of: AllowanceOf = AllowanceOf.JOB_TIME,
) -> Element:
    """Return mean, sample deviation, normal = mean x rating, and the standard time with its allowance."""
    bounds.at_least(times, 2)
    bounds.all_of(times, bounds.positive, "time")
    mean = math.fsum(times) / len(times)
    deviation = math.sqrt(math.fsum((time - mean) ** 2 for time in times) / (len(times) - 1))
    normal = mean * bounds.positive(rating, "rating")
    standard = standard_time(normal, allowance, allowance_of)
    return Element(len(times), mean, deviation, normal, standard, allowance, allowance_of)


def standard_time(normal: float, allowance: float, allowance_of: AllowanceOf = AllowanceOf.JOB_TIME) -> float:
    """Return normal x (1 + a), or normal / (1 - a) for an allowance that is a share of the day."""
    bounds.not_negative(normal, "time")
    if allowance_of is AllowanceOf.WORK_DAY:
        if allowance != 0:
            bounds.share(allowance, "allowance")
        return normal / (1 - allowance)
    return normal * (1 + bounds.not_negative(allowance, "allowance"))


def piece_time(
    operational: float, *, tending_percent: float, rest_percent: float, preparation_percent: float = 0.0
) -> float:
    """Return Тшт = Топ (1 + (а_обс + а_отл) / 100): time per unit with tending the workplace, rest and own needs.

    `preparation_percent` is а_пз where preparing and finishing are given as a share too; otherwise it is zero.
    """
    percents = (tending_percent, rest_percent, preparation_percent)
    bounds.all_of(percents, bounds.not_negative, "allowance")
    return bounds.not_negative(operational, "time") * (1 + math.fsum(percents) / 100)


def piece_calculation_time(piece: float, preparation: float, batch: int) -> float:
    """Return Тшк = Тшт + Тпз / n: the time per unit with its part of preparing a batch of n."""
    bounds.count(batch, "count", least=1)
    return bounds.not_negative(piece, "time") + bounds.not_negative(preparation, "time") / batch
