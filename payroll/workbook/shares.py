"""The two tables of «Наряд за месяц»: what was done, and who is owed what; short enough for one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from naryad.money import round_half_up
from payroll.accrual import AccrualLine
from payroll.closing import MonthSnapshot
from payroll.kind import OF_JOBS
from payroll.workbook.accruals import owed
from payroll.workbook.words import type_words, unit_order, unit_words

_OF_JOBS = frozenset(kind.code for kind in OF_JOBS)
TYPES_SHOWN = 24
"""With more work types the page lists units."""
PEOPLE_SHOWN = 24
"""With more people the page lists departments."""


@dataclass(frozen=True)
class Share:
    """One row of a table: what or who, with quantity, norm hours and money."""

    name: str
    detail: str
    """The unit, the position, or how many people."""
    number: str
    """Personnel number; empty where the row is not a person."""
    quantity: Decimal | None
    """None where units of several kinds come together."""
    norm_minutes: Decimal
    amount: Decimal

    @property
    def norm_hours(self) -> Decimal:
        """Return norm hours, fine enough that the two tables' totals agree on paper."""
        return round_half_up(self.norm_minutes / 60, 6)


def shares_of_work(snapshot: MonthSnapshot, language: str) -> list[Share]:
    """Return what was done by work type, or by unit where there are many types.

    Corrections and supplements stand in rows of their own. The rows add up to what the people are owed: a head
    signs both tables.
    """
    own = [line for line in snapshot.lines if line.source_period is None]
    corrected = [line for line in snapshot.lines if line.source_period is not None]
    by_type = len({line.type_code for line in own}) <= TYPES_SHOWN
    groups: dict[tuple[str, str], list[AccrualLine]] = {}
    for line in own:
        groups.setdefault((line.unit, line.type_code if by_type else ""), []).append(line)
    rows: list[Share] = []
    for (unit, code), lines in sorted(groups.items(), key=lambda item: _place(*item)):
        words = unit_words(unit, language)
        last = lines[-1]
        name = f"{code} {type_words(last.type_name_ru, last.type_name_en, language)}" if code else words
        rows.append(_sum_of_lines(name, words, lines))
    if corrected:
        name = "Перерасчёты закрытых месяцев" if language == "ru" else "Adjustments of closed months"
        rows.append(replace(_sum_of_lines(name, "", corrected), quantity=None))
    of_jobs = [line for line in snapshot.pay if line.kind in _OF_JOBS]
    others = [line for line in snapshot.pay if line.kind not in _OF_JOBS]
    for ru, en, lines_of_pay in (
        ("Наряды бригад, аккордные, косвенная оплата", "Jobs of crews, lump sums, indirect pay", of_jobs),
        ("Премии, доплаты и гарантии", "Premiums, supplements and guarantees", others),
    ):
        if lines_of_pay:
            amount = sum((line.amount for line in lines_of_pay), Decimal(0))
            name = ru if language == "ru" else en
            rows.append(Share(name=name, detail="", number="", quantity=None, norm_minutes=Decimal(0), amount=amount))
    return rows


def shares_of_people(snapshot: MonthSnapshot, language: str) -> tuple[list[Share], bool]:
    """Return who is owed what, and whether the rows are people; in a larger office they are departments."""
    paid: dict[int, Decimal] = {}
    minutes: dict[int, Decimal] = {}
    for accrual in owed(snapshot):
        paid[accrual.employee_id] = paid.get(accrual.employee_id, Decimal(0)) + accrual.amount
        minutes[accrual.employee_id] = minutes.get(accrual.employee_id, Decimal(0)) + accrual.norm_minutes
    departments: dict[str, list[Share]] = {}
    rows: list[Share] = []
    for person in snapshot.people:
        if person.employee_id not in paid:
            continue
        row = Share(
            name=person.name,
            detail=person.position,
            number=person.number,
            quantity=Decimal(person.entries),
            norm_minutes=minutes[person.employee_id],
            amount=paid[person.employee_id],
        )
        rows.append(row)
        departments.setdefault(person.department, []).append(row)
    if len(rows) <= PEOPLE_SHOWN:
        return rows, True
    return [_department(name, members, language) for name, members in sorted(departments.items())], False


def _department(name: str, members: Sequence[Share], language: str) -> Share:
    return Share(
        name=name or ("без подразделения" if language == "ru" else "no department"),
        detail=f"{len(members)}",
        number="",
        quantity=sum((row.quantity or Decimal(0) for row in members), Decimal(0)),
        norm_minutes=sum((row.norm_minutes for row in members), Decimal(0)),
        amount=sum((row.amount for row in members), Decimal(0)),
    )


def _place(key: tuple[str, str], lines: Iterable[AccrualLine]) -> tuple[tuple[int, str], Decimal, str]:
    """Sort by unit, then from light work to heavy, then by code."""
    unit, code = key
    return unit_order(unit), min(line.norm_minutes_per_unit for line in lines), code


def _sum_of_lines(name: str, detail: str, lines: Sequence[AccrualLine]) -> Share:
    return Share(
        name=name,
        detail=detail,
        number="",
        quantity=sum((line.quantity for line in lines), Decimal(0)),
        norm_minutes=sum((line.norm_minutes for line in lines), Decimal(0)),
        amount=sum((line.amount for line in lines), Decimal(0)),
    )
