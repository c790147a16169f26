"""When a day of work is accepted by itself, and when a person must look: the amber days (rule 23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.calendar import Calendar
from naryad.errors import DomainError


class Cause(StrEnum):
    """Why a day waits for a person."""

    UNTYPED = "untyped"
    OVER_HOURS = "over_hours"
    DAY_OFF = "day_off"
    NO_TRACE = "no_trace"


class OwnDayIsNotAccepted(DomainError):
    code = "own_day_is_not_accepted"
    status = 403
    en = "{day} is your own day. Another administrator or the head accepts it."
    ru = "{day} — ваш собственный день. Его принимает другой администратор или руководитель."


class DayHasUntypedWork(DomainError):
    code = "day_has_untyped_work"
    en = "{day} of {name} has untyped work ({count}). The employee types it first; then the day can be accepted."
    ru = "{day}, {name}: есть работы без типа ({count}). Сначала сотрудник указывает тип, потом день принимают."


class DayIsNotOver(DomainError):
    code = "day_is_not_over"
    en = "{day} is not over yet. A day is accepted after it has ended."
    ru = "{day} ещё не закончилось. День принимают, когда он прошёл."


class DayIsAccepted(DomainError):
    code = "day_is_accepted"
    en = "{day} is already accepted. Propose the change: the head decides, and you see the answer here."
    ru = "{day} уже принято. Предложите изменение: решит руководитель, ответ вы увидите здесь."


class AcceptedDayTakesNoWork(DomainError):
    code = "accepted_day_takes_no_work"
    en = (
        "{day} is already accepted. Ask an operator, the administrator or the head to enter the work for you, "
        "with a reason."
    )
    ru = (
        "{day} уже принято. Попросите оператора, администратора или руководителя внести работу за вас с указанием "
        "причины."
    )


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of one employee's day when somebody asks whether it may be accepted by itself."""

    employee_id: int
    day: date
    entries: int
    untyped: int
    norm_minutes: Decimal
    hours: Decimal
    """The hours the person was to work that day: the calendar's, times their share of full time."""
    calls_without_trace: int
    """Calls entered by hand that no exchange knows; 0 where the office has no exchange."""


def causes_of(facts: DayFacts, *, amber_percent: int) -> tuple[Cause, ...]:
    """Return why a person must look at the day, in a fixed order; empty when it is accepted by itself.

    Output of exactly `amber_percent` of the hours is still ordinary. On a day off, any output is for a person to see
    (rule 31 lists such work for the head).
    """
    found = []
    if facts.untyped:
        found.append(Cause.UNTYPED)
    if facts.hours == 0:
        if facts.norm_minutes > 0:
            found.append(Cause.DAY_OFF)
    elif facts.norm_minutes * 100 > facts.hours * 60 * amber_percent:
        found.append(Cause.OVER_HOURS)
    if facts.calls_without_trace:
        found.append(Cause.NO_TRACE)
    return tuple(found)


def is_due(day: date, *, today: date, calendar: Calendar) -> bool:
    """Say whether the next working day after `day` has ended by the beginning of `today`."""
    return calendar.next_workday(day) < today
