"""Sheet «Аванс»: what was paid on account for days 1 to 15, beside the whole month; also a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from payroll.advance import Advance, AdvancePerson, half_of
from payroll.closing import MonthSnapshot
from payroll.workbook.cells import CellValue, Column, Label, Look, Sheet

ADVANCE = Label("Аванс", "On account")


def advance(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Аванс» of the month's workbook: a row per person who was paid on account."""
    columns = (
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 12),
        Column("name", Label("ФИО", "Name"), Look.WRAPPED, 32),
        Column("period_from", Label("Период с", "Period from"), Look.DAY, 12),
        Column("period_to", Label("Период по", "Period to"), Look.DAY, 12),
        Column("approved_on", Label("Утверждён", "Approved on"), Look.DAY, 12),
        Column(
            "month_amount", _money("Начислено за месяц", "Accrued for the month", snapshot.currency), Look.MONEY, 16
        ),
        Column("amount", _money("Аванс", "On account", snapshot.currency), Look.MONEY, 16),
        Column("rest", _money("Осталось", "Left", snapshot.currency), Look.MONEY, 16),
    )
    return Sheet("advance", ADVANCE, columns, tuple(_rows(snapshot)), frozen_columns=2)


def advance_alone(approved: Advance, language: str) -> Sheet:
    """Return the approved figure as a sheet for accounting: a row per person."""
    columns = (
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 12),
        Column("name", Label("ФИО", "Name"), Look.WRAPPED, 32),
        Column("department", Label("Подразделение", "Department"), Look.WRAPPED, 20),
        Column("position", Label("Должность", "Position"), Look.WRAPPED, 20),
        Column("period_from", Label("Период с", "Period from"), Look.DAY, 12),
        Column("period_to", Label("Период по", "Period to"), Look.DAY, 12),
        Column("norm_minutes", Label("Норма-мин", "Norm minutes"), Look.MINUTES, 12),
        Column("amount", _money("Аванс", "On account", approved.currency), Look.MONEY, 16),
    )
    first_day, last_day = half_of(approved.period)

    def row(one: AdvancePerson) -> tuple[CellValue, ...]:
        return (
            one.number,
            one.name,
            one.department,
            one.position,
            first_day,
            last_day,
            one.norm_minutes,
            one.amount,
        )

    return Sheet("advance", ADVANCE, columns, tuple(row(one) for one in approved.people), frozen_columns=2)


def _money(ru: str, en: str, currency: str) -> Label:
    return Label(ru, en).with_currency(currency)


def _rows(snapshot: MonthSnapshot) -> Iterator[tuple[CellValue, ...]]:
    people = {person.employee_id: person for person in snapshot.people}
    accrued: dict[int, Decimal] = {}
    for accrual in snapshot.accruals:
        accrued[accrual.employee_id] = accrued.get(accrual.employee_id, Decimal(0)) + accrual.amount
    for one in snapshot.on_account:
        person, whole = people[one.employee_id], accrued.get(one.employee_id, Decimal(0))
        yield (
            person.number,
            person.name,
            one.first_day,
            one.last_day,
            one.approved_on,
            whole,
            one.amount,
            whole - one.amount,
        )
