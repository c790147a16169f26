"""Looks at random moments: what share of the day goes to what, and how many looks that takes.

Sources: Tippett 1935; Barnes, Work Sampling (1957); ILO, Introduction to Work Study (1992), chapter 19.
"""

from __future__ import annotations

import math

from naryad import bounds
from norms.time_study import AllowanceOf, standard_time


def observations(share: float, *, error: float, z: float) -> float:
    """Return n = z^2 p (1 - p) / e^2 for a share within +- `error` (points, not per cent of it)."""
    bounds.share(share, "rate")
    return bounds.positive(z, "factor") ** 2 * share * (1 - share) / bounds.share(error, "error") ** 2


def observations_relative(share: float, *, error: float, z: float) -> float:
    """Return n = z^2 (1 - p) / (s^2 p) for a share within +- `error` of itself."""
    bounds.share(share, "rate")
    return bounds.positive(z, "factor") ** 2 * (1 - share) / (bounds.share(error, "error") ** 2 * share)


def error_of(share: float, looks: int, *, z: float) -> float:
    """Return the +- points that so many looks leave: z sqrt(p (1 - p) / n)."""
    bounds.chance(share, "rate")
    return bounds.positive(z, "factor") * math.sqrt(share * (1 - share) / bounds.count(looks, "sample", least=1))


def unit_time(
    minutes: float,
    *,
    share: float,
    units: float,
    rating: float = 1.0,
    allowance: float = 0.0,
    allowance_of: AllowanceOf = AllowanceOf.JOB_TIME,
) -> float:
    """Return the standard time per unit: minutes watched x share at this work x rating / units, with the allowance."""
    worked = bounds.positive(minutes, "minutes") * bounds.chance(share, "rate") * bounds.positive(rating, "rating")
    return standard_time(worked / bounds.positive(units, "count"), allowance, allowance_of)
