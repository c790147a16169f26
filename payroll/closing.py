"""The record of a closed month: who, when, on which versions, with what totals and hash; and all that a sheet needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import Accrual, AccrualLine, RatePer
from payroll.adjustment import Adjustment, Standing
from payroll.advance import OnAccount
from payroll.canonical import canonical, digest_of
from payroll.kind import AccrualKind
from payroll.month import MonthState
from payroll.pay_line import PayLine
from payroll.timesheet import Timesheet


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing of a month, for the whole office or early for one employee."""

    period: Period
    employee_id: int | None
    """None for the whole office (without those who were closed early)."""
    revision: int
    """1 for the first closing; reopening and closing again adds one."""
    trial: bool
    rounding: Rounding
    entries: int
    norm_minutes: Decimal
    amount: Decimal
    """Sum of the accruals; in a trial month what it would have been."""
    values_hash: str
    """SHA-256, lower-case hex, of the closed values in canonical form."""
    journal_head: str
    """Hash at the head of the sealed journal when the month was closed; empty if nothing was sealed."""
    frozen_by: str
    frozen_at: datetime
    approved_by: str
    approved_at: datetime
    closed_by: str
    closed_at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class MonthPerson:
    """A person as they stood in the month: copied at closing, so that a later marriage or move changes no old sheet."""

    employee_id: int
    number: str
    name: str
    department: str
    position: str
    fte: Decimal
    norm_days: int
    """Working days of the month by the production calendar (within the person's employment)."""
    norm_hours: Decimal
    """Norm hours of the month for this person's share of the full time (within the employment)."""
    entries: int
    norm_minutes: Decimal
    """Output of the month: norm minutes of all entries (without work that has no norm)."""
    seq_last: int
    """The highest entry number of the month; a gap below would show a removed entry. 0 without entries."""
    closed_at: datetime | None
    """When this person's month was closed; None in a preview."""
    worked_days: int | None = None
    worked_hours: Decimal | None = None
    """By the timesheet; None where the office keeps none."""
    fulfilment_hours: Decimal | None = None
    """What the norms are measured against: hours worked, without idle time and work without a norm."""

    @property
    def norm_hours_done(self) -> Decimal:
        """Output in norm hours, 2 places are enough for print."""
        return self.norm_minutes / 60

    @property
    def fulfilment_percent(self) -> Decimal | None:
        """Norm hours done against hours worked (without a timesheet: the norm hours of the month), in percent.

        Unrounded; None without hours.
        """
        hours = self.norm_hours if self.fulfilment_hours is None else self.fulfilment_hours
        return self.norm_hours_done / hours * 100 if hours else None


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The federal minimum wage in force, with its source."""

    effective_from: date
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class MonthSnapshot:
    """Everything the sheets of a month show except the single entries: closed figures, or a preview of an open month.

    A closed month is read from what closing froze and from nothing else. `accruals`, `lines` and `adjustments` are in
    the sheets' order. In a trial month `accruals` is empty and `would_have_been` holds what they would have been.
    Sums: every accrual is the sum of the lines of its employee, kind, month of action and corrected month.
    """

    office: str
    currency: str
    period: Period
    state: MonthState
    trial: bool
    rounding: Rounding
    closings: tuple[Closing, ...]
    """The office's closing first, then the early ones by employee; in a preview only early ones, mostly none."""
    people: tuple[MonthPerson, ...]
    """In order of their numbers; everyone with lines, and everyone employed in the month."""
    kinds: tuple[AccrualKind, ...]
    """With the external codes in force at closing."""
    lines: tuple[AccrualLine, ...]
    """Own work of the month, and the lines of corrections settled in it (`mark`, `source_period`)."""
    accruals: tuple[Accrual, ...]
    would_have_been: tuple[Accrual, ...]
    pay: tuple[PayLine, ...]
    """Premiums, supplements and guarantees of the month, and those of corrections settled in it."""
    adjustments: tuple[Adjustment, ...]
    """Sheet «Перерасчёты»: booked by this month's closing, whatever their standing; and earlier ones it settled
    (standing SETTLED, `booked_in` before). Those DUE and SETTLED together are the storno and right lines in `lines`."""
    norm_days: int
    norm_hours: Decimal
    """Of the month at full time, 40-hour week."""
    minimum_wage: MinimumWage | None
    on_account: tuple[OnAccount, ...] = ()
    """What was paid on account for the first half, in order of the people's numbers; no part of any sum."""
    timesheets: tuple[tuple[int, Timesheet], ...] = ()
    """(employee, days) of those whose month was counted with a timesheet; empty where the office keeps none."""

    @property
    def is_preview(self) -> bool:
        """Whether the office's month is not closed: its figures may still change."""
        return self.state is not MonthState.CLOSED

    @property
    def amount(self) -> Decimal:
        """Sum of the accruals; in a trial month what it would have been."""
        return sum((accrual.amount for accrual in (*self.accruals, *self.would_have_been)), Decimal(0))

    @property
    def norm_minutes(self) -> Decimal:
        return sum((person.norm_minutes for person in self.people), Decimal(0))

    @property
    def entries(self) -> int:
        return sum(person.entries for person in self.people)

    def person(self, employee_id: int) -> MonthPerson:
        return next(person for person in self.people if person.employee_id == employee_id)

    def kind(self, code: str) -> AccrualKind:
        return next(kind for kind in self.kinds if kind.code == code)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One row of «Работы»: a single entry without subject, text or client, under the names that closing froze.

    The rows are not part of the snapshot (there may be a million): `payroll.store.work_lines` yields them in order of
    employee number, then seq.
    """

    uid: str
    seq: int
    employee_id: int
    number: str
    name: str
    """The performer's."""
    day: date
    at: datetime
    """When the work was done or recorded, aware; show it in the office's zone."""
    kind: str
    """The catalog's kind: letter_out, call_in ..."""
    type_code: str
    type_name_ru: str
    type_name_en: str
    norm_version: int | None
    quantity: Decimal
    norm_minutes: Decimal


def line_text(line: AccrualLine) -> str:
    """Return the canonical form of a line; written out, since a closing may have a million of them."""
    piece_rate = "-" if line.piece_rate is None else f"{line.piece_rate:.2f}"
    return (
        f"{line.employee_id},{line.day},{line.kind},{line.work_type_id},{line.type_code!r},{line.type_name_ru!r},"
        f"{line.type_name_en!r},{line.unit},{line.norm_id},{line.norm_version},{line.norm_minutes_per_unit:.3f},"
        f"{line.condition!r},{line.quantity:.3f},{line.norm_minutes:.3f},{line.entries},{line.rate_id},"
        f"{line.rate_amount:.6f},{line.rate_per.value},{piece_rate},{line.coefficient:.4f},{line.amount:.2f},"
        f"{line.mark.value},{line.source_period}"
    )


@dataclass(frozen=True, slots=True)
class RateSpan:
    """Days of a closed month on which one rate was in force for a person; both days included."""

    first_day: date
    last_day: date
    rate_id: int
    amount: Decimal
    per: RatePer


@dataclass(frozen=True, slots=True)
class ClosedPerson:
    """What a closing holds of one person: how they stood, their lines and sums, and the rates that priced each day."""

    person: MonthPerson
    lines: tuple[AccrualLine, ...]
    accruals: tuple[Accrual, ...]
    rates: tuple[RateSpan, ...]
    pay: tuple[PayLine, ...] = ()
    terms: str = ""
    """What counted `pay` (timesheet, tariffs, scheme ...), as one text; empty where no timesheet is kept."""

    @property
    def amount(self) -> Decimal:
        of_work = sum((line.amount for line in self.lines), Decimal(0))
        return of_work + sum((line.amount for line in self.pay), Decimal(0))

    @property
    def digest(self) -> str:
        texts = [canonical(self.person), *map(line_text, self.lines)]
        texts += [canonical(accrual) for accrual in self.accruals]
        texts += [canonical(span) for span in self.rates]
        texts += [canonical(line) for line in self.pay]
        texts += [self.terms] if self.terms else []
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ClosingTerms:
    """Under what a month is closed: the same for everybody in it."""

    period: Period
    employee_id: int | None
    revision: int
    trial: bool
    rounding: Rounding
    office: str
    currency: str
    kinds: tuple[AccrualKind, ...]
    norm_days: int
    norm_hours: Decimal
    minimum_wage: MinimumWage | None


def values_hash(
    terms: ClosingTerms, *, person_digests: Iterable[tuple[int, str]], adjustments: Sequence[Adjustment]
) -> str:
    """Return the hash that stands for a whole closing: its terms, every person's digest, the corrections it booked.

    `person_digests` are (employee id, digest), in any order. Ids of rows do not count, only what they say.
    """
    people = tuple(f"{employee_id}:{digest}" for employee_id, digest in sorted(person_digests))
    booked = tuple(
        (
            item.employee_id,
            item.source_period,
            item.booked_in,
            item.standing is Standing.DUE,
            item.reason,
            item.lines,
            *((item.pay,) if item.pay else ()),
        )
        for item in sorted(adjustments, key=lambda item: (item.employee_id, item.source_period))
    )
    return digest_of(terms, people, booked)


def rate_spans(days: Iterable[tuple[date, RateSpan | None]]) -> tuple[RateSpan, ...]:
    """Join the rates of single days, in order, into spans; days without a rate end a span."""
    spans: list[RateSpan] = []
    open_span = False
    for day, rate in days:
        if rate is None:
            open_span = False
            continue
        if open_span and spans[-1].rate_id == rate.rate_id:
            last = spans[-1]
            spans[-1] = RateSpan(last.first_day, day, last.rate_id, last.amount, last.per)
        else:
            spans.append(RateSpan(day, day, rate.rate_id, rate.amount, rate.per))
        open_span = True
    return tuple(spans)
