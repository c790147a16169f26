"""Signs that counting may have changed how people work. They are shown, and judge nobody: each has innocent reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit.control_chart import Limits, p_chart
from naryad.calendar import Calendar
from naryad.days import Period
from worklog.sign import CallPace, GivenType, MonthEnd

LAST_WORKDAYS = 2
FEWEST_CALLS = 5
FEWEST_WORKS = 20
FEWEST_LISTS = 5


@dataclass(frozen=True)
class Pace:
    """Norm minutes that a real minute on the telephone brings: of one type, or of one person's calls of it."""

    calls: int
    norm_minutes: Decimal
    seconds: int

    @property
    def index(self) -> float:
        return float(self.norm_minutes) * 60 / self.seconds

    @property
    def mean_minutes(self) -> float:
        return self.seconds / 60 / self.calls

    def __add__(self, other: Pace) -> Pace:
        return Pace(self.calls + other.calls, self.norm_minutes + other.norm_minutes, self.seconds + other.seconds)


@dataclass(frozen=True)
class MonthEndSign:
    """How much of a person's months falls on their last two working days, against as much as on other days."""

    employee_id: int
    entries: int
    last_entries: int
    expected: float

    @property
    def share(self) -> float:
        return self.last_entries / self.entries

    @property
    def expected_share(self) -> float:
        return self.expected / self.entries

    @property
    def times(self) -> float:
        """How many times as much as on other days; 1 is even."""
        return self.last_entries / self.expected if self.expected else 0.0


@dataclass(frozen=True)
class Mix:
    """The mean norm minutes of works as given, and as suggested for the same works."""

    works: int
    given: float
    suggested: float

    @property
    def apart(self) -> float:
        return self.given - self.suggested


@dataclass(frozen=True)
class ListShare:
    """One list's share of works that differ, with the limits within which chance alone moves it."""

    ended_on: date
    differing: int
    judged: int
    limits: Limits

    @property
    def share(self) -> float:
        return self.differing / self.judged

    @property
    def is_outside(self) -> bool:
        return not self.limits.holds(self.share)


def paces_by_type(paces: Iterable[CallPace]) -> list[tuple[int, Pace]]:
    """Return the pace of every type with enough calls, those that bring most for a real minute first."""
    found: dict[int, Pace] = {}
    for each in paces:
        pace = Pace(each.calls, each.norm_minutes, each.seconds)
        found[each.work_type_id] = found[each.work_type_id] + pace if each.work_type_id in found else pace
    enough = [(type_id, pace) for type_id, pace in found.items() if pace.calls >= FEWEST_CALLS]
    return sorted(enough, key=lambda one: (-one[1].index, one[0]))


def last_workdays(periods: Iterable[Period], calendar: Calendar, count: int = LAST_WORKDAYS) -> list[date]:
    """Return the last working days of each month, and the days off between and after them."""
    found = []
    for period in periods:
        days = list(period.days())
        workdays = [day for day in days if calendar.is_workday(day)][-count:]
        if workdays:
            found += [day for day in days if day >= workdays[0]]
    return found


def month_end_signs(months: Iterable[MonthEnd]) -> list[MonthEndSign]:
    """Return each person's months together, the most uneven first; expected is an even share of the days worked."""
    sums: dict[int, tuple[int, int, float]] = {}
    for month in months:
        entries, last, expected = sums.get(month.employee_id, (0, 0, 0.0))
        even = month.entries * month.last_days / month.days
        sums[month.employee_id] = (entries + month.entries, last + month.last_entries, expected + even)
    signs = [
        MonthEndSign(person, *figures)
        for person, figures in sums.items()
        if figures[0] >= FEWEST_WORKS and figures[2] > 0
    ]
    return sorted(signs, key=lambda sign: (-sign.times, sign.employee_id))


def mix_by_month(given: Iterable[GivenType], minutes_of: Mapping[int, Decimal]) -> list[tuple[Period, Mix]]:
    """Return the office's mix of each month, in order."""
    months: dict[Period, list[GivenType]] = {}
    for each in given:
        months.setdefault(each.period, []).append(each)
    return [(period, _mix(months[period], minutes_of)) for period in sorted(months)]


def mix_by_person(given: Iterable[GivenType], minutes_of: Mapping[int, Decimal]) -> list[tuple[int, Mix]]:
    """Return each person's mix, those who give the longest types against what is suggested first."""
    people: dict[int, list[GivenType]] = {}
    for each in given:
        people.setdefault(each.employee_id, []).append(each)
    mixes = [(person, _mix(works, minutes_of)) for person, works in people.items()]
    enough = [(person, mix) for person, mix in mixes if mix.works >= FEWEST_WORKS]
    return sorted(enough, key=lambda one: (-one[1].apart, one[0]))


def list_shares(lists: Iterable[tuple[date, int, int]]) -> list[ListShare]:
    """Return each list (its last day, works that differ, works judged) with its limits; none for too few lists."""
    judged = [each for each in lists if each[2] > 0]
    if len(judged) < FEWEST_LISTS:
        return []
    limits = p_chart([differing for _day, differing, _count in judged], [count for *_rest, count in judged])
    return [ListShare(*each, limit) for each, limit in zip(judged, limits, strict=True)]


def _mix(works: Iterable[GivenType], minutes_of: Mapping[int, Decimal]) -> Mix:
    known = [each for each in works if each.given_id in minutes_of and each.suggested_id in minutes_of]
    count = sum(each.works for each in known)
    if not count:
        return Mix(0, 0.0, 0.0)
    given = math.fsum(float(minutes_of[each.given_id]) * each.works for each in known)
    suggested = math.fsum(float(minutes_of[each.suggested_id]) * each.works for each in known)
    return Mix(count, given / count, suggested / count)
