"""Output (выработка): what an employee did in a month, grouped, in units and norm minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class WorkDone:
    """Equal work of one day: employee x day x norm x condition, with the names it had.

    Work of a described type ("other, N minutes") has no `norm_version`; its `norm_minutes` are 0, and
    `minutes_without_norm` holds the minutes that a head approved.
    """

    employee_id: int
    day: date
    work_type_id: int
    type_code: str
    type_name_ru: str
    type_name_en: str
    unit: str
    norm_id: int | None
    norm_version: int | None
    norm_minutes_per_unit: Decimal
    condition: str
    quantity: Decimal
    norm_minutes: Decimal
    entries: int
    minutes_without_norm: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Output:
    """One employee's output of a month."""

    employee_id: int
    entries: int
    norm_minutes: Decimal
    minutes_without_norm: Decimal

    @property
    def norm_hours(self) -> Decimal:
        return self.norm_minutes / 60


def output_by_employee(work: Iterable[WorkDone]) -> dict[int, Output]:
    """Sum groups into one output per employee. Work without a norm is not output; its entries are counted once."""
    sums: dict[int, Output] = {}
    for group in work:
        sofar = sums.get(group.employee_id) or Output(group.employee_id, 0, Decimal(0), Decimal(0))
        sums[group.employee_id] = Output(
            employee_id=group.employee_id,
            entries=sofar.entries + group.entries,
            norm_minutes=sofar.norm_minutes + group.norm_minutes,
            minutes_without_norm=sofar.minutes_without_norm + group.minutes_without_norm,
        )
    return sums


def fulfilment_percent(
    norm_minutes: Decimal,
    *,
    worked_hours: Decimal,
    idle_hours: Decimal = Decimal(0),
    hours_without_norm: Decimal = Decimal(0),
) -> Decimal | None:
    """Return norm hours / (worked hours - idle - work without a norm) in percent, unrounded; None without hours."""
    hours = worked_hours - idle_hours - hours_without_norm
    return norm_minutes / 60 / hours * 100 if hours > 0 else None
