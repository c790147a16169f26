"""A scheme shown in figures: one made-up month, counted by the same engine as everybody's pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from naryad.days import Period
from payroll.accrual import AccrualLine, RatePer
from payroll.kind import PIECE
from payroll.month_pay import month_pay
from payroll.pay_line import PayLine
from payroll.pay_terms import DatedMoney, PayTerms, SchemeTerms
from payroll.timesheet import Mark, Timesheet, TimesheetDay

HOURS = Decimal(160)
TARIFF = Decimal(250)
PIECE_AT_NORM = Decimal(40_000)
_MONTH = Period(2026, 9)


@dataclass(frozen=True, slots=True)
class Example:
    """What a month of 160 hours brings at one fulfilment of the norms: the pieces, and each line the scheme adds."""

    fulfilment: Decimal
    hours: Decimal
    tariff: Decimal
    piece: Decimal
    lines: tuple[PayLine, ...]

    @property
    def total(self) -> Decimal:
        return self.piece + sum((line.amount for line in self.lines), Decimal(0))


def example_of(scheme: SchemeTerms, fulfilment: Decimal = Decimal(110)) -> Example:
    """Return the example month at `fulfilment` percent: 40 000 of piece pay at 100%, a tariff of 250 an hour."""
    piece = PIECE_AT_NORM * fulfilment / 100
    days = tuple(
        TimesheetDay(_MONTH.first_day + timedelta(days=day), (Mark("Я", Decimal(8)),)) for day in range(int(HOURS / 8))
    )
    terms = PayTerms(
        fte=Decimal(1), norm_hours=HOURS, scheme=scheme, tariffs=(DatedMoney(_MONTH.first_day, TARIFF, ""),)
    )
    pay = month_pay(
        0, _MONTH, work=[_work(piece, HOURS * 60 * fulfilment / 100)], timesheet=Timesheet(days), terms=terms
    )
    return Example(fulfilment, HOURS, TARIFF, piece, pay.lines)


def _work(amount: Decimal, norm_minutes: Decimal) -> AccrualLine:
    return AccrualLine(
        employee_id=0,
        day=date(2026, 9, 1),
        kind=PIECE.code,
        work_type_id=0,
        type_code="",
        type_name_ru="",
        type_name_en="",
        unit="",
        norm_id=None,
        norm_version=None,
        norm_minutes_per_unit=Decimal(0),
        condition="",
        quantity=Decimal(1),
        norm_minutes=norm_minutes,
        entries=1,
        rate_id=0,
        rate_amount=Decimal(0),
        rate_per=RatePer.HOUR,
        piece_rate=None,
        coefficient=Decimal(1),
        amount=amount,
    )
