"""Schemes of pay: how a month's output turns into lines of money. The direct scheme pays every unit its piece rate.

A scheme is a sequence of parts; each part turns groups of work into lines of one accrual kind. Other schemes add parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from naryad.money import Rounding, kopecks, minutes3, round_half_up
from payroll.accrual import AccrualLine, RatePer, line_order
from payroll.grading import graded_of
from payroll.kind import GRADE, GRADE_UNIT, PIECE, WITHOUT_NORM
from payroll.output import WorkDone
from payroll.quality import judged_of
from payroll.rate import Rate, money_for, piece_rate_of
from payroll.rules.grade import grade_difference

RateOf = Callable[[int, date], Rate | None]
"""The rate of an employee on a day, None where there is none."""


@dataclass(frozen=True, slots=True, order=True)
class MissingRate:
    """Work that cannot be paid: nobody agreed on its price."""

    employee_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Accrued:
    """What a scheme made of the work: lines in the sheets' order, and every person and day without a rate."""

    lines: tuple[AccrualLine, ...]
    missing_rates: tuple[MissingRate, ...]


Part = Callable[[WorkDone, Rate, Rounding], "AccrualLine | None"]
"""One part of a scheme: the line for a group of work, or None if the part pays nothing for such work."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A named sequence of parts."""

    code: str
    parts: tuple[Part, ...]

    def accrue(self, work: Iterable[WorkDone], *, rate_of: RateOf, rounding: Rounding) -> Accrued:
        """Turn groups of work into lines.

        A group that pays nothing whatever the rate (0 norm minutes and no described ones) needs no rate, and stands
        as a line of 0 with the rate there is; without any rate it stands nowhere.
        """
        lines: list[AccrualLine] = []
        missing: set[MissingRate] = set()
        for group in work:
            rate = rate_of(group.employee_id, group.day)
            if rate is None:
                if group.norm_minutes or group.minutes_without_norm:
                    missing.add(MissingRate(group.employee_id, group.day))
                continue
            lines.extend(line for part in self.parts if (line := part(group, rate, rounding)) is not None)
        return Accrued(lines=tuple(sorted(lines, key=line_order)), missing_rates=tuple(sorted(missing)))


def piece(group: WorkDone, rate: Rate, rounding: Rounding) -> AccrualLine | None:
    """Pay a group by its norm: quantity x piece rate (rounding `unit`), or norm minutes x rate (rounding `line`).

    Work that was judged unusable is paid in part or not at all; its minutes stay output. The grade of the work type
    raises the piece rate, or (rounding `line`) stands in the coefficient.
    """
    if group.norm_version is None:
        return None
    line = _line(group, rate, kind=PIECE.code, minutes=group.norm_minutes, piece_rate=None, money=Decimal(0))
    return priced_line(line, is_by_unit=rounding is Rounding.UNIT)


def of_grade(group: WorkDone, rate: Rate, rounding: Rounding) -> AccrualLine | None:
    """Pay the difference to a person whose own grade is above that of the work (Labour Code art. 150)."""
    graded = graded_of(group.condition)
    if graded is None or not graded.above:
        return None
    line = _line(group, rate, kind=GRADE.code, minutes=Decimal(0), piece_rate=None, money=Decimal(0))
    return priced_line(replace(line, unit=GRADE_UNIT, entries=0), is_by_unit=rounding is Rounding.UNIT)


def priced_line(line: AccrualLine, *, is_by_unit: bool) -> AccrualLine:
    """Return a line of work with a norm priced by its own norm, rate and condition: piece rate, coefficient, amount."""
    share, graded = judged_of(line.condition).share, graded_of(line.condition)
    amount, own = line.rate_amount, line.kind == GRADE.code
    by_grade = Decimal(1) if graded is None else graded.coefficient
    minutes = minutes3(line.quantity * line.norm_minutes_per_unit) if own else line.norm_minutes
    if not is_by_unit:
        above = graded.above if own and graded is not None else by_grade
        coefficient = round_half_up(above * share, 4)
        money = kopecks(money_for(minutes, amount, line.rate_per) * coefficient)
        return replace(line, piece_rate=None, coefficient=coefficient, amount=money)
    piece_rate = piece_rate_of(line.norm_minutes_per_unit, amount * by_grade, line.rate_per)
    if own and graded is not None:
        work_rate = piece_rate
        own_rate = piece_rate_of(line.norm_minutes_per_unit, amount * graded.own_coefficient, line.rate_per)
        piece_rate = grade_difference(units=Decimal(1), own_rate=own_rate, work_rate=work_rate)
    return replace(line, piece_rate=piece_rate, coefficient=share, amount=kopecks(line.quantity * piece_rate * share))


def without_norm(group: WorkDone, rate: Rate, rounding: Rounding) -> AccrualLine | None:
    """Pay described minutes that a head approved by the rate of a norm minute; rounded once a line in either mode."""
    if not group.minutes_without_norm:
        return None
    money = kopecks(money_for(group.minutes_without_norm, _agreed(rate), rate.per))
    return _line(group, rate, kind=WITHOUT_NORM.code, minutes=group.minutes_without_norm, piece_rate=None, money=money)


DIRECT = Scheme(code="direct", parts=(piece, of_grade, without_norm))


def price_of_minutes(norm_minutes: Decimal, *, amount: Decimal, per: RatePer) -> Decimal:
    """Return money for a sum of minutes to the kopeck, as a quick figure for a page; a line is priced by a scheme."""
    return kopecks(money_for(norm_minutes, amount, per))


def _agreed(rate: Rate) -> Decimal:
    if rate.amount is None:
        raise ValueError(f"rate {rate.id} ends another one and prices nothing")
    return rate.amount


def _line(
    group: WorkDone, rate: Rate, *, kind: str, minutes: Decimal, piece_rate: Decimal | None, money: Decimal
) -> AccrualLine:
    return AccrualLine(
        employee_id=group.employee_id,
        day=group.day,
        kind=kind,
        work_type_id=group.work_type_id,
        type_code=group.type_code,
        type_name_ru=group.type_name_ru,
        type_name_en=group.type_name_en,
        unit=group.unit,
        norm_id=group.norm_id,
        norm_version=group.norm_version,
        norm_minutes_per_unit=group.norm_minutes_per_unit,
        condition=group.condition,
        quantity=group.quantity,
        norm_minutes=minutes,
        entries=group.entries,
        rate_id=rate.id,
        rate_amount=_agreed(rate),
        rate_per=rate.per,
        piece_rate=piece_rate,
        coefficient=Decimal(1),
        amount=money,
    )
