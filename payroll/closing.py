"""The record of a closed month: who, when, on which versions, with what totals and hash; and all that a sheet needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import Accrual, AccrualKind, AccrualLine
from payroll.adjustment import Adjustment
from payroll.month import MonthState


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
    """The highest entry number of the person in the month; a gap below would show a removed entry. 0 without entries."""
    closed_at: datetime | None
    """When this person's month was closed; None in a preview."""

    @property
    def norm_hours_done(self) -> Decimal:
        """Output in norm hours, 2 places are enough for print."""
        return self.norm_minutes / 60

    @property
    def fulfilment_percent(self) -> Decimal | None:
        """Norm hours done against the norm hours of the month, in percent, unrounded; None without norm hours."""
        return self.norm_hours_done / self.norm_hours * 100 if self.norm_hours else None


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The federal minimum wage in force, with its source."""

    effective_from: date
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class MonthSnapshot:
    """Everything the sheets of one month show, except the single entries: closed figures, or a preview of an open month.

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
    """Empty in a preview; else the office's closing first, then the early ones by employee."""
    people: tuple[MonthPerson, ...]
    """In order of their numbers; everyone with lines, and everyone employed in the month."""
    kinds: tuple[AccrualKind, ...]
    """With the external codes in force at closing."""
    lines: tuple[AccrualLine, ...]
    """Own work of the month, and the lines of corrections settled in it (`mark`, `source_period`)."""
    accruals: tuple[Accrual, ...]
    would_have_been: tuple[Accrual, ...]
    adjustments: tuple[Adjustment, ...]
    """Booked by this month's closing (sheet «Перерасчёты»), whatever their standing."""
    norm_days: int
    norm_hours: Decimal
    """Of the month at full time, 40-hour week."""
    minimum_wage: MinimumWage | None

    @property
    def is_preview(self) -> bool:
        return not self.closings

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
