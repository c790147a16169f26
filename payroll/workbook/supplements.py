"""Sheet «Доплаты»: premiums, supplements and guarantees of the month, each with its formula and ground."""

from __future__ import annotations

from collections.abc import Iterator

from payroll.closing import MonthSnapshot
from payroll.workbook.cells import CellValue, Column, Label, Look, Sheet
from payroll.workbook.words import MARKS, amount_heading

SUPPLEMENTS = Label("Доплаты", "Supplements")


def supplements(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Доплаты»: a row per line of pay that stands on no single work, corrections settled in the month too."""
    columns = (
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 10.5),
        Column("name", Label("ФИО", "Name"), Look.WRAPPED, 20),
        Column("accrual_code", Label("Код вида начисления", "Accrual code"), Look.CODE, 12),
        Column("accrual_kind", Label("Вид начисления", "Accrual kind"), Look.WRAPPED, 24),
        Column("title", Label("Название", "Title"), Look.WRAPPED, 14),
        Column("period_from", Label("Период с", "Period from"), Look.DAY, 10.5),
        Column("period_to", Label("Период по", "Period to"), Look.DAY, 10.5),
        Column("measure", Label("Часы, дни, %", "Hours, days, %"), Look.QUANTITY, 9),
        Column("base", Label("База", "Base"), Look.RATE, 12),
        Column("coefficient", Label("Коэффициент", "Coefficient"), Look.QUANTITY, 12),
        Column("amount", amount_heading(snapshot), Look.MONEY, 12.5),
        Column("formula", Label("Как получилось", "How it came about"), Look.WRAPPED, 40),
        Column("ground", Label("Основание", "Ground"), Look.WRAPPED, 22),
        Column("mark", Label("Признак", "Mark"), Look.TEXT, 12),
        Column("source_month", Label("Исходный месяц", "Corrected month"), Look.MONTH, 10),
    )
    return Sheet("supplements", SUPPLEMENTS, columns, tuple(_rows(snapshot, language)), frozen_columns=2)


def _rows(snapshot: MonthSnapshot, language: str) -> Iterator[tuple[CellValue, ...]]:
    people = {person.employee_id: person for person in snapshot.people}
    for line in snapshot.pay:
        person, kind = people[line.employee_id], snapshot.kind(line.kind)
        yield (
            person.number,
            person.name,
            kind.external_code,
            kind.name(language),
            line.called(language) or None,
            line.first_day,
            line.last_day,
            line.quantity,
            line.rate,
            line.coefficient,
            line.amount,
            line.formula(language),
            line.ground or None,
            MARKS[line.mark].to(language),
            line.source_period.first_day if line.source_period else None,
        )
