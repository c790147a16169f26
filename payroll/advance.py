"""The figure on account for days 1 to 15 (Labour Code art. 136): what the work done so far is worth, nothing more.

It is not a closing: nothing is sealed, and the month is counted whole. Premiums, supplements, floors and bands belong
to the whole month. A person approves it (art. 86); what was paid on account is shown beside the sum of the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import AccrualLine
from payroll.month import MonthRefusal, MonthState

DAYS = 15


class HalfIsNotOver(MonthRefusal):
    code = "half_is_not_over"
    en = "{month}: the figure on account is approved after {last_day}; until then work of its days still comes in."
    ru = "{month}: аванс утверждают после {last_day}, до тех пор работа этих дней ещё идёт."


class TrialMonthHasNoAdvance(MonthRefusal):
    code = "trial_month_has_no_advance"
    en = "{month} is a trial month: nothing is paid for it, so there is nothing on account either."
    ru = "{month} — пробный месяц: за него ничего не начисляется, поэтому и аванса нет."


class AdvanceComesTooLate(MonthRefusal):
    code = "advance_comes_too_late"
    en = "{month} is {state}: what is due for it is the whole sum now, nothing on account."
    ru = "{month} — {state}: теперь к выплате вся сумма месяца, а не аванс."


class AdvanceLacksRates(MonthRefusal):
    code = "advance_lacks_rates"
    en = "The figure on account cannot be approved, a rate is missing: {people}. Set the rates, then approve."
    ru = "Аванс нельзя утвердить, нет расценок: {people}. Назначьте расценки и утвердите."


class NothingOnAccount(MonthRefusal):
    code = "nothing_on_account"
    en = "Nobody has counted work in days 1 to 15 of {month}: there is nothing to approve."
    ru = "За 1–15 числа ({month}) ни у кого нет учтённой работы: утверждать нечего."


class AdvanceStandsAlready(MonthRefusal):
    code = "advance_stands_already"
    en = "The figure on account for {month} is approved with this very sum, {amount}: nothing has changed since."
    ru = "Аванс за {month} уже утверждён с этой самой суммой, {amount}: с тех пор ничего не изменилось."


class AdvanceNeedsReason(MonthRefusal):
    code = "advance_needs_reason"
    status = 422
    en = "{month} has an approved figure on account already. Write why it is approved once more."
    ru = "За {month} аванс уже утверждён. Напишите, почему он утверждается заново."


class AdvanceHasChanged(MonthRefusal):
    code = "advance_has_changed"
    en = "You saw {seen} on account for {month}, and it is {amount} now. Look at the figures and approve these."
    ru = "На странице было {seen}, а сейчас аванс за {month} — {amount}. Посмотрите цифры и утвердите их."


@dataclass(frozen=True, slots=True)
class AdvancePerson:
    """What one person gets on account, with the lines it is the sum of."""

    employee_id: int
    number: str
    name: str
    department: str
    position: str
    entries: int
    norm_minutes: Decimal
    amount: Decimal
    lines: tuple[AccrualLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Advance:
    """An approved figure on account."""

    period: Period
    revision: int
    rounding: Rounding
    currency: str
    people: tuple[AdvancePerson, ...]
    approved_by: int
    approved_at: datetime
    reason: str = ""
    id: int = 0

    @property
    def amount(self) -> Decimal:
        return amount_of(self.people)

    def of(self, employee_id: int) -> AdvancePerson | None:
        return next((one for one in self.people if one.employee_id == employee_id), None)


@dataclass(frozen=True, slots=True)
class OnAccount:
    """What a person was paid on account of a month, beside the month's own sum."""

    employee_id: int
    first_day: date
    last_day: date
    amount: Decimal
    approved_on: date


def amount_of(people: Iterable[AdvancePerson]) -> Decimal:
    return sum((one.amount for one in people), Decimal(0))


def half_of(period: Period) -> tuple[date, date]:
    return period.first_day, period.first_day.replace(day=DAYS)


def require_approvable(
    period: Period,
    *,
    today: date,
    trial: bool,
    state: MonthState,
    people: Sequence[AdvancePerson],
    without_rate: str,
    approved: Advance | None,
    reason: str,
    seen: Decimal | None,
) -> None:
    """Check that a figure on account may be approved now.

    Raises:
        TrialMonthHasNoAdvance, HalfIsNotOver, AdvanceComesTooLate, AdvanceLacksRates, NothingOnAccount,
        AdvanceHasChanged, AdvanceStandsAlready, AdvanceNeedsReason: in this order.
    """
    last_day = half_of(period)[1]
    if trial:
        raise TrialMonthHasNoAdvance(month=period)
    if today <= last_day:
        raise HalfIsNotOver(month=period, last_day=last_day)
    if state in (MonthState.APPROVED, MonthState.CLOSED):
        raise AdvanceComesTooLate(month=period, state=state)
    if without_rate:
        raise AdvanceLacksRates(month=period, people=without_rate)
    if not people:
        raise NothingOnAccount(month=period)
    amount = amount_of(people)
    if seen is not None and seen != amount:
        raise AdvanceHasChanged(month=period, seen=seen, amount=amount)
    if approved is None:
        return
    if approved.people == tuple(people):
        raise AdvanceStandsAlready(month=period, amount=amount)
    if not reason.strip():
        raise AdvanceNeedsReason(month=period)
