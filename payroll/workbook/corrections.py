"""Sheet «Перерасчёты»: corrections of closed months, line by line, with both months and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from payroll.adjustment import Adjustment, Standing
from payroll.closing import MonthSnapshot
from payroll.workbook.cells import CellValue, Column, Label, Look, NormOf, Sheet
from payroll.workbook.words import AMOUNT, MARKS, STANDINGS, due_on, type_words, unit_words
from payroll.workbook.work import piece_rate

ADJUSTMENTS = Label("Перерасчёты", "Adjustments")


def adjustments(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Перерасчёты»: a row per storno or right line, also of corrections that are only offered for return."""
    columns = (
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 10.5),
        Column("name", Label("ФИО", "Name"), Look.WRAPPED, 20),
        Column("source_month", Label("Исходный месяц", "Corrected month"), Look.MONTH, 10),
        Column("booked_month", Label("Месяц перерасчёта", "Booked in month"), Look.MONTH, 12.5),
        Column("mark", Label("Признак", "Mark"), Look.TEXT, 12.5),
        Column("accrual_code", Label("Код вида начисления", "Accrual code"), Look.CODE, 12),
        Column("day", Label("Дата работы", "Day of the work"), Look.DAY, 11),
        Column("type_code", Label("Код вида работ", "Work type code"), Look.CODE, 9),
        Column("work_type", Label("Вид работ", "Work type"), Look.WRAPPED, 19),
        Column("unit", Label("Ед. изм.", "Unit"), Look.TEXT, 10.5),
        Column("norm", Label("Норма, мин (версия)", "Norm, min (version)"), Look.NORM, 10),
        Column("quantity", Label("Объем", "Quantity"), Look.QUANTITY, 8),
        Column("norm_minutes", Label("Норма-мин всего", "Norm minutes"), Look.MINUTES, 9),
        Column("piece_rate", Label("Расценка", "Piece rate"), Look.RATE, 10),
        Column("amount", AMOUNT.with_currency(snapshot.currency), Look.MONEY, 12),
        Column("standing", Label("Состояние", "Standing"), Look.WRAPPED, 14),
        Column("settled_month", Label("Учтено в месяце", "Settled in month"), Look.MONTH, 9.5),
        Column("was_due_on", Label("Следовало выплатить", "Should have been paid on"), Look.DAY, 12),
        Column("reason", Label("Причина", "Reason"), Look.WRAPPED, 34),
    )
    return Sheet("adjustments", ADJUSTMENTS, columns, tuple(_rows(snapshot, language)), frozen_columns=2)


def _rows(snapshot: MonthSnapshot, language: str) -> Iterator[tuple[CellValue, ...]]:
    people = {person.employee_id: (person.number, person.name) for person in snapshot.people}
    kinds = {kind.code: kind.external_code for kind in snapshot.kinds}
    kind_names = {kind.code: kind.name(language) for kind in snapshot.kinds}
    for adjustment in snapshot.adjustments:
        number, name = people.get(adjustment.employee_id, ("", f"#{adjustment.employee_id}"))
        for line in adjustment.lines:
            yield (
                number,
                name,
                adjustment.source_period.first_day,
                adjustment.booked_in.first_day,
                MARKS[line.mark].to(language),
                kinds[line.kind],
                line.day,
                line.type_code,
                type_words(line.type_name_ru, line.type_name_en, language),
                unit_words(line.unit, language),
                NormOf(line.norm_minutes_per_unit, line.norm_version),
                line.quantity,
                line.norm_minutes,
                piece_rate(line),
                line.amount,
                STANDINGS[adjustment.standing].to(language),
                adjustment.settled_in.first_day if adjustment.settled_in else None,
                _was_due_on(adjustment),
                adjustment.reason,
            )
        for extra in adjustment.pay:
            yield (
                number,
                name,
                adjustment.source_period.first_day,
                adjustment.booked_in.first_day,
                MARKS[extra.mark].to(language),
                kinds[extra.kind],
                extra.first_day,
                "",
                kind_names[extra.kind],
                "",
                None,
                None,
                None,
                None,
                extra.amount,
                STANDINGS[adjustment.standing].to(language),
                adjustment.settled_in.first_day if adjustment.settled_in else None,
                _was_due_on(adjustment),
                f"{extra.formula(language)}; {adjustment.reason}".rstrip("; "),
            )


def _was_due_on(adjustment: Adjustment) -> CellValue:
    """Return the day from which accounting counts compensation for money paid late (Labour Code art. 236)."""
    is_owed = adjustment.net > Decimal(0) and adjustment.standing not in (Standing.OFFERED, Standing.RETURNED)
    return due_on(adjustment.source_period) if is_owed else None
