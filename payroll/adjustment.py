"""Corrections of a closed month: the difference from what was closed, as a storno and a right line in an open month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from payroll.accrual import AccrualLine, Mark, line_order
from payroll.pay_line import PayLine


class Standing(StrEnum):
    """Where the money of an adjustment stands.

    A wrong type is not a counting error (Labour Code art. 137): what was overpaid is only offered for voluntary
    return, and stands in «Перерасчёты» alone. What was underpaid is due at once.
    """

    DUE = "due"
    OFFERED = "offered"
    SETTLED = "settled"
    """Offered at first, and since then balanced by a later adjustment of the same month."""
    RETURNED = "returned"
    """Offered at first, and since then returned by the person's own consent."""


AdjustmentLine = AccrualLine
"""A line of a correction is a line of work marked storno or right, with `source_period`."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The correction of one employee's closed month, booked by a later closing.

    The lines are storno and right lines of every kind that differs; `net` is their sum. `settled_in` names the month
    whose accruals carry the lines (so they stand in «Начисления», «Выполненные работы» and «Для 1С» of that month);
    None while the net is only offered for return.
    """

    employee_id: int
    source_period: Period
    booked_in: Period
    lines: tuple[AdjustmentLine, ...]
    standing: Standing
    settled_in: Period | None
    reason: str
    """Why, for people: what was recoded, by whom decided."""
    id: int = 0
    pay: tuple[PayLine, ...] = ()
    """Storno and right lines of premiums, supplements and guarantees."""

    @property
    def net(self) -> Decimal:
        of_work = sum((line.amount for line in self.lines), Decimal(0))
        return of_work + sum((line.amount for line in self.pay), Decimal(0))

    @property
    def due_on(self) -> date:
        """The day by which an underpaid sum should have been paid: the 15th after the corrected month (art. 136)."""
        return self.source_period.next().first_day.replace(day=15)


def correction_lines(
    *, period: Period, closed: Iterable[AccrualLine], booked: Iterable[AccrualLine], right: Iterable[AccrualLine]
) -> tuple[AdjustmentLine, ...]:
    """Return the storno and right lines that lead from what stands for one employee's closed month to what is right.

    `closed` are the month's closed lines, `booked` the lines of corrections already booked for it, `right` the whole
    month recomputed with its frozen norms and rates (rule 26). Lines are compared by kind, day, type, norm, condition
    and rate; equal ones give nothing. A line with less than before is a storno, one with more the right line, so the
    sum of the result is exactly what is right minus what stands, kind by kind; once restored, it is empty or the
    exact opposite of the line before.
    """
    stands: dict[_Key, AccrualLine] = {}
    for line in (*closed, *booked):
        _add(stands, line)
    wanted: dict[_Key, AccrualLine] = {}
    for line in right:
        _add(wanted, line)
    for line in stands.values():
        _add(wanted, _turned(line))
    differences = [line for line in wanted.values() if _differs(line)]
    marked = [replace(line, mark=_mark(line), source_period=period) for line in differences]
    return tuple(sorted(marked, key=line_order))


def standing_of(new: Adjustment, outstanding: Sequence[Adjustment]) -> Standing:
    """Say whether a new correction is due at once or only offered for return.

    `outstanding` are earlier corrections of the same employee and month that are still only offered. Together with
    them the new one must not be negative to be due; then it settles them too: what was not returned is not paid twice.
    """
    balance = new.net + sum((adjustment.net for adjustment in outstanding), Decimal(0))
    return Standing.DUE if balance >= 0 else Standing.OFFERED


_Key = tuple[str, date, int, int | None, str, int]


def _key(line: AccrualLine) -> _Key:
    return (line.kind, line.day, line.work_type_id, line.norm_id, line.condition, line.rate_id)


def _add(lines: dict[_Key, AccrualLine], line: AccrualLine) -> None:
    key = _key(line)
    standing = lines.get(key)
    if standing is None:
        lines[key] = line
        return
    lines[key] = replace(
        standing,
        quantity=standing.quantity + line.quantity,
        norm_minutes=standing.norm_minutes + line.norm_minutes,
        entries=standing.entries + line.entries,
        amount=standing.amount + line.amount,
    )


def _turned(line: AccrualLine) -> AccrualLine:
    return replace(
        line,
        quantity=-line.quantity,
        norm_minutes=-line.norm_minutes,
        entries=-line.entries,
        amount=-line.amount,
    )


def _differs(line: AccrualLine) -> bool:
    return bool(line.quantity or line.norm_minutes or line.amount or line.entries)


def _mark(line: AccrualLine) -> Mark:
    figures = (line.amount, line.norm_minutes, line.quantity, Decimal(line.entries))
    first = next(figure for figure in figures if figure)
    return Mark.STORNO if first < 0 else Mark.RIGHT
