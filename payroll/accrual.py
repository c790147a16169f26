"""What is owed: the lines of work with their money, and the sums per kind that accounting takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from payroll.kind import kind_place


class RatePer(StrEnum):
    """What the agreed amount of a rate is paid for."""

    NORM_MINUTE = "norm_minute"
    HOUR = "hour"


class Mark(StrEnum):
    """What a line is (column «Признак»): pay of the month, or one half of a correction of an earlier month."""

    ACCRUAL = "accrual"
    STORNO = "storno"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class AccrualLine:
    """One row of «Выполненные работы»: employee x day x work type x norm version x rate version x condition.

    Everything that explains the amount is copied here, so that a closed month needs no other table to be read.
    The amount is before tax, in the office's currency. A storno line has negative quantity, minutes and amount.
    """

    employee_id: int
    day: date
    """The day the work was done; late work of a closed month keeps its own day."""
    kind: str
    """Code of the accrual kind."""
    work_type_id: int
    type_code: str
    type_name_ru: str
    type_name_en: str
    unit: str
    """The unit's code in the catalog, as `letter` or `minute`."""
    norm_id: int | None
    norm_version: int | None
    """None for work without a norm, whose minutes a head approved."""
    norm_minutes_per_unit: Decimal
    condition: str
    quantity: Decimal
    norm_minutes: Decimal
    entries: int
    rate_id: int
    rate_amount: Decimal
    """As agreed, unrounded, 6 places, per `rate_per`."""
    rate_per: RatePer
    piece_rate: Decimal | None
    """Money per unit where the piece rate of a unit is rounded (rounding `unit`); None where only the line is."""
    coefficient: Decimal
    amount: Decimal
    mark: Mark = Mark.ACCRUAL
    source_period: Period | None = None
    """The closed month that a storno or right line corrects; None for the month's own work."""

    def type_name(self, language: str) -> str:
        return self.type_name_ru if language == "ru" else self.type_name_en

    @property
    def row_id(self) -> str:
        """The line's own name inside a month («ID строки»): equal figures of equal work give equal names."""
        parts = [
            str(self.employee_id),
            self.day.isoformat(),
            self.kind,
            self.type_code,
            f"v{self.norm_version or 0}",
            f"r{self.rate_id}",
        ]
        if self.condition:
            parts.append(self.condition)
        if self.source_period is not None:
            parts += [str(self.source_period), self.mark.value]
        return "/".join(parts)


def line_order(line: AccrualLine) -> tuple[object, ...]:
    """Sort lines as every sheet and page shows them: person, corrected month, day, storno first, kind, code, norm."""
    return (
        line.employee_id,
        str(line.source_period or ""),
        line.day,
        line.mark is not Mark.STORNO,
        kind_place(line.kind),
        line.type_code,
        line.norm_version or 0,
        line.rate_id,
        line.condition,
    )


@dataclass(frozen=True, slots=True)
class Accrual:
    """One row of «Начисления»: what is owed to one employee of one kind for one period of action.

    `amount` is the sum of the lines it stands for, to the kopeck. `source_period` is the closed month that a
    correction belongs to; late work of an earlier day has that month's `first_day` and `last_day` and no source period.
    """

    employee_id: int
    kind: str
    first_day: date
    last_day: date
    norm_minutes: Decimal
    rate_amount: Decimal | None
    """The one rate of all its lines; None where several were in force."""
    rate_per: RatePer | None
    coefficient: Decimal
    amount: Decimal
    mark: Mark = Mark.ACCRUAL
    source_period: Period | None = None
