"""What each person does in the office, from which day on, and for which share of full time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Employment:
    """What a person does from `effective_from` on; `fte` is the share of full time, 1 being whole."""

    effective_from: date
    position: str
    department: str
    fte: Decimal


NO_EMPLOYMENT = Employment(date.min, "", "", Decimal(1))
"""Where nothing was entered: no position, full time."""


def employment_on(known: Sequence[Employment], day: date) -> Employment:
    """Return the last of `known` (earliest first) that has begun by `day`; before all, the first."""
    begun = [one for one in known if one.effective_from <= day]
    return begun[-1] if begun else (known[0] if known else NO_EMPLOYMENT)
