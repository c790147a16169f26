"""Values for the tests of pay: people of the office, work they did, rates agreed with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from payroll.accrual import RatePer
from payroll.output import WorkDone
from payroll.rate import Rate, RateScope
from payroll.scheme import RateOf

ANNA, BORIS, VERA = 1, 2, 3
_TYPES = {
    "L5": (5, "Лёгкое письмо", "Easy letter", "letter"),
    "L10": (10, "Среднее письмо", "Medium letter", "letter"),
    "L12": (12, "Письмо на 12 минут", "Letter of 12 minutes", "letter"),
    "C5": (55, "Короткий звонок", "Short call", "call"),
    "C6": (56, "Звонок на 6 минут", "Call of 6 minutes", "call"),
    "D45": (145, "Документ на 45 минут", "Document of 45 minutes", "document"),
    "THX": (900, "Спасибо", "Thanks", "letter"),
    "OTHER": (901, "Другое, с описанием", "Other, described", "piece"),
}


def work(
    code: str,
    *,
    quantity: str = "1",
    norm: str,
    on: date,
    by: int = ANNA,
    version: int = 1,
    norm_minutes: str | None = None,
    entries: int | None = None,
) -> WorkDone:
    """Return a group of equal work: `quantity` units of a type with `norm` minutes each."""
    type_id, name_ru, name_en, unit = _TYPES[code]
    minutes = Decimal(quantity) * Decimal(norm) if norm_minutes is None else Decimal(norm_minutes)
    return WorkDone(
        employee_id=by,
        day=on,
        work_type_id=type_id,
        type_code=code,
        type_name_ru=name_ru,
        type_name_en=name_en,
        unit=unit,
        norm_id=type_id * 10 + version,
        norm_version=version,
        norm_minutes_per_unit=Decimal(norm),
        condition="",
        quantity=Decimal(quantity),
        norm_minutes=minutes,
        entries=int(Decimal(quantity)) if entries is None else entries,
    )


def described(minutes: str, *, on: date, by: int = ANNA) -> WorkDone:
    """Return one piece of work without a norm, whose minutes a head approved."""
    type_id, name_ru, name_en, unit = _TYPES["OTHER"]
    return WorkDone(
        employee_id=by,
        day=on,
        work_type_id=type_id,
        type_code="OTHER",
        type_name_ru=name_ru,
        type_name_en=name_en,
        unit=unit,
        norm_id=type_id * 10,
        norm_version=None,
        norm_minutes_per_unit=Decimal(0),
        condition="",
        quantity=Decimal(1),
        norm_minutes=Decimal(0),
        entries=1,
        minutes_without_norm=Decimal(minutes),
    )


def per_minute(
    amount: str | None, *, since: date, row: int = 1, employee: int | None = None, position: str | None = None
) -> Rate:
    return _rate(amount, RatePer.NORM_MINUTE, since, row, employee, position)


def per_hour(
    amount: str | None, *, since: date, row: int = 1, employee: int | None = None, position: str | None = None
) -> Rate:
    return _rate(amount, RatePer.HOUR, since, row, employee, position)


def always(rate: Rate) -> RateOf:
    """Return a finder that gives everybody the same rate on every day."""
    return lambda _employee, _day: rate


def _rate(amount: str | None, per: RatePer, since: date, row: int, employee: int | None, position: str | None) -> Rate:
    scope = RateScope.EMPLOYEE if employee else RateScope.POSITION if position else RateScope.OFFICE
    return Rate(
        id=row,
        scope=scope,
        employee_id=employee,
        position=position,
        per=per,
        amount=None if amount is None else Decimal(amount),
        effective_from=since,
    )
