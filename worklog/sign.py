"""What is summed up of work to see what counting by norms does to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from naryad.days import Period


@dataclass(frozen=True, slots=True)
class CallPace:
    """Counted calls of one type and employee with a known length: norm minutes against real ones."""

    work_type_id: int
    employee_id: int
    calls: int
    norm_minutes: Decimal
    seconds: int


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """One employee's month: entries in all and on its last days, and on how many days there was work."""

    period: Period
    employee_id: int
    entries: int
    last_entries: int
    days: int
    last_days: int


@dataclass(frozen=True, slots=True)
class GivenType:
    """How often somebody gave one type in a month where another, or the same, had been suggested."""

    period: Period
    employee_id: int
    suggested_id: int
    given_id: int
    works: int
