"""The states of a month, the steps between them, and what stands in the way of each step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from naryad.days import Period
from naryad.errors import DomainError


class MonthState(StrEnum):
    """open -> frozen (приём окончен) -> approved (утверждён) -> closed (закрыт); reopening leads back to open."""

    OPEN = "open"
    FROZEN = "frozen"
    APPROVED = "approved"
    CLOSED = "closed"


class Step(StrEnum):
    """What a person did to the month."""

    FREEZE = "freeze"
    APPROVE = "approve"
    CLOSE = "close"
    REOPEN = "reopen"


LEADS_TO = {
    Step.FREEZE: MonthState.FROZEN,
    Step.APPROVE: MonthState.APPROVED,
    Step.CLOSE: MonthState.CLOSED,
    Step.REOPEN: MonthState.OPEN,
}


@dataclass(frozen=True, slots=True)
class MonthStep:
    """One step of a month, of the whole office or (for early closing) of one employee."""

    period: Period
    employee_id: int | None
    step: Step
    by: int
    at: datetime
    reason: str = ""
    amount: Decimal | None = None
    """At approval: the sum the head saw, before tax."""


STATE_WORDS = {
    MonthState.OPEN: ("open", "открыт"),
    MonthState.FROZEN: ("frozen", "приём окончен"),
    MonthState.APPROVED: ("approved", "утверждён"),
    MonthState.CLOSED: ("closed", "закрыт"),
}
_MONTHS = (
    ("January", "январь"),
    ("February", "февраль"),
    ("March", "март"),
    ("April", "апрель"),
    ("May", "май"),
    ("June", "июнь"),
    ("July", "июль"),
    ("August", "август"),
    ("September", "сентябрь"),
    ("October", "октябрь"),
    ("November", "ноябрь"),
    ("December", "декабрь"),
)


def month_in_words(period: Period, language: str) -> str:
    """Return "October 2026", «октябрь 2026»."""
    return f"{_MONTHS[period.month - 1][language == 'ru']} {period.year}"


def state_in_words(state: MonthState, language: str) -> str:
    return STATE_WORDS[state][language == "ru"]


class MonthRefusal(DomainError):
    """A refusal about a month; months and states among its facts are written in the reader's words."""

    def message(self, language: str = "en") -> str:
        worded = type(self)(**{name: _worded(fact, language) for name, fact in self.facts.items()})
        sentence = super(MonthRefusal, worded).message(language)
        return sentence[:1].upper() + sentence[1:]


def _worded(fact: Any, language: str) -> Any:
    if isinstance(fact, Period):
        return month_in_words(fact, language)
    if isinstance(fact, MonthState):
        return state_in_words(fact, language)
    return fact


class MonthIsNotOver(MonthRefusal):
    code = "month_is_not_over"
    en = (
        "{month} can be frozen only after its last day, {last_day}: until then work is still done and typed in it. "
        "A leaver's month can be closed early, from the last day of employment."
    )
    ru = (
        "{month}: закончить приём можно только после последнего дня, {last_day}, до тех пор работа ещё идёт. "
        "Месяц увольняющегося можно закрыть раньше, с последнего дня работы."
    )


class LastDayIsNotEntered(MonthRefusal):
    code = "last_day_is_not_entered"
    en = (
        "{name} cannot be closed early: no last day of employment is entered. "
        "Enter it in the person's card, or wait for the end of the month."
    )
    ru = (
        "Месяц сотрудника {name} нельзя закрыть раньше: не указан последний день работы. "
        "Укажите его в карточке сотрудника или дождитесь конца месяца."
    )


class LastDayIsAhead(MonthRefusal):
    code = "last_day_is_ahead"
    en = "{name} cannot be closed early yet: the last day of employment is {day}. Close the month when it has come."
    ru = "Месяц сотрудника {name} закрывать рано: последний день работы — {day}. Закройте его, когда он наступит."


class MonthIsAt(MonthRefusal):
    """The month stands at another state than the step starts from."""

    code = "month_is_at"
    en = "{month} is {state} now. {next_step}"
    ru = "{month} — сейчас {state}. {next_step_ru}"


class MonthHasBlockers(MonthRefusal):
    code = "month_has_blockers"
    en = "{month} cannot be closed yet: {blockers}. Each red line of the checklist leads to what is left to do."
    ru = "{month} пока нельзя закрыть: {blockers_ru}. Красные строки проверки ведут к тому, что осталось сделать."


class FiguresChangedSinceApproval(MonthRefusal):
    code = "figures_changed_since_approval"
    en = (
        "{month} cannot be closed: the head approved {approved}, and it is {amount} now, because a finding was decided "
        "or a correction came since. Let the head look and approve again."
    )
    ru = (
        "{month} нельзя закрыть: руководитель утвердил {approved}, а сейчас {amount} — с тех пор решено расхождение "
        "или добавился перерасчёт. Пусть руководитель посмотрит и утвердит ещё раз."
    )


class ReopeningNeedsReason(MonthRefusal):
    code = "reopening_needs_reason"
    status = 422
    en = "{month} cannot be reopened without a reason. Write why: it stays in the journal and in the month's history."
    ru = "{month} нельзя открыть без причины. Напишите, почему: причина останется в журнале и в истории месяца."


class LaterMonthIsClosed(MonthRefusal):
    code = "later_month_is_closed"
    en = (
        "{month} cannot be reopened: {later} is closed already and stands on it. "
        "Correct the work instead; the difference will be booked in the next open month."
    )
    ru = (
        "{month} нельзя открыть: {later} уже закрыт и опирается на него. "
        "Исправьте саму работу — разница войдёт перерасчётом в следующий открытый месяц."
    )


class AdjustmentIsBooked(MonthRefusal):
    code = "adjustment_is_booked"
    en = (
        "{month} cannot be reopened: a correction of it is booked in {booked_in}. "
        "Correct the work instead; the difference will be booked in the next open month."
    )
    ru = (
        "{month} нельзя открыть: его перерасчёт уже проведён ({booked_in}). "
        "Исправьте саму работу — разница войдёт перерасчётом в следующий открытый месяц."
    )


class WholeMonthIsSealed(MonthRefusal):
    code = "whole_month_is_sealed"
    en = "{name} cannot be handled apart: the whole month, {month}, is {state}. Reopen the month first."
    ru = "Отдельно по сотруднику {name} этого не сделать: {month} целиком — {state}. Сначала откройте весь месяц."


STARTS_FROM = {
    Step.FREEZE: frozenset({MonthState.OPEN}),
    Step.APPROVE: frozenset({MonthState.FROZEN}),
    Step.CLOSE: frozenset({MonthState.APPROVED}),
    Step.REOPEN: frozenset({MonthState.FROZEN, MonthState.APPROVED, MonthState.CLOSED}),
}

_NEXT_STEP = {
    MonthState.OPEN: ("Freeze it first.", "Сначала закончите приём."),
    MonthState.FROZEN: ("The head approves it next.", "Теперь его утверждает руководитель."),
    MonthState.APPROVED: ("The accountant closes it next.", "Теперь его закрывает бухгалтер."),
    MonthState.CLOSED: (
        "Reopen it with a reason, or correct the work: the difference is booked in the next open month.",
        "Откройте его с указанием причины или исправьте работу: разница войдёт в следующий открытый месяц.",
    ),
}


def state_after(steps: Sequence[MonthStep]) -> MonthState:
    """Return the state to which steps, in the order they were taken, have led. Without steps a month is open."""
    return LEADS_TO[steps[-1].step] if steps else MonthState.OPEN


def require_step(step: Step, *, period: Period, state: MonthState) -> None:
    """Check that `step` starts from the state in which the month is.

    Raises:
        MonthIsAt: it does not; the message says which step comes next.
    """
    if state not in STARTS_FROM[step]:
        raise month_is_at(period, state)


def month_is_at(period: Period, state: MonthState) -> MonthIsAt:
    english, russian = _NEXT_STEP[state]
    return MonthIsAt(month=period, state=state, next_step=english, next_step_ru=russian)


def require_freezable(period: Period, *, today: date, leaver: Leaver | None = None) -> None:
    """Check that freezing comes after the last day of the month, or of a leaver's employment (rule 24).

    Raises:
        MonthIsNotOver: the month still runs.
        LastDayIsNotEntered, LastDayIsAhead: the month still runs, and the leaver has not left.
    """
    if today > period.last_day:
        return
    if leaver is None:
        raise MonthIsNotOver(month=period, last_day=period.last_day)
    if leaver.employed_to is None:
        raise LastDayIsNotEntered(name=leaver.name)
    if leaver.employed_to > today:
        raise LastDayIsAhead(name=leaver.name, day=leaver.employed_to)


@dataclass(frozen=True, slots=True)
class Leaver:
    """A person whose month is to be closed early."""

    name: str
    employed_to: date | None


def require_reopenable(
    period: Period, *, reason: str, later_closed: Period | None, adjustment_booked_in: Period | None
) -> None:
    """Check rule 27: a reason is given, no later month is closed, no correction of this month is booked.

    Raises:
        ReopeningNeedsReason, LaterMonthIsClosed, AdjustmentIsBooked: in this order.
    """
    if not reason.strip():
        raise ReopeningNeedsReason(month=period)
    if later_closed is not None:
        raise LaterMonthIsClosed(month=period, later=later_closed)
    if adjustment_booked_in is not None:
        raise AdjustmentIsBooked(month=period, booked_in=adjustment_booked_in)


def last_of(steps: Iterable[MonthStep], step: Step) -> MonthStep | None:
    """Return the latest `step` among steps in order."""
    found = None
    for taken in steps:
        if taken.step is step:
            found = taken
    return found
