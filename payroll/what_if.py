"""Closed months priced once more under another rate, norm or scheme: who gains, who loses, what it costs.

Nothing is kept. Everything stands on what closing froze: lines of work, timesheet, terms. Work is not read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from naryad.money import kopecks, minutes3
from payroll.accrual import AccrualLine, RatePer
from payroll.canonical import digest_of
from payroll.kind import CREW, GRADE, INDIRECT, LUMP_SUM, OVERTIME, PIECE, WITHOUT_NORM
from payroll.month_pay import month_pay
from payroll.pay_line import PayLine
from payroll.pay_terms import PayTerms, SchemeTerms
from payroll.rate import RateScope, money_for
from payroll.scheme import priced_line
from payroll.timesheet import Timesheet

MONTHS_MOST = 6
_OF_JOBS = frozenset(kind.code for kind in (INDIRECT, LUMP_SUM, CREW))
"""Lines that no rate or scheme makes: they stay as they were closed."""
_NARROWEST_FIRST = (RateScope.EMPLOYEE, RateScope.POSITION, RateScope.OFFICE)


class Touches(StrEnum):
    """What a trial changes."""

    RATE = "rate"
    NORM = "norm"
    SCHEME = "scheme"


@dataclass(frozen=True, slots=True)
class Trial:
    """One change to try. A rate or a scheme is tried for an owner: who has a narrower one of their own keeps it."""

    touches: Touches
    scope: RateScope = RateScope.OFFICE
    employee_id: int | None = None
    position: str = ""
    rate_amount: Decimal = Decimal(0)
    rate_per: RatePer = RatePer.HOUR
    work_type_id: int = 0
    minutes: Decimal = Decimal(0)
    scheme: SchemeTerms = field(default_factory=SchemeTerms)

    def covers(self, employee_id: int, position: str, stood: RateScope) -> bool:
        """Say whether the owner is this person, and nothing narrower than the trial stood for them."""
        if self.scope is RateScope.EMPLOYEE:
            return employee_id == self.employee_id
        if self.scope is RateScope.POSITION and position != self.position:
            return False
        return _NARROWEST_FIRST.index(stood) >= _NARROWEST_FIRST.index(self.scope)


@dataclass(frozen=True, slots=True)
class ClosedMonthOf:
    """What closing froze of one person's month; corrections of other months are left out."""

    employee_id: int
    period: Period
    position: str
    lines: tuple[tuple[AccrualLine, RateScope], ...]
    """Each with whose rate priced it."""
    pay: tuple[PayLine, ...]
    terms: PayTerms | None
    """None where the office kept no timesheet: then only output was paid."""
    timesheet: Timesheet
    scheme_scope: RateScope

    @property
    def before(self) -> Decimal:
        return sum((line.amount for line, _ in self.lines), Decimal(0)) + sum(
            (line.amount for line in self.pay), Decimal(0)
        )


@dataclass(frozen=True, slots=True)
class PersonTried:
    """One person over all the months: money before tax."""

    employee_id: int
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a trial would have done."""

    trial: Trial
    months: tuple[Period, ...]
    people: tuple[PersonTried, ...]
    """Who loses most first."""
    months_without_hours: tuple[Period, ...]
    """Months closed without a timesheet: no scheme can be counted in them."""

    @property
    def difference(self) -> Decimal:
        return sum((one.difference for one in self.people), Decimal(0))

    @property
    def gaining(self) -> int:
        return sum(1 for one in self.people if one.difference > 0)

    @property
    def losing(self) -> int:
        return sum(1 for one in self.people if one.difference < 0)

    @property
    def digest(self) -> str:
        """SHA-256 of what was tried, on which months, and of every result."""
        return digest_of(self.trial, self.months, self.people)


def what_if(trial: Trial, months: tuple[Period, ...], closed: Sequence[ClosedMonthOf]) -> WhatIf:
    """Price closed months under a trial; the order of `closed` does not matter."""
    sums: dict[int, list[Decimal]] = {}
    for one in closed:
        money = sums.setdefault(one.employee_id, [Decimal(0), Decimal(0)])
        money[0] += one.before
        money[1] += _after(trial, one)
    people = [PersonTried(person, before, after) for person, (before, after) in sums.items()]
    return WhatIf(
        trial=trial,
        months=months,
        people=tuple(sorted(people, key=lambda one: (one.difference, one.employee_id))),
        months_without_hours=tuple(sorted({one.period for one in closed if one.terms is None})),
    )


def _after(trial: Trial, month: ClosedMonthOf) -> Decimal:
    lines = [_repriced(trial, month, line, scope) for line, scope in month.lines]
    terms = month.terms
    if (
        terms is not None
        and trial.touches is Touches.SCHEME
        and trial.covers(month.employee_id, month.position, month.scheme_scope)
    ):
        terms = replace(terms, scheme=trial.scheme)
    if terms == month.terms and lines == [line for line, _ in month.lines]:
        return month.before
    output = sum((line.amount for line in lines), Decimal(0))
    if terms is None:
        return output + sum((line.amount for line in month.pay), Decimal(0))
    jobs = [line for line in month.pay if line.kind in _OF_JOBS]
    if terms.acts.overtime_from:  # By units: which work was done when is not frozen, so its overtime stays as closed.
        jobs += [line for line in month.pay if line.kind == OVERTIME.code]
    counted = month_pay(
        month.employee_id, month.period, work=lines, timesheet=month.timesheet, terms=terms, others=jobs
    )
    return output + sum((line.amount for line in counted.lines), Decimal(0))


def _repriced(trial: Trial, month: ClosedMonthOf, line: AccrualLine, scope: RateScope) -> AccrualLine:
    if trial.touches is Touches.RATE and trial.covers(month.employee_id, month.position, scope):
        return _priced(line, line.norm_minutes_per_unit, line.norm_minutes, trial.rate_amount, trial.rate_per)
    is_type = line.work_type_id == trial.work_type_id and line.kind in (PIECE.code, GRADE.code)
    if trial.touches is Touches.NORM and is_type:
        minutes = Decimal(0) if line.kind == GRADE.code else minutes3(line.quantity * trial.minutes)
        return _priced(line, trial.minutes, minutes, line.rate_amount, line.rate_per)
    return line


def _priced(line: AccrualLine, per_unit: Decimal, minutes: Decimal, amount: Decimal, per: RatePer) -> AccrualLine:
    """Return the line at another norm or rate, rounded as its month was."""
    tried = replace(line, norm_minutes_per_unit=per_unit, norm_minutes=minutes, rate_amount=amount, rate_per=per)
    if line.kind == WITHOUT_NORM.code:
        return replace(tried, amount=kopecks(money_for(minutes, amount, per)))
    return priced_line(tried, is_by_unit=line.piece_rate is not None)
