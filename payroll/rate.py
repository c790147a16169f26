"""The price of work: money agreed per norm minute or per hour, dated, for an employee, a position or the office."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import kopecks
from payroll.accrual import RatePer
from payroll.month import MonthRefusal

RATE_PLACES = 6
RATE_MAX = Decimal(1_000_000)


class RateScope(StrEnum):
    """For whom a rate is agreed; the narrower goes first."""

    EMPLOYEE = "employee"
    POSITION = "position"
    OFFICE = "office"


class NoRateInForce(DomainError):
    code = "no_rate_in_force"
    en = (
        "{name} has no rate in force on {day}: neither an own one, nor one of the position, nor one of the office. "
        "Set a rate from that day or earlier."
    )
    ru = (
        "У сотрудника {name} нет цены нормо-минуты на {day}: ни своей, ни по должности, ни общей. "
        "Назначьте её с этого дня или раньше."
    )


class RateIsNotPositive(DomainError):
    code = "rate_is_not_positive"
    status = 422
    en = "{amount} cannot be a rate. Enter money above 0 and not above {most}, with at most 6 decimals."
    ru = "{amount} не может быть ценой. Введите сумму больше 0 и не больше {most}, не более 6 знаков после запятой."


class RateHasTwoOwners(DomainError):
    code = "rate_has_two_owners"
    status = 422
    en = "A rate belongs to an employee, to a position or to the whole office. Choose one of them."
    ru = "Цена назначается сотруднику, должности или всей организации. Выберите что-то одно."


class RateBehindTheSeal(MonthRefusal):
    code = "rate_behind_the_seal"
    en = (
        "Nothing can begin on {day}: {month} is closed, and what was in force then is part of its figures. "
        "Set it from {earliest} or later."
    )
    ru = (
        "С {day} уже ничего не назначить: {month} закрыт, и то, что тогда действовало, вошло в его суммы. "
        "Назначьте с {earliest} или позже."
    )


class RateWouldFallInThePast(DomainError):
    code = "rate_would_fall_in_the_past"
    en = (
        "{amount} an hour from {day} would be less than {before} agreed for days already worked. Pay does not get "
        "worse in the past (Labour Code art. 74, 162). Set the lower rate from {earliest} or later."
    )
    ru = (
        "{amount} в час с {day} меньше, чем {before}, уже назначенные за отработанные дни. Задним числом оплата не "
        "ухудшается (ст. 74, 162 ТК РФ). Назначьте меньшую цену с {earliest} или позже."
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate from `effective_from` until the day before the next one of the same owner.

    `amount` is money per `per`, unrounded, up to 6 places; None ends the owner's rate, and the wider one rules again.
    """

    id: int
    scope: RateScope
    employee_id: int | None
    position: str | None
    per: RatePer
    amount: Decimal | None
    effective_from: date

    def __post_init__(self) -> None:
        owners = {
            RateScope.EMPLOYEE: (True, False),
            RateScope.POSITION: (False, True),
            RateScope.OFFICE: (False, False),
        }
        if owners[self.scope] != (self.employee_id is not None, bool(self.position)):
            raise RateHasTwoOwners()
        if self.amount is not None and not is_payable(self.amount):
            raise RateIsNotPositive(amount=self.amount, most=RATE_MAX)

    @property
    def owner(self) -> tuple[str, int | str | None]:
        return (self.scope.value, self.employee_id if self.scope is RateScope.EMPLOYEE else self.position)

    @property
    def per_hour(self) -> Decimal:
        """Money per hour, unrounded. Only for a rate that has an amount."""
        amount = self.amount or Decimal(0)
        return amount if self.per is RatePer.HOUR else amount * 60


def is_payable(amount: Decimal) -> bool:
    """Say whether `amount` can be a rate: finite, above 0, within the limit, at most 6 decimals."""
    if not amount.is_finite() or not 0 < amount <= RATE_MAX:
        return False
    return amount == amount.quantize(Decimal(1).scaleb(-RATE_PLACES))


def money_for(norm_minutes: Decimal, amount: Decimal, per: RatePer) -> Decimal:
    """Return the money for norm minutes at a rate, unrounded; multiplied first, so that a half stays a half."""
    money = norm_minutes * amount
    return money if per is RatePer.NORM_MINUTE else money / 60


def piece_rate_of(norm_minutes_per_unit: Decimal, amount: Decimal, per: RatePer) -> Decimal:
    """Return the piece rate (расценка): the money for one unit, rounded half up to the kopeck."""
    return kopecks(money_for(norm_minutes_per_unit, amount, per))


class RateBook:
    """All rates of an office, found by day. The order of what it is made of does not matter.

    Two rates of one owner from the same day are one corrected twice: the one entered later (greater id) holds.
    """

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._starts: dict[tuple[str, int | str | None], list[date]] = {}
        self._rates: dict[tuple[str, int | str | None], list[Rate]] = {}
        for rate in sorted(rates, key=lambda rate: (rate.effective_from, rate.id)):
            starts = self._starts.setdefault(rate.owner, [])
            held = self._rates.setdefault(rate.owner, [])
            if starts and starts[-1] == rate.effective_from:
                held[-1] = rate
            else:
                starts.append(rate.effective_from)
                held.append(rate)

    def find(self, *, employee_id: int, position: str | None, day: date) -> Rate | None:
        """Return the rate in force on a day: the person's own, else the position's, else the office's, else None."""
        owners: list[tuple[str, int | str | None]] = [(RateScope.EMPLOYEE.value, employee_id)]
        if position:
            owners.append((RateScope.POSITION.value, position))
        owners.append((RateScope.OFFICE.value, None))
        for owner in owners:
            rate = self.own(owner, day)
            if rate is not None and rate.amount is not None:
                return rate
        return None

    def starts(self) -> set[date]:
        """Return every day on which some rate begins or ends."""
        return {day for days in self._starts.values() for day in days}

    def own(self, owner: tuple[str, int | str | None], day: date) -> Rate | None:
        """Return the row of one owner that rules on `day` (its amount may be None: ended), None before the first."""
        place = bisect_right(self._starts.get(owner, []), day)
        return self._rates[owner][place - 1] if place else None


def rate_in_force(rates: Iterable[Rate], *, employee_id: int, position: str | None, day: date, name: str) -> Rate:
    """Return the rate in force for a person on a work day: employee before position before office (rule 33).

    Raises:
        NoRateInForce: there is none. Never a silent zero.
    """
    rate = RateBook(rates).find(employee_id=employee_id, position=position, day=day)
    if rate is None:
        raise NoRateInForce(name=name, day=day)
    return rate
