"""The running count of one person's month: what is known of it, and the lines that the rules have added so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.days import Period
from payroll.accrual import AccrualLine
from payroll.formula import Formula
from payroll.kind import GRADE, PIECE, WITHOUT_NORM, AccrualKind
from payroll.output import fulfilment_percent
from payroll.pay_line import PayLine
from payroll.pay_terms import DatedMoney, PayTerms, money_on
from payroll.timesheet import Timesheet


@dataclass(frozen=True, slots=True, order=True)
class MissingMoney:
    """A line cannot be counted: the person has no hourly tariff (`tariff`) or average (`average`) on the day."""

    employee_id: int
    day: date
    what: str


class Count:
    """What is known of a month, and what was counted of it; the rules of `payroll.month_pay` add their lines here."""

    def __init__(
        self, employee_id: int, period: Period, work: list[AccrualLine], timesheet: Timesheet, terms: PayTerms
    ) -> None:
        self.employee_id = employee_id
        self.period = period
        self.work = work
        self.timesheet = timesheet
        self.terms = terms
        self.lines: list[PayLine] = []
        self.proposals: list[PayLine] = []
        self.missing: set[MissingMoney] = set()
        self.piece = self._worked_money(PIECE) + self._worked_money(GRADE)
        self.without_norm = self._worked_money(WITHOUT_NORM)
        pieces = [line for line in work if line.kind == PIECE.code]
        minutes = sum((line.norm_minutes for line in work if line.kind == WITHOUT_NORM.code), Decimal(0))
        self.fulfilment_hours = max(Decimal(0), timesheet.worked_hours - minutes / 60 - terms.other_hours)
        self.fulfilment = fulfilment_percent(
            sum((line.norm_minutes for line in pieces), Decimal(0)), worked_hours=self.fulfilment_hours
        )

    def add(
        self,
        kind: AccrualKind,
        amount: Decimal,
        shown: Formula,
        *,
        name: str = "",
        first_day: date | None = None,
        last_day: date | None = None,
        quantity: Decimal | None = None,
        rate: Decimal | None = None,
        coefficient: Decimal = Decimal(1),
        ground: str = "",
        proposed: bool = False,
    ) -> None:
        if not amount:
            return
        line = PayLine(
            employee_id=self.employee_id,
            kind=kind.code,
            first_day=first_day or self.period.first_day,
            last_day=last_day or self.period.last_day,
            name=name,
            quantity=quantity,
            rate=rate,
            coefficient=coefficient,
            amount=amount,
            formula_ru=shown.ru,
            formula_en=shown.en,
            ground=ground,
        )
        (self.proposals if proposed else self.lines).append(line)

    def tariff(self, day: date) -> DatedMoney | None:
        return self._or_missing(money_on(self.terms.tariffs, day), day, "tariff")

    def average(self) -> DatedMoney | None:
        return self._or_missing(money_on(self.terms.averages, self.period.last_day), self.period.last_day, "average")

    def _or_missing(self, found: DatedMoney | None, day: date, what: str) -> DatedMoney | None:
        if found is None:
            self.missing.add(MissingMoney(self.employee_id, day, what))
        return found

    def _worked_money(self, kind: AccrualKind) -> Decimal:
        return sum((line.amount for line in self.work if line.kind == kind.code), Decimal(0))

    def money_of_day(self, day: date) -> Decimal:
        return sum((line.amount for line in self.work if line.day == day), Decimal(0))

    def sum_of(self, *kinds: AccrualKind) -> Decimal:
        codes = {kind.code for kind in kinds}
        return sum((line.amount for line in self.lines if line.kind in codes), Decimal(0))

    def sum_named(self, kind: AccrualKind, name: str) -> Decimal:
        return sum((line.amount for line in self.lines if (line.kind, line.name) == (kind.code, name)), Decimal(0))

    def earned(self) -> Decimal:
        return self.piece + self.without_norm + sum((line.amount for line in self.lines), Decimal(0))
