"""The slip of the piece pay (листок выработки): every sum of one person's month, opened down to its formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from naryad.days import Period
from payroll.accrual import AccrualLine, Mark, RatePer, line_order
from payroll.adjustment import Adjustment
from payroll.advance import OnAccount
from payroll.closing import MonthPerson, MonthSnapshot
from payroll.grading import graded_of
from payroll.kind import GRADE, AccrualKind
from payroll.pay_line import PayLine
from payroll.quality import judged_of
from payroll.wording import difference_of_grades, formula


@dataclass(frozen=True, slots=True)
class SlipRow:
    """Equal work of the month: one type, norm version and rate, over all its days."""

    kind: str
    work_type_id: int
    type_code: str
    type_name_ru: str
    type_name_en: str
    unit: str
    norm_id: int | None
    norm_version: int | None
    norm_minutes_per_unit: Decimal
    condition: str
    rate_id: int
    rate_amount: Decimal
    rate_per: RatePer
    piece_rate: Decimal | None
    quantity: Decimal
    norm_minutes: Decimal
    entries: int
    amount: Decimal
    lines: tuple[AccrualLine, ...]
    """The days it is made of, in order."""

    def type_name(self, language: str) -> str:
        return self.type_name_ru if language == "ru" else self.type_name_en

    def formula(self, language: str) -> str:
        """Return the way from units to money in words with figures."""
        return _formula(self, language)


@dataclass(frozen=True, slots=True)
class SlipSection:
    """One accrual kind of the month's own work."""

    kind: AccrualKind
    rows: tuple[SlipRow, ...]

    @property
    def amount(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))

    @property
    def norm_minutes(self) -> Decimal:
        return sum((row.norm_minutes for row in self.rows), Decimal(0))


@dataclass(frozen=True, slots=True)
class PaySection:
    """One accrual kind of the month that stands on no single work."""

    kind: AccrualKind
    lines: tuple[PayLine, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's month. `total` is before tax; in a trial month it is what it would have been."""

    person: MonthPerson
    period: Period
    sections: tuple[SlipSection, ...]
    settled: tuple[AccrualLine, ...]
    """Storno and right lines of earlier months that this month's sum includes."""
    adjustments: tuple[Adjustment, ...]
    """Booked by this month, also those only offered for return."""
    trial: bool
    pay: tuple[PaySection, ...] = ()
    """Premiums, supplements and guarantees of the month, by kind."""
    on_account: OnAccount | None = None
    """What was paid on account for the first half of the month; part of no sum."""
    settled_pay: tuple[PayLine, ...] = ()
    """Storno and right lines of earlier months' premiums and supplements that this month's sum includes."""

    @property
    def own(self) -> Decimal:
        of_work = sum((section.amount for section in self.sections), Decimal(0))
        return of_work + sum((section.amount for section in self.pay), Decimal(0))

    @property
    def corrections(self) -> Decimal:
        of_work = sum((line.amount for line in self.settled), Decimal(0))
        return of_work + sum((line.amount for line in self.settled_pay), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.own + self.corrections

    @property
    def rest(self) -> Decimal:
        """What is left of `total` after what was paid on account."""
        return self.total - (self.on_account.amount if self.on_account else Decimal(0))

    @property
    def offered(self) -> Decimal:
        """What is only offered for voluntary return: a negative sum outside `total`, or 0."""
        return sum((item.net for item in self.adjustments if item.settled_in is None), Decimal(0))

    def row(self, *, work_type_id: int, norm_id: int | None, rate_id: int, condition: str = "") -> SlipRow | None:
        """Return the row that a link of the slip names, None if there is none."""
        wanted = (work_type_id, norm_id, rate_id, condition)
        rows = (row for section in self.sections for row in section.rows)
        return next(
            (row for row in rows if (row.work_type_id, row.norm_id, row.rate_id, row.condition) == wanted), None
        )


def slip_of(snapshot: MonthSnapshot, employee_id: int) -> Slip:
    """Return the slip of one person from the values of a month, closed or previewed."""
    lines = [line for line in snapshot.lines if line.employee_id == employee_id]
    own = [line for line in lines if line.mark is Mark.ACCRUAL]
    pay = [line for line in snapshot.pay if line.employee_id == employee_id]
    return Slip(
        person=snapshot.person(employee_id),
        period=snapshot.period,
        sections=tuple(_sections(own, snapshot)),
        settled=tuple(line for line in lines if line.mark is not Mark.ACCRUAL),
        adjustments=tuple(item for item in snapshot.adjustments if item.employee_id == employee_id),
        trial=snapshot.trial,
        pay=tuple(_pay_sections([line for line in pay if line.mark is Mark.ACCRUAL], snapshot)),
        on_account=next((one for one in snapshot.on_account if one.employee_id == employee_id), None),
        settled_pay=tuple(line for line in pay if line.mark is not Mark.ACCRUAL),
    )


def line_formula(line: AccrualLine, language: str) -> str:
    """Return the formula of one line, also of a storno (its figures are negative)."""
    return _formula(line, language)


def _sections(lines: list[AccrualLine], snapshot: MonthSnapshot) -> Iterable[SlipSection]:
    for kind in snapshot.kinds:
        of_kind = sorted((line for line in lines if line.kind == kind.code), key=_row_key)
        rows = tuple(_row(list(group)) for _, group in groupby(of_kind, key=_row_key))
        if rows:
            yield SlipSection(kind=kind, rows=rows)


def _pay_sections(lines: list[PayLine], snapshot: MonthSnapshot) -> Iterable[PaySection]:
    for kind in snapshot.kinds:
        of_kind = tuple(line for line in lines if line.kind == kind.code)
        if of_kind:
            yield PaySection(kind=kind, lines=of_kind)


def _row_key(line: AccrualLine) -> tuple[str, int, int, int, int, str]:
    """Codes in the order people count: L5 before L10."""
    letters = line.type_code.rstrip("0123456789")
    number = int(line.type_code[len(letters) :] or 0)
    return (letters, number, line.work_type_id, line.norm_id or 0, line.rate_id, line.condition)


def _row(lines: list[AccrualLine]) -> SlipRow:
    first = lines[0]
    return SlipRow(
        kind=first.kind,
        work_type_id=first.work_type_id,
        type_code=first.type_code,
        type_name_ru=first.type_name_ru,
        type_name_en=first.type_name_en,
        unit=first.unit,
        norm_id=first.norm_id,
        norm_version=first.norm_version,
        norm_minutes_per_unit=first.norm_minutes_per_unit,
        condition=first.condition,
        rate_id=first.rate_id,
        rate_amount=first.rate_amount,
        rate_per=first.rate_per,
        piece_rate=first.piece_rate,
        quantity=sum((line.quantity for line in lines), Decimal(0)),
        norm_minutes=sum((line.norm_minutes for line in lines), Decimal(0)),
        entries=sum(line.entries for line in lines),
        amount=sum((line.amount for line in lines), Decimal(0)),
        lines=tuple(sorted(lines, key=line_order)),
    )


def _formula(told: SlipRow | AccrualLine, language: str) -> str:
    share, graded = judged_of(told.condition).share, graded_of(told.condition)
    if told.kind == GRADE.code and graded is not None:
        return difference_of_grades(
            quantity=told.quantity,
            norm_minutes_per_unit=told.norm_minutes_per_unit,
            rate_amount=told.rate_amount,
            rate_per=told.rate_per,
            piece_rate=told.piece_rate,
            graded=graded,
            share=share,
            amount=told.amount,
            language=language,
        )
    return formula(
        quantity=told.quantity,
        unit=told.unit,
        norm_minutes_per_unit=told.norm_minutes_per_unit,
        norm_minutes=told.norm_minutes,
        has_norm=told.norm_version is not None,
        rate_amount=told.rate_amount,
        rate_per=told.rate_per,
        piece_rate=told.piece_rate,
        amount=told.amount,
        language=language,
        share=share,
        by_grade=Decimal(1) if graded is None else graded.coefficient,
    )
