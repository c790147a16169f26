"""Accruals as sums: what is owed per employee, kind and month of action, from lines of work and lines of pay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from naryad.days import Period
from payroll.accrual import Accrual, AccrualLine, Mark, RatePer
from payroll.kind import kind_place
from payroll.pay_line import PayLine


def accruals_of(lines: Iterable[AccrualLine], pay: Iterable[PayLine] = ()) -> tuple[Accrual, ...]:
    """Sum lines into accruals: one per employee, kind, month of action and corrected month, in the sheets' order.

    A correction is one accrual: the storno and right lines together, marked as the right one.
    """
    parts = [_of_work(line) for line in lines] + [_of_pay(line) for line in pay]
    ordered = sorted(parts, key=lambda part: part.key)
    return tuple(_accrual(list(group)) for _, group in groupby(ordered, key=lambda part: part.key))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one line adds to an accrual."""

    employee_id: int
    kind: str
    acted: Period
    source_period: Period | None
    norm_minutes: Decimal
    rate: tuple[Decimal, RatePer] | None
    coefficient: Decimal
    amount: Decimal

    @property
    def key(self) -> tuple[int, str, str, int]:
        return (self.employee_id, str(self.source_period or ""), str(self.acted), kind_place(self.kind))


def _of_work(line: AccrualLine) -> _Part:
    return _Part(
        employee_id=line.employee_id,
        kind=line.kind,
        acted=Period.of_day(line.day),
        source_period=line.source_period,
        norm_minutes=line.norm_minutes,
        rate=(line.rate_amount, line.rate_per),
        coefficient=line.coefficient,
        amount=line.amount,
    )


def _of_pay(line: PayLine) -> _Part:
    return _Part(
        employee_id=line.employee_id,
        kind=line.kind,
        acted=Period.of_day(line.first_day),
        source_period=line.source_period,
        norm_minutes=Decimal(0),
        rate=None,
        coefficient=Decimal(1),
        amount=line.amount,
    )


def _accrual(parts: list[_Part]) -> Accrual:
    first = parts[0]
    rates = {part.rate for part in parts}
    rate = next(iter(rates)) if len(rates) == 1 else None
    return Accrual(
        employee_id=first.employee_id,
        kind=first.kind,
        first_day=first.acted.first_day,
        last_day=first.acted.last_day,
        norm_minutes=sum((part.norm_minutes for part in parts), Decimal(0)),
        rate_amount=rate[0] if rate else None,
        rate_per=rate[1] if rate else None,
        coefficient=first.coefficient,
        amount=sum((part.amount for part in parts), Decimal(0)),
        mark=Mark.ACCRUAL if first.source_period is None else Mark.RIGHT,
        source_period=first.source_period,
    )
